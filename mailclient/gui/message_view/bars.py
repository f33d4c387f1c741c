"""The bars between header and body, whoever hangs them in: the two most important are shown, the others on demand."""

from enum import IntEnum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

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


class BodyBars(QWidget):
    """Holds widgets by rank, each a sentence with its actions (mostly a ``Bar``); of equals the first put is first.

    ``refuge`` takes the keyboard focus of a bar that goes, which else would jump out of the message, to the first
    button of the window.
    """

    def __init__(self, refuge: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._refuge = refuge
        self._ranked: list[tuple[int, QWidget]] = []
        self._all = False
        self.more = text_button("", "link")
        self.more.setCursor(Qt.CursorShape.PointingHandCursor)
        self.more.clicked.connect(self._show_all)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, tokens.SPACE_8, 0, 0)
        self._column.setSpacing(tokens.SPACE_4)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, tokens.SPACE_4, 0)
        row.addStretch(1)
        row.addWidget(self.more)
        self._column.addLayout(row)
        self._arrange()

    def put(self, bar: QWidget, rank: int) -> None:
        """Show the bar, as far as its rank allows; one that is there already keeps or changes its place."""
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
        bar.hide()

    def _show_all(self) -> None:
        self._all = True
        hidden = [bar for _rank, bar in self._ranked if bar.isHidden()]
        self._arrange()
        buttons = hidden[0].findChildren(QPushButton) if hidden else []
        if buttons:
            buttons[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _arrange(self) -> None:
        loud = [bar for rank, bar in self._ranked if rank < Rank.LIST]
        shown = (loud or [bar for _rank, bar in self._ranked])[:_SHOWN]
        for _rank, bar in self._ranked:
            bar.setVisible(self._all or bar in shown)
        more = 0 if self._all else len(self._ranked) - len(shown)
        self.more.setText(tr_n("{count} more notice", "{count} more notices", more))
        self.more.setToolTip(tr("Show everything that is to be said about this message"))
        self.more.setVisible(more > 0)
        self.setVisible(bool(self._ranked))
