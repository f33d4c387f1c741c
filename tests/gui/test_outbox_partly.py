"""A message of the outbox that some have already: written on, or stopped, it goes to none of them once more."""

import base64
import time

import msgspec
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.bridge.draft import DraftContent, DraftFile, Importance
from mailclient.gui.composer.pane import ComposerPane
from mailclient.gui.composer.sent_message import SentMessage
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.outbox.outbox_dialog import OutboxDialog
from mailclient.mail.ids import DraftId, OperationId
from mailclient.mail.message import Outgoing
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.store import drafts, operations, outgoing
from mailclient.store.rows import OutgoingState
from mailclient.store.transaction import Transaction
from tests.gui.desk import Desk
from tests.gui.sample_store import change
from tests.gui.test_outbox import open_outbox

A = OperationId("5a2f3c1e-7d44-4a0e-8d7a-2f5f8c9b1e01")
B = OperationId("5a2f3c1e-7d44-4a0e-8d7a-2f5f8c9b1e02")
DRAFT = DraftId("d1")
EVERYBODY = ("jun@example.org", "kim@example.org", "bob@example.org", "hidden@example.org", "other@example.org")
_LETTER = (
    b"From: alice@work.example\r\nTo: Jun <jun@example.org>, Kim <kim@EXAMPLE.org>\r\nCc: bob@example.org\r\n"
    b"Subject: Lunch\r\nIn-Reply-To: <q@example.org>\r\nReferences: <p@example.org> <q@example.org>\r\n"
    b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
    b"--b\r\nContent-Type: text/plain\r\n\r\nAt noon?\r\n"
    b'--b\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; filename="menu.csv"\r\n\r\nsoup\r\n--b--\r\n'
)
_SEALED = (
    b"From: alice@work.example\r\nTo: jun@example.org, kim@example.org\r\nSubject: [...]\r\n"
    b'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="b"\r\n\r\n'
    b"--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n"
    b"--b\r\nContent-Type: application/octet-stream\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n--b--\r\n"
)
_WRITTEN = DraftContent(
    from_="alice@work.example",
    to="Jun <jun@example.org>, Kim <kim@example.org>",
    cc="bob@example.org",
    bcc="hidden@example.org,other@example.org",
    subject="Lunch",
    html="<p>At noon?</p>",
    files=(DraftFile("menu.csv", "text/csv", data=b"soup"),),
    in_reply_to="q@example.org",
    importance=Importance.HIGH,
    send_at=5.0,
)


def put_in_outbox(
    desk: Desk,
    letter: bytes = _LETTER,
    *,
    to: tuple[str, ...] = EVERYBODY,
    delivered: tuple[str, ...] = (),
    draft: DraftContent | None = None,
) -> None:
    """It waits to be tried again for those who have not got it."""

    def store(tx: Transaction) -> None:
        now, account_id = time.time() - 60, desk.sample.account_id
        if draft is not None:
            content = msgspec.msgpack.encode(draft)
            drafts.save(tx, DRAFT, account_id, content, subject="", recipients="", now=1.0)
        operations.insert(tx, A, account_id, "send", b"", now=now)
        outgoing.insert(
            tx,
            A,
            account_id,
            Outgoing(letter, "alice@work.example", to),
            subject="Lunch",
            message_id_header="",
            now=now,
            draft_id=None if draft is None else DRAFT,
        )
        outgoing.note_outcome(tx, A, delivered, ())
        operations.set_waiting(tx, A, time.time() + 600, Problem(ProblemKind.ASKED_TO_WAIT))

    change(desk.sample.path, store)
    desk.link.deliver(events.FoldersChanged(desk.sample.account_id))


def take_back(desk: Desk, delivered: tuple[str, ...] = ()) -> None:
    """As the engine does with what some have: it counts as sent, and its draft ends."""
    assert desk.sent(commands.UndoOperation) == [commands.UndoOperation(A, even_in_doubt=False)]
    assert desk.session.composers.windows == []
    end(desk, delivered)


