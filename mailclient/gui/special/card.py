"""A card above the body: an icon, a heading, lines of text, and a row of buttons."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.message_view.icon_label import IconLabel
from mailclient.gui.theme import tokens


class Card(QFrame):
    """Grows with what is added; everything that can be pressed is reached by Tab."""

    def __init__(self, icon: str, heading: str, *, colour: str = "accent_text", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.setAccessibleName(heading)
        self.heading = PlainLabel(heading, wordWrap=True)
        self.heading.setProperty("kind", "meta")
        self.column = QVBoxLayout()
        self.column.setSpacing(tokens.SPACE_4)
        self.column.addWidget(self.heading)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(tokens.SPACE_8)
        self.buttons.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.SPACE_16, tokens.SPACE_12, tokens.SPACE_16, tokens.SPACE_12)
        row.setSpacing(tokens.SPACE_12)
        row.addWidget(IconLabel(icon, tokens.ICON, colour), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self.column, 1)

    def add_line(self, text: str, kind: str = "") -> PlainLabel:
        """A line (or several, when it is long); ``kind`` is one of the style sheet's: strong, meta, muted."""
        label = PlainLabel(text, wordWrap=True)
        label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if kind:
            label.setProperty("kind", kind)
        self.column.addWidget(label)
        return label

    def add_action(self, text: str, act: Callable[[], object], kind: str = "") -> QPushButton:
        """A button in the row at the bottom, the first at the left."""
        if self.buttons.count() == 1:  # the stretch at the end is there
            self.column.addSpacing(tokens.SPACE_4)
            self.column.addLayout(self.buttons)
        button = text_button(text, kind)
        if kind == "link" and self.buttons.count() == 1:
            button.setProperty("edge", "start")
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(lambda: act())
        self.buttons.insertWidget(self.buttons.count() - 1, button)
        return button

    def add_details(self, label_text: str, text: str) -> None:
        """A line that is opened by a button: the technical side."""
        details = self.add_line(text, "meta")
        details.hide()
        button = self.add_action(label_text, lambda: details.setVisible(details.isHidden()), "link")
        button.setAccessibleDescription(text)
