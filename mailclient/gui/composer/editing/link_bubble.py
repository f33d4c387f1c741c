"""A small card below a link: where it leads, and what can be done with it. By keyboard Ctrl+K does the same."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from mailclient.gui.composer.editing import asking, links
from mailclient.gui.composer.editing.written_text import WrittenText
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.theme import tokens
from mailclient.language import tr

_SHOWN = 48
"""Letters of an address."""


class LinkBubble(QObject):
    """Of one editor; made when the cursor comes into the first link."""

    def __init__(self, editor: WrittenText) -> None:
        super().__init__(editor)
        self._editor = editor
        self._card: QFrame | None = None
        self._label = PlainLabel()
        editor.link_pointed.connect(self.show)
        editor.textChanged.connect(self.hide)
        editor.verticalScrollBar().valueChanged.connect(self.hide)
        editor.cursorPositionChanged.connect(self._follow)

    @property
    def shown(self) -> str:
        """The address that is shown, "" while none is."""
        return self._label.toolTip() if self._card is not None and not self._card.isHidden() else ""

    def show(self) -> None:
        """Show it for the link at the cursor."""
        url = links.link_at(self._editor.textCursor())
        if not url or self._editor.plain or self._editor.textCursor().hasSelection():
            self.hide()
            return
        card = self._made()
        told = url.removeprefix("mailto:")
        self._label.setText(told if len(told) <= _SHOWN else f"{told[: _SHOWN - 1]}…")
        self._label.setToolTip(url)
        card.adjustSize()
        corner = self._editor.viewport().mapTo(self._editor, self._editor.cursorRect().bottomLeft())
        left = max(min(corner.x() - card.width() // 2, self._editor.width() - card.width() - tokens.SPACE_8), 0)
        card.move(left, corner.y() + tokens.SPACE_4)
        card.show()
        card.raise_()

    def hide(self) -> None:
        """Take it away."""
        if self._card is not None:
            self._card.hide()

    def _follow(self) -> None:
        if self._card is not None and not self._card.isHidden():
            self.show()

    def _made(self) -> QFrame:
        if self._card is None:
            self._card = QFrame(self._editor)
            self._card.setProperty("kind", "card")
            self._card.setAutoFillBackground(True)
            row = QHBoxLayout(self._card)
            row.setContentsMargins(tokens.SPACE_12, tokens.SPACE_4, tokens.SPACE_4, tokens.SPACE_4)
            row.setSpacing(tokens.SPACE_4)
            row.addWidget(self._label)
            for words, act in (
                (tr("Change"), lambda: asking.ask_link(self._editor)),
                (tr("Remove"), lambda: asking.remove_link(self._editor)),
            ):
                button = QPushButton(words)
                button.setProperty("kind", "link")
                button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
                button.clicked.connect(self.hide)
                button.clicked.connect(act)
                row.addWidget(button)
        return self._card
