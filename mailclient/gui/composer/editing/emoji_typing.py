""" ":smi" offers emoji while one types; Enter or Tab takes one, Esc none. Ctrl+; opens the whole list with a search."""

import re

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem

from mailclient.gui.composer.editing.emoji import emoji_for
from mailclient.gui.composer.editing.emoji_picker import EmojiPicker
from mailclient.gui.composer.editing.written_text import WrittenText
from mailclient.gui.theme import tokens
from mailclient.language import tr

_TYPED = re.compile(r"(?:^|(?<=[\s(]))[:：]([a-z][a-z_]{1,20}|[가-힣][가-힣]{0,8})$")
_OFFERED = 6
_WIDTH, _ROW = 260, 30


class EmojiTyping(QObject):
    """Of one editor. Nothing is offered while an input method composes."""

    def __init__(self, editor: WrittenText) -> None:
        super().__init__(editor)
        self._editor = editor
        self._list: QListWidget | None = None
        self._picker: EmojiPicker | None = None
        self._refused = -1
        """Where Esc was pressed: nothing is offered there again."""
        editor.installEventFilter(self)

    @property
    def offered(self) -> list[str]:
        """What is offered now."""
        shown = self._list
        if shown is None or shown.isHidden():
            return []
        return [str(shown.item(row).data(Qt.ItemDataRole.UserRole)) for row in range(shown.count())]

    def typed(self) -> None:
        """Something was typed: offer what fits."""
        cursor = self._editor.textCursor()
        found = _TYPED.search(cursor.block().text()[: cursor.positionInBlock()].lower())
        start = cursor.position() - len(found.group(0)) if found else -1
        offered = emoji_for(found.group(1).replace("_", " "), _OFFERED) if found and start != self._refused else []
        if not offered:
            self.hide()
            return
        shown = self._made()
        shown.clear()
        for one in offered:
            item = QListWidgetItem(f"{one.text}  {one.name}")
            item.setData(Qt.ItemDataRole.UserRole, one.text)
            shown.addItem(item)
        shown.setCurrentRow(0)
        shown.setFixedSize(_WIDTH, len(offered) * _ROW + 2 * tokens.SPACE_8)
        shown.move(self._below(cursor, shown.height()))
        shown.show()
        shown.raise_()

    def hide(self) -> None:
        """Offer nothing."""
        if self._list is not None:
            self._list.hide()

    def press(self, event: QKeyEvent) -> bool:
        """A key while something is offered; whether it was for the list."""
        shown = self._list
        if shown is None or shown.isHidden():
            return False
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1 if key == Qt.Key.Key_Down else -1
            shown.setCurrentRow((shown.currentRow() + step) % shown.count())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            self._take()
        elif key == Qt.Key.Key_Escape:
            self._refuse()
        else:
            if not event.text():
                self.hide()
            return False
        return True

    def pick(self) -> None:
        """Open the whole list."""
        self.hide()
        if self._picker is None:
            self._picker = EmojiPicker(self._editor)
            self._picker.chosen.connect(self._insert)
        corner = self._editor.viewport().mapToGlobal(self._below(self._editor.textCursor(), self._picker.height()))
        self._picker.open_at(corner)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tab takes what is offered; the list goes when the keyboard does."""
        if isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Escape):
            shown = self._list is not None and not self._list.isHidden()
            if shown and event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if shown and event.type() == QEvent.Type.KeyPress:
                return self.press(event)
        if event.type() == QEvent.Type.FocusOut:
            self.hide()
        return super().eventFilter(watched, event)

    def _made(self) -> QListWidget:
        if self._list is None:
            self._list = QListWidget(self._editor)
            self._list.setProperty("kind", "framed")
            self._list.setFrameShape(QFrame.Shape.NoFrame)
            self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self._list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self._list.setAccessibleName(tr("Emoji"))
            self._list.itemClicked.connect(lambda _item: self._take())
        return self._list

    def _below(self, cursor: QTextCursor, height: int) -> QPoint:
        editor = self._editor
        at = editor.viewport().mapTo(editor, editor.cursorRect(cursor).bottomLeft())
        above = at.y() - editor.cursorRect(cursor).height() - height
        return QPoint(min(at.x(), editor.width() - _WIDTH), above if at.y() + height > editor.height() else at.y() + 2)

    def _take(self) -> None:
        shown = self._list
        item = shown.currentItem() if shown is not None else None
        self.hide()
        cursor = self._editor.textCursor()
        found = _TYPED.search(cursor.block().text()[: cursor.positionInBlock()].lower())
        if item is not None and found:
            cursor.setPosition(cursor.position() - len(found.group(0)), QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(str(item.data(Qt.ItemDataRole.UserRole)))
            self._editor.setTextCursor(cursor)

    def _refuse(self) -> None:
        cursor = self._editor.textCursor()
        found = _TYPED.search(cursor.block().text()[: cursor.positionInBlock()].lower())
        self._refused = cursor.position() - len(found.group(0)) if found else -1
        self.hide()

    def _insert(self, text: str) -> None:
        self._editor.textCursor().insertText(text)
        self._editor.setFocus()
