"""How the parts of a composer stand in it."""

from itertools import pairwise
from typing import Protocol

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mailclient.gui.composer.bottom_bar import BottomBar
from mailclient.gui.composer.editor import BodyEditor
from mailclient.gui.composer.fields import Fields
from mailclient.gui.composer.files.row import AttachedFiles
from mailclient.gui.composer.protection.protecting import Protecting
from mailclient.gui.composer.schedule.schedule import Schedule
from mailclient.gui.controls.surface import hairline, on_ground
from mailclient.gui.drafts.draft_bar import DraftBar
from mailclient.gui.message_view.bar import Bar
from mailclient.gui.theme import tokens


class Parts(Protocol):
    """What stands in a composer, from top to bottom."""

    fields: Fields
    editor: BodyEditor
    files: AttachedFiles
    bar: Bar
    draft_bar: DraftBar
    schedule: Schedule
    protecting: Protecting
    bottom: BottomBar


def arrange(pane: QWidget, parts: Parts) -> None:
    """Header, text, files, bar, tools, from top to bottom."""
    on_ground(pane, "reader")
    pane.setAcceptDrops(True)
    parts.editor.setAcceptDrops(True)
    told = QVBoxLayout()
    told.setSpacing(tokens.SPACE_4)
    told.setContentsMargins(tokens.SPACE_24, tokens.SPACE_4, tokens.SPACE_16, tokens.SPACE_4)
    told.addWidget(parts.bar)
    told.addWidget(parts.schedule.bar)
    told.addWidget(parts.protecting.line)
    column = QVBoxLayout(pane)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(parts.fields)
    above = QHBoxLayout()
    above.setContentsMargins(tokens.SPACE_24, tokens.SPACE_4, tokens.SPACE_16, 0)
    above.addWidget(parts.draft_bar)
    column.addLayout(above)
    column.addWidget(parts.editor, 1)
    column.addWidget(parts.files)
    column.addLayout(told)
    column.addWidget(hairline())
    column.addWidget(parts.bottom)
    _tab_order(parts)


def _tab_order(parts: Parts) -> None:
    fields = parts.fields
    chain: list[QWidget] = [
        fields.to.line,
        fields.cc.line,
        fields.bcc.line,
        fields.subject,
        parts.editor,
        parts.bottom.protection.sign,
        parts.bottom.protection.encrypt,
        parts.bottom.send,
    ]
    for first, second in pairwise(chain):
        QWidget.setTabOrder(first, second)
