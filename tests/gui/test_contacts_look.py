"""Small things of the address book that one sees at once."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from mailclient.gui.contacts.book_list import BookList
from mailclient.gui.contacts.entry_rows import EntryRows
from mailclient.gui.theme import tokens
from mailclient.mail.contact import LOCAL_BOOK, AddressBook, BookKind, ContactEntry, ContactGroup, ContactId


@pytest.fixture
def books(qtbot: QtBot) -> BookList:
    made = BookList()
    qtbot.addWidget(made)
    made.resize(200, 300)
    group = ContactGroup(ContactId(1), LOCAL_BOOK, name="A name that is long enough", members=(ContactId(2),))
    made.show_books([AddressBook(LOCAL_BOOK, "", BookKind.LOCAL, count=50_000)], [group])
    return made


def test_icons_are_as_large_on_any_screen(books: BookList) -> None:
    assert books.iconSize() == QSize(tokens.ICON_SMALL, tokens.ICON_SMALL)
    assert {books.item(row).sizeHint().height() for row in range(books.count())} == {tokens.CONTROL_HEIGHT}


def test_the_name_of_a_group_ends_before_its_count(books: BookList) -> None:
    """By as much as it stands further in than its book does."""
    shown = {}
    delegate = books.itemDelegate()
    assert isinstance(delegate, QStyledItemDelegate)
    for row in (1, 2):
        option = QStyleOptionViewItem()
        option.rect = books.visualItemRect(books.item(row))
        books.item(row).setText("A name that is long enough to be cut off anywhere")
        delegate.initStyleOption(option, books.indexFromItem(books.item(row)))
        shown[row] = option.fontMetrics.horizontalAdvance(option.text)
    count_widths = books.fontMetrics().horizontalAdvance("50,000") - books.fontMetrics().horizontalAdvance("1")
    assert shown[2] <= shown[1] + count_widths - tokens.SPACE_8


def test_a_long_address_shows_its_beginning(qtbot: QtBot) -> None:
    rows = EntryRows("Mail addresses", [ContactEntry("somebody.with.a.long.name@department.example.org")])
    qtbot.addWidget(rows)
    assert rows._rows[0][0].cursorPosition() == 0
