"""Making one card of several: nothing is removed before what is kept is on the disk, and Undo brings all back."""

import time

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.engine.contacts.filing import filed, with_group
from mailclient.gui.contacts.duplicates import fullest_first
from mailclient.gui.contacts.duplicates_sheet import DuplicatesSheet
from mailclient.gui.contacts.window import ContactsWindow
from mailclient.mail.contact import LOCAL_BOOK, Contact, ContactEntry, ContactGroup, ContactId
from mailclient.mail.ids import OperationId
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mime.vcard import write
from mailclient.store import contacts
from mailclient.store.reader import Reader
from mailclient.store.transaction import Transaction
from tests.gui.sample_store import Sample, change
from tests.gui.scripted_link import ScriptedLink

ENTRY = (ContactEntry("priya@example.org"),)
SHORT = Contact(uid="short", name="P. Raman", emails=ENTRY, phones=(ContactEntry("+44 1234 567890"),))
LONG = Contact(uid="long", name="Priya Raman", emails=ENTRY, organisation="Harbour")
ALONE = Contact(uid="alone", name="Ben", emails=(ContactEntry("ben@example.org"),))


def fill(tx: Transaction) -> dict[str, ContactId]:
    people = (SHORT, LONG, ALONE)
    ids = {one.uid: contacts.add(tx, LOCAL_BOOK, filed(write.new_card(one)), time.time()) for one in people}
    club = with_group(None, ContactGroup(uid="club", name="Club"), ("short", "alone"))
    ids["club"] = contacts.add(tx, LOCAL_BOOK, club, time.time())
    return ids


@pytest.fixture
def ids(sample: Sample) -> dict[str, ContactId]:
    found = change(sample.path, fill)
    assert isinstance(found, dict)
    return found


@pytest.fixture
def window(qtbot: QtBot, sample: Sample, link: ScriptedLink, ids: dict[str, ContactId]) -> ContactsWindow:
    assert ids
    made = ContactsWindow(Reader(sample.path), link)
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_others_are_removed_when_the_whole_is_kept(
    qtbot: QtBot, window: ContactsWindow, link: ScriptedLink, ids: dict[str, ContactId]
) -> None:
    window.find_duplicates()
    sheet = window.findChild(DuplicatesSheet)
    assert sheet is not None
    qtbot.waitUntil(lambda: len(sheet.groups) == 1)
    sheet.all.click()
    saved = link.last(commands.SaveContact)
    assert isinstance(saved, commands.SaveContact)
    assert (saved.contact.id, saved.contact.name, saved.contact.nicknames) == (
        ids["long"],
        "Priya Raman",
        ("P. Raman",),
    )
    assert not [one for one in link.sent if isinstance(one, commands.RemoveContacts)]
    link.deliver(events.Acknowledged(saved.operation_id))
    group, removed = link.last(commands.SaveGroup), link.last(commands.RemoveContacts)
    assert isinstance(group, commands.SaveGroup)
    assert isinstance(removed, commands.RemoveContacts)
    assert (set(group.group.members), removed.contact_ids) == ({ids["long"], ids["alone"]}, (ids["short"],))
    sheet.accept()
    window.toast.action.click()
    undone = [one.operation_id for one in link.sent if isinstance(one, commands.UndoOperation)]
    assert undone == [removed.operation_id, group.operation_id, saved.operation_id]


def test_nobody_is_removed_when_the_whole_cannot_be_kept(
    window: ContactsWindow, link: ScriptedLink, ids: dict[str, ContactId]
) -> None:
    choose_both(window, ids)
    next(button for button in window.many.findChildren(QPushButton) if button.text() == "Merge into one").click()
    saved = link.last(commands.SaveContact)
    assert isinstance(saved, commands.SaveContact)
    link.deliver(events.Refused(OperationId(saved.operation_id), Problem(ProblemKind.DISK_FULL)))
    assert not [one for one in link.sent if isinstance(one, commands.RemoveContacts)]
    assert window.bar.isVisible()


def test_what_was_taken_back_at_once_removes_nobody(
    window: ContactsWindow, link: ScriptedLink, ids: dict[str, ContactId]
) -> None:
    choose_both(window, ids)
    window.merge()
    saved = link.last(commands.SaveContact)
    assert isinstance(saved, commands.SaveContact)
    window.toast.action.click()
    link.deliver(events.Acknowledged(saved.operation_id))
    assert not [one for one in link.sent if isinstance(one, commands.RemoveContacts)]


def test_the_fullest_name_is_kept() -> None:
    assert [one.name for one in fullest_first([ALONE, SHORT, LONG])] == ["Priya Raman", "P. Raman", "Ben"]


def choose_both(window: ContactsWindow, ids: dict[str, ContactId]) -> None:
    window.list.clearSelection()
    for uid in ("short", "long"):
        place = window.people.row_of(ids[uid])
        assert place is not None
        model = window.list.selectionModel()
        model.select(window.people.index(place), model.SelectionFlag.Select)
    window._show_card()
    assert window.parts.card.currentWidget() is window.many
