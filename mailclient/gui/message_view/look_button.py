"""The switch between dark and light of one message that has colours of its own."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QWidget

from mailclient.gui.controls.button import IconButton
from mailclient.gui.message_view.html_dark import Look, is_shown_dark, sets_colours
from mailclient.gui.theme import bind_icon, theme, tokens
from mailclient.language import tr


class LookButton(IconButton):
    """Says what a click would do; hidden in the light theme, and for a message without colours of its own."""

    turned = Signal()
    """``look`` is another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = Look.AUTO
        self._html = ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(QSize(24, 24))
        self.hide()
        self.clicked.connect(self._turn)
        theme().changed.connect(self._offer)

    def begin(self) -> None:
        """Another message is shown, as it looks best."""
        self.look = Look.AUTO
        self.offer("")

    def offer(self, html: str) -> None:
        """This HTML is shown; "": none is."""
        self._html = html
        self._offer()

    def _offer(self) -> None:
        asked = theme().palette.dark and sets_colours(self._html)
        self.setVisible(asked)
        if asked:
            dark = is_shown_dark(self._html, self.look)
            text = tr("Show this message light") if dark else tr("Show this message dark")
            self.setToolTip(text)
            self.setAccessibleName(text)
            bind_icon(self, "sun" if dark else "moon", tokens.ICON_SMALL)

    def _turn(self) -> None:
        self.look = Look.LIGHT if is_shown_dark(self._html, self.look) else Look.DARK
        self.turned.emit()
