"""What is unsent can be found, sent again, written on, and thrown away."""

import time
from dataclasses import replace

import msgspec
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.bridge.draft import DraftContent
from mailclient.gui.main_window.bars import ProblemBar
from mailclient.gui.outbox.outbox_dialog import OutboxDialog
from mailclient.mail.delivery_report import Cause
from mailclient.mail.ids import DraftId, OperationId
from mailclient.mail.message import Outgoing
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mail.refusal import RecipientRefusal
from mailclient.store import drafts, operations, outgoing
from mailclient.store.rows import OutgoingState
from mailclient.store.transaction import Transaction
from tests.gui.desk import Desk
from tests.gui.sample_store import change

A = OperationId("5a2f3c1e-7d44-4a0e-8d7a-2f5f8c9b1e01")
B = OperationId("5a2f3c1e-7d44-4a0e-8d7a-2f5f8c9b1e02")
_LETTER = (
    b"From: alice@work.example\r\nTo: jun@example.org\r\nSubject: Lunch\r\n"
    b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
    b"--b\r\nContent-Type: text/plain\r\n\r\nAt noon?\r\n"
    b'--b\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; filename="menu.csv"\r\n\r\nsoup\r\n--b--\r\n'
)


def put_in_outbox(desk: Desk, *, failed: bool = True, age_seconds: float = 60.0) -> None:
    """As the engine does; then it tells."""

    def store(tx: Transaction) -> None:
        now = time.time() - age_seconds
        operations.insert(tx, A, desk.sample.account_id, "send", b"", now=now)
        letter = Outgoing(_LETTER, "alice@work.example", ("jun@example.org", "hidden@example.org"))
        outgoing.insert(tx, A, desk.sample.account_id, letter, subject="Lunch", message_id_header="", now=now)
        if failed:
            operations.fail(tx, A, Problem(ProblemKind.MESSAGE_REFUSED))

    change(desk.sample.path, store)
    desk.link.deliver(events.FoldersChanged(desk.sample.account_id))


def open_outbox(desk: Desk, qtbot: QtBot) -> OutboxDialog:
    """Through the sidebar."""
    qtbot.waitUntil(desk.window.sidebar.outbox.isVisible)
    desk.window.sidebar.outbox.click()
    (dialog,) = desk.window.findChildren(OutboxDialog)
    return dialog


def test_there_is_no_outbox_while_all_is_sent(desk: Desk) -> None:
    desk.link.deliver(events.EverythingChanged())
    assert not desk.window.sidebar.outbox.isVisible()
    desk.window.actions_["outbox"].trigger()  # the menu says that there is nothing
    (dialog,) = desk.window.findChildren(OutboxDialog)
    assert dialog.rows == []


def test_what_was_handed_in_just_now_is_not_shown_yet(desk: Desk) -> None:
    put_in_outbox(desk, failed=False, age_seconds=1)
    desk.session.outbox.refresh()
    assert not desk.window.sidebar.outbox.isVisible()


def test_a_failed_message_is_found_and_sent_again(desk: Desk, qtbot: QtBot) -> None:
    put_in_outbox(desk)
    dialog = open_outbox(desk, qtbot)
    assert "1" in desk.window.sidebar.outbox.text()
    (row,) = dialog.rows
    row.deeds["send"].click()
    assert desk.sent(commands.RetryOperation) == [commands.RetryOperation(A, even_in_doubt=False)]


def test_an_unsent_message_is_taken_out_before_it_is_edited(desk: Desk, qtbot: QtBot) -> None:
    put_in_outbox(desk, failed=False)
    (row,) = open_outbox(desk, qtbot).rows
    row.deeds["edit"].click()
    assert desk.sent(commands.UndoOperation) == [commands.UndoOperation(A, even_in_doubt=False)]
    assert desk.session.composers.windows == []
    desk.link.acknowledge_all()
    (composer,) = desk.session.composers.windows
    content = composer.content()
    assert (content.subject, content.text.strip()) == ("Lunch", "At noon?")
    assert [content.to, content.bcc] == ["jun@example.org", "hidden@example.org"]
    assert [(file.filename, file.data) for file in content.files] == [("menu.csv", b"soup")]
    composer.discard()


def test_what_was_sent_meanwhile_is_not_edited(desk: Desk, qtbot: QtBot) -> None:
    put_in_outbox(desk, failed=False)
    (row,) = open_outbox(desk, qtbot).rows
    row.deeds["edit"].click()
    desk.link.deliver(events.Refused(A, Problem(ProblemKind.TOO_LATE)))
    assert desk.session.composers.windows == []


def test_deleting_asks_first(desk: Desk, qtbot: QtBot) -> None:
    put_in_outbox(desk)
    (row,) = open_outbox(desk, qtbot).rows
    row.deeds["delete"].click()
    assert desk.sent(commands.UndoOperation) == []
    question = QApplication.activeModalWidget()
    assert question is not None
    next(button for button in question.findChildren(QPushButton) if button.text() == "Delete").click()
    assert desk.sent(commands.UndoOperation) == [commands.UndoOperation(A, even_in_doubt=False)]


