"""Keys and certificates in their window: what is shown, what is asked of the engine, what is said."""

import itertools
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QSizeF, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.bridge.exported import Exported
from mailclient.gui.keys.backup import BackupSheet
from mailclient.gui.keys.backup_paper import Backup, paper
from mailclient.gui.keys.changing import RevokeSheet
from mailclient.gui.keys.comparing import CompareSheet
from mailclient.gui.keys.holding import Holding, Section
from mailclient.gui.keys.holding_card import chain
from mailclient.gui.keys.making import MakeKeySheet
from mailclient.gui.keys.opening import compare_fingerprint, open_keys, read_setup_message
from mailclient.gui.keys.qr import CODE_BYTES, backup_codes, fingerprint_code
from mailclient.gui.keys.setup_message import MakeSetupSheet, ReadSetupSheet, grouped_code
from mailclient.gui.keys.taking import TakeSheet
from mailclient.gui.keys.window import KeysWindow
from mailclient.gui.keys.words import standing
from mailclient.gui.settings.security_page import SecurityPage
from mailclient.language.fingerprint import SpokenLanguage, words
from mailclient.mail.identity import Encrypting
from mailclient.mail.key import REVOCATION_REASONS, KeyImport, KeySource, MailCertificate, OpenPgpKey
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mail.protection import Acceptance, System
from mailclient.store.reader import Reader
from tests.gui import sample_keys as keys
from tests.gui.sample_store import Sample
from tests.gui.scripted_link import ScriptedLink

SECRET = b"-----BEGIN PGP PRIVATE KEY BLOCK-----\n" + b"x" * 700 + b"\n-----END PGP PRIVATE KEY BLOCK-----\n"


@pytest.fixture
def window(qtbot: QtBot, sample: Sample, link: ScriptedLink) -> KeysWindow:
    """The window with all sample keys in it."""
    made = KeysWindow(Reader(sample.path), link, now=lambda: keys.NOW)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    keys.answer_lists(link)
    return made


def choose(window: KeysWindow, fingerprint: str) -> Holding:
    window.show_fingerprint(fingerprint)
    chosen = window.list.current()
    assert chosen is not None
    assert chosen.fingerprint == fingerprint
    return chosen


def press(window: KeysWindow, words_: str) -> None:
    """A button of the card, by its words."""
    holding = window.card.holding
    assert holding is not None
    deeds = (*window.card.deeds_of(holding), *window.card.more_of(holding))
    next(act for text, _kind, act in deeds if text == words_)()


def finish(link: ScriptedLink, kind: type[commands.Command], **answer: object) -> commands.Command:
    """The engine answers the newest command of this kind."""
    command = link.last(kind)
    link.deliver(events.Finished(getattr(command, "request_id"), **answer))  # type: ignore[arg-type]  # noqa: B009
    return command


def fail(link: ScriptedLink, kind: type[commands.Command], problem: ProblemKind) -> None:
    link.deliver(events.Failed(getattr(link.last(kind), "request_id"), Problem(problem, "it")))  # noqa: B009


def questions() -> list[QDialog]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]


def answer_question(words_: str) -> None:
    """Press the button with these words in the question that is open."""
    from PySide6.QtWidgets import QPushButton

    button = next(one for each in questions() for one in each.findChildren(QPushButton) if one.text() == words_)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


# --- what is shown --------------------------------------------------------------------------------------------------


def test_each_stands_in_its_section(window: KeysWindow) -> None:
    shown = {section: {one.name for one in window.holdings.shown(section)} for section in Section}
    assert shown[Section.MINE] == {"Alice Kim"}
    assert {"Anna Berg", "김보라", "Eve Moor"} <= shown[Section.PEOPLE]
    assert shown[Section.AUTHORITIES] == {"Harbour Root", "Harbour Mail", "World Trust"}


def test_what_came_with_the_system_stands_last(window: KeysWindow) -> None:
    assert window.holdings.shown(Section.AUTHORITIES)[-1].name == "World Trust"


