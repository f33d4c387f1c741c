"""The bars below the text, within the editor: a sentence with an action, and the one to find and replace."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QFrame

from mailclient.gui.composer.editing.find_bar import FindReplaceBar
from mailclient.gui.composer.editing.pasting import Pasting
from mailclient.gui.composer.editing.written_text import WrittenText
from mailclient.gui.message_view.bar import Bar
from mailclient.gui.theme import tokens
from mailclient.language import tr


class Overlays(QObject):
    """Of one editor; each is made when it is first wanted."""

    def __init__(self, editor: WrittenText, pasting: Pasting) -> None:
        super().__init__(editor)
        self._editor, self._pasting = editor, pasting
        self.notice: Bar | None = None
        self.find: FindReplaceBar | None = None
        editor.installEventFilter(self)
        pasting.markdown_pasted.connect(self._offer_markdown)
        editor.plain_changed.connect(self._tell_of_plain)
        editor.document().contentsChange.connect(self._outdate)
        self._told_at = -1

    def tell(self, sentence: str, *actions: tuple[str, Callable[[], object]]) -> None:
        """Say one sentence with its actions, until it is closed or the text is changed."""
        if self.notice is not None:
            self.notice.hide()
            self.notice.deleteLater()
        self.notice = Bar(sentence, parent=self._editor)
        for words, act in actions:
            self.notice.add_action(words, act)
        self.notice.add_action(tr("Close"), self.hush)
        self._told_at = self._editor.document().revision()
        self.notice.show()
        self._place()

    def hush(self) -> None:
        """Take the sentence away."""
        if self.notice is not None:
            self.notice.hide()
            self._place()

    def open_find(self, *, replace: bool) -> None:
        """Find words in the text, and replace them."""
        if self.find is None:
            self.find = FindReplaceBar(self._editor)
            self.find.closed.connect(self._place)
        self.find.open(replace=replace)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the bars at the bottom."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        editor = self._editor
        bottom = editor.height()
        shown: list[QFrame] = [one for one in (self.find, self.notice) if one is not None and not one.isHidden()]
        for bar in shown:
            inset = tokens.SPACE_24 if bar is self.notice else 0
            width = editor.width() - inset - (tokens.SPACE_16 if inset else 0)
            height = max(bar.sizeHint().height(), bar.heightForWidth(width) if bar.hasHeightForWidth() else 0)
            bottom -= height + (tokens.SPACE_4 if inset else 0)
            bar.setGeometry(inset, bottom, width, height)
            bar.raise_()
        editor.keep_room(editor.height() - bottom)

    def _outdate(self, _position: int, removed: int, added: int) -> None:
        told = self.notice is not None and not self.notice.isHidden()
        if told and (removed or added) and self._editor.document().revision() != self._told_at:
            self.hush()

    def _offer_markdown(self, text: str) -> None:
        def form() -> None:
            self.hush()
            self._pasting.form_markdown(text)

        self.tell(tr("This looks like Markdown."), (tr("Format it"), form))

    def _tell_of_plain(self, plain: bool) -> None:
        form, tables, pictures = self._editor.lost_in_plain()
        if not plain or not (form or tables or pictures):
            self.hush()
        elif pictures:
            self.tell(tr("Pictures and formatting are not sent as plain text. They come back when you switch back."))
        else:
            self.tell(tr("Formatting is not sent as plain text. It comes back when you switch back."))
