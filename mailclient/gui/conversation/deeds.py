"""What the window asks of the message in front, as ``MessageView`` does it for its one message."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.pane import MessagePane
from mailclient.gui.message_view.reading_choices import ReadingChoices
from mailclient.gui.window_state import WindowState


class PaneDeeds(QWidget):
    """Each is for the current message, which is unfolded for it; the size of text is for all."""

    def __init__(self, link: EngineLink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = ReadingChoices(WindowState(link.profile))

    def front_pane(self) -> MessagePane | None:
        """What shows the current message, made now if it is folded; None while nothing is shown."""
        raise NotImplementedError

    def panes(self) -> list[MessagePane]:
        """All that are built."""
        raise NotImplementedError

    def show_plain_text(self, plain: bool) -> None:
        """Show the text instead of the HTML of this message (and back)."""
        self._do(lambda pane: pane.show_plain_text(plain))

    @property
    def shows_plain_text(self) -> bool:
        """Whether the text is shown although there is HTML."""
        pane = self.front_pane()
        return pane is not None and pane.shows_plain_text

    def show_source(self) -> None:
        """Open the raw message in a window of its own; it is fetched when it is not here."""
        self._do(MessagePane.show_source)

    def print_out(self, *, to_pdf: bool = False) -> None:
        """Print the message, or write it as a PDF; asks where to."""
        self._do(lambda pane: pane.print_out(to_pdf=to_pdf))

    def save_attachments(self) -> None:
        """Ask for a folder and save all attachments of the message there."""
        self._do(MessagePane.save_attachments)

    def open_find_bar(self) -> None:
        """Open the bar to find words in the message."""
        self._do(MessagePane.open_find_bar)

    def zoom(self, step: int) -> None:
        """Larger (1), smaller (-1), as usual (0)."""
        self._choices.zoom = self._choices.zoom + step if step else 0
        for pane in self.panes():
            pane.body.set_zoom(self._choices.zoom)

    def _do(self, deed: Callable[[MessagePane], object]) -> None:
        pane = self.front_pane()
        if pane is not None:
            deed(pane)
