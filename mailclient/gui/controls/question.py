"""A question that cannot wait: one sentence, what it means, two buttons. Nothing blocks; the answer is a callback."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.theme import tokens
from mailclient.language import tr


def ask(
    parent: QWidget, title: str, meaning: str, action: str, act: Callable[[], object], *, danger: bool = False
) -> QDialog:
    """Open the question; ``act`` is called when the user says ``action``, nothing when not. Cancel has the focus."""
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(title)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.setFixedWidth(400)
    words = PlainLabel(title, wordWrap=True)
    words.setProperty("kind", "title")
    means = PlainLabel(meaning, wordWrap=True)
    means.setProperty("kind", "muted")
    cancel = text_button(tr("Cancel"))
    confirm = text_button(action, "danger" if danger else "primary")
    cancel.clicked.connect(dialog.reject)
    confirm.clicked.connect(dialog.accept)
    dialog.accepted.connect(act)
    row = QHBoxLayout()
    row.setSpacing(tokens.SPACE_8)
    row.addStretch()
    row.addWidget(cancel)
    row.addWidget(confirm)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_16)
    column.setSpacing(tokens.SPACE_8)
    column.addWidget(words)
    column.addWidget(means)
    column.addSpacing(tokens.SPACE_12)
    column.addLayout(row)
    dialog.open()
    cancel.setFocus(Qt.FocusReason.TabFocusReason)
    return dialog
