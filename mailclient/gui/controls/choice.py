"""A choice whose words are cut where there is no room for them, instead of pushing its neighbours out of sight."""

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStyledItemDelegate, QWidget

_LETTERS = 6
"""At least so many are seen."""


class Choice(QComboBox):
    """As ``QComboBox``; takes the room it gets."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Qt's own delegate of a combo box paints a grey frame that no style sheet reaches.
        self.setItemDelegate(QStyledItemDelegate(self))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_LETTERS)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the page; a setting is not changed by rolling over it."""
        event.ignore()
