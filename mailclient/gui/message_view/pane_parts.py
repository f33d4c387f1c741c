"""How the parts of a message pane stand: head and foot in the column, the body in all the height between them."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mailclient.gui.controls.surface import hairline, on_ground
from mailclient.gui.message_view.column import Column
from mailclient.gui.theme import tokens


def arrange(
    pane: QWidget, head: Sequence[QWidget], body: Sequence[tuple[QWidget, int]], attachments: QWidget
) -> QWidget:
    """Lay out ``pane``; ``body`` with the stretch of each. Returns the foot around the attachments, to be hidden."""
    on_ground(pane, "reader")
    top = Column()
    top.set_space(tokens.SPACE_16, tokens.SPACE_16)
    for widget in head:
        top.content.addWidget(widget)
    column = Column()
    column.set_space(tokens.SPACE_8, tokens.SPACE_12)
    column.content.addWidget(attachments)
    foot = QWidget()
    inner = QVBoxLayout(foot)
    inner.setContentsMargins(0, 0, 0, 0)
    inner.setSpacing(0)
    inner.addWidget(hairline())
    inner.addWidget(column)
    layout = QVBoxLayout(pane)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(top)
    for widget, stretch in body:
        layout.addWidget(widget, stretch)
    layout.addWidget(foot)
    return foot
