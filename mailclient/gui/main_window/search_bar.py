"""What a search found and where it looked: two lines below the search field, shown only during a search.

12 found            All folders ⌄   Newest ⌄   ⤓
48,201 of 52,000 messages have their text here.   Search on the server
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from mailclient.gui.controls.button import IconButton, icon_button, text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.controls.surface import hairline, on_ground
from mailclient.gui.main_window.question import LIMIT, Scope
from mailclient.gui.message_list.row_layout import ROW_LEFT
from mailclient.gui.theme import tokens
from mailclient.language import tr, tr_n
from mailclient.mail.search import Coverage, SearchOrder

if TYPE_CHECKING:
    from mailclient.mail.query import Note

T = TypeVar("T", Scope, SearchOrder)


class SearchBar(QWidget):
    """``scope`` and ``order`` are the user's choice; ``server`` asks the servers too."""

    scope_changed = Signal()
    save_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        on_ground(self, "list")
        self.scope, self.order = Scope.ALL, SearchOrder.NEWEST
        self._here = self._account = ""
        self._coverage: Coverage | None = None
        self._notes: tuple[Note, ...] = ()
        self._asking = ""
        self._found = PlainLabel()
        self._found.setProperty("kind", "meta")
        self._covered = PlainLabel(wordWrap=True)
        self._covered.setProperty("kind", "meta")
        self._covered.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.scope_button, self.order_button = _menu_button(), _menu_button()
        self.save = icon_button("save", tr("Save this search"), size=tokens.ICON_SMALL)
        self.save.clicked.connect(self.save_requested)
        self.server = text_button(tr("Search on the server"), "link")
        self.server.setToolTip(tr("Let the server search too: also messages whose text is not on this computer"))
        self._lay_out()
        self._tell_choices()
        self.hide()

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(tokens.SPACE_4)
        first.addWidget(self._found, 1)
        for widget in (self.scope_button, self.order_button, self.save):
            first.addWidget(widget)
        second = QHBoxLayout()
        second.setSpacing(tokens.SPACE_8)
        second.addWidget(self._covered, 1)
        second.addWidget(self.server)
        lines = QVBoxLayout()
        lines.setContentsMargins(ROW_LEFT, tokens.SPACE_4, tokens.SPACE_8, tokens.SPACE_4)
        lines.setSpacing(0)
        lines.addLayout(first)
        lines.addLayout(second)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(lines)
        column.addWidget(hairline())

    # --- what was found -----------------------------------------------------------------------------------------

    def offer_server(self, there: bool) -> None:
        """Whether any of what is searched is on a server that can search."""
        self.server.setVisible(there)

    def offer_places(self, here: str, account: str) -> None:
        """What the list showed before, and its account ("" for several), as places to search in."""
        self._here, self._account = here, account
        if (self.scope is Scope.HERE and not here) or (self.scope is Scope.ACCOUNT and not account):
            self.scope = Scope.ALL
        self._tell_choices()

    def show_count(self, count: int, *, searching: bool = False) -> None:
        """Say how many were found; at the limit there may be more."""
        if searching and not count:
            self._found.setText(tr("Searching…"))
        elif count >= LIMIT:
            newest = self.order is SearchOrder.NEWEST
            words = tr("The newest {count} found") if newest else tr("The best {count} found")
            self._found.setText(words.format(count=f"{count:,}"))
        else:
            self._found.setText(tr_n("{count} found", "{count} found", count))

    def show_coverage(self, coverage: Coverage | None, notes: "tuple[Note, ...]") -> None:
        """Where was looked, and what was not taken as it may have been meant."""
        self._coverage, self._notes = coverage, notes
        self._tell_coverage()

    def show_asking(self, asking: bool) -> None:
        """The servers are being asked: once is enough."""
        self.server.setEnabled(not asking)
        self._asking = tr("Asking the server…") if asking else ""
        self._tell_coverage()

    def show_share(self, share: float) -> None:
        """So much of what the servers are asked is done."""
        if self._asking and share < 1:
            self._asking = tr("Asking the server… {percent} %", percent=int(share * 100))
            self._tell_coverage()

    def _tell_coverage(self) -> None:
        if not self._notes and self._coverage is None:
            self._covered.setText(self._asking)
            return
        from mailclient.language.searching import coverage_sentence, note_sentence

        words = [note_sentence(note) for note in self._notes[:1]]
        if self._asking:
            words.append(self._asking)
        elif self._coverage is not None:
            words.append(coverage_sentence(self._coverage))
        self._covered.setText(" ".join(words))

    @property
    def covered(self) -> str:
        """What the second line says."""
        return self._covered.text()

    @property
    def account(self) -> str:
        """The account that can be searched alone."""
        return self._account

    @property
    def found(self) -> str:
        """What the first line says."""
        return self._found.text()

    # --- choices ------------------------------------------------------------------------------------------------

    def choose_scope(self, scope: Scope) -> None:
        """Search there."""
        self.scope = scope
        self._tell_choices()
        self.scope_changed.emit()

    def choose_order(self, order: SearchOrder) -> None:
        """Show what was found so."""
        self.order = order
        self._tell_choices()
        self.scope_changed.emit()

    def _tell_choices(self) -> None:
        scopes = {Scope.ALL: tr("All folders"), Scope.ACCOUNT: self._account, Scope.HERE: self._here}
        orders = {SearchOrder.NEWEST: tr("Newest first"), SearchOrder.BEST: tr("Best first")}
        _fill(self.scope_button, scopes, self.scope, self.choose_scope)
        _fill(self.order_button, orders, self.order, self.choose_order)
        self.scope_button.setAccessibleName(tr("Where to search"))
        self.order_button.setAccessibleName(tr("Order"))


def _menu_button() -> QToolButton:
    button = IconButton()
    button.setProperty("kind", "scope")
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return button


def _fill(button: QToolButton, names: dict[T, str], current: T, choose: Callable[[T], None]) -> None:
    """A menu of those that have a name."""
    if (old := button.menu()) is not None:
        old.deleteLater()
    menu = QMenu(button)
    group = QActionGroup(menu)
    for value, name in names.items():
        if name:
            entry = menu.addAction(name)
            entry.setCheckable(True)
            entry.setChecked(value is current)
            group.addAction(entry)
            entry.triggered.connect(partial(_chosen, choose, value))
    button.setMenu(menu)
    button.setText(f"{names[current]}  ⌄")


def _chosen(choose: Callable[[T], None], value: T, _checked: bool = False) -> None:
    choose(value)
