"""The one bar at the bottom of the composer: form left, sending right."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from mailclient.gui.composer.editor import BodyEditor
from mailclient.gui.composer.format_bar import FormatBar
from mailclient.gui.composer.protection.toggles import ProtectionToggles
from mailclient.gui.controls.button import put_icon_before
from mailclient.gui.theme import bind_icon, tokens
from mailclient.language import tr

_NARROW = 680
"""Pixels."""


class BottomBar(QWidget):
    """Holds the tools; ``state`` says whether the draft is saved.

    ``more`` is the menu of what is seldom wished for, ``later`` the one beside Send.
    """

    def __init__(self, editor: BodyEditor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.attach = _tool("paperclip", tr("Attach files"))
        self.format = FormatBar(editor)
        self.plain = QAction(tr("Plain text"), self)
        self.plain.setCheckable(True)
        self.plain.toggled.connect(editor.set_plain)
        self.more = QMenu(self)
        self.more.addAction(self.plain)
        self.more.addSeparator()
        self._options = _tool("ellipsis", tr("More options"))
        self._options.setMenu(self.more)
        self._options.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.state = QLabel()
        self.state.setProperty("kind", "meta")
        self.discard = _tool("trash-2", tr("Discard"))
        self.protection = ProtectionToggles()
        self._make_send()
        self._arrange()

    def _make_send(self) -> None:
        self.send = QPushButton(tr("Send"))
        self.send.setProperty("kind", "primary")
        self.send.setToolTip(tr("Send (Ctrl+Enter)"))
        put_icon_before(self.send, "send", "on_accent")
        self.send.setMinimumWidth(84)
        self.send.setProperty("edge", "joined")
        self.later = QMenu(self)
        self._later = QToolButton()
        self._later.setProperty("kind", "primary-menu")
        self._later.setAccessibleName(tr("Send later"))
        self._later.setToolTip(tr("Send later"))
        self._later.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._later.setMenu(self.later)
        self._later.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        bind_icon(self._later, "chevron-up", 14, "on_accent")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the toggles are icons alone."""
        super().resizeEvent(event)
        self.protection.set_narrow(on=self.width() < _NARROW)

    def _arrange(self) -> None:
        self.format.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.SPACE_16, tokens.SPACE_8, tokens.SPACE_16, tokens.SPACE_12)
        row.setSpacing(2)
        row.addWidget(self.attach)
        row.addSpacing(tokens.SPACE_8)
        row.addWidget(self.format, 1)
        row.addSpacing(tokens.SPACE_8)
        row.addWidget(self.state)
        row.addSpacing(tokens.SPACE_8)
        row.addWidget(self.protection)
        row.addSpacing(tokens.SPACE_4)
        row.addWidget(self._options)
        row.addWidget(self.discard)
        row.addSpacing(tokens.SPACE_8)
        row.addWidget(self.send)
        row.addSpacing(-1)
        row.addWidget(self._later)


def _tool(icon: str, name: str) -> QToolButton:
    button = QToolButton()
    button.setToolTip(name)
    button.setAccessibleName(name)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    bind_icon(button, icon, 18)
    return button
