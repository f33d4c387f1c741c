"""Everything that can be done to the form of the text, as actions with keys: for the bar, the menu and the keyboard.

The keys work while the text has the keyboard, not elsewhere in the window.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QFont, QKeyEvent, QKeySequence, QTextCharFormat, QTextCursor

from mailclient.gui.composer.editing import asking, formats, lines, table_changes
from mailclient.gui.composer.editing.document_reading import list_at, table_at
from mailclient.gui.composer.editing.emoji_typing import EmojiTyping
from mailclient.gui.composer.editing.overlays import Overlays
from mailclient.gui.composer.editing.passage import HEADINGS, Kind
from mailclient.gui.composer.editing.pasting import Pasting
from mailclient.gui.composer.editing.run import PLAIN
from mailclient.gui.composer.editing.written_text import WrittenText
from mailclient.gui.theme import bind_icon
from mailclient.language import tr

_ICON = 18


class Tools(QObject):
    """Of one editor; ``act`` finds an action by its name."""

    def __init__(self, editor: WrittenText, pasting: Pasting, overlays: Overlays, emoji: EmojiTyping) -> None:
        super().__init__(editor)
        self._editor = editor
        self._actions: dict[str, QAction] = {}
        self._add_looks()
        self._add_lines()
        self._add_table()
        self._add_others(pasting, overlays, emoji)
        editor.cursorPositionChanged.connect(self.follow)
        editor.currentCharFormatChanged.connect(lambda _style: self.follow())
        editor.plain_changed.connect(lambda _plain: self.follow())

    def act(self, name: str) -> QAction:
        """The action of this name."""
        return self._actions[name]

    def has(self, name: str) -> bool:
        """Whether there is one."""
        return name in self._actions

    def has_keys(self, event: QKeyEvent) -> bool:
        """Whether these keys are those of an action that can be used."""
        pressed = QKeySequence(event.keyCombination())
        return any(action.isEnabled() and action.shortcut() == pressed for action in self._actions.values())

    def add(
        self,
        name: str,
        words: str,
        icon: str,
        do: Callable[[], object],
        *,
        keys: str = "",
        checkable: bool = False,
        in_plain: bool = False,
    ) -> QAction:
        """One more; ``in_plain``: it has a meaning in plain text as well."""
        action = QAction(words, self._editor)
        action.setCheckable(checkable)
        action.setProperty("in_plain", in_plain)
        action.setProperty("icon_of", icon)
        if icon:
            bind_icon(action, icon, _ICON)
        if keys:
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setToolTip(with_keys(words, keys))
        action.triggered.connect(lambda _on=False: self._do(do))
        self._actions[name] = action
        self._editor.addAction(action)
        return action

    def _do(self, do: Callable[[], object]) -> None:
        do()
        self.follow()

    # --- what there is --------------------------------------------------------------------------------------------

    def _add_looks(self) -> None:
        merge = self._merge
        on = self._is_on

        def weight() -> None:
            made = QTextCharFormat()
            made.setFontWeight(QFont.Weight.Normal if on("bold") else QFont.Weight.DemiBold)
            merge(made)

        def toggled(name: str, change: Callable[[QTextCharFormat, bool], None]) -> Callable[[], None]:
            def toggle() -> None:
                made = QTextCharFormat()
                change(made, not on(name))
                merge(made)

            return toggle

        styles = QTextCharFormat
        self.add("bold", tr("Bold"), "bold", weight, keys="Ctrl+B", checkable=True)
        for name, words, icon, change, keys in (
            ("italic", tr("Italic"), "italic", styles.setFontItalic, "Ctrl+I"),
            ("underline", tr("Underline"), "underline", styles.setFontUnderline, "Ctrl+U"),
            ("strike", tr("Strikethrough"), "strikethrough", styles.setFontStrikeOut, "Ctrl+Shift+X"),
            ("code", tr("Code"), "code", styles.setFontFixedPitch, "Ctrl+`"),
        ):
            self.add(name, words, icon, toggled(name, change), keys=keys, checkable=True)
        self.add("clear", tr("Remove formatting"), "remove-formatting", self.clear_form, keys="Ctrl+\\")

    def _add_lines(self) -> None:
        for name, words, kind, keys in (
            ("text", tr("Normal text"), Kind.TEXT, "Ctrl+Alt+0"),
            ("heading-1", tr("Heading 1"), Kind.HEADING_1, "Ctrl+Alt+1"),
            ("heading-2", tr("Heading 2"), Kind.HEADING_2, "Ctrl+Alt+2"),
            ("heading-3", tr("Heading 3"), Kind.HEADING_3, "Ctrl+Alt+3"),
            ("code-block", tr("Code block"), Kind.CODE, "Ctrl+Alt+4"),
        ):
            self.add(name, words, "", self._changing(lines.set_kind, kind), keys=keys, checkable=True)
        toggle = self._changing
        self.add(
            "bullets", tr("Bulleted list"), "list", toggle(lines.toggle_list, "ul"), keys="Ctrl+Shift+8", checkable=True
        )
        self.add(
            "numbers",
            tr("Numbered list"),
            "list-ordered",
            toggle(lines.toggle_list, "ol"),
            keys="Ctrl+Shift+7",
            checkable=True,
        )
        self.add("deeper", tr("Deeper in the list"), "list-indent-increase", toggle(lines.nest, 1), keys="Ctrl+]")
        self.add(
            "shallower", tr("Less deep in the list"), "list-indent-decrease", toggle(lines.nest, -1), keys="Ctrl+["
        )
        self.add(
            "quote", tr("Quote"), "text-quote", self._toggle_quote, keys="Ctrl+Shift+9", checkable=True, in_plain=True
        )
        self.add("quote-deeper", tr("Quote once more"), "text-quote", toggle(lines.change_quote, 1), in_plain=True)
        self.add("rule", tr("Horizontal line"), "minus", toggle(lines.insert_rule))
        for name, words, icon, align, keys in (
            ("align-start", tr("Align at the start"), "text-align-start", "", "Ctrl+Shift+L"),
            ("align-center", tr("Centre"), "text-align-center", "center", "Ctrl+Shift+E"),
            ("align-right", tr("Align right"), "text-align-end", "right", "Ctrl+Shift+R"),
            ("justify", tr("Justify"), "text-align-justify", "justify", "Ctrl+Shift+J"),
        ):
            self.add(name, words, icon, toggle(lines.set_alignment, align), keys=keys, checkable=True)
        self.add(
            "rtl", tr("Right to left"), "pilcrow-left", self._toggle_direction, keys="Ctrl+Shift+D", checkable=True
        )

    def _add_table(self) -> None:
        on = self._changing
        self.add("table", tr("Table"), "table", on(table_changes.insert_table, 3, 3))
        for name, words, change, given in (
            ("row-above", tr("Insert a row above"), table_changes.insert_row, {"below": False}),
            ("row-below", tr("Insert a row below"), table_changes.insert_row, {"below": True}),
            ("column-before", tr("Insert a column before"), table_changes.insert_column, {"after": False}),
            ("column-after", tr("Insert a column after"), table_changes.insert_column, {"after": True}),
            ("remove-row", tr("Remove the row"), table_changes.remove_row, {}),
            ("remove-column", tr("Remove the column"), table_changes.remove_column, {}),
            ("remove-table", tr("Remove the table"), table_changes.remove_table, {}),
        ):
            self.add(name, words, "", on(change, **given))
        self.add("table-header", tr("First row names the columns"), "", self._toggle_header, checkable=True)

    def _add_others(self, pasting: Pasting, overlays: Overlays, emoji: EmojiTyping) -> None:
        editor = self._editor
        self.add("link", tr("Link"), "link", lambda: asking.ask_link(editor), keys="Ctrl+K")
        self.add("remove-link", tr("Remove the link"), "unlink", lambda: asking.remove_link(editor))
        self.add("picture", tr("Picture"), "image", lambda: asking.ask_picture(editor))
        self.add("emoji", tr("Emoji"), "smile", emoji.pick, keys="Ctrl+;", in_plain=True)
        paste = tr("Paste without formatting")
        self.add("paste-plain", paste, "clipboard-type", pasting.paste_plain, keys="Ctrl+Shift+V", in_plain=True)
        self.add("paste-markdown", tr("Paste Markdown"), "clipboard-paste", pasting.paste_markdown)
        find, replace = lambda: overlays.open_find(replace=False), lambda: overlays.open_find(replace=True)
        self.add("find", tr("Find"), "search", find, keys="Ctrl+F", in_plain=True)
        self.add("replace", tr("Find and replace"), "replace", replace, keys="Ctrl+H", in_plain=True)

    # --- doing ----------------------------------------------------------------------------------------------------

    def _changing(self, change: Callable[..., object], *given: object, **named: object) -> Callable[[], None]:
        def act() -> None:
            cursor = self._editor.textCursor()
            change(cursor, *given, **named)
            self._editor.setTextCursor(cursor)
            self._editor.ensureCursorVisible()

        return act

    def _merge(self, style: QTextCharFormat) -> None:
        self._editor.mergeCurrentCharFormat(style)

    def set_ink(self, name: str) -> None:
        """Colour the selection's text, or what is typed next ("": as it was)."""
        self._merge(formats.ink_change(name))

    def set_marker(self, name: str) -> None:
        """Colour the ground behind it."""
        self._merge(formats.marker_change(name))

    def insert_table(self, rows: int, columns: int) -> None:
        """A table of this size at the cursor."""
        self._changing(table_changes.insert_table, rows, columns)()

    def _toggle_quote(self) -> None:
        cursor = self._editor.textCursor()
        level = formats.quote_level(cursor.blockFormat())
        lines.change_quote(cursor, -level if level else 1)

    def _toggle_direction(self) -> None:
        cursor = self._editor.textCursor()
        lines.set_direction(cursor, "" if formats.direction_of(cursor.blockFormat()) == "rtl" else "rtl")

    def _toggle_header(self) -> None:
        cursor = self._editor.textCursor()
        table_changes.set_header(cursor, not table_changes.has_header(cursor))
        self._editor.presentation.rehighlight()

    def clear_form(self) -> None:
        """Words stay, their form goes: looks, links, headings. Pictures stay."""
        cursor = self._editor.textCursor()
        if not cursor.hasSelection():
            self._editor.setCurrentCharFormat(QTextCharFormat())
        with lines.one_step(cursor):
            for block in lines.selected_blocks(cursor):
                for span in block.textFormats():
                    if not span.format.isImageFormat():
                        _clear(cursor, block.position() + span.start, span.length)
                if formats.kind_of(block.blockFormat()) in (*HEADINGS, Kind.CODE):
                    lines.set_kind(QTextCursor(block), Kind.TEXT)

    # --- showing --------------------------------------------------------------------------------------------------

    def _is_on(self, name: str) -> bool:
        look = formats.look_of(self._editor.currentCharFormat())
        return bool(getattr(look, name))

    def follow(self) -> None:
        """Show the form at the cursor."""
        cursor = self._editor.textCursor()
        look = formats.look_of(self._editor.currentCharFormat())
        style = cursor.blockFormat()
        current = list_at(cursor)
        tag = formats.list_tag_of(current.format()) if current is not None else ""
        kind, align = formats.kind_of(style), formats.alignment_of(style)
        in_table = table_at(cursor) is not None
        state = {name: bool(getattr(look, name)) for name in ("bold", "italic", "underline", "strike", "code")}
        state |= {"bullets": tag == "ul", "numbers": tag == "ol", "quote": formats.quote_level(style) > 0}
        state |= {"text": kind is Kind.TEXT, "code-block": kind is Kind.CODE}
        state |= {f"heading-{number + 1}": kind is one for number, one in enumerate(HEADINGS)}
        state |= {"align-start": not align, "align-center": align == "center", "align-right": align == "right"}
        state |= {"justify": align == "justify", "rtl": formats.direction_of(style) == "rtl"}
        state["table-header"] = in_table and table_changes.has_header(cursor)
        for name, on in state.items():
            self._actions[name].setChecked(on)
        self._actions["deeper"].setEnabled(bool(tag))
        self._actions["shallower"].setEnabled(bool(tag))
        for action in self._actions.values():
            action.setVisible(not self._editor.plain or bool(action.property("in_plain")))


def _clear(cursor: QTextCursor, start: int, length: int) -> None:
    first = max(start, cursor.selectionStart())
    last = min(start + length, cursor.selectionEnd())
    if first < last:
        part = QTextCursor(cursor.document())
        part.setPosition(first)
        part.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
        part.setCharFormat(formats.char_format(PLAIN))


def with_keys(words: str, keys: str) -> str:
    """A tooltip that names the keys."""
    if not keys:
        return words
    return f"{words} ({QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)})"
