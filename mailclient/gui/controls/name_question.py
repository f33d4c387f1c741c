"""A question for one name: of a tag, of a folder. Nothing blocks; the answer is a callback."""

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.theme import tokens
from mailclient.language import tr


def ask_name(
    parent: QWidget,
    title: str,
    answer: Callable[[str], object],
    *,
    name: str = "",
    action: str = "",
    fault: Callable[[str], str] = lambda _name: "",
    hint: str = "",
) -> QDialog:
    """Open the question; ``answer`` gets the trimmed name.

    ``fault(name)`` is a sentence that says why a name will not do, "" when it will; ``hint`` stands there before.
    """
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setModal(True)
    dialog.setFixedWidth(380)
    words = PlainLabel(title, wordWrap=True)
    words.setProperty("kind", "title")
    field = QLineEdit(name)
    field.setAccessibleName(title)
    field.setMaxLength(200)
    field.selectAll()
    said = PlainLabel(hint, wordWrap=True)
    said.setProperty("kind", "muted")
    cancel = text_button(tr("Cancel"))
    confirm = text_button(action or tr("Create"), "primary")
    confirm.setDefault(True)

    def look() -> None:
        trimmed = field.text().strip()
        why = fault(trimmed) if trimmed else ""
        said.setText(why or hint)
        confirm.setEnabled(bool(trimmed) and trimmed != name and not why)

    field.textChanged.connect(look)
    cancel.clicked.connect(dialog.reject)
    confirm.clicked.connect(dialog.accept)
    dialog.accepted.connect(lambda: answer(field.text().strip()))
    dialog.finished.connect(dialog.deleteLater)
    row = QHBoxLayout()
    row.setSpacing(tokens.SPACE_8)
    row.addStretch()
    row.addWidget(cancel)
    row.addWidget(confirm)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_16)
    column.setSpacing(tokens.SPACE_12)
    column.addWidget(words)
    column.addWidget(field)
    column.addWidget(said)
    column.addLayout(row)
    look()
    dialog.open()
    field.setFocus()
    return dialog