def test_the_draft_it_was_is_opened_when_there_is_one(desk: Desk, qtbot: QtBot) -> None:
    written = DraftContent(subject="Lunch", text="the draft", html="<p>the draft</p>")
    content = msgspec.msgpack.encode(written)

    def store(tx: Transaction) -> None:
        drafts.save(tx, DraftId("d1"), desk.sample.account_id, content, subject="", recipients="", now=1.0)

    change(desk.sample.path, store)
    put_in_outbox(desk)
    qtbot.waitUntil(lambda: bool(desk.session.outbox.rows))
    unsent = desk.session.outbox.rows[0]
    desk.session.composers.edit_unsent(replace(unsent, draft_id=DraftId("d1")), written)
    (composer,) = desk.session.composers.windows
    assert composer.draft_id == "d1"
    assert composer.editor.text() == "the draft"
    composer.discard()


def test_a_copy_that_could_not_be_filed_is_not_called_unsent(desk: Desk, qtbot: QtBot) -> None:
    put_in_outbox(desk)
    change(desk.sample.path, outgoing.set_state, A, OutgoingState.SENT)
    desk.link.deliver(events.OperationFailed(A, Problem(ProblemKind.FOLDER_MISSING)))
    assert f"outbox-{A}" in desk.session.bars
    (bar,) = desk.session.bars.findChildren(ProblemBar)
    assert "was sent" in bar.accessibleName()
    assert desk.session.outbox.rows == []


def test_who_was_refused_gets_it_at_a_corrected_address(desk: Desk, qtbot: QtBot) -> None:
    said = (
        RecipientRefusal("bbo@example.org", 550, "5.1.1", "550 5.1.1 no such user", Cause.USER_UNKNOWN),
        RecipientRefusal("kim@example.org", 550, "5.7.1", "550 5.7.1 not from you", Cause.REFUSED_BY_RECIPIENT),
    )

    def refuse(tx: Transaction) -> None:
        outgoing.note_outcome(tx, A, ["jun@example.org"], [one.address for one in said])
        outgoing.note_refusals(tx, A, said)
        outgoing.set_state(tx, A, OutgoingState.FILED)
        operations.finish(tx, A)

    put_in_outbox(desk, failed=False)
    change(desk.sample.path, refuse)
    desk.session.outbox.refresh()
    (row,) = open_outbox(desk, qtbot).rows
    assert row.people is not None
    (box, line), (other, _line) = row.people.lines
    assert (box.isChecked(), other.isChecked()) == (True, False), "what cannot be helped here is not chosen"
    line.setText("bob@example.org")
    row.deeds["resend"].click()
    (command,) = desk.sent(commands.ResendMessage)
    assert (command.of, command.recipients) == (A, (("bbo@example.org", "bob@example.org"),))
    box.setChecked(False)
    assert not row.deeds["resend"].isEnabled()
    row.deeds["dismiss"].click()
    assert desk.sent(commands.DismissRefusals) == [commands.DismissRefusals(A)]


def test_a_corrected_address_stays_while_other_messages_go_their_way(desk: Desk, qtbot: QtBot) -> None:
    said = RecipientRefusal("bbo@example.org", 550, "5.1.1", "550 5.1.1 no such user", Cause.USER_UNKNOWN)

    def refuse(tx: Transaction) -> None:
        outgoing.note_outcome(tx, A, [], [said.address])
        outgoing.note_refusals(tx, A, (said,))
        outgoing.set_state(tx, A, OutgoingState.FILED)
        operations.finish(tx, A)

    def another(tx: Transaction) -> None:
        operations.insert(tx, B, desk.sample.account_id, "send", b"", now=1.0)
        letter = Outgoing(_LETTER, "alice@work.example", ("jun@example.org",))
        outgoing.insert(tx, B, desk.sample.account_id, letter, subject="Tea", message_id_header="", now=1.0)
        operations.fail(tx, B, Problem(ProblemKind.MESSAGE_REFUSED))

    put_in_outbox(desk, failed=False)
    change(desk.sample.path, refuse)
    desk.session.outbox.refresh()
    dialog = open_outbox(desk, qtbot)
    dialog.activateWindow()
    (row,) = dialog.rows
    assert row.people is not None
    ((_box, line),) = row.people.lines
    line.setFocus()
    qtbot.waitUntil(line.hasFocus)
    line.selectAll()
    QTest.keyClicks(line, "bob@ex")
    change(desk.sample.path, another)
    desk.session.outbox.refresh()
    assert len(dialog.rows) == 2
    assert row in dialog.rows
    QTest.keyClicks(line, "ample.org")
    assert (line.text(), line.hasFocus()) == ("bob@example.org", True)