def end(desk: Desk, delivered: tuple[str, ...] = ()) -> None:
    """It is sent to these, and to nobody else."""

    def store(tx: Transaction) -> None:
        outgoing.note_outcome(tx, A, delivered, ())
        outgoing.set_state(tx, A, OutgoingState.SENT)
        outgoing.dismiss(tx, A)
        operations.set_waiting(tx, A)
        drafts.end_sent(tx, DRAFT, time.time())

    change(desk.sample.path, store)
    desk.link.acknowledge_all()


def edit(desk: Desk, qtbot: QtBot) -> OutboxDialog:
    dialog = open_outbox(desk, qtbot)
    (row,) = dialog.rows
    row.deeds["edit"].click()
    return dialog


def tell_draft(desk: Desk, content: DraftContent) -> None:
    asked = desk.sent(commands.OpenDraft)[-1]
    desk.link.deliver(events.Finished(asked.request_id, draft=msgspec.msgpack.encode(content)))


def addressed(composer: ComposerPane) -> list[str]:
    content = composer.content()
    return [content.to, content.cc, content.bcc]


def test_it_is_written_on_for_those_alone_who_have_not_got_it(desk: Desk, qtbot: QtBot) -> None:
    put_in_outbox(desk, delivered=("jun@example.org", "bob@example.org", "hidden@example.org"))
    edit(desk, qtbot)
    take_back(desk)
    (composer,) = desk.session.composers.windows
    content = composer.content()
    assert addressed(composer) == ["Kim <kim@EXAMPLE.org>", "", "other@example.org"]
    assert (content.subject, content.text.strip(), content.in_reply_to) == ("Lunch", "At noon?", "q@example.org")
    assert [(file.filename, file.data) for file in content.files] == [("menu.csv", b"soup")]
    assert "jun@example.org" in composer.bar.label.text()
    composer.discard()


def test_the_draft_it_was_is_read_before_it_ends(desk: Desk, qtbot: QtBot) -> None:
    put_in_outbox(desk, delivered=("jun@example.org", "hidden@example.org"), draft=_WRITTEN)
    edit(desk, qtbot)
    assert desk.sent(commands.UndoOperation) == [], "its draft ends with that"
    tell_draft(desk, _WRITTEN)
    take_back(desk)
    (composer,) = desk.session.composers.windows
    content = composer.content()
    assert composer.draft_id != DRAFT
    assert addressed(composer) == ["Kim <kim@example.org>", "bob@example.org", "other@example.org"]
    assert (content.text.strip(), content.importance, content.send_at) == ("At noon?", Importance.HIGH, None)
    assert [(file.filename, file.data) for file in content.files] == [("menu.csv", b"soup")]
    composer.discard()


def test_who_got_it_only_just_now_is_left_out_too(desk: Desk, qtbot: QtBot) -> None:
    """The outbox shows that nobody has it; one got it a moment ago."""
    put_in_outbox(desk, draft=_WRITTEN)
    edit(desk, qtbot)
    tell_draft(desk, _WRITTEN)
    take_back(desk, ("kim@example.org",))
    (composer,) = desk.session.composers.windows
    assert addressed(composer)[0] == "Jun <jun@example.org>"
    assert composer.content().importance is Importance.HIGH, "of the draft, which the message does not tell"
    composer.discard()


def test_a_draft_that_cannot_be_opened_leaves_an_encrypted_message_where_it_is(desk: Desk, qtbot: QtBot) -> None:
    put_in_outbox(desk, _SEALED, delivered=("jun@example.org",), draft=_WRITTEN)
    told: list[Problem] = []
    desk.session.outbox.failed.connect(told.append)
    edit(desk, qtbot)
    asked = desk.sent(commands.OpenDraft)[-1]
    desk.link.deliver(events.Failed(asked.request_id, Problem(ProblemKind.VAULT_LOCKED)))
    assert [problem.kind for problem in told] == [ProblemKind.VAULT_LOCKED]
    assert desk.sent(commands.UndoOperation) == []


