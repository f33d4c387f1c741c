"""The message view: what the right column of the window shows."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from mailclient.gui.controls.empty_state import EmptyState
from mailclient.gui.controls.surface import on_ground
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.pane import MessagePane
from mailclient.gui.message_view.wall_time import local_now
from mailclient.language import tr
from mailclient.mail.ids import MessageId
from mailclient.store.reader import Reader


class MessageView(QWidget):
    """Shows one message in its ``pane``, or an empty state.

    The row of actions above it (reply, archive, delete …) belongs to the main window, which calls the methods below.
    """

    body_shown = Signal(object)
    """As of ``MessagePane``, and so the others."""
    edit_requested = Signal(object)
    mailto_requested = Signal(str)
    answer_requested = Signal(object, object)
    search_requested = Signal(str)
    html_available = Signal(bool)

    def __init__(
        self,
        reader: Reader,
        link: EngineLink,
        parent: QWidget | None = None,
        *,
        now: Callable[[], datetime] = local_now,
    ) -> None:
        super().__init__(parent)
        on_ground(self, "reader")
        self.pane = MessagePane(reader, link, now=now)
        self._empty = EmptyState("mail-open", tr("No message selected"))
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.pane)
        self.pane.body_shown.connect(self.body_shown)
        self.pane.edit_requested.connect(self.edit_requested)
        self.pane.mailto_requested.connect(self.mailto_requested)
        self.pane.answer_requested.connect(self.answer_requested)
        self.pane.search_requested.connect(self.search_requested)
        self.pane.html_available.connect(self.html_available)

    @property
    def message_id(self) -> MessageId | None:
        """The message that is shown."""
        return self.pane.message_id

    def show_message(self, message_id: MessageId | None) -> None:
        """Show this message; None shows the empty state. Text that is in the store is painted in this turn."""
        self._stack.setCurrentWidget(self._empty if message_id is None else self.pane)
        self.pane.show_message(message_id)
        if self.pane.message_id is None:
            self._stack.setCurrentWidget(self._empty)

    def selected_text(self, message_id: MessageId) -> str:
        """What is selected of the text of this message."""
        return self.pane.body.selected_text() if message_id == self.message_id else ""

    def show_plain_text(self, plain: bool) -> None:
        """Show the text instead of the HTML of this message (and back)."""
        self.pane.show_plain_text(plain)

    @property
    def shows_plain_text(self) -> bool:
        """Whether the text is shown although there is HTML."""
        return self.pane.shows_plain_text

    def show_source(self) -> None:
        """Open the raw message in a window of its own; it is fetched when it is not here."""
        self.pane.show_source()

    def print_out(self, *, to_pdf: bool = False) -> None:
        """Print the message that is shown, or write it as a PDF; asks where to."""
        self.pane.print_out(to_pdf=to_pdf)

    def save_attachments(self) -> None:
        """Ask for a folder and save all attachments there."""
        self.pane.save_attachments()

    def zoom(self, step: int) -> None:
        """Larger (1), smaller (-1), as usual (0)."""
        self.pane.zoom(step)

    def open_find_bar(self) -> None:
        """Open the bar to find words in the message."""
        self.pane.open_find_bar()

    def highlight(self, words: tuple[str, ...]) -> None:
        """Mark the words by which this message was found; of the message shown next no words are."""
        self.pane.highlight(words)

    def scroll_page(self, down: bool = True) -> bool:
        """Scroll by one page; False when it is at the end already (so that Space can go to the next message)."""
        return self.pane.scroll_page(down)

    def prepare_html(self) -> None:
        """Create the HTML view in an idle moment; without it the first HTML message does so."""
        self.pane.body.html_view()
