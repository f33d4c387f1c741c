"""All keys at a glance: from the table of actions, and those that are heard by the tags and by the folder list."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from mailclient.gui.main_window.actions import action_specs
from mailclient.gui.theme import tokens
from mailclient.language import tr

_Line = tuple[str, tuple[str, ...]]
"""What it does, and the keys in Qt's portable notation."""


class ShortcutsDialog(QDialog):
    """Three columns of groups; Escape closes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keyboard shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        groups: dict[str, list[_Line]] = {}
        for spec in action_specs():
            if spec.keys:
                groups.setdefault(spec.group, []).append((spec.text, spec.keys))
                if spec.name == "tag":
                    groups[spec.group] += _tag_keys()
        groups[tr("In the folder list")] = _folder_keys()
        groups[tr("While writing")] = _writing_keys()
        columns = QHBoxLayout(self)
        columns.setContentsMargins(tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24)
        columns.setSpacing(tokens.SPACE_24 * 2)
        first, reading, window, *others = groups.items()
        columns.addLayout(_column([first]))
        columns.addLayout(_column([reading, window]))
        columns.addLayout(_column(others))


def _tag_keys() -> list[_Line]:
    return [
        (tr("Give or take one of the first tags"), tuple("12345")),
        (tr("Remove all tags"), ("0",)),
    ]


def _folder_keys() -> list[_Line]:
    return [
        (tr("Rename the folder"), ("F2",)),
        (tr("Delete the folder"), ("Del",)),
        (tr("To its messages"), ("Return",)),
    ]


def _writing_keys() -> list[_Line]:
    return [
        (tr("Send"), ("Ctrl+Return",)),
        (tr("Save draft"), ("Ctrl+S",)),
        (tr("Sign"), ("Ctrl+Shift+S",)),
        (tr("Encrypt"), ("Ctrl+Shift+K",)),
        (tr("Close"), ("Esc", "Ctrl+W")),
        (tr("Rename attachment"), ("F2",)),
        (tr("Move attachment"), ("Alt+Left", "Alt+Right")),
    ]


def _column(groups: list[tuple[str, list[_Line]]]) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(tokens.SPACE_8)
    for title, lines in groups:
        heading = QLabel(title)
        heading.setProperty("kind", "title")
        column.addWidget(heading)
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens.SPACE_24)
        grid.setVerticalSpacing(6)
        for row, (words, keys) in enumerate(lines):
            grid.addWidget(QLabel(words), row, 0)
            grid.addLayout(_keys(keys), row, 1)
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
