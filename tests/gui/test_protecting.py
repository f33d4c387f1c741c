"""Sign and encrypt in the composer: toggles, marks of the recipients, the line, and what keeps a message here."""

from collections.abc import Iterator
from dataclasses import replace

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.bridge.draft import QUOTED_IN_CLEAR, DraftContent
from mailclient.gui.accounts.identity_dialog import IdentityDialog
from mailclient.gui.composer.before_sending.concern import Matter, Remedy
from mailclient.gui.composer.before_sending.sheet import ConcernSheet
from mailclient.gui.composer.composers import ComposerPane, Composers
from mailclient.gui.composer.opening import Opening
from mailclient.gui.composer.protection.refusals import next_steps
from mailclient.mail.account import Account
from mailclient.mail.identity import Encrypting, Identity
from mailclient.mail.ids import DraftId
from mailclient.mail.key import KeyPerson, OpenPgpKey, Readiness
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mail.protection import Acceptance, System
from mailclient.store import accounts
from mailclient.store.reader import Reader
from tests.gui.composing import sent, type_letter
from tests.gui.desk import Desk
from tests.gui.protecting import MISSING, READY, UNDECIDED, tell_plan
from tests.gui.sample_store import Sample, change
from tests.gui.scripted_link import ScriptedLink

JUN = "jun@example.org"


def content(link: ScriptedLink) -> DraftContent:
    """What was handed to the engine."""
    return msgspec.msgpack.decode(sent(link, commands.SendDraft)[-1].content, type=DraftContent)


def pressed(composer: ComposerPane, words: str) -> None:
    """Press an action of the line."""
    buttons = composer.protecting.line.findChildren(QPushButton)
    [button for button in buttons if button.text() == words][-1].click()


def said(composer: ComposerPane) -> str:
    """What the line says; "" while it is not there."""
    line = composer.protecting.line
    return "" if line.isHidden() else line.label.text()


def sheet_of(composer: ComposerPane) -> ConcernSheet:
    composer.send()
    sheet = composer.sending.sheet
    assert sheet is not None
    return sheet


def press(sheet: ConcernSheet, remedy: Remedy) -> None:
    next(button for mend, button in sheet.buttons.items() if mend.remedy is remedy).click()


def toggle(composer: ComposerPane, name: str) -> None:
    getattr(composer.bottom.protection, name).click()


def test_an_engine_that_comes_later_is_asked_again(composer: ComposerPane, link: ScriptedLink) -> None:
    composer.protecting.watch.ask_now()
    composer.protecting.watch.ask_now()
    assert len(sent(link, commands.AskReadiness)) == 1
    link.deliver(events.Ready())
    tell_plan(composer, link, own=())
    assert len(sent(link, commands.AskReadiness)) == 2
    assert "has no key of its own yet" in composer.bottom.protection.encrypt.toolTip()


def test_the_keys_of_both_switch_them(qtbot: QtBot, composer: ComposerPane, link: ScriptedLink) -> None:
    tell_plan(composer, link)
    shift = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    with qtbot.waitActive(composer.window()):
        composer.window().activateWindow()
    composer.editor.setFocus()
    QTest.keyClick(composer.editor, Qt.Key.Key_S, shift)
    assert (composer.content().sign, composer.content().encrypt) == (True, False)
    QTest.keyClick(composer.editor, Qt.Key.Key_K, shift)
    assert composer.content().encrypt
    QTest.keyClick(composer.editor, Qt.Key.Key_K, shift)
    assert not composer.content().encrypt


def test_ordinary_mail_stays_calm(composer: ComposerPane, link: ScriptedLink) -> None:
    type_letter(composer)
    tell_plan(composer, link, own=())
    assert said(composer) == ""
    assert composer.fields.to.readiness_of == {}
    composer.send()
    assert not content(link).encrypt
    assert not content(link).sign


def test_it_asks_late_and_never_while_typing(qtbot: QtBot, composer: ComposerPane, link: ScriptedLink) -> None:
    assert sent(link, commands.AskReadiness) == []
    QTest.keyClicks(composer.fields.to.line, "jun@example.org,mina@example.org,")
    assert sent(link, commands.AskReadiness) == []
    qtbot.waitUntil(lambda: bool(sent(link, commands.AskReadiness)))
    (asked,) = sent(link, commands.AskReadiness)
    assert asked.recipients == (JUN, "mina@example.org")


