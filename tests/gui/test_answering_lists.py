"""An answer to a mailing list: where it goes, as whom, and that it hangs in its thread."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands
from mailclient.gui.composer.composers import Composers, ReplyKind
from mailclient.gui.message_view.view import MessageView
from mailclient.mail.address import Address
from mailclient.mail.body import Body
from mailclient.mail.identity import Identity
from mailclient.mail.mailing_list import MailingList
from mailclient.mail.special import Special
from mailclient.store import accounts
from mailclient.store.reader import Reader
from mailclient.store.transaction import Transaction
from tests.gui import letters
from tests.gui.sample_store import Sample, change
from tests.gui.scripted_link import ScriptedLink

DEVELOPERS = MailingList("Developers", "dev.example.org", post="mailto:dev%40example.org?subject=ignored&bcc=x@y.z")
FROM_LIST: dict[str, object] = {
    "to": (Address("", "dev@example.org"),),
    "cc": (),
    "message_id": "plan2@example.org",
    "references": ("plan1@example.org",),
}


@pytest.fixture
def composers(qtbot: QtBot, sample: Sample, link: ScriptedLink) -> Iterator[Composers]:
    made = Composers(Reader(sample.path), link)
    yield made
    for composer in made.windows:  # a test that ends with a window open does not want to be asked
        composer.go()


def body(mailing_list: MailingList = DEVELOPERS) -> Body:
    return Body("Shall we?", special=Special(mailing_list=mailing_list, is_bulk=True))


def test_the_bar_answers_the_list_in_its_thread(
    qtbot: QtBot, composers: Composers, sample: Sample, link: ScriptedLink
) -> None:
    view = MessageView(Reader(sample.path), link)
    qtbot.addWidget(view)
    view.answer_requested.connect(composers.reply)
    letter = letters.put(sample, body(), letters.envelope("Re: Plan", **FROM_LIST))
    view.show_message(letter)
    (button,) = (one for one in view.findChildren(QPushButton) if one.text() == "Reply to list")
    QTest.keyClick(button, Qt.Key.Key_Return)
    (composer,) = composers.windows
    assert composer.fields.to.text() == "Developers <dev@example.org>"
    assert composer.fields.cc.text() == ""
    assert composer.fields.bcc.text() == ""
    assert composer.fields.subject.text() == "Re: Plan"
    draft = composer.content()
    assert (draft.in_reply_to, draft.references) == ("plan2@example.org", ("plan1@example.org", "plan2@example.org"))
    assert draft.answered == letter
    assert "Kim Minji wrote on" in draft.html
    assert "Shall we?" in draft.html


def test_it_is_answered_as_who_is_on_the_list(composers: Composers, sample: Sample) -> None:
    account = Reader(sample.path).accounts()[0]
    writing_as = (Identity("Alice Kim", account.settings.email), Identity("Alice", "alice+dev@work.example"))
    known = replace(account, settings=replace(account.settings, identities=writing_as))

    def work(tx: Transaction) -> None:
        accounts.update(tx, known)

    change(sample.path, work)
    delivered = replace(DEVELOPERS, delivered_to=("box7@internal.example", "ALICE+dev@work.example"))
    composers.reply(
        letters.put(sample, body(delivered), letters.envelope("Re: Plan", **FROM_LIST)), ReplyKind.REPLY_LIST
    )
    (composer,) = composers.windows
    assert "alice+dev@work.example" in composer.content().from_


def test_a_list_that_takes_mail_on_a_page_only_opens_it(
    qtbot: QtBot, composers: Composers, sample: Sample, link: ScriptedLink
) -> None:
    letter = letters.put(sample, body(replace(DEVELOPERS, post="https://lists.example.org/new")))
    composers.reply(letter, ReplyKind.REPLY_LIST)
    (composer,) = composers.windows
    assert composer.fields.to.text() == "Kim Minji <minji@example.org>"
    assert not [one for one in link.sent if isinstance(one, commands.SendMessage)]