@pytest.mark.parametrize(
    ("item", "said", "colour"),
    [
        (keys.ANNA, "Not accepted yet", "warning"),
        (keys.BORA, "Checked by you", "good"),
        (keys.CARL, "Accepted by you", "good"),
        (keys.OLD, "Ran out on 12 Aug 2026", "danger"),
        (keys.REJECTED, "Rejected by you", "danger"),
        (replace(keys.BORA, revoked=True), "Withdrawn by its owner", "danger"),
        (replace(keys.BORA, weak=True), "Too weak for today", "warning"),
        (keys.ALICE, "Runs out in 20 days", "warning"),
        (keys.EVE, "Nobody you trust vouches for it", "warning"),
        (keys.FAY, "Confirmed by Harbour Mail", "good"),
        (replace(keys.FAY, trusted=False), "Accepted by you", "good"),
        (keys.ROOT, "Trusted: it may vouch for people", "good"),
        (replace(keys.ROOT, trusted=False), "Not trusted", "muted"),
    ],
)
def test_how_it_stands_is_said_in_one_line(item: OpenPgpKey | MailCertificate, said: str, colour: str) -> None:
    stands = standing(Holding(item), keys.NOW)
    assert (stands.words, stands.colour) == (said, colour)


def test_what_others_have_said_of_a_rejected_key_does_not_matter(window: KeysWindow) -> None:
    expired = replace(keys.OLD, acceptance=Acceptance.VERIFIED)
    assert not Holding(expired).usable(keys.NOW)
    assert not Holding(keys.REJECTED).usable(keys.NOW)


@pytest.mark.parametrize("query", ["anna", "ANNA berg", "anna@example.org", "0002 B334", "0002b334acd4"])
def test_a_key_is_found_by_name_address_and_fingerprint(window: KeysWindow, query: str) -> None:
    assert "anna@example.org" in {one.address for one in window.holdings.shown(Section.PEOPLE, query)}
    assert len(window.holdings.shown(Section.PEOPLE, query)) < len(window.holdings.shown(Section.PEOPLE))


def test_typing_searches_and_shows_the_first(window: KeysWindow, qtbot: QtBot) -> None:
    window.show_section(Section.PEOPLE)
    QTest.keyClicks(window.search, "carl")
    qtbot.waitUntil(lambda: window.card.holding is not None and window.card.holding.name == "Carl Ek")
    assert len(window.list.holdings.rows) == 1


def test_a_name_of_a_stranger_cannot_hide_what_it_is(window: KeysWindow) -> None:
    turned = keys.key("Anna\u202egro.live", "anna@example.org", 9)
    assert "\u202e" not in Holding(turned).name


def test_the_chain_of_a_certificate_is_told_from_below(window: KeysWindow) -> None:
    fay = window.holdings.find(keys.FAY.fingerprint)
    assert fay is not None
    assert chain(fay, window.holdings.all) == ["Harbour Mail", "Harbour Root"]


def test_a_chain_that_goes_in_a_circle_ends() -> None:
    one = keys.certificate("CN=A", "CN=B", (), 20, authority=True)
    two = keys.certificate("CN=B", "CN=A", (), 21, authority=True)
    assert chain(Holding(one), (Holding(one), Holding(two))) == ["B", "A"]


def test_a_second_key_of_somebody_is_warned_of(window: KeysWindow, link: ScriptedLink) -> None:
    holding = choose(window, keys.NEW_BORA.fingerprint)
    assert window.holdings.rival(holding) is not None
    press(window, "Accept it")
    assert not [one for one in link.sent if isinstance(one, commands.AcceptKey)]
    answer_question("Accept it all the same")
    assert link.last(commands.AcceptKey) == commands.AcceptKey(
        link.last(commands.AcceptKey).request_id, keys.NEW_BORA.fingerprint, Acceptance.ACCEPTED  # type: ignore[attr-defined]
    )  # fmt: skip


