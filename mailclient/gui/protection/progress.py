"""That a message is being opened, for one that takes a while."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.message_view.chip import size_text
from mailclient.gui.theme import tokens
from mailclient.language import tr

_DELAY_MS = 600
"""What is opened sooner needs no bar."""


class OpeningProgress(QWidget):
    """Shown by whoever ``due`` tells; says how far it is as soon as that is known."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = PlainLabel()
        self._words.setProperty("kind", "meta")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Opening the message"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens.SPACE_4, 0, tokens.SPACE_4)
        column.setSpacing(tokens.SPACE_4)
        column.addWidget(self._words)
        column.addWidget(self.bar)
        self.due = QTimer(self, singleShot=True, interval=_DELAY_MS)
        self.hide()

    def begin(self, size: int) -> None:
        """A message of ``size`` bytes."""
        self._words.setText(tr("Opening the message ({size})…", size=size_text(size)))
        self.bar.setRange(0, 0)
        self.due.start()

    def tell(self, done: int, total: int) -> None:
        """So many bytes are done."""
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(min(done, total))
