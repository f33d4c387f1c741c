"""ComposerPane windows over a real store and a scripted link."""

import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest
from PySide6.QtCore import QMimeData, Qt, QTimer, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.bridge.draft import DraftContent, DraftFile
from mailclient.gui.composer.composers import ComposerPane, Composers, ReplyKind, SentMessage
from mailclient.gui.drafts.close_question import CloseQuestion
from mailclient.gui.theme import Scheme, theme
from mailclient.mail.address import Address
from mailclient.mail.body import Attachment, Body
from mailclient.mail.flag import Flag
from mailclient.mail.ids import DraftId, MessageId, PartPath
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.store import drafts
from mailclient.store.reader import Reader
from mailclient.store.transaction import Transaction
from tests.gui import letters
from tests.gui.sample_store import Sample, change
from tests.gui.scripted_link import ScriptedLink

C = TypeVar("C", bound=commands.Command)


@pytest.fixture
def composers(qtbot: QtBot, sample: Sample, link: ScriptedLink) -> Iterator[Composers]:
    theme().choose(Scheme.LIGHT)
    made = Composers(Reader(sample.path), link)
    yield made
    for composer in made.windows:  # a test that ends with a window open does not want to be asked
        composer.go()


@pytest.fixture
def composer(composers: Composers) -> ComposerPane:
    made = composers.write()
    assert made is not None
    return made


def sent(link: ScriptedLink, kind: type[C]) -> list[C]:
    return [command for command in link.sent if isinstance(command, kind)]


def answer(composer: ComposerPane, button: str) -> None:
    """Close it, and press "keep", "discard" or "stay" in the question."""
    composer.close()
    (question,) = composer.findChildren(CloseQuestion)
    getattr(question, button).click()


def type_letter(composer: ComposerPane, text: str = "Hello there") -> None:
    QTest.keyClicks(composer.fields.to.line, "jun@example.org,")
    composer.fields.subject.setText("Lunch")
    composer.fields.subject.textEdited.emit("Lunch")
    composer.editor.insertPlainText(text)


def hand_over(qtbot: QtBot, composer: ComposerPane, link: ScriptedLink) -> commands.SendMessage:
    composer.send()
    qtbot.waitUntil(lambda: bool(sent(link, commands.SendMessage)), timeout=5_000)
    return sent(link, commands.SendMessage)[-1]