def test_changes_elsewhere_are_shown_and_the_choice_stays(window: KeysWindow, link: ScriptedLink, qtbot: QtBot) -> None:
    choose(window, keys.CARL.fingerprint)
    asked = len(link.sent)
    link.deliver(events.KeysChanged())
    qtbot.waitUntil(lambda: len(link.sent) > asked)
    keys.answer_lists(link, [replace(keys.CARL, acceptance=Acceptance.VERIFIED)])
    assert window.card.holding is not None
    assert window.card.holding.item.acceptance is Acceptance.VERIFIED


def test_without_gnupg_it_is_said_and_certificates_are_there(sample: Sample, link: ScriptedLink, qtbot: QtBot) -> None:
    window = KeysWindow(Reader(sample.path), link, now=lambda: keys.NOW)
    qtbot.addWidget(window)
    fail(link, commands.ListKeys, ProblemKind.GNUPG_MISSING)
    finish(link, commands.ListCertificates, certificates=keys.CERTIFICATES)
    assert window.holdings.problem is not None
    assert [one.name for one in window.holdings.shown(Section.MINE)] == ["Alice Kim"]
    assert not window.addresses.cards[1].make.isEnabled()


def test_each_empty_section_says_what_to_do(sample: Sample, link: ScriptedLink, qtbot: QtBot) -> None:
    window = KeysWindow(Reader(sample.path), link, now=lambda: keys.NOW)
    qtbot.addWidget(window)
    window.show_section(Section.PEOPLE)
    assert window.rows.currentWidget() is window.nothing, "not yet known"
    keys.answer_lists(link, (), ())
    for section in Section:
        window.show_section(section)
        assert window.rows.currentWidget() is window._invitations[section]


# --- one's own ------------------------------------------------------------------------------------------------------


def test_a_key_is_made_in_two_clicks(window: KeysWindow, link: ScriptedLink) -> None:
    card = window.addresses.cards[1]
    QTest.mouseClick(card.make, Qt.MouseButton.LeftButton)
    (sheet,) = (one for one in questions() if isinstance(one, MakeKeySheet))
    QTest.mouseClick(sheet.forward, Qt.MouseButton.LeftButton)
    asked = link.last(commands.GenerateKey)
    assert isinstance(asked, commands.GenerateKey)
    assert (asked.name, asked.address) == ("Alice Kim", card.identity.address)
    assert (asked.expires_days, asked.passphrase, asked.account_id) == (730, "", card.account.id)
    assert not sheet.forward.isEnabled(), "not twice"
    finish(link, commands.GenerateKey, keys=(keys.ALICE,))
    kept = link.last(commands.SetIdentities)
    assert isinstance(kept, commands.SetIdentities)
    assert kept.identities[0].encrypts is Encrypting.WHEN_READY
    assert kept.identities[0].openpgp_key == keys.ALICE.fingerprint
    QTest.mouseClick(sheet.forward, Qt.MouseButton.LeftButton)
    assert any(isinstance(one, BackupSheet) for one in questions()), "the backup is offered"


def test_a_passphrase_that_is_typed_differently_makes_no_key(window: KeysWindow, link: ScriptedLink) -> None:
    sheet = window.deeds.make(window.addresses.cards[0].account, window.addresses.cards[0].identity)
    sheet.passphrase.setText("correct horse")
    sheet.again.setText("correct hose")
    sheet.make()
    assert sheet.again_field.complaint
    sheet.passphrase.setText("short")
    sheet.make()
    assert sheet.passphrase_field.complaint
    assert not [one for one in link.sent if isinstance(one, commands.GenerateKey)]


