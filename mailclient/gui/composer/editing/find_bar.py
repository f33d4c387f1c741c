"""Find and replace in the text that is written: Enter goes on, Shift+Enter back, Esc closes."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor, QTextDocument
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QPushButton

from mailclient.gui.composer.editing.written_text import WrittenText
from mailclient.gui.controls.button import icon_button
from mailclient.gui.controls.escape import keeps_escape
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.message_view.matches import COUNTED, Matches
from mailclient.gui.message_view.text_marks import TextMarks
from mailclient.gui.theme import tokens
from mailclient.language import tr

_PAUSE_MS = 120


class FindReplaceBar(QFrame):
    """Hidden until ``open``. Replacing all is one step of Undo."""

    closed = Signal()

    def __init__(self, editor: WrittenText) -> None:
        super().__init__(editor)
        self._editor = editor
        self._marks = TextMarks(editor)
        self.setProperty("kind", "find-bar")
        self.setAutoFillBackground(True)
        self.field = QLineEdit(placeholderText=tr("Find in message"), clearButtonEnabled=True)
        self.field.setAccessibleName(tr("Find in message"))
        self.replacement = QLineEdit(placeholderText=tr("Replace with"))
        self.replacement.setAccessibleName(tr("Replace with"))
        self.count = PlainLabel()
        self.count.setProperty("kind", "meta")
        self.previous = icon_button("chevron-up", tr("Previous place"), size=tokens.ICON_SMALL)
        self.next = icon_button("chevron-down", tr("Next place"), size=tokens.ICON_SMALL)
        self.one, self.all = QPushButton(tr("Replace")), QPushButton(tr("Replace all"))
        close = icon_button("x", tr("Close"), size=tokens.ICON_SMALL)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(lambda: self.look())
        self.field.textChanged.connect(self._pause.start)
        self.previous.clicked.connect(lambda: self.look(forward=False))
        self.next.clicked.connect(lambda: self.look())
        self.one.clicked.connect(self.replace_one)
        self.all.clicked.connect(self.replace_all)
        close.clicked.connect(self.close_bar)
        for field in (self.field, self.replacement):
            field.installEventFilter(self)
        grid = QGridLayout(self)
        grid.setContentsMargins(tokens.SPACE_24, tokens.SPACE_4, tokens.SPACE_12, tokens.SPACE_4)
        grid.setSpacing(tokens.SPACE_4)
        for column, widget in enumerate((self.field, self.previous, self.next, self.count)):
            grid.addWidget(widget, 0, column)
        grid.setColumnStretch(0, 1)
        grid.setColumnMinimumWidth(3, 60)
        grid.addWidget(close, 0, 4)
        grid.addWidget(self.replacement, 1, 0)
        grid.addWidget(self.one, 1, 1, 1, 2)
        grid.addWidget(self.all, 1, 3, 1, 2)
        self.hide()

    def open(self, *, replace: bool) -> None:
        """Show it, with the words that are selected."""
        for widget in (self.replacement, self.one, self.all):
            widget.setVisible(replace)
        words = self._editor.textCursor().selectedText()
        if words and "\u2029" not in words:
            self.field.setText(words)
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def close_bar(self) -> None:
        """Take the marks away and go back to the text."""
        self._pause.stop()
        self._marks.clear()
        self.hide()
        self.closed.emit()
        self._editor.setFocus()

    def look(self, *, forward: bool = True) -> None:
        """Go to the next place."""
        self._pause.stop()
        self._tell(self._marks.find(self.field.text(), forward=forward))

    def _tell(self, matches: Matches) -> None:
        if not self.field.text():
            self.count.setText("")
        elif not matches.total:
            self.count.setText(tr("Not found"))
        else:
            total = f"{COUNTED}+" if matches.total >= COUNTED else str(matches.total)
            self.count.setText(f"{matches.current} / {total}")

    def replace_one(self) -> None:
        """Replace the place one is at, and go on to the next."""
        words = self.field.text()
        if not words:
            return
        document = self._editor.document()
        start = self._editor.textCursor().selectionStart()
        found = document.find(words, start)
        if found.isNull():
            found = document.find(words, 0)
        if not found.isNull():
            found.insertText(self.replacement.text(), found.charFormat())
            self._editor.setTextCursor(found)
        self._marks.clear()
        self.look()

    def replace_all(self) -> int:
        """Replace every place; how many."""
        words, other = self.field.text(), self.replacement.text()
        document = self._editor.document()
        number = 0
        if words:
            step = QTextCursor(document)
            step.beginEditBlock()
            found = document.find(words, 0, QTextDocument.FindFlag(0))
            while not found.isNull():
                found.insertText(other, found.charFormat())
                number += 1
                found = document.find(words, found)
            step.endEditBlock()
        self._marks.clear()
        self.count.setText(tr("{number} replaced", number=number))
        return number

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and Esc in the fields."""
        if keeps_escape(event):
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if watched is self.replacement:
                    self.replace_one()
                else:
                    self.look(forward=not event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.close_bar()
                return True
        return super().eventFilter(watched, event)
