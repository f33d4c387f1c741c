"""The context menu of the text: spelling first, then what is under the pointer, then cut, copy, paste."""

from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QContextMenuEvent, QTextCursor
from PySide6.QtWidgets import QMenu

from mailclient.gui.composer.editing import asking, links
from mailclient.gui.composer.editing.document_reading import table_at
from mailclient.gui.composer.editing.pictures import MEDIUM, SMALL, WIDEST
from mailclient.gui.composer.editing.run import Picture
from mailclient.gui.composer.editing.spelling_marks import SpellingMarks
from mailclient.gui.composer.editing.tools import Tools
from mailclient.gui.composer.editing.written_text import WrittenText
from mailclient.language import tr

_TABLE = ("row-above", "row-below", "column-before", "column-after", "", "remove-row", "remove-column", "remove-table")


class TextMenu(QObject):
    """Of one editor."""

    def __init__(self, editor: WrittenText, tools: Tools, marks: SpellingMarks) -> None:
        super().__init__(editor)
        self._editor, self._tools, self._marks = editor, tools, marks
        editor.menu_wanted.connect(self._open)

    def _open(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        position = self._editor.viewport().mapFromGlobal(event.globalPos())
        pointed = self._editor.cursorForPosition(position) if by_mouse else self._editor.textCursor()
        if by_mouse and not self._editor.textCursor().hasSelection():
            self._editor.setTextCursor(pointed)
        menu = self.menu_for(pointed)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def menu_for(self, cursor: QTextCursor) -> QMenu:
        """The menu for this place."""
        menu = QMenu(self._editor)
        self._add_spelling(menu, cursor)
        self._add_place(menu, cursor)
        self._add_clipboard(menu)
        self._add_languages(menu)
        return menu

    def _add_spelling(self, menu: QMenu, cursor: QTextCursor) -> None:
        found = self._marks.word_at(cursor)
        if found is None:
            return
        word = found.selectedText()
        offered = self._marks.spelling.suggestions(word)
        for other in offered:
            menu.addAction(other, partial(self._replace, found, other))
        if not offered:
            menu.addAction(tr("No suggestions")).setEnabled(False)
        menu.addSeparator()
        menu.addAction(tr("Add “{word}” to the dictionary", word=word), partial(self._marks.spelling.learn, word))
        menu.addAction(tr("Ignore “{word}”", word=word), partial(self._marks.spelling.ignore, word))
        menu.addSeparator()

    def _replace(self, found: QTextCursor, other: str) -> None:
        found.insertText(other, found.charFormat())

    def _add_place(self, menu: QMenu, cursor: QTextCursor) -> None:
        editor = self._editor
        if editor.plain:
            return
        if links.link_at(cursor):
            menu.addAction(tr("Change the link…"), partial(asking.ask_link, editor))
            menu.addAction(self._tools.act("remove-link"))
            menu.addSeparator()
        picture = asking.picture_at(cursor)
        if picture is not None:
            self._add_picture(menu, *picture)
        if table_at(cursor) is not None:
            table = menu.addMenu(tr("Table"))
            for name in _TABLE:
                if name:
                    table.addAction(self._tools.act(name))
                else:
                    table.addSeparator()
            table.addAction(self._tools.act("table-header"))
            menu.addSeparator()

    def _add_picture(self, menu: QMenu, cursor: QTextCursor, picture: Picture) -> None:
        natural = self._editor.pictures.natural_width(picture.content_id)
        sizes = QMenu(tr("Size of the picture"), menu)
        for words, width in (
            (tr("Small"), SMALL),
            (tr("Medium"), MEDIUM),
            (tr("As wide as the text"), WIDEST),
            (tr("Original"), 0),
        ):
            action = sizes.addAction(
                words, partial(asking.change_picture, cursor, Picture(picture.content_id, picture.alt, width))
            )
            action.setCheckable(True)
            action.setChecked(picture.width == width)
            action.setEnabled(width < natural or not width)
        menu.addMenu(sizes)
        menu.addAction(tr("Describe the picture…"), partial(asking.ask_alternative, self._editor, cursor, picture))
        menu.addSeparator()

    def _add_clipboard(self, menu: QMenu) -> None:
        editor = self._editor
        selected = editor.textCursor().hasSelection()
        filled = editor.canPaste()
        for words, act, usable in (
            (tr("Undo"), editor.undo, editor.document().isUndoAvailable()),
            (tr("Redo"), editor.redo, editor.document().isRedoAvailable()),
            ("", None, False),
            (tr("Cut"), editor.cut, selected),
            (tr("Copy"), editor.copy, selected),
            (tr("Paste"), editor.paste, filled),
        ):
            if act is None:
                menu.addSeparator()
            else:
                menu.addAction(words, act).setEnabled(usable)
        menu.addAction(self._tools.act("paste-plain"))
        if not editor.plain:
            menu.addAction(self._tools.act("paste-markdown"))
        menu.addAction(tr("Select all"), editor.selectAll)

    def _add_languages(self, menu: QMenu) -> None:
        words = self._marks.spelling
        menu.addSeparator()
        spelled = menu.addMenu(tr("Spelling"))
        on = spelled.addAction(tr("Check spelling"), lambda: words.set_on(not words.on))
        on.setCheckable(True)
        on.setChecked(words.on)
        spelled.addSeparator()
        languages = words.languages()
        used = [one.name for one in languages if one.in_use]
        for one in languages:
            others = [name for name in used if name != one.name]
            chosen = others if one.in_use else [*used, one.name]
            action = spelled.addAction(one.label, partial(words.use, chosen))
            action.setCheckable(True)
            action.setChecked(one.in_use)
