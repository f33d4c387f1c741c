"""The first thing a new user sees: what this is, add an account, or try it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.surface import on_ground
from mailclient.gui.theme import pixmap, theme, tokens
from mailclient.language import tr


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
        sentence.setFixedWidth(360)
        add = text_button(tr("Add account"), "primary")
        add.setFixedWidth(220)
        add.clicked.connect(add_account.trigger)
        demo = text_button(tr("Try the demo"))
        demo.setFixedWidth(220)
        demo.setToolTip(tr("A sample account: no network, no password, nothing is kept."))
        demo.clicked.connect(self.demo_requested)
        column = QVBoxLayout(self)
        column.setSpacing(tokens.SPACE_8)
        column.addStretch(4)
        column.addWidget(self._picture)
        column.addSpacing(tokens.SPACE_8)
        column.addWidget(title)
        column.addWidget(sentence, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(tokens.SPACE_16)
        column.addWidget(add, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(demo, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(5)
        theme().changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self._picture.setPixmap(pixmap("mailbox", 56, "accent"))
