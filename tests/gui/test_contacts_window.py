"""The address book's window over a real store and a scripted link."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.engine.contacts.filing import filed, with_group
from mailclient.gui.contacts.book_setup import BookSetup
from mailclient.gui.contacts.duplicates import duplicates, merged
from mailclient.gui.contacts.duplicates_sheet import DuplicatesSheet
from mailclient.gui.contacts.import_result import ImportResult
from mailclient.gui.contacts.people_model import FIRST, Shown
from mailclient.gui.contacts.window import ContactsWindow
from mailclient.gui.theme import Scheme, theme
from mailclient.mail.address import Address
from mailclient.mail.contact import (
    LOCAL_BOOK,
    Contact,
    ContactCounts,
    ContactEntry,
    ContactGroup,
    ContactId,
    FoundBook,
    Unreadable,
)
from mailclient.mail.ids import OperationId
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mime.vcard import write
from mailclient.store import contacts
from mailclient.store.reader import Reader
from mailclient.store.transaction import Transaction
from tests.gui.sample_store import Sample, change
from tests.gui.scripted_link import ScriptedLink

PEOPLE = ("Ada Lovelace", "Jun Lee", "김민지", "Minji Kim", "Zoe Park")


def person(name: str, number: int = 0, **more: object) -> Contact:
    plain = Contact(uid=f"uid-{name}-{number}", name=name, emails=(ContactEntry(f"p{number}@example.org", "work"),))
    return replace(plain, **more)  # type: ignore[arg-type]


def add(tx: Transaction, people: list[Contact]) -> list[ContactId]:
    return [contacts.add(tx, LOCAL_BOOK, filed(write.new_card(one)), time.time()) for one in people]


def add_group(tx: Transaction, name: str, uids: tuple[str, ...]) -> ContactId:
    made = with_group(None, ContactGroup(uid=f"group-{name}", name=name), uids)
    return contacts.add(tx, LOCAL_BOOK, made, time.time())


@pytest.fixture
def book(sample: Sample) -> Sample:
    change(sample.path, add, [person(name, number) for number, name in enumerate(PEOPLE)])
    return sample


Open = Callable[[], ContactsWindow]


@pytest.fixture
def open_book(qtbot: QtBot, sample: Sample, link: ScriptedLink) -> Open:
    def open_() -> ContactsWindow:
        theme().choose(Scheme.LIGHT)
        window = ContactsWindow(Reader(sample.path), link)
        qtbot.addWidget(window, before_close_func=_let_go)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        return window

    return open_


def _let_go(window: ContactsWindow) -> None:
    if window.form is not None:
        window.form.dirty = False


@pytest.fixture
def window(book: Sample, open_book: Open) -> ContactsWindow:
    return open_book()


def names(window: ContactsWindow) -> list[str]:
    return [row.name for row in window.people.rows]


def choose(qtbot: QtBot, window: ContactsWindow, name: str) -> None:
    window.list.choose(next(row.id for row in window.people.rows if row.name == name))
    qtbot.waitUntil(lambda: window.card.contact is not None and window.card.contact.name == name)


def acknowledge(link: ScriptedLink, command: object) -> None:
    link.deliver(events.Acknowledged(OperationId(command.operation_id)))  # type: ignore[attr-defined]
    link.deliver(events.ContactsChanged())


# --- finding people ------------------------------------------------------------------------------------------


def test_people_stand_by_name_and_are_found_at_each_key(window: ContactsWindow) -> None:
    assert names(window) == ["Ada Lovelace", "Jun Lee", "Minji Kim", "Zoe Park", "김민지"]
    QTest.keyClicks(window.search, "kim")
    assert names(window) == ["Minji Kim"]
    window.search.setText("ㄱㅁ")
    assert names(window) == ["김민지"]
    window.search.setText("nobody at all")
    assert window.parts.people.currentWidget() is window.nobody


def test_nobody_yet(open_book: Open, qtbot: QtBot) -> None:
    window = open_book()
    qtbot.waitUntil(lambda: window.parts.card.currentWidget() is window.welcome)
    assert window.people.rows == []


def test_thousands_come_a_few_at_a_time(sample: Sample, open_book: Open, qtbot: QtBot) -> None:
    change(sample.path, add, [person(f"Person {number:05}", number) for number in range(450)])
    window = open_book()
    window.people.ask(Shown())
    assert len(window.people.rows) == 200
    qtbot.waitUntil(lambda: window.people.complete)
    assert len(window.people.rows) == 450
    assert names(window) == sorted(names(window))


def test_a_change_reads_no_more_again_than_is_seen(sample: Sample, open_book: Open, qtbot: QtBot) -> None:
    change(sample.path, add, [person(f"Person {number:05}", number) for number in range(700)])
    window = open_book()
    qtbot.waitUntil(lambda: window.people.complete)
    window.list.scrollToBottom()
    window.list.scrollToTop()
    window.refresh()
    assert len(window.people.rows) == FIRST
    choose(qtbot, window, "Person 00150")
    change(sample.path, add, [person(f"Before {number:05}", 5_000 + number) for number in range(300)])
    window.refresh()
    assert [row.name for row in window.list.selected()] == ["Person 00150"]
    qtbot.waitUntil(lambda: len(window.people.rows) == 1_000)


def test_the_card_tells_all_and_acts(qtbot: QtBot, window: ContactsWindow) -> None:
    choose(qtbot, window, "Jun Lee")
    links = [button.text() for button in window.card.findChildren(QPushButton)]
    assert "p1@example.org" in links
    with qtbot.waitSignal(window.write_requested) as written:
        window.list.write_pressed.emit()
    assert written.args == [(Address("Jun Lee", "p1@example.org"),)]
    find = next(button for button in window.card.findChildren(QPushButton) if button.accessibleName() == "Find mail")
    with qtbot.waitSignal(window.search_requested) as sought:
        find.click()
    assert sought.args == ["from:p1@example.org OR to:p1@example.org"]
    QTest.keyClick(window.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Jun Lee <p1@example.org>"


# --- writing on a card ------------------------------------------------------------------------------------------


def test_a_card_is_written_on_and_kept(qtbot: QtBot, window: ContactsWindow, link: ScriptedLink) -> None:
    choose(qtbot, window, "Jun Lee")
    QTest.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    form = window.form
    assert form is not None
    form.name.setText("Jun Lee-Park")
    line = form.emails.findChildren(QLineEdit)[1]
    QTest.keyClicks(line, "jun@home.example")
    form.photo.take_image(QImage(600, 400, QImage.Format.Format_RGB32))
    form.save_button.click()
    saved = link.last(commands.SaveContact)
    assert isinstance(saved, commands.SaveContact)
    assert saved.contact.name == "Jun Lee-Park"
    assert [entry.value for entry in saved.contact.emails] == ["p1@example.org", "jun@home.example"]
    picture = QImage.fromData(saved.contact.photo or b"")
    assert (picture.width(), picture.height()) == (320, 320)
    assert window.form is form
    acknowledge(link, saved)
    assert window.form is None


def test_what_a_server_changed_meanwhile_stays(qtbot: QtBot, window: ContactsWindow, link: ScriptedLink) -> None:
    choose(qtbot, window, "Jun Lee")
    window.edit()
    form = window.form
    assert form is not None
    opened = form.given
    assert opened.id is not None
    form.name.setText("Jun Lee-Park")
    theirs = filed(write.new_card(replace(opened, note="moved", emails=(ContactEntry("jun@new.example"),))))
    change(Path(window._reader.path), contacts.fill, opened.id, theirs, time.time())
    form.save()
    saved = link.last(commands.SaveContact)
    assert isinstance(saved, commands.SaveContact)
    assert (saved.contact.name, saved.contact.note) == ("Jun Lee-Park", "moved")
    assert saved.contact.mail_addresses == (Address("Jun Lee-Park", "jun@new.example"),)


def test_a_refused_card_stays_as_it_is(qtbot: QtBot, window: ContactsWindow, link: ScriptedLink) -> None:
    choose(qtbot, window, "Jun Lee")
    window.edit()
    form = window.form
    assert form is not None
    form.name.setText("Someone")
    form.save()
    saved = link.last(commands.SaveContact)
    link.deliver(events.Refused(OperationId(saved.operation_id), Problem(ProblemKind.DISK_FULL)))  # type: ignore[attr-defined]
    assert window.form is form
    assert form.bar.isVisible()
    assert form.name.text() == "Someone"
    assert form.save_button.isEnabled()


def test_what_is_no_address_is_not_saved(window: ContactsWindow, link: ScriptedLink) -> None:
    window.add()
    form = window.form
    assert form is not None
    QTest.keyClicks(form.name, "New")
    QTest.keyClicks(form.emails.findChildren(QLineEdit)[0], "nonsense")
    form.save()
    assert [one for one in link.sent if isinstance(one, commands.SaveContact)] == []
    assert "the @ is missing" in form.emails.complaint()


def test_a_new_person_is_shown_when_there(qtbot: QtBot, window: ContactsWindow, link: ScriptedLink) -> None:
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    form = window.form
    assert form is not None
    QTest.keyClicks(form.name, "Nora Berg")
    form.save()
    saved = link.last(commands.SaveContact)
    assert isinstance(saved, commands.SaveContact)
    change(Path(window._reader.path), add, [saved.contact])
    acknowledge(link, saved)
    qtbot.waitUntil(lambda: [row.name for row in window.list.selected()] == ["Nora Berg"])


def test_escape_asks_before_words_are_lost(window: ContactsWindow) -> None:
    window.add()
    form = window.form
    assert form is not None
    QTest.keyClicks(form.name, "N")
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.form is form
    question = window.findChild(QDialog)
    assert question is not None
    question.accept()
    assert window.form is None


# --- removing, groups ------------------------------------------------------------------------------------------


def test_removing_can_be_undone(qtbot: QtBot, window: ContactsWindow, link: ScriptedLink) -> None:
    choose(qtbot, window, "Zoe Park")
    chosen = window.list.selected()[0].id
    QTest.keyClick(window.list, Qt.Key.Key_Delete)
    removed = link.last(commands.RemoveContacts)
    assert isinstance(removed, commands.RemoveContacts)
    assert removed.contact_ids == (chosen,)
    assert window.toast.text == "Removed Zoe Park"
    window.toast.action.click()
    assert link.sent[-1] == commands.UndoOperation(removed.operation_id)


def test_people_join_a_group_by_drag(qtbot: QtBot, window: ContactsWindow, link: ScriptedLink, sample: Sample) -> None:
    group_id = change(sample.path, add_group, "Garden", ("uid-Jun Lee-1",))
    assert isinstance(group_id, int)
    window.refresh()
    choose(qtbot, window, "Zoe Park")
    place = next(
        row
        for row in range(window.books.count())
        if (group := window.books._line(window.books.item(row)).group) and group.id == group_id
    )
    at = window.books.visualItemRect(window.books.item(place)).center()
    data: QMimeData = window.people.mimeData(window.list.selectionModel().selectedRows())
    move = Qt.DropAction.MoveAction
    window.books.dropEvent(
        QDropEvent(QPointF(at), move, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    )
    saved = link.last(commands.SaveGroup)
    assert isinstance(saved, commands.SaveGroup)
    assert len(saved.group.members) == 2
    window.books.choose(Shown(group_id=ContactId(group_id)))
    assert names(window) == ["Jun Lee"]


# --- books, files ------------------------------------------------------------------------------------------


def test_an_import_tells_what_could_not_be_read(window: ContactsWindow, link: ScriptedLink, tmp_path: Path) -> None:
    window.book_deeds.import_file(str(tmp_path / "people.vcf"), None)
    asked = link.last(commands.ImportCards)
    assert isinstance(asked, commands.ImportCards)
    counts = ContactCounts(added=3, unreadable=(Unreadable(12, "no name"),), unreadable_count=1)
    link.deliver(events.Finished(asked.request_id, contacts=counts))
    sheet = window.findChild(ImportResult)
    assert sheet is not None
    assert sheet.faults.item(0).text() == "Line 12: no name"
    sheet.reject()


@pytest.mark.parametrize("name", ["out.vcf", "out.csv"])
def test_an_export_is_whole_or_not_at_all(window: ContactsWindow, tmp_path: Path, name: str) -> None:
    window.book_deeds.export_to(str(tmp_path / name), [row.id for row in window.people.rows])
    text = (tmp_path / name).read_text("utf-8-sig")
    assert all(person in text for person in PEOPLE)
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".part"] == []
    window.book_deeds.export_to(str(tmp_path / "nowhere" / name), [row.id for row in window.people.rows])
    assert window.bar.isVisible()


def test_a_server_is_connected(window: ContactsWindow, link: ScriptedLink) -> None:
    window.book_deeds.connect_book()
    setup = window.findChild(BookSetup)
    assert setup is not None
    setup.place.setText("alice@example.org")
    setup.password.setText("secret")
    setup.next.click()
    asked = link.last(commands.FindAddressBooks)
    assert isinstance(asked, commands.FindAddressBooks)
    assert (asked.place, asked.user) == ("alice@example.org", "alice@example.org")
    link.deliver(events.Failed(asked.request_id, Problem(ProblemKind.WRONG_PASSWORD, "example.org")))
    assert setup.bar.isVisible()
    setup.next.click()
    again = link.last(commands.FindAddressBooks)
    assert isinstance(again, commands.FindAddressBooks)
    found = (FoundBook("https://x.org/a/", "Work"), FoundBook("https://x.org/b/", "Shared", read_only=True))
    link.deliver(events.Finished(again.request_id, books=found))
    setup._found[1][0].setChecked(False)
    setup.next.click()
    added = [one for one in link.sent if isinstance(one, commands.AddAddressBook)]
    assert [(one.name, one.url, one.user, one.password) for one in added] == [
        ("Work", "https://x.org/a/", "alice@example.org", "secret")
    ]
    link.deliver(events.Finished(added[0].request_id))
    assert not setup.isVisible()


# --- twice there ------------------------------------------------------------------------------------------


def test_who_is_there_twice() -> None:
    ada = person("Ada Lovelace", 1)
    same = person("A. Lovelace", 1)
    other = person("Ada Lovelace", 2)
    phone = Contact(uid="x", name="Lovelace, Ada", phones=(ContactEntry("+44 20 7946 0001"),))
    twin = Contact(uid="y", name="Ada Lovelace", phones=(ContactEntry("020 7946 0001"),))
    assert duplicates([ada, same, other, phone, twin]) == [[ada, same], [phone, twin]]
    assert duplicates([ada, other]) == []


def test_merging_loses_nothing() -> None:
    one = person("Ada", 1, organisation="Analytical", note="Tea", photo=b"")
    two = person("Ada Lovelace", 1, organisation="Engines", note="Milk", title="Countess", photo=b"picture")
    whole = merged([one, replace(two, emails=(*two.emails, ContactEntry("ada@x.org")))])
    assert whole.name == "Ada"
    assert whole.nicknames == ("Ada Lovelace",)
    assert [entry.value for entry in whole.emails] == ["p1@example.org", "ada@x.org"]
    assert whole.note.split("\n") == ["Tea", "Milk", "Engines"]
    assert (whole.title, whole.photo, whole.uid) == ("Countess", b"picture", one.uid)


def test_duplicates_are_merged_in_the_sheet(
    qtbot: QtBot, window: ContactsWindow, link: ScriptedLink, sample: Sample
) -> None:
    change(sample.path, add, [person("J. Lee", 1)])
    window.refresh()
    window.find_duplicates()
    sheet = window.findChild(DuplicatesSheet)
    assert sheet is not None
    qtbot.waitUntil(lambda: len(sheet.groups) == 1)
    sheet.all.click()
    saved = link.last(commands.SaveContact)
    assert isinstance(saved, commands.SaveContact)
    link.deliver(events.Acknowledged(saved.operation_id))
    removed = link.last(commands.RemoveContacts)
    assert isinstance(removed, commands.RemoveContacts)
    assert saved.contact.id not in removed.contact_ids
    assert {saved.contact.name, *saved.contact.nicknames} == {"Jun Lee", "J. Lee"}
    sheet.accept()


def test_a_picture_is_dropped_on_the_form(window: ContactsWindow) -> None:
    window.add()
    assert window.form is not None
    data = QMimeData()
    data.setImageData(QImage(50, 80, QImage.Format.Format_RGB32))
    event = QDropEvent(
        QPointF(QPoint(5, 5)),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.form.photo.dropEvent(event)
    assert QImage.fromData(window.form.photo.data).size().width() == 50
