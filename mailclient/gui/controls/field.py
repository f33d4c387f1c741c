"""A field with its name above and, where there is something wrong with it, a sentence below."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.theme import tokens


class Field(QWidget):
    """``editor`` is the widget that is typed into; what is complained of is hushed by the next word typed into it."""

    def __init__(self, title: str, editor: QWidget, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = editor
        self._hint = hint
        label = PlainLabel(title)
        label.setProperty("kind", "meta")
        label.setBuddy(editor)
        editor.setAccessibleName(title)
        self.note = PlainLabel(hint, wordWrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_4)
        column.addWidget(label)
        column.addWidget(editor)
        column.addWidget(self.note)
        self.hush()
        changed = getattr(editor, "textEdited", None)
        if changed is not None:
            changed.connect(self.hush)

    def complain(self, sentence: str) -> None:
        """Say what is wrong with what is in it, and go there."""
        self._say(sentence, "danger")
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self, self.come_into_view)

    def come_into_view(self) -> None:
        """Scroll the page it is on so that all of it is seen, the sentence below it too."""
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None:
            above.ensureWidgetVisible(self, 0, tokens.SPACE_16)

    @property
    def complaint(self) -> str:
        """What was complained of; "" for nothing."""
        return self.note.text() if self.editor.property("fault") else ""

    def hush(self) -> None:
        """Nothing is wrong any more."""
        self._say(self._hint, "meta")

    def advise(self, hint: str) -> None:
        """What stands below while nothing is wrong."""
        self._hint = hint
        self.hush()

    def _say(self, words: str, kind: str) -> None:
        self.note.setText(words)
        self.note.setVisible(bool(words))
        for widget, name, value in ((self.note, "kind", kind), (self.editor, "fault", kind == "danger")):
            if widget.property(name) != value:
                widget.setProperty(name, value)
                widget.style().unpolish(widget)
                widget.style().polish(widget)
        self.editor.setAccessibleDescription(words)
