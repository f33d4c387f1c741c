"""Connecting an address book: what goes wrong is told in full, and nothing is done twice."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.gui.contacts.book_setup import BookSetup
from mailclient.gui.contacts.window import ContactsWindow
from mailclient.mail.contact import FoundBook
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.store.reader import Reader
from tests.gui.sample_store import Sample
from tests.gui.scripted_link import ScriptedLink

FOUND = (FoundBook("https://x.org/a/", "Work"), FoundBook("https://x.org/b/", "Shared", read_only=True))


@pytest.fixture
def window(qtbot: QtBot, sample: Sample, link: ScriptedLink) -> ContactsWindow:
    made = ContactsWindow(Reader(sample.path), link)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def setup(window: ContactsWindow) -> BookSetup:
    window.book_deeds.connect_book()
    found = window.findChild(BookSetup)
    assert found is not None
    found.place.setText("alice@x.org")
    found.password.setText("secret")
    found.next.click()
    return found


def asked(link: ScriptedLink) -> str:
    command = link.last(commands.FindAddressBooks)
    assert isinstance(command, commands.FindAddressBooks)
    return command.request_id


def test_a_long_problem_lies_over_nothing(setup: BookSetup, link: ScriptedLink, qtbot: QtBot) -> None:
    link.deliver(events.Failed(asked(link), Problem(ProblemKind.CERTIFICATE_UNTRUSTED, "dav.example.org:8443")))
    qtbot.waitUntil(lambda: setup.bar.height() >= setup.bar.heightForWidth(setup.bar.width()))
    for field in (setup.place_field, setup.user_field, setup.password_field):
        assert field.height() >= field.heightForWidth(field.width())


def test_what_is_connected_is_not_connected_again(setup: BookSetup, link: ScriptedLink) -> None:
    link.deliver(events.Finished(asked(link), books=FOUND))
    setup.next.click()
    first, second = added(link)
    link.deliver(events.Finished(first.request_id))
    link.deliver(events.Failed(second.request_id, Problem(ProblemKind.SERVER_BUSY)))
    assert setup.bar.isVisible()
    setup.next.click()
    assert [one.name for one in added(link)] == ["Work", "Shared", "Shared"]
    link.deliver(events.Finished(added(link)[-1].request_id))
    assert not setup.isVisible()


def test_an_answer_after_it_was_closed_is_for_nobody(setup: BookSetup, link: ScriptedLink) -> None:
    setup.reject()
    QCoreApplication.sendPostedEvents(setup, QEvent.Type.DeferredDelete)
    link.deliver(events.Finished(asked(link), books=FOUND))
    assert added(link) == []


def test_what_is_being_read_is_not_said_any_longer_than_it_is(window: ContactsWindow, link: ScriptedLink) -> None:
    window.book_deeds.import_file("/nowhere/people.csv", None)
    assert window.toast.isVisible()
    command = link.last(commands.ImportCards)
    assert isinstance(command, commands.ImportCards)
    link.deliver(events.Failed(command.request_id, Problem(ProblemKind.BOOK_FULL)))
    assert not window.toast.isVisible()
    assert window.bar.isVisible()


def added(link: ScriptedLink) -> list[commands.AddAddressBook]:
    return [one for one in link.sent if isinstance(one, commands.AddAddressBook)]
