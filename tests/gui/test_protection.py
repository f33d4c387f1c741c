"""Signed and encrypted messages in the reader: over a real store and a scripted engine."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.gui.attachments import attachment_files
from mailclient.gui.composer.composers import Composers, ReplyKind
from mailclient.gui.conversation.view import ConversationView
from mailclient.gui.message_view.message_window import MessageWindow
from mailclient.gui.message_view.pane import MessagePane
from mailclient.gui.message_view.source_view import SourceView
from mailclient.gui.protection.details import ProtectionDetails
from mailclient.gui.protection.told_once import Telling, was_told
from mailclient.gui.theme import Scheme, theme
from mailclient.gui.window_state import WindowState
from mailclient.mail.body import Attachment, Body
from mailclient.mail.flag import Flag
from mailclient.mail.ids import MessageId, PartPath
from mailclient.mail.key import KeyPerson, KeySource, OpenPgpKey
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mail.protection import Acceptance, Encryption, Protection, SignatureVerdict, System
from mailclient.mime.reader import read
from mailclient.profile import Profile
from mailclient.store import messages
from mailclient.store.reader import Reader
from tests.gui import letters, protected
from tests.gui.protected import CLEAR, ENCRYPTED, MARKS, MINJI, SIGNED, answer, asked, put, signature
from tests.gui.protecting import READY, tell_plan
from tests.gui.sample_store import Sample, change
from tests.gui.scripted_link import ScriptedLink

CANARY = "canary"


@pytest.fixture
def pane(qtbot: QtBot, sample: Sample, link: ScriptedLink) -> MessagePane:
    theme().choose(Scheme.LIGHT)
    made = MessagePane(Reader(sample.path), link, now=lambda: letters.WHEN + timedelta(hours=2))
    qtbot.addWidget(made)
    made.resize(840, 700)
    made.show()
    return made


def open_clear(qtbot: QtBot, pane: MessagePane, link: ScriptedLink, data: bytes = CLEAR, name: str = "") -> None:
    """The engine answers, and it is read in its thread."""
    with qtbot.waitSignal(pane.protection.changed):
        answer(link, MARKS[name or "encrypted-signed"], data)


def bars(pane: MessagePane) -> str:
    """What the bars say that are seen."""
    labels = pane.bars.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisibleTo(pane) and label.text())


def press(pane: MessagePane, words: str) -> None:
    """The button of a bar."""
    next(one for one in pane.bars.findChildren(QPushButton) if one.text() == words and one.isVisibleTo(pane)).click()


@pytest.mark.parametrize(
    ("name", "words", "tone"),
    [
        ("good-verified", "Signed by Kim Minji · key checked by you", "good"),
        ("good-accepted", "Signed by Kim Minji · key accepted by you", "good"),
        ("good-certificate", "Signed by Kim Minji · confirmed by Harbour Trust Root", "good"),
        ("other-sender", "Signed, but by somebody else: mallory@evil.example", "danger"),
        ("bad", "The signature does not belong to this text", "danger"),
        ("unknown-key", "Signed with a key that is not here", "muted"),
        ("untrusted", "Signed by a key nobody has vouched for", "muted"),
        ("expired", "Signed with a key that has run out", "warning"),
        ("revoked", "Signed with a key that was withdrawn", "danger"),
        ("weak", "Signed in a way that can be forged", "warning"),
        ("part", "Only part of this message is signed", "warning"),
    ],
)
def test_each_verdict_has_one_mark(
    pane: MessagePane, sample: Sample, link: ScriptedLink, name: str, words: str, tone: str
) -> None:
    pane.show_message(put(sample, SIGNED, "Hello", "A letter"))
    mark = pane.header.protection
    assert pane.body.text.toPlainText().startswith("Hello")
    assert mark.text() == "Checking the signature…"
    answer(link, MARKS[name])
    assert (mark.text(), str(mark.tone)) == (words, tone)
    assert mark.accessibleName() == f"Protection: {words}"
    assert mark.accessibleDescription()
    assert (tone == "danger" or name == "part") == pane.protection.bar.isVisible()


def test_nothing_moves_when_the_verdict_comes(pane: MessagePane, sample: Sample, link: ScriptedLink) -> None:
    pane.show_message(put(sample, SIGNED, "Hello", "A letter"))
    place, top = pane.header.protection.pos(), pane.body.y()
    answer(link, MARKS["good-verified"])
    assert pane.header.protection.pos() == place
    assert pane.body.y() == top


def test_a_long_name_is_cut_where_it_is_seen(pane: MessagePane, sample: Sample, link: ScriptedLink) -> None:
    pane.show_message(put(sample, SIGNED, "Hello"))
    answer(link, Protection(signature(signer=replace(protected.MINJIS_KEY, name="Kim " * 40))))
    assert "Kim Kim… ·" in pane.header.protection.text()


def test_a_message_that_nothing_protects_has_no_mark(pane: MessagePane, sample: Sample, link: ScriptedLink) -> None:
    pane.show_message(letters.put(sample, Body("Hello")))
    assert not pane.header.protection.isVisible()
    assert not [one for one in link.sent if isinstance(one, commands.OpenMessage)]


def test_an_encrypted_message_is_shown_when_it_was_opened(
    qtbot: QtBot, pane: MessagePane, sample: Sample, link: ScriptedLink
) -> None:
    shown: list[MessageId] = []
    pane.body_shown.connect(shown.append)
    message_id = put(sample)
    pane.show_message(message_id)
    assert pane.header.protection.text() == "Opening…"
    assert asked(link).message_id == message_id
    assert not shown
    open_clear(qtbot, pane, link)
    assert pane.header.subject.text() == "The real subject"
    assert pane.body.text.toPlainText().strip() == "The canary sings at noon."
    assert [one.filename for one in pane.attachments.attachments] == ["plan.csv"]
    assert shown == [message_id]
    assert pane.header.protection.text() == "Encrypted and signed by Kim Minji · key checked by you"


def test_nothing_of_it_stays_when_one_reads_something_else(
    qtbot: QtBot, pane: MessagePane, sample: Sample, link: ScriptedLink, profile: Profile
) -> None:
    pane.show_message(put(sample))
    open_clear(qtbot, pane, link)
    message_id = pane.message_id
    pane.show_message(letters.put(sample, Body("Next")))
    assert message_id is not None
    assert pane.body.text.toPlainText().strip() == "Next"
    assert not pane.header.protection.isVisible()
    pane.show_message(message_id)
    assert pane.header.subject.text() == "Hidden subject"
    assert CANARY not in pane.body.text.toPlainText()
    found = [file for file in profile.directory.rglob("*") if file.is_file() and CANARY.encode() in file.read_bytes()]
    assert found == []


def test_moving_on_cancels(pane: MessagePane, sample: Sample, link: ScriptedLink) -> None:
    pane.show_message(put(sample))
    request = asked(link).request_id
    pane.show_message(letters.put(sample, Body("Next")))
    assert link.last(commands.CancelRequest) == commands.CancelRequest(request)
    link.deliver(events.ClearPiece(request, CLEAR))
    link.deliver(events.Finished(request, opened=events.OpenedMessage(MARKS["encrypted"], len(CLEAR))))
    assert pane.body.text.toPlainText().strip() == "Next"


def test_an_engine_that_comes_back_is_asked_again(
    qtbot: QtBot, pane: MessagePane, sample: Sample, link: ScriptedLink
) -> None:
    pane.show_message(put(sample))
    first = asked(link).request_id
    link.deliver(events.Ready())
    assert asked(link).request_id != first
    open_clear(qtbot, pane, link)
    assert CANARY in pane.body.text.toPlainText()


def test_pieces_that_are_missing_show_nothing(pane: MessagePane, sample: Sample, link: ScriptedLink) -> None:
    pane.show_message(put(sample))
    request = asked(link).request_id
    link.deliver(events.ClearPiece(request, CLEAR[:200]))
    link.deliver(events.Finished(request, opened=events.OpenedMessage(MARKS["encrypted-signed"], len(CLEAR))))
    assert pane.header.protection.text() == "Encrypted, not opened"
    assert pane.body.text.toPlainText() == ""


@pytest.mark.parametrize(
    ("reason", "says", "buttons"),
    [
        ("key_missing", "a key that is not here", ["Import a key…", "Try again"]),
        ("passphrase_cancelled", "The passphrase of your key is needed", ["Try again"]),
        ("passphrase_wrong", "The passphrase was not right.", ["Try again"]),
        ("gnupg_missing", "GnuPG is needed", ["How to install it", "Try again"]),
        ("card_missing", "Insert the card", ["Try again"]),
        ("integrity_failed", "nothing of it is shown", []),
        ("too_deep", "could freeze the program", []),
        ("something_new", "could not be opened", ["Try again"]),
    ],
)
def test_a_bar_says_why_it_cannot_be_opened(
    pane: MessagePane, sample: Sample, link: ScriptedLink, reason: str, says: str, buttons: list[str]
) -> None:
    pane.show_message(put(sample))
    answer(link, Protection(encryption=Encryption(System.OPENPGP, False, reason)))
    assert says in bars(pane)
    assert "no text" not in bars(pane)
    assert pane.header.protection.text() == "Encrypted, not opened"
    there = [one.text() for one in pane.protection.lock.findChildren(QPushButton)]
    assert there == buttons


def test_try_again(qtbot: QtBot, pane: MessagePane, sample: Sample, link: ScriptedLink) -> None:
    pane.show_message(put(sample))
    answer(link, Protection(encryption=Encryption(System.OPENPGP, False, "passphrase_wrong")))
    first = asked(link).request_id
    press(pane, "Try again")
    assert asked(link).request_id != first
    assert not pane.protection.lock.isVisible()
    open_clear(qtbot, pane, link)
    assert CANARY in pane.body.text.toPlainText()


def test_what_takes_long_says_how_far_it_is(
    qtbot: QtBot, pane: MessagePane, sample: Sample, link: ScriptedLink
) -> None:
    message_id = put(sample)
    pane.show_message(message_id)
    qtbot.waitUntil(lambda: pane.protection.progress.isVisible())
    account = sample.account_id
    link.deliver(events.Progress(account, events.Work.OPENING, 6_000_000, 24_000_000, message_id=message_id))
    bar = pane.protection.progress.bar
    assert (bar.value(), bar.maximum()) == (6_000_000, 24_000_000)
    open_clear(qtbot, pane, link)
    assert not pane.protection.progress.isVisible()


def test_a_failure_is_told_and_can_be_tried_again(pane: MessagePane, sample: Sample, link: ScriptedLink) -> None:
    pane.show_message(put(sample))
    link.deliver(events.Failed(asked(link).request_id, Problem(ProblemKind.CONNECTION_LOST, "imap.example.org")))
    assert "imap.example.org" in bars(pane)
    first = asked(link).request_id
    press(pane, "Try again")
    assert asked(link).request_id != first


def test_a_key_that_comes_later_opens_it(qtbot: QtBot, pane: MessagePane, sample: Sample, link: ScriptedLink) -> None:
    pane.show_message(put(sample))
    answer(link, MARKS["locked"])
    link.deliver(events.KeysChanged())
    open_clear(qtbot, pane, link)
    assert CANARY in pane.body.text.toPlainText()
    assert not pane.protection.lock.isVisible()


def test_a_key_that_is_rejected_takes_the_good_mark_away(
    qtbot: QtBot, pane: MessagePane, sample: Sample, link: ScriptedLink
) -> None:
    pane.show_message(put(sample))
    open_clear(qtbot, pane, link, CLEAR, "encrypted-signed")
    shown = pane.protection._opened
    link.deliver(events.KeysChanged())
    with qtbot.waitSignal(pane.protection.opening.opened):
        answer(link, MARKS["encrypted-signed"], CLEAR)
    assert pane.protection._opened is shown, "nothing to paint anew"
    link.deliver(events.KeysChanged())
    answer(link, MARKS["untrusted"])
    assert "Signed by Kim Minji" not in pane.header.protection.text()


def test_a_sender_named_only_inside_is_not_believed(
    qtbot: QtBot, pane: MessagePane, sample: Sample, link: ScriptedLink
) -> None:
    forged = CLEAR.replace(b"Kim Minji <minji@example.org>", b"The Boss <boss@work.example>")
    pane.show_message(put(sample))
    open_clear(qtbot, pane, link, forged, "encrypted")
    assert pane.header.sender_name.text() == "Kim Minji"
    assert "boss@work.example" in bars(pane)
    pane.protection.again()
    open_clear(qtbot, pane, link, forged, "encrypted-signed")
    assert pane.header.sender_name.text() == "The Boss"


def test_nothing_from_the_web_is_offered(qtbot: QtBot, pane: MessagePane, sample: Sample, link: ScriptedLink) -> None:
    html = '<p>canary</p><img src="https://evil.example/x.png"><link rel="stylesheet" href="https://evil.example/y">'
    pane.show_message(put(sample))
    open_clear(qtbot, pane, link, protected.clear("html", html))
    qtbot.waitUntil(lambda: pane.body.current() is pane.body.html)
    assert "never loaded into a protected message" in bars(pane) or not pane.protection.news.isHidden()
    assert not pane.remote.isVisible()
    assert "Show" not in [one.text() for one in pane.bars.findChildren(QPushButton) if one.isVisibleTo(pane)]
    assert not [one for one in link.sent if isinstance(one, commands.FetchRemote)]


def test_details_say_who_and_how_and_offer_what_helps(
    qtbot: QtBot, pane: MessagePane, sample: Sample, link: ScriptedLink
) -> None:
    pane.show_message(put(sample, SIGNED, "Hello"))
    answer(link, MARKS["untrusted"])
    details = open_details(pane)
    words = "\n".join(label.text() for label in details.findChildren(QLabel))
    for expected in ("Kim Minji", "0123 4567", "Ed25519", "Not accepted yet", "All of the message", "OpenPGP"):
        assert expected in words
    accept = next(link_ for link_ in details.links if link_.text() == "Accept this key…")
    accept.click()
    confirm(pane, "Accept it")
    sent = link.last(commands.AcceptKey)
    assert isinstance(sent, commands.AcceptKey)
    assert (sent.fingerprint, sent.acceptance, sent.addresses) == (
        protected.FINGERPRINT,
        Acceptance.ACCEPTED,
        (protected.MINJI,),
    )
    before = asked(link).request_id
    link.deliver(events.KeysChanged())
    assert asked(link).request_id != before
    answer(link, MARKS["good-accepted"])
    assert pane.header.protection.text().startswith("Signed by Kim Minji")


def test_a_key_of_somebody_else_cannot_be_accepted_for_the_sender(
    pane: MessagePane, sample: Sample, link: ScriptedLink
) -> None:
    pane.show_message(put(sample, SIGNED, "Hello"))
    answer(link, Protection(signature(SignatureVerdict.UNTRUSTED, protected.OTHER)))
    assert "Accept this key…" not in [one.text() for one in open_details(pane).links]


def test_an_unknown_key_is_looked_up_after_a_question(pane: MessagePane, sample: Sample, link: ScriptedLink) -> None:
    pane.show_message(put(sample, SIGNED, "Hello"))
    answer(link, MARKS["unknown-key"])
    (look_up,) = open_details(pane).links
    look_up.click()
    assert not [one for one in link.sent if isinstance(one, commands.LookUpKey)]
    confirm(pane, "Look up")
    sent = link.last(commands.LookUpKey)
    assert isinstance(sent, commands.LookUpKey)
    assert sent.address == protected.MINJI


def test_an_attached_key_is_looked_at_before_it_is_taken(pane: MessagePane, sample: Sample, link: ScriptedLink) -> None:
    file = Attachment(PartPath("2"), "key.asc", "application/pgp-keys", 4)
    pane.show_message(letters.put(sample, Body("Hello", attachments=(file,)), parts={"2": b"KEYS"}))
    press(pane, "Import…")
    look = link.last(commands.LookAtKeys)
    assert isinstance(look, commands.LookAtKeys)
    key = OpenPgpKey(protected.FINGERPRINT, (KeyPerson("Kim Minji", protected.MINJI),), "Ed25519", 0.0)
    link.deliver(events.Finished(look.request_id, keys=(key,)))
    confirm(pane, "Import")
    taken = link.last(commands.ImportKeys)
    assert isinstance(taken, commands.ImportKeys)
    assert (taken.data, taken.acceptance, taken.source) == (b"KEYS", Acceptance.UNDECIDED, KeySource.ATTACHED)
    link.deliver(events.Finished(taken.request_id))
    assert "The key was imported." in bars(pane)


def test_an_encrypted_part_is_opened_apart_from_the_rest(
    qtbot: QtBot, pane: MessagePane, sample: Sample, link: ScriptedLink
) -> None:
    """What the message around it says never meets what is inside."""
    whole = (
        b"From: Mallory <m@evil.example>\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\n"
        b"--o\r\n\r\nlook:\r\n--o\r\nContent-Type: multipart/encrypted; boundary=i\r\n\r\n"
        b"--i\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--i\r\n\r\nx\r\n--i--\r\n--o--\r\n"
    )
    message_id = attached_message(sample, whole)
    pane.show_message(message_id)
    assert not [one for one in link.sent if isinstance(one, commands.OpenMessage | commands.OpenBytes)]
    press(pane, "Open…")
    opening = link.last(commands.OpenBytes)
    assert isinstance(opening, commands.OpenBytes)
    assert (opening.data, opening.path) == (whole, "2")
    link.deliver(events.ClearPiece(opening.request_id, CLEAR))
    link.deliver(events.Finished(opening.request_id, opened=events.OpenedMessage(MARKS["encrypted"], len(CLEAR))))
    qtbot.waitUntil(lambda: bool(pane.findChildren(MessageWindow)))
    (window,) = pane.findChildren(MessageWindow)
    inner = window.pane
    assert isinstance(inner, MessagePane)
    assert CANARY in inner.body.text.toPlainText()
    assert inner.protection.is_secret
    assert inner.header.protection.text() == "Encrypted, not signed"
    assert CANARY not in pane.body.text.toPlainText()
    window.close()
    assert CANARY not in inner.body.text.toPlainText()


def test_the_source_is_as_it_came_and_decrypted_on_demand(
    qtbot: QtBot, pane: MessagePane, sample: Sample, link: ScriptedLink
) -> None:
    message_id = put(sample)
    letters.arrive_whole(sample, message_id, b"Subject: ...\r\n\r\nsealed")
    pane.show_message(message_id)
    open_clear(qtbot, pane, link)
    pane.show_source()
    (source,) = pane.findChildren(SourceView)
    assert source.text.toPlainText().endswith("sealed")
    turn = next(one for one in source.findChildren(QPushButton) if one.text() == "Show decrypted")
    turn.click()
    assert CANARY in source.text.toPlainText()
    turn.click()
    assert source.text.toPlainText().endswith("sealed")
    source.close()


def test_a_secret_file_goes_to_another_program_through_memory_only(
    qtbot: QtBot,
    pane: MessagePane,
    sample: Sample,
    link: ScriptedLink,
    profile: Profile,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(attachment_files, "memory_folder", lambda: tmp_path)
    monkeypatch.setattr(
        "mailclient.gui.attachments.deeds.QDesktopServices.openUrl", lambda url: opened.append(Path(url.toLocalFile()))
    )
    message_id = put(sample)
    pane.show_message(message_id)
    open_clear(qtbot, pane, link)
    (file,) = pane.attachments.attachments
    pane.files.open_outside(message_id, file)
    assert opened == []
    confirm(pane, "Go on")
    assert was_told(Telling.PROGRAM, WindowState(profile))
    pane.files.open_outside(message_id, file)
    assert len(opened) == 2
    assert all(path.is_relative_to(tmp_path) and path.parent.stat().st_mode & 0o077 == 0 for path in opened)


def test_paper_is_told_about_once(
    qtbot: QtBot, pane: MessagePane, sample: Sample, link: ScriptedLink, profile: Profile
) -> None:
    pane.show_message(put(sample))
    open_clear(qtbot, pane, link)
    pane.print_out(to_pdf=True)
    dialogs = [one for one in pane.findChildren(QDialog) if one.isVisible()]
    assert len(dialogs) == 1
    assert "not encrypted" in " ".join(label.text() for label in dialogs[0].findChildren(QLabel))
    dialogs[0].reject()
    assert not was_told(Telling.PAPER, WindowState(profile))


@pytest.mark.parametrize("kind", [ReplyKind.REPLY, ReplyKind.FORWARD, ReplyKind.EDIT_AS_NEW])
def test_an_answer_takes_what_was_inside_and_stays_secret(
    qtbot: QtBot, composers: Composers, sample: Sample, link: ScriptedLink, kind: ReplyKind
) -> None:
    composers.reply(put(sample), kind)
    assert composers.windows == []
    with qtbot.waitSignal(composers.opened):
        answer(link, MARKS["encrypted-signed"], CLEAR)
    (composer,) = composers.windows
    content = composer.content()
    assert CANARY in (content.html or content.text)
    assert "The real subject" in content.subject
    assert content.encrypt
    assert content.quotes_secret


@pytest.mark.parametrize(
    ("kind", "subject"),
    [(ReplyKind.REPLY, "Re: ..."), (ReplyKind.FORWARD, "Fwd: ..."), (ReplyKind.EDIT_AS_NEW, "...")],
)
def test_a_hidden_subject_stays_hidden_where_the_answer_goes_in_clear(
    qtbot: QtBot, composers: Composers, sample: Sample, link: ScriptedLink, kind: ReplyKind, subject: str
) -> None:
    composers.reply(put(sample), kind)
    with qtbot.waitSignal(composers.opened):
        answer(link, MARKS["encrypted-signed"], CLEAR)
    (composer,) = composers.windows
    hidden = composer.content().subject
    composer.bottom.protection.encrypt.click()
    next(one for one in composer.window().findChildren(QDialog) if one.isVisible()).accept()
    assert not composer.content().encrypt
    assert composer.content().subject == composer.fields.subject.text() == subject
    composer.bottom.protection.encrypt.click()
    assert composer.content().subject == hidden


@pytest.mark.parametrize(("name", "asked"), [("encrypted", True), ("encrypted-signed", False), ("encrypted-bad", True)])
def test_what_is_quoted_goes_to_no_stranger_unasked(
    qtbot: QtBot, composers: Composers, sample: Sample, link: ScriptedLink, name: str, asked: bool
) -> None:
    """Whoever caught an encrypted message may send it on as his own, and wait for an answer that quotes it."""
    composers.reply(put(sample), ReplyKind.REPLY)
    with qtbot.waitSignal(composers.opened):
        answer(link, MARKS[name], CLEAR)
    (composer,) = composers.windows
    tell_plan(composer, link, {MINJI: READY, "jun@example.org": READY})
    assert [one.about for one in composer.protecting.concerns()] == ([MINJI] if asked else [])
    composer.fields.to.set_text(f"{MINJI}, jun@example.org")
    tell_plan(composer, link, {MINJI: READY, "jun@example.org": READY})
    (concern,) = composer.protecting.concerns()
    assert concern.about == (f"{MINJI} jun@example.org" if asked else "jun@example.org")
    assert not concern.blocking


def test_an_answer_to_what_is_signed_only_is_no_secret(
    composers: Composers, sample: Sample, link: ScriptedLink
) -> None:
    composers.reply(put(sample, SIGNED, "Hello there"), ReplyKind.REPLY)
    answer(link, MARKS["good-verified"])
    (composer,) = composers.windows
    assert "Hello there" in composer.content().html
    assert not composer.content().quotes_secret


def test_an_answer_to_what_stays_locked_quotes_nothing(
    composers: Composers, sample: Sample, link: ScriptedLink
) -> None:
    composers.reply(put(sample), ReplyKind.REPLY)
    answer(link, MARKS["locked"])
    (composer,) = composers.windows
    assert not composer.content().quotes_secret


def test_in_a_conversation_only_what_is_before_the_eyes_is_opened(
    qtbot: QtBot, sample: Sample, link: ScriptedLink
) -> None:
    made = ConversationView(Reader(sample.path), link, now=lambda: letters.WHEN + timedelta(hours=2))
    qtbot.addWidget(made)
    made.resize(840, 400)
    with qtbot.waitExposed(made):
        made.show()
    ids = []
    for number in range(6):
        head = letters.envelope("...", message_id=f"c{number}", references=("c0",) if number else ())
        ids.append(letters.put(sample, Body("", cover=ENCRYPTED), head, flags=Flag.NONE))
    made.show_message(ids[-1])
    qtbot.waitUntil(lambda: bool(opened_ids(link)))
    assert opened_ids(link) == ids[:1]
    with qtbot.waitSignal(made.body_shown):
        answer_for(link, ids[0])
    pane = next(one for one in made.panes() if one.message_id == ids[0])
    assert pane.header.subject.isVisible()
    assert pane.header.subject.text() == "The real subject"
    assert ids[-1] not in opened_ids(link)
    for _id in ids[1:]:
        made.step(1)
    qtbot.waitUntil(lambda: ids[-1] in opened_ids(link))


# --- what one does in them ----------------------------------------------------------------------------------------


def open_details(pane: MessagePane) -> ProtectionDetails:
    pane.header.protection.click()
    details = pane.findChildren(ProtectionDetails)[-1]
    assert details.isVisible()
    return details


def opened_ids(link: ScriptedLink) -> list[MessageId]:
    """The messages that the engine was asked to open."""
    return [one.message_id for one in link.sent if isinstance(one, commands.OpenMessage)]


def answer_for(link: ScriptedLink, message_id: MessageId) -> None:
    """The engine has opened this one."""
    asked_for = (one for one in link.sent if isinstance(one, commands.OpenMessage))
    request = next(one.request_id for one in asked_for if one.message_id == message_id)
    link.deliver(events.ClearPiece(request, CLEAR))
    opened = events.OpenedMessage(MARKS["encrypted-signed"], len(CLEAR))
    link.deliver(events.Finished(request, opened=opened))


def confirm(pane: MessagePane, words: str) -> None:
    """The button of the question that is open."""
    dialogs = [one for one in pane.findChildren(QDialog) if one.isVisible()]
    next(one for one in dialogs[-1].findChildren(QPushButton) if one.text() == words).click()


def attached_message(sample: Sample, whole: bytes) -> MessageId:
    """Stored with its structure and as a whole."""
    message_id = letters.put(sample, Body("look:"))
    letters.arrive_whole(sample, message_id, whole)
    root = read(whole).root
    change(sample.path, lambda tx: messages.set_structure(tx, message_id, root, has_attachment=True))
    return message_id
