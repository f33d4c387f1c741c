"""How the parts of the address book stand in its window."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mailclient.gui.contacts.book_deeds import BookDeeds
from mailclient.gui.contacts.book_list import BookList
from mailclient.gui.contacts.card_view import CardView
from mailclient.gui.contacts.people_list import PeopleList
from mailclient.gui.contacts.people_model import PeopleModel
from mailclient.gui.controls.button import icon_button, put_icon_before, text_button
from mailclient.gui.controls.empty_state import EmptyState
from mailclient.gui.controls.surface import ColumnHeader, hairline, on_ground
from mailclient.gui.message_view.bar import Bar
from mailclient.gui.theme import tokens
from mailclient.language import tr

_SIZE = (1020, 680)
_SMALLEST = (740, 420)
_LEFT, _MIDDLE = 210, 320


class Standing(Protocol):
    """What stands in the window, and what its buttons ask of it."""

    books: BookList
    search: QLineEdit
    bar: Bar
    people: PeopleModel
    list: PeopleList
    nobody: EmptyState
    nothing: EmptyState
    many: EmptyState
    welcome: EmptyState
    card: CardView
    book_deeds: BookDeeds

    def add(self) -> None:
        """Write a new card."""

    def new_group(self) -> None:
        """Ask for the name of a group."""

    def find_duplicates(self) -> None:
        """Open the sheet."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What is switched: the list of people or what is said in its place; the card, the form, or nothing."""

    people: QStackedWidget
    card: QStackedWidget
    middle: QWidget


def arrange(whole: QWidget, window: Standing) -> Parts:
    """Three columns, hairlines between."""
    on_ground(whole, "reader")
    whole.resize(*_SIZE)
    whole.setMinimumSize(*_SMALLEST)
    people, card = QStackedWidget(), QStackedWidget()
    people.addWidget(window.list)
    people.addWidget(window.nobody)
    card.addWidget(window.nothing)
    card.addWidget(window.card)
    card.addWidget(window.many)
    card.addWidget(window.welcome)
    middle = _middle(window, people)
    splitter = QSplitter(Qt.Orientation.Horizontal)
    splitter.setHandleWidth(1)
    splitter.setChildrenCollapsible(False)
    for place, widget in enumerate((_left(window), middle, _right(card))):
        splitter.addWidget(widget)
        splitter.setStretchFactor(place, 1 if place == 2 else 0)
    splitter.setSizes([_LEFT, _MIDDLE, _SIZE[0] - _LEFT - _MIDDLE])
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(splitter)
    return Parts(people, card, middle)


def _left(window: Standing) -> QWidget:
    column = QWidget()
    on_ground(column, "sidebar")
    column.setMinimumWidth(180)
    header = ColumnHeader("sidebar")
    add = text_button(tr("New person"), "primary")
    put_icon_before(add, "user-plus", "on_accent")
    add.clicked.connect(lambda: window.add())
    header.row.addWidget(add)
    header.row.addStretch(1)
    more = icon_button("ellipsis", tr("More"))
    more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    more.setMenu(_more_menu(window, more))
    header.row.addWidget(more)
    lines = QVBoxLayout(column)
    lines.setContentsMargins(0, 0, 0, 0)
    lines.setSpacing(0)
    lines.addWidget(header)
    lines.addWidget(window.books, 1)
    return column


def _more_menu(window: Standing, parent: QWidget) -> QMenu:
    menu = QMenu(parent)
    books = window.book_deeds

    def add(words: str, act: Callable[[], object]) -> None:
        menu.addAction(words).triggered.connect(lambda _checked=False: act())

    add(tr("New group…"), window.new_group)
    add(tr("New address book…"), books.add_local)
    add(tr("Connect an address book…"), books.connect_book)
    menu.addSeparator()
    add(tr("Import…"), lambda: books.ask_import(window.books.line.book))
    add(tr("Export…"), lambda: books.export_shown(window.people))
    add(tr("Find duplicates…"), window.find_duplicates)
    menu.addSeparator()
    add(tr("Synchronise now"), books.sync)
    return menu


def _middle(window: Standing, people: QWidget) -> QWidget:
    column = QWidget()
    on_ground(column, "list")
    column.setMinimumWidth(220)
    header = ColumnHeader("list")
    header.row.addWidget(window.search, 1)
    bars = QHBoxLayout()
    bars.setContentsMargins(tokens.SPACE_8, 0, tokens.SPACE_8, 0)
    bars.addWidget(window.bar)
    lines = QVBoxLayout(column)
    lines.setContentsMargins(0, 0, 0, 0)
    lines.setSpacing(0)
    lines.addWidget(header)
    lines.addWidget(hairline())
    lines.addLayout(bars)
    lines.addWidget(people, 1)
    return column


def _right(card: QWidget) -> QWidget:
    column = QWidget()
    on_ground(column, "reader")
    column.setMinimumWidth(330)
    lines = QVBoxLayout(column)
    lines.setContentsMargins(0, tokens.SPACE_8, 0, 0)
    lines.setSpacing(0)
    lines.addWidget(card, 1)
    return column
