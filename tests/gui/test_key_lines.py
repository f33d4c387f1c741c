"""The lines about keys on a person's card."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.gui.contacts.card_view import CardView
from mailclient.gui.contacts.key_lines import KeyLines
from mailclient.gui.keys.window import KeysWindow
from mailclient.mail.contact import Contact, ContactEntry
from mailclient.store.reader import Reader
from tests.gui import sample_keys as keys
from tests.gui.sample_store import Sample
from tests.gui.scripted_link import ScriptedLink

BORA = Contact(uid="b", name="김보라", emails=(ContactEntry("bora@example.org", "work"),))
CARL = Contact(uid="c", name="Carl Ek", emails=(ContactEntry("carl@example.net", "work"),))


@pytest.fixture
def card(qtbot: QtBot, sample: Sample, link: ScriptedLink) -> CardView:
    """A card that says whose keys are here."""
    made = CardView()
    qtbot.addWidget(made)
    KeyLines(Reader(sample.path), link, made)
    return made


def lines(card: CardView) -> list[str]:
    return [button.text() for button in card.findChildren(QPushButton)]


def test_a_key_is_told_and_leads_to_it(card: CardView, link: ScriptedLink, qtbot: QtBot) -> None:
    card.show_contact(BORA, (), read_only=False)
    asked = link.last(commands.ListKeys)
    assert isinstance(asked, commands.ListKeys)
    assert asked.address == "bora@example.org"
    link.deliver(events.Finished(asked.request_id, keys=(replace(keys.BORA, expires=None),)))
    button = next(one for one in card.findChildren(QPushButton) if one.text() == "Checked by you")
    button.click()
    window = next(one for one in card.window().findChildren(KeysWindow))
    qtbot.addWidget(window)
    keys.answer_lists(link)
    assert window.card.holding is not None
    assert window.card.holding.fingerprint == keys.BORA.fingerprint


def test_without_a_key_nothing_is_said(card: CardView, link: ScriptedLink) -> None:
    card.show_contact(CARL, (), read_only=False)
    before = lines(card)
    link.deliver(events.Finished(link.last(commands.ListKeys).request_id))  # type: ignore[attr-defined]
    link.deliver(events.Finished(link.last(commands.ListCertificates).request_id))  # type: ignore[attr-defined]
    assert lines(card) == before


def test_an_answer_about_the_one_before_is_passed_over(card: CardView, link: ScriptedLink) -> None:
    card.show_contact(BORA, (), read_only=False)
    asked = link.last(commands.ListKeys)
    assert isinstance(asked, commands.ListKeys)
    card.show_contact(CARL, (), read_only=False)
    before = lines(card)
    link.deliver(events.Finished(asked.request_id, keys=(keys.BORA,)))
    assert lines(card) == before
