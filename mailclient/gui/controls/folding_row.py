"""Words with something beside them, which goes below them where the window is narrow."""

from PySide6.QtWidgets import QBoxLayout, QHBoxLayout

from mailclient.gui.theme import tokens

_NARROW = 680
"""Pixels: with less, the words would be left a column of single words."""


class FoldingRow(QBoxLayout):
    """``words`` and ``beside`` are rows of their own. The widget tells its width: ``fold`` in its ``resizeEvent``."""

    def __init__(self) -> None:
        super().__init__(QBoxLayout.Direction.LeftToRight)
        self.setSpacing(tokens.SPACE_8)
        self.words, self.beside = QHBoxLayout(), QHBoxLayout()
        for part in (self.words, self.beside):
            part.setSpacing(tokens.SPACE_8)
        self.addLayout(self.words, 1)
        self.addLayout(self.beside)

    def fold(self, width: int) -> None:
        """Arrange for this width."""
        below = width < _NARROW
        self.setDirection(QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight)
        self.setSpacing(tokens.SPACE_4 if below else tokens.SPACE_8)
