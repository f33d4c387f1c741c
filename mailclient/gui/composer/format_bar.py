"""The tools for the form of the text: bold, lists, quotes, links."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QKeySequence, QTextCharFormat, QTextListFormat
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QHBoxLayout, QLineEdit, QToolButton, QWidget

from mailclient.gui.composer.editor import BodyEditor
from mailclient.gui.composer.rich_text import list_at, quote_level
from mailclient.gui.theme import bind_icon, tokens
from mailclient.language import tr

_DISC, _DECIMAL = QTextListFormat.Style.ListDisc, QTextListFormat.Style.ListDecimal


class FormatBar(QWidget):
    """Shows the form at the cursor and changes it; hidden tools mean plain text."""

    def __init__(self, editor: BodyEditor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(2)
        self.bold = self._tool("bold", tr("Bold"), editor.toggle_bold, "Ctrl+B")
        self.italic = self._tool("italic", tr("Italic"), editor.setFontItalic, "Ctrl+I")
        self.underline = self._tool("underline", tr("Underline"), editor.setFontUnderline, "Ctrl+U")
        self._row.addSpacing(tokens.SPACE_8)
        self.bullets = self._tool("list", tr("Bulleted list"), lambda _on: editor.toggle_list(_DISC), "Ctrl+Shift+8")
        self.numbers = self._tool(
            "list-ordered", tr("Numbered list"), lambda _on: editor.toggle_list(_DECIMAL), "Ctrl+Shift+7"
        )
        self.quote = self._tool("text-quote", tr("Quote"), lambda _on: editor.toggle_quote(), "Ctrl+Shift+9")
        self.link = self._tool("link", tr("Link"), lambda _on: self._ask_link(), "Ctrl+K", checkable=False)
        self.clear = self._tool(
            "remove-formatting", tr("Remove formatting"), lambda _on: editor.clear_form(), "Ctrl+\\", checkable=False
        )
        editor.cursorPositionChanged.connect(self._follow)
        editor.currentCharFormatChanged.connect(self._follow_style)

    def _tool(
        self, icon: str, name: str, act: Callable[[bool], object], keys: str, *, checkable: bool = True
    ) -> QToolButton:
        button = QToolButton()
        button.setCheckable(checkable)
        button.setShortcut(QKeySequence(keys))
        shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
        button.setToolTip(f"{name} ({shown})")
        button.setAccessibleName(name)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        bind_icon(button, icon, 18)
        button.clicked.connect(lambda on: self._act(act, on))
        self._row.addWidget(button)
        return button

    def _act(self, act: Callable[[bool], object], on: bool) -> None:
        act(on)
        self._editor.setFocus()
        self._follow()

    def _follow(self) -> None:
        cursor = self._editor.textCursor()
        current = list_at(cursor)
        style = current.format().style() if current is not None else None
        self.bullets.setChecked(style == _DISC)
        self.numbers.setChecked(style == _DECIMAL)
        self.quote.setChecked(quote_level(cursor.blockFormat()) > 0)

    def _follow_style(self, style: QTextCharFormat) -> None:
        self.bold.setChecked(style.fontWeight() >= QFont.Weight.DemiBold)
        self.italic.setChecked(style.fontItalic())
        self.underline.setChecked(style.fontUnderline())

    def _ask_link(self) -> None:
        selected = self._editor.textCursor().selectedText()
        dialog = LinkDialog(selected, self)
        if dialog.exec() and dialog.url():
            self._editor.set_link(dialog.url(), dialog.text())


class LinkDialog(QDialog):
    """Asks for the text and the address of a link."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Link"))
        self.setMinimumWidth(400)
        self._text, self._url = QLineEdit(text), QLineEdit()
        if text.startswith(("http://", "https://", "www.")):
            self._url.setText(text)
        self._url.setPlaceholderText("https://")
        form = QFormLayout(self)
        form.setContentsMargins(*[tokens.SPACE_24] * 4)
        form.setVerticalSpacing(tokens.SPACE_12)
        form.addRow(tr("Text"), self._text)
        form.addRow(tr("Address"), self._url)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        insert = buttons.addButton(tr("Insert"), QDialogButtonBox.ButtonRole.AcceptRole)
        insert.setProperty("kind", "primary")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form.addRow(buttons)
        (self._url if text else self._text).setFocus()

    def text(self) -> str:
        """What the link says."""
        return self._text.text().strip()

    def url(self) -> str:
        """Where it leads: http, https or mailto; "" when nothing usable was typed."""
        typed = self._url.text().strip()
        if not typed or " " in typed:
            return ""
        if typed.startswith(("http://", "https://", "mailto:")):
            return typed
        return f"mailto:{typed}" if "@" in typed and "/" not in typed else f"https://{typed}"
