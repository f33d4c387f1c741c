"""All keys at a glance, from the table of actions."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from mailclient.gui.main_window.actions import ActionSpec, action_specs
from mailclient.gui.theme import tokens
from mailclient.language import tr


class ShortcutsDialog(QDialog):
    """Two columns of groups; Escape closes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keyboard shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        groups: dict[str, list[ActionSpec]] = {}
        for spec in action_specs():
            if spec.keys:
                groups.setdefault(spec.group, []).append(spec)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24)
        columns.setSpacing(tokens.SPACE_24 * 2)
        first, *others = groups.items()
        columns.addLayout(_column([first]))
        columns.addLayout(_column(others))


def _column(groups: list[tuple[str, list[ActionSpec]]]) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(tokens.SPACE_8)
    for title, specs in groups:
        heading = QLabel(title)
        heading.setProperty("kind", "title")
        column.addWidget(heading)
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens.SPACE_24)
        grid.setVerticalSpacing(6)
        for row, spec in enumerate(specs):
            grid.addWidget(QLabel(spec.text), row, 0)
            grid.addLayout(_keys(spec.keys), row, 1)
        column.addLayout(grid)
        column.addSpacing(tokens.SPACE_12)
    column.addStretch()
    return column


def _keys(keys: tuple[str, ...]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(tokens.SPACE_4)
    row.addStretch()
    for key in keys:
        label = QLabel(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText))
        label.setProperty("kind", "key")
        row.addWidget(label)
    return row
