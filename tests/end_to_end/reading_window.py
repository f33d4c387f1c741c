"""The demonstration's window with its engine and GnuPG: reads its protected letters and prints what it shows, as JSON.

python -m tests.end_to_end.reading_window PROFILE
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from mailclient.gui.application import Application
from mailclient.gui.composer.reply_kind import ReplyKind
from mailclient.gui.main_window.session import Session
from mailclient.gui.message_view.pane import MessagePane
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import MessageId
from mailclient.profile import Profile
from mailclient.store.reader import Reader

PATIENCE_MS = 60_000
LETTERS = 8


def wait(true: Callable[[], bool]) -> None:
    loop = QEventLoop()
    look = QTimer(interval=20)
    look.timeout.connect(lambda: loop.quit() if true() else None)
    look.start()
    QTimer.singleShot(PATIENCE_MS, loop.quit)
    loop.exec()
    assert true()


def protected(reader: Reader) -> list[MessageId]:
    """The letters of the inboxes that something protects; none while some text is still on its way."""
    inboxes = [folder.id for folder in reader.folders() if folder.role is FolderRole.INBOX]
    ids = [id_ for inbox in inboxes for id_, _at in reader.message_ids(inbox)]
    bodies = [(id_, reader.body(id_)) for id_ in ids]
    if any(body is None for _id, body in bodies):
        return []
    return [id_ for id_, body in bodies if body is not None and body.cover is not None]


def look(session: Session, message_id: MessageId) -> dict[str, object]:
    """What the reader shows of it."""
    pane = MessagePane(session.window.reader, session.link)
    pane.resize(840, 600)
    pane.show()
    pane.show_message(message_id)
    wait(lambda: pane.protection.protection is not None and pane._body is not None)
    found: dict[str, object] = {
        "subject": pane.header.subject.text(),
        "mark": pane.header.protection.text(),
        "text": pane._body.text if pane._body is not None else "",
        "secret": pane.protection.is_secret,
    }
    pane.show_message(None)
    pane.deleteLater()
    return found


def answer(session: Session, message_id: MessageId) -> dict[str, object]:
    """What an answer to it begins with."""
    session.composers.inline = None
    before = len(session.composers.windows)
    session.composers.reply(message_id, ReplyKind.REPLY)
    wait(lambda: len(session.composers.windows) > before)
    content = session.composers.windows[-1].content()
    return {"subject": content.subject, "html": content.html, "secret": content.is_secret}


def main() -> None:
    application = QApplication([])
    profile = Profile(Path(sys.argv[1]))
    program = Application(profile, demo=True)
    wait(lambda: program.session is not None and len(protected(Reader(profile.store))) >= LETTERS)
    session = program.session
    assert session is not None
    ids = protected(session.window.reader)
    shown = [look(session, id_) for id_ in ids]
    secret = next(id_ for id_, one in zip(ids, shown, strict=True) if one["secret"])
    print(json.dumps({"letters": shown, "answer": answer(session, secret)}), flush=True)
    session.link.stop()
    application.processEvents()
    os._exit(0)  # the composer would ask whether to keep the answer


if __name__ == "__main__":
    main()
