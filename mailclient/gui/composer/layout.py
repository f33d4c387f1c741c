"""How the parts of a composer stand in it."""

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Protocol

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mailclient.bridge.draft import DraftFile
from mailclient.gui.composer.attached_files import AttachedFiles
from mailclient.gui.composer.bottom_bar import BottomBar
from mailclient.gui.composer.editor import BodyEditor, file_from
from mailclient.gui.composer.fields import Fields
from mailclient.gui.controls.surface import hairline, on_ground
from mailclient.gui.message_view.bar import Bar
from mailclient.gui.theme import tokens


class Parts(Protocol):
    """What stands in a composer, from top to bottom."""

    fields: Fields
    editor: BodyEditor
    files: AttachedFiles
    bar: Bar
    draft_bar: Bar
    bottom: BottomBar


def arrange(pane: QWidget, parts: Parts) -> None:
    """Header, text, files, bar, tools, from top to bottom."""
    on_ground(pane, "reader")
    pane.setAcceptDrops(True)
    parts.editor.setAcceptDrops(True)
    told = QHBoxLayout()
    told.setContentsMargins(tokens.SPACE_16, tokens.SPACE_4, tokens.SPACE_16, tokens.SPACE_4)
    told.addWidget(parts.bar)
    column = QVBoxLayout(pane)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(parts.fields)
    above = QHBoxLayout()
    above.setContentsMargins(tokens.SPACE_16, tokens.SPACE_4, tokens.SPACE_16, 0)
    above.addWidget(parts.draft_bar)
    column.addLayout(above)
    column.addWidget(parts.editor, 1)
    column.addWidget(parts.files)
    column.addLayout(told)
    column.addWidget(hairline())
    column.addWidget(parts.bottom)
    _tab_order(parts)


def local_files(names: Iterable[str]) -> list[DraftFile]:
    """The files among these paths, as attachments."""
    return [file_from(Path(name)) for name in names if Path(name).is_file()]


def _tab_order(parts: Parts) -> None:
    fields = parts.fields
    chain: list[QWidget] = [
        fields.to.line,
        fields.cc.line,
        fields.bcc.line,
        fields.subject,
        parts.editor,
        parts.bottom.send,
    ]
    for first, second in pairwise(chain):
        QWidget.setTabOrder(first, second)