def parsed(data: bytes) -> EmailMessage:
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def part_text(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


# --- sending ---------------------------------------------------------------------------------------------------


def test_what_is_typed_is_what_goes_out(qtbot: QtBot, composer: ComposerPane, link: ScriptedLink) -> None:
    type_letter(composer, "안녕 Jun")
    composer.fields.ask("bcc")
    QTest.keyClicks(composer.fields.bcc.line, "secret@example.org")
    command = hand_over(qtbot, composer, link)
    message = parsed(command.outgoing.data)
    assert str(message["From"]) == "Alice Kim <alice@work.example>"
    assert str(message["To"]) == "jun@example.org"
    assert str(message["Subject"]) == "Lunch"
    assert message["Bcc"] is None
    assert b"secret@example.org" not in command.outgoing.data
    assert command.outgoing.mail_from == "alice@work.example"
    assert command.outgoing.recipients == ("jun@example.org", "secret@example.org")
    assert part_text(message, "plain").strip() == "안녕 Jun"
    assert part_text(message, "html").strip() == "<p>안녕 Jun</p>"
    assert command.hold_seconds == 5.0
    assert command.draft_id == composer.draft_id


def test_it_closes_only_when_the_engine_has_it(
    qtbot: QtBot, composers: Composers, composer: ComposerPane, link: ScriptedLink
) -> None:
    told: list[SentMessage] = []
    composers.sent.connect(told.append)
    type_letter(composer)
    command = hand_over(qtbot, composer, link)
    composer.close()
    assert composer.isVisible()
    assert told == []
    link.deliver(events.Acknowledged(command.operation_id))
    assert composers.windows == []
    assert told[0].operation_id == command.operation_id
    assert told[0].subject == "Lunch"


def test_refused_stays_open_with_everything(qtbot: QtBot, composer: ComposerPane, link: ScriptedLink) -> None:
    type_letter(composer)
    command = hand_over(qtbot, composer, link)
    link.deliver(events.Refused(command.operation_id, Problem(ProblemKind.DISK_FULL)))
    assert composer.isVisible()
    assert composer.bar.isVisible()
    assert composer.editor.isEnabled()
    assert composer.editor.text() == "Hello there"
    link.sent.clear()
    assert hand_over(qtbot, composer, link).operation_id != command.operation_id


def test_undo_opens_it_again(qtbot: QtBot, composers: Composers, composer: ComposerPane, link: ScriptedLink) -> None:
    told: list[SentMessage] = []
    composers.sent.connect(told.append)
    type_letter(composer)
    link.deliver(events.Acknowledged(hand_over(qtbot, composer, link).operation_id))
    link.sent.clear()
    again = composers.reopen(told[0])
    assert again.editor.text() == "Hello there"
    assert again.fields.to.text() == "jun@example.org"
    assert again.draft_id == told[0].draft_id
    qtbot.waitUntil(lambda: bool(sent(link, commands.SaveDraft)), timeout=3_000)


def test_ctrl_enter_sends(qtbot: QtBot, composer: ComposerPane, link: ScriptedLink) -> None:
    type_letter(composer)
    composer.activateWindow()
    composer.editor.setFocus()
    qtbot.waitUntil(composer.editor.hasFocus, timeout=2_000)
    QTest.keyClick(composer.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(sent(link, commands.SendMessage)), timeout=5_000)
    assert composer.editor.text() == "Hello there"


def test_plain_text_only(qtbot: QtBot, composer: ComposerPane, link: ScriptedLink) -> None:
    type_letter(composer)
    composer.bottom.plain.setChecked(True)
    message = parsed(hand_over(qtbot, composer, link).outgoing.data)
    assert message.get_content_type() == "text/plain"


# --- what is said before ---------------------------------------------------------------------------------------------


def test_no_recipient_is_told(composer: ComposerPane, link: ScriptedLink) -> None:
    QTest.keyClicks(composer.editor, "Hello")
    composer.send()
    assert composer.bar.label.text() == "Add at least one recipient."
    assert sent(link, commands.SendMessage) == []


def test_what_is_no_address_is_told(composer: ComposerPane, link: ScriptedLink) -> None:
    type_letter(composer)
    QTest.keyClicks(composer.fields.to.line, "not an address")
    composer.send()
    assert "not an address" in composer.bar.label.text()
    assert not composer.fields.to.chips[-1].valid
    assert sent(link, commands.SendMessage) == []


@pytest.mark.parametrize(
    ("subject", "text", "word"),
    [
        ("", "Hello", "subject"),
        ("Report", "see the attached file", "attachment"),
        ("보고서", "파일을 첨부합니다", "attachment"),
    ],
)
def test_worries_can_be_overruled(
    qtbot: QtBot, composer: ComposerPane, link: ScriptedLink, subject: str, text: str, word: str
) -> None:
    QTest.keyClicks(composer.fields.to.line, "jun@example.org,")
    composer.fields.subject.setText(subject)
    composer.editor.fill_plain(text)
    composer.send()
    assert word in composer.bar.label.text()
    assert sent(link, commands.SendMessage) == []
    composer.bar.findChildren(QPushButton)[0].click()
    qtbot.waitUntil(lambda: bool(sent(link, commands.SendMessage)), timeout=5_000)


def test_attachment_named_only_in_the_quote_is_no_worry(
    qtbot: QtBot, composer: ComposerPane, link: ScriptedLink
) -> None:
    type_letter(composer)
    composer.editor.fill_html("<p>Thanks</p><blockquote>see attached</blockquote>")
    hand_over(qtbot, composer, link)


# --- drafts ----------------------------------------------------------------------------------------------------


def test_draft_is_saved_while_typing(qtbot: QtBot, composer: ComposerPane, link: ScriptedLink) -> None:
    type_letter(composer)
    qtbot.waitUntil(lambda: bool(sent(link, commands.SaveDraft)), timeout=3_000)
    command = sent(link, commands.SaveDraft)[-1]
    content = msgspec.msgpack.decode(command.content, type=DraftContent)
    assert (content.to, content.subject, content.text) == ("jun@example.org", "Lunch", "Hello there")
    QTest.keyClicks(composer.editor, "!")
    qtbot.wait(500)  # one at a time: the next follows the acknowledgement
    assert len(sent(link, commands.SaveDraft)) == 1
    link.acknowledge_all()
    qtbot.waitUntil(lambda: len(sent(link, commands.SaveDraft)) == 2, timeout=3_000)
    link.acknowledge_all()
    assert composer.bottom.state.text() == "Saved"


def test_steady_typing_is_saved_within_two_seconds(qtbot: QtBot, composer: ComposerPane, link: ScriptedLink) -> None:
    typing = QTimer(interval=100)
    typing.timeout.connect(lambda: QTest.keyClicks(composer.editor, "x"))
    typing.start()
    qtbot.waitUntil(lambda: bool(sent(link, commands.SaveDraft)), timeout=2_600)
    typing.stop()


def test_untouched_closes_without_a_word(composers: Composers, composer: ComposerPane, link: ScriptedLink) -> None:
    composer.close()
    assert composers.windows == []
    assert link.sent == []


def test_kept_draft_goes_to_the_drafts_folder(
    composers: Composers, composer: ComposerPane, link: ScriptedLink, sample: Sample
) -> None:
    type_letter(composer)
    composer.fields.ask("bcc")
    QTest.keyClicks(composer.fields.bcc.line, "secret@example.org,")
    answer(composer, "keep")
    saved = msgspec.msgpack.decode(sent(link, commands.SaveDraft)[-1].content, type=DraftContent)
    assert saved.text == "Hello there"
    assert saved.bcc == "secret@example.org"
    assert not saved.being_written
    assert sent(link, commands.FileDraft) == []
    link.acknowledge_all()
    command = sent(link, commands.FileDraft)[-1]
    assert (command.draft_id, command.account_id) == (composer.draft_id, sample.account_id)
    assert composers.windows == [composer]
    link.acknowledge_all()
    assert composers.windows == []


def test_draft_that_cannot_be_kept_stays_open(composers: Composers, composer: ComposerPane, link: ScriptedLink) -> None:
    type_letter(composer)
    answer(composer, "keep")
    command = sent(link, commands.SaveDraft)[-1]
    link.deliver(events.Refused(command.operation_id, Problem(ProblemKind.DISK_FULL)))
    assert composers.windows == [composer]
    assert composer.editor.isEnabled()
    assert composer.draft_bar.isVisible()
    assert not composer.bar.isVisible()
    assert composer.editor.text() == "Hello there"


def test_discarded_draft_is_thrown_away(
    qtbot: QtBot, composers: Composers, composer: ComposerPane, link: ScriptedLink
) -> None:
    type_letter(composer)
    qtbot.waitUntil(lambda: bool(sent(link, commands.SaveDraft)), timeout=3_000)
    answer(composer, "discard")
    assert sent(link, commands.DiscardDraft)[-1].draft_id == composer.draft_id
    assert composers.windows == []


def test_cancel_goes_on(composers: Composers, composer: ComposerPane, link: ScriptedLink) -> None:
    type_letter(composer)
    assert not composers.close_all()
    assert composers.leaving
    answer(composer, "stay")
    assert not composers.leaving
    assert composer.isVisible()


def test_lost_draft_is_opened_at_start(composers: Composers, sample: Sample) -> None:
    content = DraftContent(
        to="jun@example.org", subject="Lost", text="every word", html="<p>every word</p>", cursor=5, being_written=True
    )
    data = msgspec.msgpack.encode(content)

    def store(tx: Transaction) -> None:
        drafts.save(tx, DraftId("d1"), sample.account_id, data, subject="Lost", recipients="", now=1.0)

    change(sample.path, store)
    assert composers.restore_drafts() == 1
    (restored,) = composers.windows
    assert restored.editor.text() == "every word"
    assert restored.fields.subject.text() == "Lost"
    assert restored.editor.textCursor().position() == 5
    assert restored.touched


def test_draft_of_the_drafts_folder_is_replaced(
    qtbot: QtBot, composers: Composers, link: ScriptedLink, sample: Sample
) -> None:
    head = letters.envelope("Half written", bcc=(Address("", "secret@example.org"),))
    letter = letters.put(sample, Body("half a text"), head, flags=Flag.DRAFT, folder="Drafts")
    composers.edit_draft(letter)
    (composer,) = composers.windows
    assert composer.editor.text() == "half a text"
    assert composer.fields.bcc.text() == "secret@example.org"
    link.deliver(events.Acknowledged(hand_over(qtbot, composer, link).operation_id))
    save = sent(link, commands.SaveDraft)[-1]
    assert (save.copy, save.draft_id) == (letter, composer.draft_id)
    assert sent(link, commands.DeleteMessages) == []


# --- answers ---------------------------------------------------------------------------------------------------


def test_reply_all(qtbot: QtBot, composers: Composers, link: ScriptedLink, sample: Sample) -> None:
    letter = letters.put(sample, Body("Are you free?\n> before"))
    composers.reply(letter, ReplyKind.REPLY_ALL)
    (composer,) = composers.windows
    assert composer.fields.to.text() == "Kim Minji <minji@example.org>"
    assert composer.fields.cc.text() == "Jun Lee <jun@example.org>, Ada <ada@example.org>"
    assert composer.fields.subject.text() == "Re: A letter"
    assert composer.editor.textCursor().position() == 0
    QTest.keyClicks(composer.editor, "Yes")
    command = hand_over(qtbot, composer, link)
    message = parsed(command.outgoing.data)
    assert str(message["In-Reply-To"]) == "<letter@example.org>"
    assert str(message["References"]) == "<letter@example.org>"
    assert command.answered == letter
    lines = part_text(message, "plain").splitlines()
    assert lines[0] == "Yes"
    assert lines[2].startswith("Kim Minji wrote on")
    assert lines[3:5] == ["> Are you free?", ">> before"]


def test_reply_goes_to_the_sender_alone(composers: Composers, sample: Sample) -> None:
    composers.reply(letters.put(sample, Body("x")), ReplyKind.REPLY)
    (composer,) = composers.windows
    assert composer.fields.to.text() == "Kim Minji <minji@example.org>"
    assert composer.fields.cc.text() == ""


def test_untouched_reply_closes_without_a_word(composers: Composers, link: ScriptedLink, sample: Sample) -> None:
    composers.reply(letters.put(sample, Body("x")), ReplyKind.REPLY)
    composers.windows[0].close()
    assert composers.windows == []
    assert link.sent == []


def test_forward_takes_the_attachments_along(
    qtbot: QtBot, composers: Composers, link: ScriptedLink, sample: Sample
) -> None:
    here = Attachment(PartPath("2"), "here.bin", "application/octet-stream", 3)
    there = Attachment(PartPath("3"), "there.bin", "application/octet-stream", 3)
    letter = letters.put(sample, Body("x", "<p>an <b>html</b> text</p>", (here, there)), parts={"2": b"\0\1\2"})
    composers.reply(letter, ReplyKind.FORWARD)
    (composer,) = composers.windows
    QTest.keyClicks(composer.fields.to.line, "ada@example.org,")
    composer.send()
    assert "being fetched" in composer.bar.label.text()
    assert sent(link, commands.FetchPart) == [commands.FetchPart(letter, PartPath("3"))]
    letters.arrive_part(sample, letter, "3", b"\3\4\5")
    link.deliver(events.PartStored(letter, PartPath("3")))
    command = hand_over(qtbot, composer, link)
    message = parsed(command.outgoing.data)
    files = {part.get_filename(): part.get_payload(decode=True) for part in message.iter_attachments()}
    assert files == {"here.bin": b"\0\1\2", "there.bin": b"\3\4\5"}
    assert command.forwarded == letter
    assert str(message["Subject"]) == "Fwd: A letter"
    assert "<b>html</b>" in part_text(message, "html")


def test_reply_waits_for_a_body_that_is_not_here(composers: Composers, link: ScriptedLink, sample: Sample) -> None:
    letter = letters.put(sample, None)
    composers.reply(letter, ReplyKind.REPLY)
    assert composers.windows == []
    assert link.sent == [commands.FetchBody(letter)]
    letters.arrive(sample, letter, Body("now"))
    link.deliver(events.BodyStored(letter))
    assert "> now" in composers.windows[0].editor.text()


def test_body_that_cannot_be_had_is_told(composers: Composers, link: ScriptedLink, sample: Sample) -> None:
    told: list[Problem] = []
    composers.failed.connect(told.append)
    letter = letters.put(sample, None)
    composers.reply(letter, ReplyKind.REPLY)
    link.deliver(events.BodyFailed(letter, Problem(ProblemKind.MESSAGE_GONE)))
    assert [problem.kind for problem in told] == [ProblemKind.MESSAGE_GONE]


def test_mailto_fills_only_harmless_fields(composers: Composers) -> None:
    url = "mailto:jun@example.org?subject=Hi%20there&cc=ada@example.org&body=one%0D%0Atwo&attach=/etc/passwd&from=x@y.z"
    composer = composers.write(mailto=url)
    assert composer is not None
    assert composer.fields.to.text() == "jun@example.org"
    assert composer.fields.cc.text() == "ada@example.org"
    assert composer.fields.subject.text() == "Hi there"
    assert composer.editor.text() == "one\ntwo"
    assert composer.files.files() == ()
    assert composer.fields.from_.text() == "Alice Kim <alice@work.example>"


# --- files and recipients --------------------------------------------------------------------------------------


def test_file_is_sent_byte_for_byte(qtbot: QtBot, composer: ComposerPane, link: ScriptedLink, tmp_path: Path) -> None:
    data = bytes(range(256)) * 500
    path = tmp_path / "보고서.bin"
    path.write_bytes(data)
    given = QMimeData()
    given.setUrls([QUrl.fromLocalFile(str(path))])
    type_letter(composer)
    composer.editor.insertFromMimeData(given)
    assert composer.files.isVisible()
    message = parsed(hand_over(qtbot, composer, link).outgoing.data)
    (part,) = message.iter_attachments()
    assert part.get_filename() == "보고서.bin"
    assert part.get_payload(decode=True) == data


def test_file_that_is_gone_is_told(qtbot: QtBot, composer: ComposerPane, link: ScriptedLink, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x")
    type_letter(composer)
    composer.attach([DraftFile("a.txt", "text/plain", path=str(path))])
    path.unlink()
    composer.send()
    qtbot.waitUntil(composer.bar.isVisible, timeout=5_000)
    assert str(path) in composer.bar.label.text()
    assert composer.editor.isEnabled()
    assert sent(link, commands.SendMessage) == []


def test_removed_file_is_not_sent(composer: ComposerPane) -> None:
    composer.attach([DraftFile("a.txt", "text/plain", data=b"a"), DraftFile("b.txt", "text/plain", data=b"b")])
    composer.files._files[0][1].button_clicked.emit()
    assert [file.filename for file in composer.files.files()] == ["b.txt"]


def test_addresses_are_completed(composer: ComposerPane) -> None:
    QTest.keyClicks(composer.fields.to.line, "gard")
    assert composer.fields.to.proposals.isVisible()
    QTest.keyClick(composer.fields.to.line, Qt.Key.Key_Return)
    assert composer.fields.to.text() == "Garden Club <garden@example.org>"


def test_address_typed_whole_is_not_replaced(composer: ComposerPane) -> None:
    QTest.keyClicks(composer.fields.to.line, "garden@example.or")
    QTest.keyClick(composer.fields.to.line, Qt.Key.Key_Tab)
    assert composer.fields.to.text() == "garden@example.or"


def test_many_are_pasted_at_once(composer: ComposerPane) -> None:
    composer.fields.to.line.setText('"Lee, Jun" <jun@x.org>; ada@x.org, Kim <kim@x.org>')
    composer.fields.to.line.textEdited.emit(composer.fields.to.line.text())
    assert [address.address for address in composer.fields.to.addresses()] == ["jun@x.org", "ada@x.org", "kim@x.org"]


def test_backspace_goes_back_to_the_last(composer: ComposerPane) -> None:
    field = composer.fields.to
    QTest.keyClicks(field.line, "a@x.org,b@x.org,")
    QTest.keyClick(field.line, Qt.Key.Key_Backspace)
    assert field.selected() == field.chips[-1:]
    QTest.keyClick(field.line, Qt.Key.Key_Backspace)
    assert field.text() == "a@x.org"


def test_sender_can_be_chosen(qtbot: QtBot, composer: ComposerPane, link: ScriptedLink) -> None:
    type_letter(composer)
    composer.fields.from_.menu().actions()[1].trigger()
    message = parsed(hand_over(qtbot, composer, link).outgoing.data)
    assert str(message["From"]) == "Alice Kim <alice@home.example>"


def test_unknown_message_is_ignored(composers: Composers) -> None:
    composers.reply(MessageId(99_999), ReplyKind.REPLY)
    composers.edit_draft(MessageId(99_999))
    assert composers.windows == []
