"""What is shown where there is nothing to show: an icon, one sentence, at most two actions."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.theme import pixmap, theme, tokens

_ICON = 40


class EmptyState(QWidget):
    """Centred in whatever space it gets."""

    def __init__(
        self,
        icon_name: str,
        title: str,
        sentence: str = "",
        actions: tuple[tuple[str, Callable[[], object]], ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._picture = PlainLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._title = PlainLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._title.setProperty("kind", "title")
        self._sentence = PlainLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._sentence.setProperty("kind", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24)
        column.setSpacing(tokens.SPACE_8)
        column.addStretch(4)
        column.addWidget(self._picture)
        column.addSpacing(tokens.SPACE_4)
        column.addWidget(self._title)
        column.addWidget(self._sentence)
        column.addLayout(_buttons(actions))
        column.addStretch(5)
        self.show_words(icon_name, title, sentence)
        theme().changed.connect(self._dress)

    def show_words(self, icon_name: str, title: str, sentence: str = "") -> None:
        """Say something else."""
        self._icon_name = icon_name
        self._title.setText(title)
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self.setAccessibleName(title)
        self._dress()

    def _dress(self) -> None:
        self._picture.setPixmap(pixmap(self._icon_name, _ICON, "thumb_hover"))


def _buttons(actions: tuple[tuple[str, Callable[[], object]], ...]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(tokens.SPACE_8)
    if actions:
        row.setContentsMargins(0, tokens.SPACE_12, 0, 0)
    row.addStretch()
    for index, (text, act) in enumerate(actions):
        button = text_button(text, "" if index else "primary")
        button.clicked.connect(lambda _checked=False, act=act: act())
        row.addWidget(button)
    row.addStretch()
    return row
