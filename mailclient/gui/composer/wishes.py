"""What is wished for one message: a read receipt, delivery reports, importance; entries of the menu of options."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from mailclient.bridge.draft import DraftContent, Importance
from mailclient.language import tr


class Wishes(QObject):
    """Of one composer."""

    changed = Signal()

    def __init__(self, menu: QMenu, parent: QObject) -> None:
        super().__init__(parent)
        self.receipt = self._toggle(menu, tr("Ask for a read receipt"))
        self.reports = self._toggle(menu, tr("Ask for delivery reports"))
        importance = menu.addMenu(tr("Importance"))
        self._group = QActionGroup(self)
        names = {Importance.HIGH: tr("High"), Importance.NORMAL: tr("Normal"), Importance.LOW: tr("Low")}
        self._levels: dict[Importance, QAction] = {}
        for level, name in names.items():
            action = importance.addAction(name)
            action.setCheckable(True)
            self._group.addAction(action)
            self._levels[level] = action
        self._levels[Importance.NORMAL].setChecked(True)
        self._group.triggered.connect(lambda _action: self.changed.emit())

    def _toggle(self, menu: QMenu, words: str) -> QAction:
        action = menu.addAction(words)
        action.setCheckable(True)
        action.triggered.connect(lambda _on: self.changed.emit())
        return action

    @property
    def importance(self) -> Importance:
        """The one chosen."""
        return next(level for level, action in self._levels.items() if action.isChecked())

    def choose(self, level: Importance) -> None:
        """As the user would."""
        self._levels[level].trigger()

    def fill(self, draft: DraftContent) -> None:
        """As they are in a draft."""
        self.receipt.setChecked(draft.receipt)
        self.reports.setChecked(draft.reports)
        self._levels[draft.importance].setChecked(True)