def test_encrypted_when_all_can_read_it(composer: ComposerPane, link: ScriptedLink) -> None:
    type_letter(composer)
    tell_plan(composer, link, {JUN: READY})
    toggle(composer, "encrypt")
    assert composer.fields.to.readiness_of == {JUN: READY}
    assert "Only you and the recipients" in said(composer)
    assert "Can read it encrypted." in composer.fields.to.told(0)
    composer.send()
    assert content(link).encrypt
    assert content(link).sign


def test_a_missing_key_keeps_it_here(composer: ComposerPane, link: ScriptedLink) -> None:
    type_letter(composer)
    tell_plan(composer, link)
    toggle(composer, "encrypt")
    assert said(composer) == f"{JUN} has no key yet."
    sheet = sheet_of(composer)
    assert [concern.matter for concern in sheet.concerns] == [Matter.KEYS]
    assert sheet.send.isHidden()
    assert sent(link, commands.SendDraft) == []
    press(sheet, Remedy.SEND_CLEAR)
    assert not content(link).encrypt


def test_a_key_is_looked_up_from_the_sheet_and_accepted(composer: ComposerPane, link: ScriptedLink) -> None:
    type_letter(composer)
    tell_plan(composer, link)
    toggle(composer, "encrypt")
    sheet = sheet_of(composer)
    press(sheet, Remedy.LOOK_UP_KEY)
    (asked,) = sent(link, commands.LookUpKey)
    assert asked.address == JUN
    assert sheet.isVisible()
    assert "Looking for the key" in sheet.concerns[0].sentence
    link.deliver(events.KeysChanged())
    link.deliver(events.Finished(asked.request_id))
    tell_plan(composer, link, {JUN: UNDECIDED})
    press(sheet, Remedy.USE_KEY)
    (accepted,) = sent(link, commands.AcceptKey)
    assert (accepted.fingerprint, accepted.acceptance) == (f"A{JUN}", Acceptance.ACCEPTED)
    link.deliver(events.Finished(accepted.request_id))
    link.deliver(events.KeysChanged())
    tell_plan(composer, link, {JUN: READY})
    assert content(link).encrypt


def test_a_search_in_vain_is_said(composer: ComposerPane, link: ScriptedLink) -> None:
    type_letter(composer)
    tell_plan(composer, link)
    toggle(composer, "encrypt")
    pressed(composer, "Look it up")
    assert "Looking for" in said(composer)
    asked = sent(link, commands.LookUpKey)[-1]
    link.deliver(events.Failed(asked.request_id, Problem(ProblemKind.KEY_NOT_FOUND, JUN)))
    assert said(composer) == f"No key of {JUN} was found. Ask them to send you a message with their key."
    pressed(composer, "Without encryption")
    assert not composer.protecting.choice.encrypt
    assert said(composer) == ""


def test_what_is_on_stays_on_when_somebody_without_a_key_comes(composer: ComposerPane, link: ScriptedLink) -> None:
    type_letter(composer)
    tell_plan(composer, link, {JUN: READY}, by_default=True)
    assert composer.protecting.choice.encrypt
    QTest.keyClicks(composer.fields.to.line, "bora@example.org,")
    tell_plan(composer, link, {JUN: READY}, by_default=True)
    assert composer.protecting.choice.encrypt
    assert "bora@example.org has no key yet." in said(composer)
    composer.send()
    assert sent(link, commands.SendDraft) == []


def test_what_the_user_switched_off_stays_off(composer: ComposerPane, link: ScriptedLink) -> None:
    type_letter(composer)
    tell_plan(composer, link, {JUN: READY}, by_default=True)
    toggle(composer, "encrypt")
    link.deliver(events.KeysChanged())
    tell_plan(composer, link, {JUN: READY}, by_default=True)
    assert not composer.protecting.choice.encrypt


def test_a_fast_send_waits_for_what_the_keys_say(composer: ComposerPane, link: ScriptedLink) -> None:
    tell_plan(composer, link)  # there is an own key
    type_letter(composer)
    composer.send()
    assert sent(link, commands.SendDraft) == []
    tell_plan(composer, link, {JUN: READY}, by_default=True)
    assert content(link).encrypt