def test_what_fails_is_said_and_the_sheet_stays(window: KeysWindow, link: ScriptedLink) -> None:
    sheet = window.deeds.make(window.addresses.cards[0].account, window.addresses.cards[0].identity)
    sheet.make()
    fail(link, commands.GenerateKey, ProblemKind.GNUPG_MISSING)
    assert sheet.isVisible()
    assert sheet.bar.isVisible()
    assert sheet.forward.isEnabled()
    assert sheet.forward.text() == "Make key"


def test_an_answer_after_the_sheet_was_closed_is_for_nobody(window: KeysWindow, link: ScriptedLink) -> None:
    sheet = window.deeds.make(window.addresses.cards[0].account, window.addresses.cards[0].identity)
    sheet.make()
    sheet.reject()
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, 52)  # deferred deletions
    finish(link, commands.GenerateKey, keys=(keys.ALICE,))


def test_choices_of_an_address_are_kept(window: KeysWindow, link: ScriptedLink) -> None:
    card = window.addresses.cards[0]
    card.signs.click()
    kept = link.last(commands.SetIdentities)
    assert isinstance(kept, commands.SetIdentities)
    assert kept.identities[0].signs
    card.encrypts.setCurrentIndex(card.encrypts.findData(Encrypting.ASK.value))
    card.encrypts.activated.emit(card.encrypts.currentIndex())
    kept = link.last(commands.SetIdentities)
    assert isinstance(kept, commands.SetIdentities)
    assert kept.identities[0].encrypts is Encrypting.ASK


def test_searching_encrypted_mail_is_switched_for_an_account(window: KeysWindow, link: ScriptedLink) -> None:
    card = window.addresses.cards[0]
    assert card.search is not None
    card.search.click()
    asked = link.last(commands.SetSealedSearch)
    assert isinstance(asked, commands.SetSealedSearch)
    assert (asked.account_id, asked.on) == (card.account.id, True)


def test_a_key_that_runs_out_is_made_longer(window: KeysWindow, link: ScriptedLink) -> None:
    holding = choose(window, keys.ALICE.fingerprint)
    window.deeds.change_expiry(holding)
    from mailclient.gui.keys.changing import ExpirySheet

    (sheet,) = (one for one in questions() if isinstance(one, ExpirySheet))
    sheet.change()
    asked = link.last(commands.ChangeKeyExpiry)
    assert isinstance(asked, commands.ChangeKeyExpiry)
    assert (asked.fingerprint, asked.expires_days) == (keys.ALICE.fingerprint, 730)


def test_deleting_an_own_key_asks_and_says_what_is_lost(window: KeysWindow, link: ScriptedLink) -> None:
    choose(window, keys.ALICE.fingerprint)
    QTest.keyClick(window.list, Qt.Key.Key_Delete)
    assert not [one for one in link.sent if isinstance(one, commands.RemoveKey)]
    answer_question("Delete for ever")
    asked = link.last(commands.RemoveKey)
    assert isinstance(asked, commands.RemoveKey)
    assert asked.secret


def test_a_root_of_the_system_is_not_removed(window: KeysWindow) -> None:
    choose(window, keys.SYSTEM_ROOT.fingerprint)
    QTest.keyClick(window.list, Qt.Key.Key_Delete)
    assert not questions()


# --- the backup -----------------------------------------------------------------------------------------------------


def test_the_backup_sheet_holds_key_codes_and_what_withdraws_it(qapp: QApplication) -> None:
    backup = Backup("Anna", ("anna@example.org",), keys.ANNA.fingerprint, "today", SECRET.decode(), ":-----BEGIN R")
    document = paper(backup)
    text = document.toPlainText()
    assert "BEGIN PGP PRIVATE KEY BLOCK" in text
    assert "\n-----BEGIN R" in text.replace("\u2028", "\n"), "without the colon"
    assert "0002 B334 ACD4" in text
    assert repr(SECRET)[10:60] not in repr(backup)
    document.setPageSize(QSizeF(600, 850))
    assert document.pageCount() == 2, "what withdraws it can be kept elsewhere"