def test_what_is_encrypted_and_never_had_a_draft_stays_where_it_is(desk: Desk, qtbot: QtBot) -> None:
    put_in_outbox(desk, _SEALED)
    told: list[Problem] = []
    desk.session.outbox.failed.connect(told.append)
    edit(desk, qtbot)
    assert [problem.kind for problem in told] == [ProblemKind.ONLY_ENCRYPTED]
    assert desk.sent(commands.UndoOperation) == []


def test_edit_pressed_twice_opens_it_once(desk: Desk, qtbot: QtBot) -> None:
    put_in_outbox(desk, delivered=("jun@example.org",), draft=_WRITTEN)
    (row,) = open_outbox(desk, qtbot).rows
    row.deeds["edit"].click()
    row.deeds["edit"].click()
    assert len(desk.sent(commands.OpenDraft)) == 1
    tell_draft(desk, _WRITTEN)
    row.deeds["edit"].click()
    assert len(desk.sent(commands.OpenDraft)) == 1
    take_back(desk)
    (composer,) = desk.session.composers.windows
    composer.discard()


def test_refused_it_can_be_edited_once_more(desk: Desk, qtbot: QtBot) -> None:
    put_in_outbox(desk, draft=_WRITTEN)
    (row,) = open_outbox(desk, qtbot).rows
    row.deeds["edit"].click()
    tell_draft(desk, _WRITTEN)
    desk.link.deliver(events.Refused(A, Problem(ProblemKind.TOO_LATE)))
    row.deeds["edit"].click()
    assert len(desk.sent(commands.OpenDraft)) == 2


def test_what_is_in_the_clear_opens_without_its_draft(desk: Desk, qtbot: QtBot) -> None:
    put_in_outbox(desk, delivered=("jun@example.org",), draft=_WRITTEN)
    edit(desk, qtbot)
    asked = desk.sent(commands.OpenDraft)[-1]
    desk.link.deliver(events.Failed(asked.request_id, Problem(ProblemKind.DRAFT_UNREADABLE)))
    take_back(desk)
    (composer,) = desk.session.composers.windows
    assert composer.content().text.strip() == "At noon?"
    composer.discard()


def test_stopping_it_is_not_called_deleting_what_is_unsent(desk: Desk, qtbot: QtBot) -> None:
    put_in_outbox(desk, delivered=("jun@example.org",), draft=_WRITTEN)
    (row,) = open_outbox(desk, qtbot).rows
    assert row.deeds["delete"].text() == "Stop sending"
    row.deeds["delete"].click()
    question = QApplication.activeModalWidget()
    assert question is not None
    words = " ".join(label.text() for label in question.findChildren(PlainLabel))
    assert "unsent" not in words
    assert "Already sent to: jun@example.org." in words
    next(button for button in question.findChildren(QPushButton) if button.text() == "Stop sending").click()
    assert desk.sent(commands.UndoOperation) == [commands.UndoOperation(A, even_in_doubt=False)]
    assert desk.sent(commands.DiscardDraft) == []


def test_undo_of_what_some_have_opens_it_for_the_others(desk: Desk) -> None:
    """Of a message with a time of its own, Undo stays until it is sent to all."""
    put_in_outbox(desk, delivered=("jun@example.org",))
    composer = desk.session.composers.reopen(
        SentMessage(A, desk.sample.account_id, DRAFT, "Lunch", 0.0, _WRITTEN, None)
    )
    assert addressed(composer)[0] == "Kim <kim@example.org>"
    assert composer.draft_id != DRAFT
    composer.discard()


def test_what_was_sent_once_more_to_some_is_not_addressed_to_all_in_its_header(desk: Desk, qtbot: QtBot) -> None:
    put_in_outbox(desk, _LETTER.replace(b"Jun <jun@example.org>", b"Had It <before@example.org>"))
    edit(desk, qtbot)
    desk.link.acknowledge_all()
    (composer,) = desk.session.composers.windows
    assert addressed(composer)[0] == "Kim <kim@EXAMPLE.org>"
    composer.discard()