def test_an_answer_that_never_comes_is_not_waited_for(qtbot: QtBot, composer: ComposerPane, link: ScriptedLink) -> None:
    type_letter(composer)
    toggle(composer, "encrypt")
    composer.send()
    assert sent(link, commands.SendDraft) == []
    composer.protecting._longest.timeout.emit()
    assert content(link).encrypt  # the engine refuses it where it cannot be


def test_without_an_own_key_the_way_out_is_shown(
    composer: ComposerPane, link: ScriptedLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(composer.protecting.deeds, "set_up", asked.append)
    tell_plan(composer, link, own=())
    bar = composer.bottom.protection
    assert "has no key of its own yet" in bar.encrypt.toolTip()
    assert bar.encrypt.isEnabled()
    bar.encrypt.click()
    assert not composer.protecting.choice.encrypt
    assert not bar.encrypt.isChecked()
    bar.set_up_wanted.emit()
    assert asked == ["alice@work.example"]


def test_a_draft_of_an_identity_without_a_key_says_so(composer: ComposerPane, link: ScriptedLink) -> None:
    type_letter(composer)
    toggle(composer, "encrypt")
    tell_plan(composer, link, {JUN: READY}, own=())
    sheet = sheet_of(composer)
    assert "has no key of its own yet" in sheet.concerns[0].sentence
    assert {mend.remedy for mend in sheet.buttons} == {Remedy.SET_UP_KEY, Remedy.SEND_CLEAR}


def test_two_messages_only_when_the_user_agrees(composer: ComposerPane, link: ScriptedLink) -> None:
    QTest.keyClicks(composer.fields.to.line, "jun@example.org,mina@example.org,")
    composer.fields.subject.setText("Lunch")
    composer.editor.fill_plain("Hello")
    both = {JUN: (READY, MISSING), "mina@example.org": (MISSING, READY)}
    tell_plan(composer, link, both, own=(System.OPENPGP, System.SMIME))
    toggle(composer, "encrypt")
    assert "two messages" in said(composer)
    sheet = sheet_of(composer)
    assert sheet.send.isHidden()
    press(sheet, Remedy.SEND_SPLIT)
    assert content(link).split


def test_the_system_can_be_chosen(composer: ComposerPane, link: ScriptedLink) -> None:
    type_letter(composer)
    tell_plan(composer, link, {JUN: (READY, MISSING)}, own=(System.OPENPGP, System.SMIME))
    toggle(composer, "encrypt")
    composer.bottom.protection.system_wanted.emit(System.SMIME)
    assert composer.fields.to.readiness_of == {JUN: MISSING}
    composer.bottom.protection.system_wanted.emit(System.OPENPGP)
    composer.bottom.protection.attach_key_wanted.emit(True)
    composer.send()
    assert (content(link).protection, content(link).attach_key) == ("openpgp", True)


@pytest.fixture
def quoting(composers: Composers, link: ScriptedLink, sample: Sample) -> ComposerPane:
    """An answer to an encrypted message."""
    draft = DraftContent(
        "alice@work.example", JUN, subject="Re: x", html="<p>yes</p>", encrypt=True, quotes_secret=True
    )
    return composers._show(Opening(draft, sample.account_id, DraftId("q"), unsigned=True))


def test_an_answer_to_an_encrypted_message_is_encrypted(quoting: ComposerPane, link: ScriptedLink) -> None:
    tell_plan(quoting, link, {JUN: READY})
    assert quoting.protecting.choice.encrypt
    assert quoting.protecting.choice.sign


def test_quoted_secrets_go_readable_only_after_a_question(quoting: ComposerPane, link: ScriptedLink) -> None:
    tell_plan(quoting, link)
    toggle(quoting, "encrypt")
    assert quoting.content().encrypt
    (question,) = (
        one for one in quoting.window().findChildren(QDialog) if one.windowTitle() == "Send it without encryption?"
    )
    question.accept()
    assert not quoting.content().encrypt
    assert QUOTED_IN_CLEAR in quoting.content().heard
    assert quoting.content().quotes_secret
    assert "came encrypted" in said(quoting)
    toggle(quoting, "encrypt")
    assert QUOTED_IN_CLEAR not in quoting.content().heard


def test_the_draft_remembers(composer: ComposerPane, composers: Composers, link: ScriptedLink) -> None:
    type_letter(composer)
    tell_plan(composer, link, {JUN: READY})
    toggle(composer, "sign")
    toggle(composer, "encrypt")
    toggle(composer, "encrypt")
    kept = composer.content()
    again = composers.bring_back(DraftId("other"), composer.opening.account_id, kept)
    assert again.protecting.choice.sign
    assert not again.protecting.choice.encrypt
    tell_plan(again, link, {JUN: READY}, by_default=True)
    assert not again.protecting.choice.encrypt


@pytest.mark.parametrize("chosen", [Encrypting.WHEN_READY], indirect=True)
def test_a_draft_begun_before_anybody_could_read_it_is_encrypted_later(
    chosen: ComposerPane, composers: Composers, link: ScriptedLink
) -> None:
    type_letter(chosen)
    tell_plan(chosen, link)
    again = composers.bring_back(DraftId("other"), chosen.opening.account_id, chosen.content())
    assert not again.protecting.choice.encrypt
    tell_plan(again, link, {JUN: READY})
    assert again.protecting.choice.encrypt


def test_a_mark_opens_what_is_known_of_the_key(composer: ComposerPane, link: ScriptedLink, qtbot: QtBot) -> None:
    from mailclient.gui.composer.protection.chip_popover import ChipPopover

    type_letter(composer)
    tell_plan(composer, link)
    toggle(composer, "encrypt")
    to = composer.fields.to
    QTest.mouseClick(to.viewport(), Qt.MouseButton.LeftButton, pos=to.rect_of(0).topLeft() + QPoint(14, 12))
    (popover,) = to.findChildren(ChipPopover)
    assert JUN in popover.accessibleName()
    popover.remove_wanted.emit()
    assert to.chips == []


def test_what_could_not_be_signed_stays_with_a_next_step(composer: ComposerPane, link: ScriptedLink) -> None:
    type_letter(composer)
    tell_plan(composer, link, {JUN: READY})
    toggle(composer, "encrypt")
    composer.send()
    first = sent(link, commands.SendDraft)[-1]
    link.deliver(events.Refused(first.operation_id, Problem(ProblemKind.PASSPHRASE_WRONG)))
    assert composer.isEnabled()
    assert composer.editor.toPlainText().startswith("Hello there")
    (again,) = (one for one in composer.bar.findChildren(QPushButton) if one.text() == "Try again")
    again.click()
    assert len(sent(link, commands.SendDraft)) == 2


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (ProblemKind.KEY_EXPIRED, ["Renew…"]),
        (ProblemKind.PASSPHRASE_CANCELLED, ["Try again"]),
        (ProblemKind.RECIPIENT_KEY_MISSING, ["Look it up"]),
        (ProblemKind.SPLIT_NEEDED, ["Send as two messages"]),
        (ProblemKind.OWN_KEY_MISSING, ["Set up…"]),
        (ProblemKind.DISK_FULL, []),
    ],
)
def test_each_refusal_has_its_next_step(composer: ComposerPane, kind: ProblemKind, words: list[str]) -> None:
    steps = next_steps(Problem(kind, JUN), composer.protecting, composer.send)
    assert [step[0] for step in steps] == words