def test_long_keys_are_cut_into_several_codes_and_very_long_ones_have_none() -> None:
    assert len(backup_codes("x" * CODE_BYTES)) == 1
    first, second = backup_codes("x" * (CODE_BYTES + 1))
    assert first.size() == second.size(), "neither is finer than it must be"
    assert backup_codes("x" * 9_000) == []


def test_a_code_is_black_on_white_with_a_quiet_edge() -> None:
    image = fingerprint_code(keys.ANNA.fingerprint)
    assert isinstance(image, QImage)
    assert image.pixelColor(5, 5) == Qt.GlobalColor.white
    seen = {image.pixelColor(x, image.height() // 2).name() for x in range(image.width())}
    assert seen == {"#ffffff", "#000000"}


def test_the_backup_is_written_for_its_owner_alone(window: KeysWindow, link: ScriptedLink, tmp_path: Path) -> None:
    holding = choose(window, keys.ALICE.fingerprint)
    sheet = BackupSheet(link, holding, window)
    target = tmp_path / "backup.pdf"
    sheet._with_backup(lambda backup: sheet.save_pdf(backup, target))
    asked = finish(link, commands.ExportKey, exported=Exported(SECRET))
    assert isinstance(asked, commands.ExportKey)
    assert asked.secret
    asked = finish(link, commands.ExportKey, exported=Exported(b"-----BEGIN PGP PUBLIC KEY BLOCK-----"))
    assert isinstance(asked, commands.ExportKey)
    assert asked.revocation
    assert target.read_bytes().startswith(b"%PDF")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_the_passphrase_of_a_key_is_asked_for_and_goes_nowhere_else(window: KeysWindow, link: ScriptedLink) -> None:
    sheet = BackupSheet(link, choose(window, keys.ALICE.fingerprint), window)
    sheet.open()
    sheet.forward.click()
    fail(link, commands.ExportKey, ProblemKind.PASSPHRASE_NEEDED)
    assert sheet.key_field.isVisible()
    sheet.passphrase_of_key.setText("not this one")
    sheet.forward.click()
    fail(link, commands.ExportKey, ProblemKind.PASSPHRASE_WRONG)
    assert sheet.key_field.complaint
    sheet.passphrase_of_key.setText("correct horse")
    sheet.pdf.click()
    asked = link.last(commands.ExportKey)
    assert isinstance(asked, commands.ExportKey)
    assert asked.passphrase == "correct horse"
    assert "horse" not in repr(asked)


def test_a_wrong_setup_code_is_said_where_it_was_typed(window: KeysWindow, link: ScriptedLink, sample: Sample) -> None:
    sheet = read_setup_message(Reader(sample.path), link, window, b"sealed", print)
    sheet.code.setText("1" * 36)
    sheet.go()
    fail(link, commands.ReadSetupMessage, ProblemKind.PASSPHRASE_WRONG)
    assert sheet.code_field.complaint
    assert not sheet.key_field.isVisible()


# --- of others ------------------------------------------------------------------------------------------------------


def test_comparing_shows_both_and_enter_alone_confirms_nothing(window: KeysWindow, link: ScriptedLink) -> None:
    sheet = window.deeds.compare(choose(window, keys.ANNA.fingerprint))
    page = sheet.pages.widget(0)
    assert page is not None
    texts = [label.text() for label in page.findChildren(QLabel)]
    assert set(words(keys.ANNA.fingerprint, SpokenLanguage.ENGLISH)) <= set(texts)
    QTest.keyClick(sheet, Qt.Key.Key_Return)
    assert not [one for one in link.sent if isinstance(one, commands.AcceptKey)]
    sheet.forward.click()
    asked = link.last(commands.AcceptKey)
    assert isinstance(asked, commands.AcceptKey)
    assert asked.acceptance is Acceptance.VERIFIED
    finish(link, commands.AcceptKey)
    assert not sheet.isVisible()


def test_a_pasted_fingerprint_is_looked_at_whole(window: KeysWindow) -> None:
    sheet = window.deeds.compare(choose(window, keys.ANNA.fingerprint))
    sheet.typed.setText(keys.ANNA.fingerprint[-16:])
    assert sheet.typed_field.complaint
    sheet.typed.setText(keys.ANNA.fingerprint.lower())
    assert not sheet.typed_field.complaint


def test_rejecting_a_certificate_names_its_system(window: KeysWindow, link: ScriptedLink) -> None:
    choose(window, keys.EVE.fingerprint)
    press(window, "Reject")
    asked = link.last(commands.AcceptKey)
    assert isinstance(asked, commands.AcceptKey)
    assert (asked.acceptance, asked.system) == (Acceptance.REJECTED, System.SMIME)


def test_the_keyboard_begins_where_something_is_to_be_filled_in(window: KeysWindow) -> None:
    sheet = window.deeds.look_up()
    assert sheet.focusWidget() is sheet.address
    for one, after in itertools.pairwise((sheet.address, sheet.server, sheet.cancel, sheet.forward)):
        QTest.keyClick(one, Qt.Key.Key_Tab)
        assert sheet.focusWidget() is after


def test_a_key_is_withdrawn_for_reasons_that_are_known_and_not_by_enter_alone(
    window: KeysWindow, link: ScriptedLink
) -> None:
    window.deeds.revoke(choose(window, keys.ALICE.fingerprint))
    sheet = window.findChild(RevokeSheet)
    assert sheet is not None
    assert {sheet.reason.itemData(place) for place in range(sheet.reason.count())} == set(REVOCATION_REASONS)
    QTest.keyClick(sheet.reason, Qt.Key.Key_Return)
    assert not [one for one in link.sent if isinstance(one, commands.RevokeKey)]


def test_a_keyserver_is_asked_only_when_one_says_so(window: KeysWindow, link: ScriptedLink) -> None:
    sheet = window.deeds.look_up("dan@example.org")
    sheet.go()
    asked = link.last(commands.LookUpKey)
    assert isinstance(asked, commands.LookUpKey)
    assert not asked.keyserver
    fail(link, commands.LookUpKey, ProblemKind.KEY_NOT_FOUND)
    assert "No key was found" in sheet.bar.label.text()
    sheet.go()
    finish(link, commands.LookUpKey, keys=(keys.CARL,))
    assert sheet.found is not None
    sheet.go()
    accepted = link.last(commands.AcceptKey)
    assert isinstance(accepted, commands.AcceptKey)
    assert accepted.addresses == ("dan@example.org",)


def test_trusting_an_authority_asks_first(window: KeysWindow, link: ScriptedLink) -> None:
    untrusted = replace(keys.ROOT, trusted=False)
    window.deeds.trust(Holding(untrusted), on=True)
    assert not [one for one in link.sent if isinstance(one, commands.TrustRoot)]
    answer_question("Trust it")
    asked = link.last(commands.TrustRoot)
    assert isinstance(asked, commands.TrustRoot)
    assert asked.trusted


# --- files ----------------------------------------------------------------------------------------------------------


def test_what_is_in_a_file_is_shown_before_it_is_taken(window: KeysWindow, link: ScriptedLink) -> None:
    sheet = window.deeds.take(path="/tmp/anna.asc")
    finish(link, commands.LookAtKeys, keys=(keys.ANNA,), certificates=(keys.FAY,))
    assert sheet.later.button.isChecked(), "nothing counts by itself"
    sheet.go()
    asked = finish(link, commands.ImportKeys, imported=KeyImport(new=(keys.ANNA.fingerprint,)))
    assert isinstance(asked, commands.ImportKeys)
    assert asked.acceptance is Acceptance.UNDECIDED
    sheet.right.button.setChecked(True)
    finish(link, commands.ImportCertificates, imported=KeyImport(new=(keys.FAY.fingerprint,)))
    assert window.toast.text == "2 are new."


def test_a_locked_file_asks_for_its_passphrase(window: KeysWindow, link: ScriptedLink) -> None:
    sheet = window.deeds.take(path="/tmp/me.p12")
    fail(link, commands.LookAtKeys, ProblemKind.PASSPHRASE_NEEDED)
    assert sheet.passphrase_field.isVisible()
    sheet.passphrase.setText("wrong")
    sheet.go()
    fail(link, commands.LookAtKeys, ProblemKind.PASSPHRASE_WRONG)
    assert sheet.passphrase_field.complaint
    sheet.passphrase.setText("right one")
    sheet.go()
    finish(link, commands.LookAtKeys, certificates=(keys.MY_CERTIFICATE,))
    assert not sheet.later.isVisible(), "of one's own nothing is to be decided"
    sheet.go()
    asked = link.last(commands.ImportCertificates)
    assert isinstance(asked, commands.ImportCertificates)
    assert asked.passphrase == "right one"


def test_an_authority_in_a_file_is_trusted_only_when_ticked(window: KeysWindow, link: ScriptedLink) -> None:
    sheet = window.deeds.take(data=b"pem")
    finish(link, commands.LookAtKeys, certificates=(keys.ROOT,))
    assert sheet.root.isVisible()
    assert not sheet.root.isChecked()
    sheet.go()
    asked = link.last(commands.ImportCertificates)
    assert isinstance(asked, commands.ImportCertificates)
    assert asked.acceptance is Acceptance.UNDECIDED


def test_files_are_dropped_and_text_is_pasted(window: KeysWindow, link: ScriptedLink) -> None:
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile("/tmp/one.asc"), QUrl.fromLocalFile("/tmp/two.asc")])
    window.deeds.take_data(dropped)
    assert [one.path for one in link.sent if isinstance(one, commands.LookAtKeys)] == ["/tmp/one.asc", "/tmp/two.asc"]
    pasted = QMimeData()
    pasted.setText("-----BEGIN PGP PUBLIC KEY BLOCK-----")
    window.deeds.take_data(pasted)
    assert link.last(commands.LookAtKeys).data == b"-----BEGIN PGP PUBLIC KEY BLOCK-----"  # type: ignore[attr-defined]
    window.deeds.take_data(QMimeData())
    assert "no key" in window.toast.text


