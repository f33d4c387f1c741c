"""The bars between header and body, whoever hangs them in: the two most important are shown, the others on demand."""

from collections.abc import Callable
from enum import IntEnum
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from mailclient.gui.controls.button import text_button
from mailclient.gui.theme import tokens
from mailclient.language import tr, tr_n

_SHOWN = 2


class Rank(IntEnum):
    """What matters more stands higher."""

    PROBLEM = 0
    """It could not be fetched, drawn, saved."""
    DECEPTION = 10
    """It does not come from whom it names."""
    BEGINNING = 20
    """Only a part of it is here."""
    DRAFT = 30
    SPECIAL = 40
    """What it is made for: an invitation, a bounce, a wish for a receipt."""
    ODD = 50
    """It is built strangely."""
    REMOTE = 60
    """Pictures that are not loaded."""
    LIST = 70
    """It comes from a mailing list: from here on quiet, behind "more" when there is anything else to be said."""


class Brief(NamedTuple):
    """What a bar comes to while it is not shown: ``words`` for a link, ``act`` after the link has shown it."""

    words: str
    act: Callable[[], object]


class BodyBars(QWidget):
    """Holds widgets by rank, each a sentence with its actions (mostly a ``Bar``); of equals the first put is first.

    ``more`` shows the others; whoever makes this puts it where it takes no room of its own. ``refuge`` takes the
    keyboard focus of a bar that goes, which else would jump out of the message, to the first button of the window.
    """

    def __init__(self, refuge: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._refuge = refuge
        self._ranked: list[tuple[int, QWidget]] = []
        self._briefs: dict[QWidget, Brief] = {}
        self._all = False
        self.more = text_button("", "link")
        self.more.setCursor(Qt.CursorShape.PointingHandCursor)
        self.more.clicked.connect(self._show_all)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, tokens.SPACE_8, 0, 0)
        self._column.setSpacing(tokens.SPACE_4)
        self._arrange()

    def put(self, bar: QWidget, rank: int, brief: Brief | None = None) -> None:
        """Show the bar, as far as its rank allows; one that is there already keeps or changes its place.

        ``brief`` stands for it when it alone is hidden.
        """
        if brief is not None:
            self._briefs[bar] = brief
        if (rank, bar) not in self._ranked:
            self._ranked = [one for one in self._ranked if one[1] is not bar]
            self._ranked.append((rank, bar))
            self._ranked.sort(key=lambda one: one[0])
            for place, (_rank, each) in enumerate(self._ranked):
                self._column.insertWidget(place, each)
        self._arrange()

    def withdraw(self, *bars: QWidget) -> None:
        """Take bars away; those that are not there are ignored. They stay alive, hidden, to be put in again."""
        gone = [one for one in self._ranked if one[1] in bars]
        for _rank, bar in gone:
            self._take_out(bar)
        self._ranked = [one for one in self._ranked if one not in gone]
        self._arrange()

    def clear(self) -> None:
        """Another message is shown: no bars, and only two of the next ones."""
        self._all = False
        self.withdraw(*(bar for _rank, bar in self._ranked))

    def _take_out(self, bar: QWidget) -> None:
        if bar.isAncestorOf(self.window().focusWidget()):
            self._refuge.setFocus(Qt.FocusReason.OtherFocusReason)
        self._column.removeWidget(bar)
        self._briefs.pop(bar, None)
        bar.hide()

    def _show_all(self) -> None:
        self._all = True
        hidden = [bar for _rank, bar in self._ranked if bar.isHidden()]
        brief = self._brief(hidden)
        self._arrange()
        if brief is not None:
            brief.act()
        buttons = hidden[0].findChildren(QPushButton) if hidden else []
        if buttons:
            buttons[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _brief(self, hidden: list[QWidget]) -> Brief | None:
        return self._briefs.get(hidden[0]) if len(hidden) == 1 else None

    def _arrange(self) -> None:
        loud = [bar for rank, bar in self._ranked if rank < Rank.LIST]
        shown = (loud or [bar for _rank, bar in self._ranked])[:_SHOWN]
        for _rank, bar in self._ranked:
            bar.setVisible(self._all or bar in shown)
        hidden = [] if self._all else [bar for _rank, bar in self._ranked if bar not in shown]
        brief = self._brief(hidden)
        count = tr_n("{count} more notice", "{count} more notices", len(hidden))
        self.more.setText(brief.words if brief is not None else count)
        self.more.setToolTip(tr("Show everything that is to be said about this message"))
        self.more.setVisible(bool(hidden))
        self.setVisible(bool(self._ranked))
