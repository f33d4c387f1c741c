"""A label that never takes what it shows for HTML: names of folders, subjects and servers' words are anybody's."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget


class PlainLabel(QLabel):
    """As ``QLabel``, always plain text."""

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        wordWrap: bool = False,  # noqa: N803 - Qt's own name of the property
        alignment: Qt.AlignmentFlag | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wordWrap)
        if alignment is not None:
            self.setAlignment(alignment)
        self.setText(text)
