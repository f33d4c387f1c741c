"""How the composer's parts stand in its window."""

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from mailclient.bridge.draft import DraftFile
from mailclient.gui.composer.editor import file_from
from mailclient.gui.theme import tokens

if TYPE_CHECKING:
    from mailclient.gui.composer.window import Composer

_SIZE = (720, 640)
_SMALLEST = (600, 400)


def arrange(composer: "Composer") -> None:
    """Header, text, files, bar, tools, from top to bottom."""
    composer.setProperty("ground", "reader")
    composer.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    composer.setAcceptDrops(True)
    composer.editor.setAcceptDrops(True)
    composer.resize(*_SIZE)
    composer.setMinimumSize(*_SMALLEST)
    told = QHBoxLayout()
    told.setContentsMargins(tokens.SPACE_16, tokens.SPACE_4, tokens.SPACE_16, tokens.SPACE_4)
    told.addWidget(composer.bar)
    hairline = QFrame()
    hairline.setProperty("kind", "hairline")
    hairline.setProperty("lying", True)
    column = QVBoxLayout(composer)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(composer.fields)
    column.addWidget(composer.editor, 1)
    column.addWidget(composer.files)
    column.addLayout(told)
    column.addWidget(hairline)
    column.addWidget(composer.bottom)
    _tab_order(composer)


def local_files(names: Iterable[str]) -> list[DraftFile]:
    """The files among these paths, as attachments."""
    return [file_from(Path(name)) for name in names if Path(name).is_file()]


def _tab_order(composer: "Composer") -> None:
    fields = composer.fields
    chain: list[QWidget] = [
        fields.to.line,
        fields.cc.line,
        fields.bcc.line,
        fields.subject,
        composer.editor,
        composer.bottom.send,
    ]
    for first, second in pairwise(chain):
        QWidget.setTabOrder(first, second)