def test_a_picture_of_the_text_stays_in_the_text(desk: Desk, qtbot: QtBot) -> None:
    picture = (
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
        b"\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff\xff\x7f\x00\t\xfb\x03\xfd\x08\x1b\x9e\xbc\x00\x00\x00\x00IEND\xaeB`\x82"
    )
    letter = (
        b"From: alice@work.example\r\nTo: jun@example.org, kim@example.org\r\nSubject: Lunch\r\n"
        b'Content-Type: multipart/related; boundary="b"\r\n\r\n'
        b'--b\r\nContent-Type: text/html\r\n\r\n<p>Look: <img src="cid:p@x"></p>\r\n'
        b"--b\r\nContent-Type: image/png\r\nContent-ID: <p@x>\r\nContent-Disposition: inline; filename=a.png\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(picture) + b"--b--\r\n"
    )
    put_in_outbox(desk, letter, delivered=("jun@example.org",))
    edit(desk, qtbot)
    take_back(desk)
    (composer,) = desk.session.composers.windows
    (file,) = composer.content().files
    assert (file.data, file.content_id) == (picture, "p@x")
    assert "cid:p@x" in composer.content().html
    composer.discard()


def put_copy_in_outbox(desk: Desk, *, sent: bool) -> None:
    """A blind recipient's own message, made of the same draft."""

    def store(tx: Transaction) -> None:
        now, account_id = time.time() - 60, desk.sample.account_id
        letter = Outgoing(_SEALED, "alice@work.example", ("hidden@example.org",))
        operations.insert(tx, B, account_id, "send", b"", now=now)
        outgoing.insert(
            tx, B, account_id, letter, subject="Lunch", message_id_header="", now=now, draft_id=DRAFT
        )  # fmt: skip
        if sent:
            outgoing.note_outcome(tx, B, letter.recipients, ())
            outgoing.set_state(tx, B, OutgoingState.FILED)
            operations.finish(tx, B)
        else:
            operations.fail(tx, B, Problem(ProblemKind.MESSAGE_REFUSED))

    change(desk.sample.path, store)
    desk.link.deliver(events.FoldersChanged(desk.sample.account_id))


def test_who_got_a_message_of_his_own_from_the_same_draft_is_left_out(desk: Desk, qtbot: QtBot) -> None:
    put_in_outbox(desk, _SEALED, draft=_WRITTEN)
    put_copy_in_outbox(desk, sent=True)
    edit(desk, qtbot)
    tell_draft(desk, _WRITTEN)
    change(desk.sample.path, operations.remove, A)
    desk.link.acknowledge_all()
    (composer,) = desk.session.composers.windows
    assert addressed(composer) == [_WRITTEN.to, _WRITTEN.cc, "other@example.org"]
    assert composer.draft_id == DRAFT, "its draft has not ended"
    composer.discard()


def test_what_is_encrypted_stays_where_its_draft_ended_with_another_message(desk: Desk, qtbot: QtBot) -> None:
    put_in_outbox(desk, _SEALED, delivered=EVERYBODY, draft=_WRITTEN)
    end(desk)
    put_copy_in_outbox(desk, sent=False)
    told: list[Problem] = []
    desk.session.outbox.failed.connect(told.append)
    edit(desk, qtbot)
    assert [problem.kind for problem in told] == [ProblemKind.ONLY_ENCRYPTED]
    assert desk.sent(commands.UndoOperation) == []


def taken_out(desk: Desk, *operation_ids: OperationId) -> ComposerPane:
    """The first is edited and all are taken back; the composer that opens."""
    before = desk.session.composers.windows
    row = next(row for row in desk.window.reader.outbox() if row.operation_id == operation_ids[0])
    desk.session.outbox.edit(row)
    tell_draft(desk, _WRITTEN)
    for operation_id in operation_ids:
        change(desk.sample.path, operations.remove, operation_id)
    desk.link.acknowledge_all()
    (composer,) = [one for one in desk.session.composers.windows if one not in before]
    return composer


