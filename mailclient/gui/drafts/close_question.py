"""What is to become of a message when its composer is closed. Nothing blocks; the answer is a callback."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.theme import tokens
from mailclient.language import tr

_WIDTH = 420


class CloseQuestion(QDialog):
    """``keep``, ``discard`` and ``stay`` are its buttons; Enter keeps, Esc goes on writing."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Close message"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setFixedWidth(_WIDTH)
        words = PlainLabel(tr("Keep this message as a draft?"), wordWrap=True)
        words.setProperty("kind", "title")
        means = PlainLabel(tr("A kept draft is in the Drafts folder. A discarded one can be brought back for 30 days."))
        means.setWordWrap(True)
        means.setProperty("kind", "muted")
        self.keep = text_button(tr("Keep draft"), "primary")
        self.discard = text_button(tr("Discard"), "danger")
        self.stay = text_button(tr("Go on writing"))
        self.keep.setDefault(True)
        self.stay.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(tokens.SPACE_8)
        row.addWidget(self.discard)
        row.addStretch()
        row.addWidget(self.stay)
        row.addWidget(self.keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_16)
        column.setSpacing(tokens.SPACE_8)
        column.addWidget(words)
        column.addWidget(means)
        column.addSpacing(tokens.SPACE_12)
        column.addLayout(row)


def ask_keep(parent: QWidget, keep: Callable[[], object], discard: Callable[[], object]) -> CloseQuestion:
    """Open the question over a composer; exactly one of the callbacks is called, or none: it stays open."""
    question = CloseQuestion(parent)
    for button, act in ((question.keep, keep), (question.discard, discard)):
        button.clicked.connect(question.accept)
        button.clicked.connect(lambda _checked=False, act=act: act())
    question.open()
    question.keep.setFocus(Qt.FocusReason.TabFocusReason)
    return question
