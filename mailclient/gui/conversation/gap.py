"""Many folded messages as one line, so that a long conversation shows its beginning and its end."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.surface import hairline
from mailclient.gui.message_view.column import Column
from mailclient.language import tr_n


class Gap(Column):
    """Says how many messages are not shown; a click shows them."""

    pressed = Signal()

    def __init__(self, count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        button = text_button(tr_n("{count} more message", "{count} more messages", count), "link")
        button.clicked.connect(self.pressed)
        row = QHBoxLayout()
        row.addWidget(hairline(), 1)
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(hairline(), 1)
        self.content.addLayout(row)
