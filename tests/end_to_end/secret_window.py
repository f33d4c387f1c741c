"""The window in a process of its own, with the demonstration's engine and its GnuPG: an encrypted message to oneself.

python -m tests.end_to_end.secret_window PROFILE   switches encryption on, writes, puts the draft away, opens it again,
                                                   sends it, opens what arrives, and prints all that as JSON
"""

import json
import os
import sys
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mailclient.bridge import events
from mailclient.gui.application import Application
from mailclient.gui.composer.pane import ComposerPane
from mailclient.gui.main_window.session import Session
from mailclient.mail.ids import MessageId
from mailclient.profile import Profile
from tests.end_to_end.canaries import Canaries
from tests.end_to_end.writing_window import wait

WORDS = "cAnArYsEcReTtExT7411"
SUBJECT = "cAnArYsEcReTsUbJeCt7412"
_ME = "alice@harbour.example"


def write(session: Session) -> None:
    """To oneself, encrypted from the first word on; put away as a draft."""
    wait(lambda: bool(session.window.reader.accounts()))
    pane = session.composers.write()
    assert pane is not None
    QTest.keyClicks(pane.fields.to.line, f"{_ME},")
    wait(lambda: bool(pane.protecting.situation().marks()) and not pane.protecting.situation().unready())
    pane.bottom.protection.encrypt.click()
    pane.bottom.plain.setChecked(True)
    QTest.keyClicks(pane.fields.subject, SUBJECT)
    QTest.keyClicks(pane.editor, f"The words are {WORDS}.")
    pane.close()
    wait(lambda: not session.composers.windows)


def reopen(session: Session) -> ComposerPane:
    """Out of the Drafts folder."""
    (row,) = (row for row in session.window.reader.drafts() if row.sealed)
    session.composers.restoring.restore(row.id, row.account_id)
    wait(lambda: bool(session.composers.windows))
    return session.composers.windows[0]


def send(session: Session, pane: ComposerPane) -> MessageId:
    """What arrives."""
    arrived: list[MessageId] = []

    def note(event: events.AnyEvent) -> None:
        if isinstance(event, events.NewMail):
            arrived.extend(event.message_ids)

    session.link.received.connect(note)
    pane.send()
    wait(lambda: bool(arrived))
    return arrived[-1]


def look(session: Session, profile: Path) -> dict[str, object]:
    """The whole way."""
    on_disk = Canaries([WORDS, SUBJECT])
    write(session)
    readable = on_disk.found_in_files(profile)
    pane = reopen(session)
    content = pane.content()
    arrived = send(session, pane)
    outside = session.window.reader.message(arrived)
    assert outside is not None
    view = session.reading.message
    view.show_message(arrived)
    wait(lambda: WORDS in view.pane.body.text.toPlainText())
    return {
        "restored": [content.subject, content.text.strip(), content.encrypt, content.sign],
        "outside": outside.envelope.subject,
        "subject": view.pane.header.subject.text(),
        "text": view.pane.body.text.toPlainText().strip(),
        "mark": view.pane.header.protection.text(),
        "readable": [*readable, *on_disk.found_in_files(profile.parent)],
    }


def main() -> None:
    _qt = QApplication([])
    profile = Path(sys.argv[1])
    program = Application(Profile(profile), demo=True)
    wait(lambda: program.session is not None)
    assert program.session is not None
    print(json.dumps(look(program.session, profile)), flush=True)
    program.session.link.stop()
    os._exit(0)


if __name__ == "__main__":
    main()
