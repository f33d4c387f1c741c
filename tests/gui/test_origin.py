"""Who sent the message that is shown: mark, bar, details; over a real store and a scripted link."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.gui.message_view.pane import MessagePane
from mailclient.gui.origin.believed import BelievedDialog
from mailclient.gui.origin.details import OriginDetails
from mailclient.gui.theme import Scheme, theme
from mailclient.mail.address import Address
from mailclient.mail.body import Body
from mailclient.mail.ids import AccountId, MessageId
from mailclient.mail.origin import Check, CheckedSignature, Origin, ReceivingServer, SignatureState
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mail.verdict import Standing
from mailclient.mime.header import fields_of
from mailclient.mime.origin.origin import origin_of
from mailclient.store import addresses, origin
from mailclient.store.reader import Reader
from tests.gui import letters
from tests.gui.sample_store import Sample, change
from tests.gui.scripted_link import ScriptedLink

SERVER = ReceivingServer(("mx.work.example",), ("work.example",))
DATE = "Fri, 20 Nov 2026 09:30:{} +0000"
HOPS = (
    f"Received: from mail.bank.example (mail.bank.example [192.0.2.1]) by mx.work.example with ESMTPS (TLS1.3);"
    f" {DATE.format('05')}\r\n"
    f"Received: from desk.bank.example by mail.bank.example with HTTP; {DATE.format('00')}\r\n"
)
RESULTS = "Authentication-Results: mx.work.example; {}\r\n"
FROM = "From: Bank <service@bank.example>\r\n"
SIGNED = "DKIM-Signature: v=1; a=rsa-sha256; d=bank.example; s=s; h=from; bh=AA==; b=AA==\r\n"
PASS = "dkim=pass header.d=bank.example; spf=pass smtp.mailfrom=bank.example; dmarc=pass header.from=bank.example"


def origin_in(*fields: str) -> Origin:
    block = "".join(fields).encode()
    return origin_of(fields_of(block), block)


@pytest.fixture
def view(qtbot: QtBot, sample: Sample, link: ScriptedLink) -> MessagePane:
    theme().choose(Scheme.LIGHT)
    change(sample.path, origin.set_receiving_server, account_of(sample), SERVER)
    made = MessagePane(Reader(sample.path), link, now=lambda: letters.WHEN + timedelta(hours=2))
    qtbot.addWidget(made)
    made.resize(840, 700)
    made.show()
    return made


def account_of(sample: Sample) -> AccountId:
    return next(
        account.id for account in Reader(sample.path).accounts() if account.settings.email == "alice@work.example"
    )


def put(sample: Sample, *fields: str) -> MessageId:
    head = letters.envelope(from_=(Address("Bank", "service@bank.example"),))
    return letters.put(sample, Body("Hello", origin=origin_in(*fields)), head)


def details(qtbot: QtBot, view: MessagePane) -> OriginDetails:
    view.header.origin.button.click()
    (dialog,) = view.window().findChildren(OriginDetails)
    return dialog


def words(dialog: OriginDetails) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


def test_confirmed_mail_has_a_mark_and_no_bar(view: MessagePane, sample: Sample) -> None:
    change(sample.path, addresses.note_written, [(Address("", "service@bank.example"), 1)])
    view.show_message(put(sample, RESULTS.format(PASS), HOPS, FROM))
    mark = view.header.origin
    assert mark.isVisible()
    assert mark.button.toolTip() == "service@bank.example, confirmed by bank.example"
    assert not mark.note.isVisible()
    assert not view.origin.bar.isVisible()


def test_a_first_contact_is_noted(view: MessagePane, sample: Sample) -> None:
    view.show_message(put(sample, RESULTS.format(PASS), HOPS, FROM))
    assert view.header.origin.note.text() == "First message from this address"
    assert "You have not had mail from this address before." in view.header.origin.button.toolTip()


@pytest.mark.parametrize(
    ("results", "tone", "sentence"),
    [
        (
            "dmarc=fail (p=reject) header.from=bank.example",
            "danger",
            "This did not come from bank.example, which asks that such mail be refused.",
        ),
        (
            "spf=fail smtp.mailfrom=bank.example",
            "warning",
            "This may not come from bank.example: a server sent it that does not belong to bank.example.",
        ),
    ],
)
def test_what_is_wrong_is_told_in_a_bar(
    view: MessagePane, sample: Sample, results: str, tone: str, sentence: str
) -> None:
    view.show_message(put(sample, RESULTS.format(results), HOPS, FROM))
    assert view.origin.bar.isVisible()
    assert view.origin.bar.label.text() == sentence
    assert view.origin.bar.property("tone") == tone
    view.show_message(put(sample, RESULTS.format(PASS), HOPS, FROM))
    assert not view.origin.bar.isVisible()


def test_no_mark_on_what_the_user_wrote(view: MessagePane, sample: Sample) -> None:
    head = letters.envelope(from_=(Address("Alice", "alice@work.example"),))
    view.show_message(
        letters.put(sample, Body("Hello", origin=origin_in("From: <alice@work.example>\r\n")), head, folder="Drafts")
    )
    assert not view.header.origin.isVisible()


def test_no_mark_while_there_is_no_text(view: MessagePane, sample: Sample) -> None:
    view.show_message(put(sample, RESULTS.format(PASS), HOPS, FROM))
    view.show_message(letters.put(sample, None))
    assert not view.header.origin.isVisible()


def test_the_details_tell_who_checked_what_and_the_way(qtbot: QtBot, view: MessagePane, sample: Sample) -> None:
    foreign = "Authentication-Results: mx.forged.example; dkim=pass header.d=bank.example\r\n"
    view.show_message(put(sample, RESULTS.format(PASS), HOPS, foreign, FROM, "Reply-To: <r@elsewhere.example>\r\n"))
    text = words(details(qtbot, view))
    for expected in (
        "service@bank.example, confirmed by bank.example",
        "Checked by mx.work.example, which receives the mail for alice@work.example.",
        "Signed by bank.example, and not changed since.",
        "Not believed: results by mx.forged.example.",
        "There is no signature to be checked.",
        "Answers go to r@elsewhere.example.",
        "desk.bank.example → mail.bank.example",
        "mail.bank.example → mx.work.example",
        "after 5 seconds · encrypted (TLSv1.3)",
        "not known to be encrypted",
    ):
        assert expected in text
    assert text.index("desk.bank.example →") < text.index("mail.bank.example → mx")


def test_checking_now(qtbot: QtBot, view: MessagePane, sample: Sample, link: ScriptedLink) -> None:
    letter = put(sample, HOPS, SIGNED, FROM)
    view.show_message(letter)
    dialog = details(qtbot, view)
    assert [one for one in link.sent if isinstance(one, commands.VerifyOrigin)] == []
    dialog.check_now.click()
    (asked,) = [one for one in link.sent if isinstance(one, commands.VerifyOrigin)]
    assert asked.message_id == letter
    assert not dialog.check_now.isEnabled()
    link.deliver(events.Failed(request_id=asked.request_id, problem=Problem(ProblemKind.NETWORK_UNREACHABLE, "x")))
    assert dialog.check_now.isEnabled()
    signature = CheckedSignature("bank.example", "bank.example", "s", SignatureState.VALID)
    change(sample.path, origin.keep_check, letter, Check((signature,)))
    link.deliver(events.OriginVerified(message_id=letter))
    assert "service@bank.example, confirmed by the signature of bank.example" in words(dialog)
    assert view.origin.verdict is not None
    assert view.origin.verdict.standing is Standing.GOOD


def test_whose_results_count_can_be_changed(
    qtbot: QtBot, view: MessagePane, sample: Sample, link: ScriptedLink
) -> None:
    view.show_message(put(sample, RESULTS.format(PASS), HOPS, FROM))
    dialog = details(qtbot, view)
    next(one for one in dialog.findChildren(QPushButton) if one.text() == "Whose results count…").click()
    (believed,) = dialog.findChildren(BelievedDialog)
    assert believed.names.text() == "mx.work.example"
    believed.names.setText(" mx.other.example, ,x ")
    next(one for one in believed.findChildren(QPushButton) if one.text() == "Save").click()
    (command,) = [one for one in link.sent if isinstance(one, commands.SetReceivingServer)]
    assert (command.account_id, command.ids) == (account_of(sample), ("mx.other.example", "x"))
    change(sample.path, origin.set_receiving_server, account_of(sample), replace(SERVER, ids=("mx.other.example",)))
    link.deliver(events.AccountsChanged())
    assert view.origin.verdict is not None
    assert view.origin.verdict.standing is Standing.UNKNOWN