@pytest.fixture
def chosen(qtbot: QtBot, sample: Sample, link: ScriptedLink, request: pytest.FixtureRequest) -> Iterator[ComposerPane]:
    """A new message of an identity that encrypts as the parameter says, and signs."""
    account = Reader(sample.path).accounts()[0]
    mine = Identity("Alice", "alice@work.example", signs=True, encrypts=request.param)
    changed = Account(account.id, replace(account.settings, identities=(mine,)))
    change(sample.path, accounts.update, changed)
    composers = Composers(Reader(sample.path), link)
    made = composers.write(account.id)
    assert made is not None
    yield made
    for composer in composers.windows:
        composer.go()


@pytest.mark.parametrize("chosen", [Encrypting.WHEN_READY], indirect=True)
def test_encrypted_unasked_when_the_identity_says_so(chosen: ComposerPane, link: ScriptedLink) -> None:
    type_letter(chosen)
    chosen.send()
    assert sent(link, commands.SendDraft) == []  # first it has to be known who can read it
    tell_plan(chosen, link, {JUN: READY})
    assert content(link).encrypt


@pytest.mark.parametrize("chosen", [Encrypting.WHEN_READY], indirect=True)
def test_not_in_clear_where_two_messages_would_be_needed(chosen: ComposerPane, link: ScriptedLink) -> None:
    type_letter(chosen)
    QTest.keyClicks(chosen.fields.to.line, "kai@example.org,")
    both: dict[str, Readiness | tuple[Readiness, Readiness]] = {JUN: READY, "kai@example.org": (MISSING, READY)}
    tell_plan(chosen, link, both, own=(System.OPENPGP, System.SMIME))
    assert chosen.protecting.choice.encrypt
    assert "as two messages" in said(chosen)
    chosen.send()
    assert sent(link, commands.SendDraft) == []


