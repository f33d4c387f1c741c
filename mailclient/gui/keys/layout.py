"""How the parts of the window of keys stand in it."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QMenu,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mailclient.gui.controls.button import icon_button, put_icon_before, text_button
from mailclient.gui.controls.empty_state import EmptyState
from mailclient.gui.controls.surface import ColumnHeader, hairline, on_ground
from mailclient.gui.keys.address_page import AddressPage
from mailclient.gui.keys.deeds import Deeds
from mailclient.gui.keys.holding_card import HoldingCard
from mailclient.gui.keys.holding_list import HoldingList
from mailclient.gui.message_view.bar import Bar
from mailclient.gui.theme import tokens
from mailclient.language import tr

_SIZE = (1020, 660)
_SMALLEST = (780, 420)
_LEFT, _MIDDLE = 200, 330


class Standing(Protocol):
    """What stands in the window, and what its buttons ask of it."""

    sections: QListWidget
    search: QLineEdit
    list: HoldingList
    card: HoldingCard
    addresses: AddressPage
    bar: Bar
    nothing: EmptyState
    unchosen: EmptyState
    rows: QStackedWidget
    detail: QStackedWidget
    pages: QStackedWidget
    deeds: Deeds

    def make_key(self, address: str) -> None:
        """Make one for an own address; "": the first."""


def arrange(whole: QWidget, window: Standing) -> None:
    """Sections at the left; beside them the addresses, or list and card with hairlines between."""
    on_ground(whole, "reader")
    whole.resize(*_SIZE)
    whole.setMinimumSize(*_SMALLEST)
    window.rows.addWidget(window.list)
    window.rows.addWidget(window.nothing)
    window.detail.addWidget(window.unchosen)
    window.detail.addWidget(window.card)
    inner = QSplitter(Qt.Orientation.Horizontal)
    inner.setHandleWidth(1)
    inner.setChildrenCollapsible(False)
    inner.addWidget(_middle(window))
    inner.addWidget(_right(window))
    inner.setStretchFactor(1, 1)
    inner.setSizes([_MIDDLE, _SIZE[0] - _LEFT - _MIDDLE])
    window.pages.addWidget(window.addresses)
    window.pages.addWidget(inner)
    beside = QWidget()
    on_ground(beside, "reader")
    column = QVBoxLayout(beside)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    bars = QHBoxLayout()
    bars.setContentsMargins(tokens.SPACE_12, 0, tokens.SPACE_12, 0)
    bars.addWidget(window.bar)
    column.addLayout(bars)
    column.addWidget(window.pages, 1)
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    row.addWidget(_left(window))
    row.addWidget(beside, 1)


def _left(window: Standing) -> QWidget:
    column = QWidget()
    on_ground(column, "sidebar")
    column.setFixedWidth(_LEFT)
    header = ColumnHeader("sidebar")
    take = text_button(tr("Import…"))
    put_icon_before(take, "download", "text")
    take.clicked.connect(window.deeds.ask_import)
    header.row.addWidget(take)
    header.row.addStretch(1)
    more = icon_button("ellipsis", tr("More"))
    more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    more.setMenu(_more_menu(window, more))
    header.row.addWidget(more)
    lines = QVBoxLayout(column)
    lines.setContentsMargins(0, 0, 0, 0)
    lines.setSpacing(0)
    lines.addWidget(header)
    lines.addWidget(window.sections, 1)
    return column


def _more_menu(window: Standing, parent: QWidget) -> QMenu:
    menu = QMenu(parent)

    def add(words: str, act: Callable[[], object]) -> None:
        menu.addAction(words).triggered.connect(lambda _checked=False: act())

    add(tr("Make a key…"), lambda: window.make_key(""))
    add(tr("Look up somebody's key…"), lambda: window.deeds.look_up())
    menu.addSeparator()
    add(tr("Import from the clipboard"), window.deeds.paste)
    add(tr("Import from a file…"), window.deeds.ask_import)
    return menu


def _middle(window: Standing) -> QWidget:
    column = QWidget()
    on_ground(column, "list")
    column.setMinimumWidth(200)
    header = ColumnHeader("list")
    header.row.addWidget(window.search, 1)
    lines = QVBoxLayout(column)
    lines.setContentsMargins(0, 0, 0, 0)
    lines.setSpacing(0)
    lines.addWidget(header)
    lines.addWidget(hairline())
    lines.addWidget(window.rows, 1)
    return column


def _right(window: Standing) -> QWidget:
    column = QWidget()
    on_ground(column, "reader")
    column.setMinimumWidth(370)
    lines = QVBoxLayout(column)
    lines.setContentsMargins(0, tokens.SPACE_8, 0, 0)
    lines.setSpacing(0)
    lines.addWidget(window.detail, 1)
    return column