def test_a_public_key_is_saved(
    window: KeysWindow, link: ScriptedLink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "key.asc"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    choose(window, keys.ANNA.fingerprint)
    press(window, "Save for others…")
    asked = finish(link, commands.ExportKey, exported=Exported(b"public"))
    assert isinstance(asked, commands.ExportKey)
    assert not asked.secret
    assert target.read_bytes() == b"public"


# --- to another device ----------------------------------------------------------------------------------------------


def test_the_setup_code_is_shown_and_the_message_put_into_the_inbox(
    window: KeysWindow, link: ScriptedLink, sample: Sample
) -> None:
    window.deeds.take_to_device(choose(window, keys.ALICE.fingerprint))
    (sheet,) = (one for one in questions() if isinstance(one, MakeSetupSheet))
    sheet.go()
    code = "1742-0185-6197-\n1303-7016-8412-\n3581-4441-0597"
    finish(link, commands.MakeSetupMessage, exported=Exported(b"message", code))
    assert sheet.code.text() == grouped_code(code) == "1742-0185-6197\n1303-7016-8412\n3581-4441-0597"
    sheet.go()
    kept = link.last(commands.AppendMessage)
    assert isinstance(kept, commands.AppendMessage)
    assert (kept.folder_id, kept.data) == (sample.folders["INBOX"], b"message")


def test_a_setup_message_is_read_with_all_digits_of_its_code(
    window: KeysWindow, link: ScriptedLink, sample: Sample
) -> None:
    told: list[str] = []
    sheet = read_setup_message(Reader(sample.path), link, window, b"sealed", told.append)
    assert isinstance(sheet, ReadSetupSheet)
    sheet.code.setText("1234")
    sheet.go()
    assert sheet.code_field.complaint
    sheet.code.setText("1742-0185-6197-1303-7016-8412-3581-4441-0597")
    sheet.go()
    asked = link.last(commands.ReadSetupMessage)
    assert isinstance(asked, commands.ReadSetupMessage)
    assert asked.code == "174201856197130370168412358144410597"
    assert "1742" not in repr(asked)
    mine = keys.ALICE
    link.deliver(
        events.Finished(
            asked.request_id, imported=KeyImport((mine,), new=(mine.fingerprint,), secret=(mine.fingerprint,))
        )
    )
    assert told == ["Your key is here now."]
    kept = link.last(commands.SetIdentities)
    assert isinstance(kept, commands.SetIdentities)
    own = {person.address for person in mine.people}
    assert [one.encrypts for one in kept.identities if one.address in own] == [Encrypting.WHEN_READY]


# --- the way here ---------------------------------------------------------------------------------------------------


def test_there_is_one_window_and_it_goes_where_it_is_asked_to(
    window: KeysWindow, link: ScriptedLink, sample: Sample
) -> None:
    reader = Reader(sample.path)
    assert open_keys(reader, link, window, fingerprint=keys.FAY.fingerprint) is window
    assert window.card.holding is not None
    assert window.card.holding.name == "Fay Holm"
    open_keys(reader, link, window, address="alice@home.example")
    assert window.section is None
    open_keys(reader, link, window, address="nobody@example.org")
    assert any(one.windowTitle() == "Look up a key" for one in questions())


def test_what_is_asked_for_before_the_keys_are_here_is_shown_later(
    sample: Sample, link: ScriptedLink, qtbot: QtBot
) -> None:
    window = KeysWindow(Reader(sample.path), link, now=lambda: keys.NOW)
    qtbot.addWidget(window)
    window.show_fingerprint(keys.BORA.fingerprint)
    assert window.section is None
    keys.answer_lists(link)
    assert window.card.holding is not None
    assert window.card.holding.fingerprint == keys.BORA.fingerprint


def test_the_reader_compares_without_the_window(window: KeysWindow, link: ScriptedLink, sample: Sample) -> None:
    compare_fingerprint(Reader(sample.path), link, window, keys.FAY.fingerprint, "fay@example.com")
    keys.answer_lists(link)
    (sheet,) = (one for one in questions() if isinstance(one, CompareSheet))
    sheet.forward.click()
    asked = link.last(commands.AcceptKey)
    assert isinstance(asked, commands.AcceptKey)
    assert (asked.addresses, asked.system) == (("fay@example.com",), System.SMIME)


def test_where_keys_are_looked_for_is_kept(sample: Sample, link: ScriptedLink, qtbot: QtBot) -> None:
    page = SecurityPage(Reader(sample.path), link)
    qtbot.addWidget(page)
    assert not page.look_up.isChecked()
    page.look_up.click()
    page.ask_server.click()
    asked = link.last(commands.SetKeySettings)
    assert isinstance(asked, commands.SetKeySettings)
    assert (asked.settings.look_up, asked.settings.keyserver) == (True, "keys.openpgp.org")
    page.ask_server.click()
    asked = link.last(commands.SetKeySettings)
    assert isinstance(asked, commands.SetKeySettings)
    assert not asked.settings.keyserver


def test_a_key_that_came_with_mail_keeps_its_origin(window: KeysWindow, link: ScriptedLink, qtbot: QtBot) -> None:
    sheet = TakeSheet(link, lambda _came: None, window, data=b"key", source=KeySource.ATTACHED)
    finish(link, commands.LookAtKeys, keys=(keys.ANNA,))
    sheet.go()
    asked = link.last(commands.ImportKeys)
    assert isinstance(asked, commands.ImportKeys)
    assert asked.source is KeySource.ATTACHED
