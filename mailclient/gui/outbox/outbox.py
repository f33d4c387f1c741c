"""What is on its way and not sent yet, or was not accepted for some.

A message that was just handed in is on its way for a few seconds; only what stays longer, or failed, is counted.
"""

import time

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from mailclient.bridge import commands, events
from mailclient.bridge.fresh_ids import fresh_operation_id
from mailclient.gui.composer.unsent import needed_by_others
from mailclient.gui.controls.question import ask
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.outbox.taking_out import TakingOut, is_in_doubt, take_back
from mailclient.language import tr
from mailclient.language.sending import people_words
from mailclient.mail.ids import DraftId, OperationId
from mailclient.store.reader import Reader
from mailclient.store.rows import OutboxRow, Standing

_PATIENCE_SECONDS = 15.0
_ON_ITS_WAY = (Standing.WAITING, Standing.SENDING)


class Outbox(QObject):
    """Knows what is unsent. ``refresh`` is called on FoldersChanged.

    Sends ``RetryOperation``, ``SetSendTime``, ``ResendMessage``, ``DismissRefusals``, ``CountAsSent``,
    ``UndoOperation``, ``DiscardDraft``; ``taking_out.py`` what it says.
    """

    changed = Signal(int)
    """So many messages are unsent."""
    edit_requested = Signal(object, object)
    """OutboxRow, ``taking_out.Written``: taken out of the outbox, to be opened in a composer."""
    failed = Signal(object)
    """Problem: a message that was to be edited stays in the outbox."""

    def __init__(self, reader: Reader, link: EngineLink, parent: QObject) -> None:
        super().__init__(parent)
        self._reader, self._link = reader, link
        self.rows: list[OutboxRow] = []
        self._taking_out = TakingOut(reader, link, self)
        self._taking_out.taken.connect(self.edit_requested)
        self._taking_out.failed.connect(self.failed)
        self._deleting: dict[OperationId, DraftId] = {}
        """The drafts that are thrown away when the message is taken back."""
        link.received.connect(self._receive)
        self._soon = QTimer(self, singleShot=True, interval=int(_PATIENCE_SECONDS * 1000))
        self._soon.timeout.connect(self.refresh)

    def refresh(self) -> None:
        """Read the outbox again."""
        found = self._reader.outbox()
        now = time.time()
        self.rows = [row for row in found if _is_worth_telling(row, now)]
        if len(self.rows) < len(found) and not self._soon.isActive():
            self._soon.start()
        self.changed.emit(len(self.rows))

    def send_now(self, row: OutboxRow) -> None:
        """Do not wait any longer; for a message in doubt this is the user's word to send it."""
        if row.standing(time.time()) in (Standing.HELD, Standing.PLANNED):
            self._link.operate(commands.SetSendTime(row.operation_id))
        else:
            self._link.operate(commands.RetryOperation(row.operation_id, even_in_doubt=is_in_doubt(row)))

    def send_at(self, row: OutboxRow, at: float) -> None:
        """Let it go then (epoch seconds)."""
        self._link.operate(commands.SetSendTime(row.operation_id, at))

    def resend(self, row: OutboxRow, people: tuple[tuple[str, str], ...]) -> None:
        """Once more to these: pairs of the address that was refused and the one to send to."""
        self._link.operate(commands.ResendMessage(fresh_operation_id(), row.operation_id, people))

    def dismiss(self, row: OutboxRow) -> None:
        """The user knows who did not get it."""
        self._link.operate(commands.DismissRefusals(row.operation_id))

    def count_as_sent(self, row: OutboxRow) -> None:
        """The user knows that it has arrived."""
        self._link.operate(commands.CountAsSent(row.operation_id))

    def edit(self, row: OutboxRow) -> None:
        """Take it out and write on; nothing opens when it has just been sent after all."""
        self._taking_out.take(row)

    def delete(self, row: OutboxRow, parent: QWidget) -> None:
        """Throw it away, after a question over ``parent``; of what some have: send it to nobody else."""
        if row.delivered:
            self._ask_to_stop(row, parent)
            return

        def act() -> None:
            if row.draft_id is not None:
                self._deleting[row.operation_id] = row.draft_id
            self._link.operate(take_back(row))

        title = tr("Delete “{subject}” unsent?", subject=row.subject or tr("(no subject)"))
        stays = tr("For a while its text can be brought back: menu, “Discarded drafts”.")
        meaning = stays if self._is_kept(row) else tr("This cannot be undone.")
        ask(parent, title, meaning, tr("Delete"), act, danger=True)

    def _is_kept(self, row: OutboxRow) -> bool:
        """Whether its draft can be brought back: with the first message of a draft the others are taken back."""
        messages = self._reader.messages_of_draft(row.draft_id)
        is_copy = bool(messages) and messages[0].operation_id != row.operation_id
        needed = is_copy and needed_by_others(self._reader, row.draft_id, row.operation_id)
        return row.draft_id is not None and not needed and self._reader.draft(row.draft_id) is not None

    def _ask_to_stop(self, row: OutboxRow, parent: QWidget) -> None:
        """Its draft ends with that as that of any message that was sent."""
        title = tr("Send “{subject}” to nobody else?", subject=row.subject or tr("(no subject)"))
        meaning = tr(
            "Already sent to: {people}. A copy stays in Sent; the others do not get it.",
            people=people_words(row.delivered),
        )
        ask(parent, title, meaning, tr("Stop sending"), lambda: self._link.operate(take_back(row)), danger=True)

    def _receive(self, event: events.AnyEvent) -> None:
        match event:
            case events.Acknowledged(operation_id=done) if done in self._deleting:
                self._throw_away(self._deleting.pop(done), done)
            case events.Refused(operation_id=done):
                self._deleting.pop(done, None)
            case _:
                pass

    def _throw_away(self, draft_id: DraftId, operation_id: OperationId) -> None:
        """The draft of a message that was deleted, unless another message needs it."""
        if not needed_by_others(self._reader, draft_id, operation_id):
            self._link.operate(commands.DiscardDraft(fresh_operation_id(), draft_id))


def _is_worth_telling(row: OutboxRow, now: float) -> bool:
    """Not what is only passing through, and not a copy that is about to be filed."""
    standing = row.standing(now)
    if standing is Standing.HELD or (standing in _ON_ITS_WAY and row.problem is None):
        return row.created_at < now - _PATIENCE_SECONDS
    return standing is not Standing.UNFILED
