"""The word about a message that was just sent, with a way to take it back while that can be done."""

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QTimer

from mailclient.gui.composer.sent_message import SentMessage
from mailclient.gui.main_window.toast import Toast
from mailclient.gui.main_window.undo import Done, UndoStack
from mailclient.gui.message_view.moment import moment_text
from mailclient.gui.message_view.wall_time import local_now
from mailclient.language import tr


def tell_sent(toast: Toast, stack: UndoStack, sent: SentMessage, reopen: Callable[[], object]) -> None:
    """``reopen`` is called only when the engine says that it did not go out: else it might go out twice."""
    subject = sent.subject or tr("(no subject)")
    send_at = sent.draft.send_at
    now = local_now()
    later = send_at is not None and send_at > now.timestamp()
    if not later and sent.hold_seconds <= 0:
        toast.tell(tr("Sending “{subject}”", subject=subject))
        return
    done = Done((sent.operation_id,), reopen)
    stack.push(done)
    if later and send_at is not None:
        moment = moment_text(datetime.fromtimestamp(send_at, UTC).astimezone(), now)
        words = tr("“{subject}” goes out: {moment}", subject=subject, moment=moment)
        toast.tell(words, tr("Undo"), lambda: stack.undo(done))
        return
    QTimer.singleShot(int(sent.hold_seconds * 1000), stack, lambda: stack.forget(sent.operation_id))
    toast.count_down(tr("Sending “{subject}”", subject=subject), sent.hold_seconds, lambda: stack.undo(done))


def late_words(due: float) -> str:
    """Of a message that went out after its time (epoch seconds)."""
    moment = moment_text(datetime.fromtimestamp(due, UTC).astimezone(), local_now())
    return tr("Sent just now, not {moment} as planned: this computer was off or offline.", moment=moment)
