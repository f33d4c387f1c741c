"""The first thing a new user sees: what this is, add an account, or try it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.surface import on_ground
from mailclient.gui.theme import pixmap, theme, tokens
from mailclient.language import tr

_WIDTH = 360
_BUTTON_WIDTH = 220


class Welcome(QWidget):
    """Shown while there is no account."""

    demo_requested = Signal()

    def __init__(self, add_account: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        on_ground(self, "reader")
        self._picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        title = QLabel(tr("Welcome"), alignment=Qt.AlignmentFlag.AlignCenter)
        title.setProperty("kind", "subject")
        sentence = QLabel(
            tr("Add your mail account to begin. Your mail stays on this computer and on your server, nowhere else."),
            alignment=Qt.AlignmentFlag.AlignCenter,
            wordWrap=True,
        )
        sentence.setProperty("kind", "muted")
        add = text_button(tr("Add account"), "primary")
        add.clicked.connect(add_account.trigger)
        demo = text_button(tr("Try the demo"))
        demo.setToolTip(tr("A sample account: no network, no password, nothing is kept."))
        demo.clicked.connect(self.demo_requested)
        middle = QWidget()
        middle.setFixedWidth(_WIDTH)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_8)
        column.addWidget(self._picture)
        column.addSpacing(tokens.SPACE_8)
        column.addWidget(title)
        column.addWidget(sentence)
        column.addSpacing(tokens.SPACE_16)
        for button in (add, demo):
            button.setFixedWidth(_BUTTON_WIDTH)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        page = QVBoxLayout(self)
        page.addStretch(4)
        page.addWidget(middle, 0, Qt.AlignmentFlag.AlignHCenter)
        page.addStretch(5)
        theme().changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self._picture.setPixmap(pixmap("mailbox", 56, "accent"))
