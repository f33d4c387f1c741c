"""The one bar at the bottom of the composer: form left, sending right."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from mailclient.gui.composer.editor import BodyEditor
from mailclient.gui.composer.format_bar import FormatBar
from mailclient.gui.theme import bind_icon, tokens
from mailclient.language import tr


class BottomBar(QWidget):
    """Holds the tools; ``state`` says whether the draft is saved."""

    def __init__(self, editor: BodyEditor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.attach = _tool("paperclip", tr("Attach files"))
        self.format = FormatBar(editor)
        self.plain = _tool("type", tr("Plain text"))
        self.plain.setCheckable(True)
        self.plain.toggled.connect(editor.set_plain)
        self.plain.toggled.connect(lambda on: self.format.setVisible(not on))
        self.state = QLabel()
        self.state.setProperty("kind", "meta")
        self.earlier = _tool("clock", tr("Earlier versions"))
        self.discard = _tool("trash-2", tr("Discard"))
        self.send = QPushButton(tr("Send"))
        self.send.setProperty("kind", "primary")
        self.send.setToolTip(tr("Send (Ctrl+Enter)"))
        bind_icon(self.send, "send", tokens.ICON_SMALL, "on_accent")
        self.send.setMinimumWidth(92)
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.SPACE_16, tokens.SPACE_8, tokens.SPACE_16, tokens.SPACE_12)
        row.setSpacing(2)
        row.addWidget(self.attach)
        row.addSpacing(tokens.SPACE_8)
        row.addWidget(self.format)
        row.addWidget(self.plain)
        row.addStretch(1)
        row.addWidget(self.state)
        row.addSpacing(tokens.SPACE_8)
        row.addWidget(self.earlier)
        row.addWidget(self.discard)
        row.addSpacing(tokens.SPACE_8)
        row.addWidget(self.send)


def _tool(icon: str, name: str) -> QToolButton:
    button = QToolButton()
    button.setToolTip(name)
    button.setAccessibleName(name)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    bind_icon(button, icon, 18)
    return button