def put_group_in_outbox(desk: Desk) -> None:
    """As the engine makes it: the blind recipient is in his own message alone."""
    put_in_outbox(desk, _SEALED, draft=_WRITTEN, to=tuple(one for one in EVERYBODY if one != "hidden@example.org"))
    put_copy_in_outbox(desk, sent=False)


def test_what_was_taken_out_apart_is_addressed_by_no_other_message(desk: Desk) -> None:
    put_group_in_outbox(desk)
    copy = taken_out(desk, B)
    assert addressed(copy) == ["", "", "hidden@example.org"]
    assert copy.draft_id != DRAFT, "the first one needs it"
    assert "get it by another message: " in copy.bar.label.text()
    first = taken_out(desk, A)
    assert addressed(first) == [_WRITTEN.to, _WRITTEN.cc, "other@example.org"]
    assert first.draft_id == DRAFT
    assert not first.bar.isVisible()
    copy.discard()
    first.discard()


def test_all_that_is_taken_back_together_goes_on_in_its_draft(desk: Desk) -> None:
    put_group_in_outbox(desk)
    composer = taken_out(desk, A, B)
    assert composer.draft_id == DRAFT
    assert addressed(composer) == [_WRITTEN.to, _WRITTEN.cc, "hidden@example.org, other@example.org"]
    composer.discard()


def test_a_draft_that_a_copy_still_needs_is_not_written_over(desk: Desk) -> None:
    put_group_in_outbox(desk)
    composer = taken_out(desk, A)
    assert addressed(composer) == [_WRITTEN.to, _WRITTEN.cc, "other@example.org"]
    assert composer.draft_id != DRAFT
    composer.discard()


def test_undo_leaves_the_draft_to_the_copy_that_still_needs_it(desk: Desk) -> None:
    put_group_in_outbox(desk)
    change(desk.sample.path, operations.remove, A)
    sent = SentMessage(A, desk.sample.account_id, DRAFT, "Lunch", 0.0, _WRITTEN, None)
    composer = desk.session.composers.reopen(sent)
    assert addressed(composer) == [_WRITTEN.to, _WRITTEN.cc, "other@example.org"]
    assert composer.draft_id != DRAFT
    composer.discard()


def delete(desk: Desk, qtbot: QtBot, operation_id: OperationId) -> str:
    """What was asked before."""
    rows = open_outbox(desk, qtbot).rows
    next(row for row in rows if row.message.operation_id == operation_id).deeds["delete"].click()
    question = QApplication.activeModalWidget()
    assert question is not None
    words = " ".join(label.text() for label in question.findChildren(PlainLabel))
    next(button for button in question.findChildren(QPushButton) if button.text() == "Delete").click()
    return words


def test_the_draft_is_thrown_away_after_its_message(desk: Desk, qtbot: QtBot) -> None:
    put_group_in_outbox(desk)
    assert "Discarded drafts" in delete(desk, qtbot, A)
    assert desk.sent(commands.DiscardDraft) == []
    for operation_id in (A, B):
        change(desk.sample.path, operations.remove, operation_id)
    desk.link.acknowledge_all()
    assert [command.draft_id for command in desk.sent(commands.DiscardDraft)] == [DRAFT]


def test_what_could_not_be_deleted_keeps_its_draft(desk: Desk, qtbot: QtBot) -> None:
    put_in_outbox(desk, draft=_WRITTEN)
    delete(desk, qtbot, A)
    desk.link.deliver(events.Refused(A, Problem(ProblemKind.TOO_LATE)))
    assert desk.sent(commands.DiscardDraft) == []


def test_deleting_a_copy_leaves_the_draft_to_the_others(desk: Desk, qtbot: QtBot) -> None:
    put_group_in_outbox(desk)
    assert "This cannot be undone." in delete(desk, qtbot, B)
    change(desk.sample.path, operations.remove, B)
    desk.link.acknowledge_all()
    assert desk.sent(commands.DiscardDraft) == []
