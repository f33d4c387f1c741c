"""The state without a message: an icon and one sentence."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from mailclient.gui.message_view.icon_label import IconLabel
from mailclient.gui.theme import tokens


class EmptyState(QWidget):
    """In the middle of its place."""

    def __init__(self, icon: str, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        picture = IconLabel(icon, 40, "thumb")
        self.label = QLabel(sentence)
        self.label.setProperty("kind", "muted")
        self.label.setWordWrap(True)
        self.label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setSpacing(tokens.SPACE_12)
        column.addStretch(2)
        column.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.label)
        column.addStretch(3)
