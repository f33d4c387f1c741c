"""The message view: what the right column of the window shows."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mailclient.gui.engine_link import EngineLink
from mailclient.mail.ids import MessageId
from mailclient.store.reader import Reader


class MessageView(QWidget):
    """Shows one message: subject, sender, recipients, bars, body, attachments; an empty state without a message.

    Reads the store; asks for what is missing with ``FetchBody`` and ``FetchPart``. Refreshed by ``BodyStored``,
    ``BodyFailed``, ``PartStored``, ``PartFailed``, ``Progress``, ``EverythingChanged``. The row of actions above it
    (reply, archive, delete …) belongs to the main window, which calls the methods below.
    """

    body_shown = Signal(object)
    """MessageId: its text is now really on the screen (so it may be marked as read)."""
    edit_requested = Signal(object)
    """MessageId of a draft that the user wants to go on writing."""
    mailto_requested = Signal(str)
    """A mailto: URL was clicked (or an address): write to it."""
    search_requested = Signal(str)
    """An address whose mail the user wants to see."""
    html_available = Signal(bool)
    """Whether the message has HTML, so that "Show as plain text" makes sense."""

    def __init__(self, reader: Reader, link: EngineLink, parent: QWidget | None = None) -> None:
        super().__init__(parent)

    @property
    def message_id(self) -> MessageId | None:
        """The message that is shown."""
        raise NotImplementedError

    def show_message(self, message_id: MessageId | None) -> None:
        """Show this message; None shows the empty state. Text that is in the store is painted in this turn."""
        raise NotImplementedError

    def show_plain_text(self, plain: bool) -> None:
        """Show the text instead of the HTML of this message (and back)."""
        raise NotImplementedError

    def show_source(self) -> None:
        """Open the raw message in a window of its own; it is fetched when it is not here."""
        raise NotImplementedError

    def save_attachments(self) -> None:
        """Ask for a folder and save all attachments there."""
        raise NotImplementedError

    def scroll_page(self, down: bool = True) -> bool:
        """Scroll by one page; False when it is at the end already (so that Space can go to the next message)."""
        raise NotImplementedError

    def prepare_html(self) -> None:
        """Create the HTML view in an idle moment; without it the first HTML message does so."""
        raise NotImplementedError

    def refresh_theme(self) -> None:
        """Colours changed: paint everything anew."""
        raise NotImplementedError