@pytest.mark.parametrize("chosen", [Encrypting.WHEN_READY], indirect=True)
def test_nobody_is_ready_by_a_system_in_which_the_sender_has_no_key(chosen: ComposerPane, link: ScriptedLink) -> None:
    type_letter(chosen)
    QTest.keyClicks(chosen.fields.to.line, "kai@example.org,")
    tell_plan(chosen, link, {JUN: READY, "kai@example.org": (MISSING, READY)})
    assert not chosen.protecting.choice.encrypt
    assert chosen.protecting.situation().unready() == {"kai@example.org": MISSING}


@pytest.mark.parametrize("chosen", [Encrypting.WHEN_READY], indirect=True)
def test_in_clear_when_somebody_never_could_read_it(chosen: ComposerPane, link: ScriptedLink) -> None:
    type_letter(chosen)
    tell_plan(chosen, link)
    assert said(chosen) == ""
    chosen.send()
    assert (content(link).encrypt, content(link).sign) == (False, True)


@pytest.mark.parametrize("chosen", [Encrypting.ASK], indirect=True)
def test_asked_before_it_goes_readable(chosen: ComposerPane, link: ScriptedLink) -> None:
    type_letter(chosen)
    tell_plan(chosen, link, {JUN: READY})
    assert said(chosen) == "Everybody can read this encrypted."
    assert chosen.fields.to.readiness_of == {JUN: READY}
    sheet = sheet_of(chosen)
    assert [concern.matter for concern in sheet.concerns] == [Matter.ENCRYPTION]
    assert not sheet.send.isHidden()
    press(sheet, Remedy.ENCRYPT)
    assert content(link).encrypt


@pytest.mark.parametrize("chosen", [Encrypting.NEVER], indirect=True)
def test_an_identity_that_signs_signs_where_it_has_a_key(chosen: ComposerPane, link: ScriptedLink) -> None:
    type_letter(chosen)
    tell_plan(chosen, link, {JUN: READY}, own=())
    assert not chosen.content().sign
    link.deliver(events.KeysChanged())
    tell_plan(chosen, link, {JUN: READY})
    assert chosen.content().sign
    assert not chosen.protecting.choice.encrypt
    assert chosen.fields.to.readiness_of == {}


def test_an_identity_says_when_it_is_encrypted_and_with_which_key(qtbot: QtBot, link: ScriptedLink) -> None:
    kept: list[Identity] = []
    dialog = IdentityDialog(Identity("Alice", "alice@work.example"), kept.append, None, (), link)
    qtbot.addWidget(dialog)
    (asked,) = sent(link, commands.ListKeys)
    key = OpenPgpKey("AB" * 20, (KeyPerson("Alice", "alice@work.example"),), "Ed25519", 1.0, secret=True)
    link.deliver(events.Finished(asked.request_id, keys=(key, replace(key, fingerprint="CD" * 20, secret=False))))
    page = dialog.protection
    assert page.openpgp.count() == 2
    page.openpgp.setCurrentIndex(1)
    page.encrypts.setCurrentIndex(page.encrypts.findData(Encrypting.WHEN_READY))
    page.signs.setChecked(True)
    dialog.finish()
    (identity,) = kept
    assert (identity.openpgp_key, identity.encrypts, identity.signs) == ("AB" * 20, Encrypting.WHEN_READY, True)


def test_what_is_encrypted_becomes_no_template(desk: Desk, link: ScriptedLink) -> None:
    composer = desk.session.composers.write()
    assert composer is not None
    composer.protecting.choose_encrypt(True)
    menus = {action.text(): action for action in composer.bottom.more.actions()}
    templates = menus["Templates"].menu()
    assert isinstance(templates, QMenu)
    templates.aboutToShow.emit()
    (save,) = (one for one in templates.actions() if one.text().startswith("Save as template"))
    assert not save.isEnabled()
    composer.go()
