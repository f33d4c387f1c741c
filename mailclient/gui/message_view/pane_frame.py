"""The parts of a message pane: what stands in it, in which order."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from mailclient.gui.attachments.deeds import FileDeeds
from mailclient.gui.contacts.sender_card import SenderCard
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.attached_reading import AttachedReading
from mailclient.gui.message_view.attachments import AttachmentsRow
from mailclient.gui.message_view.bars import BodyBars
from mailclient.gui.message_view.body_area import BodyArea
from mailclient.gui.message_view.find_bar import FindBar
from mailclient.gui.message_view.header import MessageHeader
from mailclient.gui.message_view.link_opening import LinkOpening
from mailclient.gui.message_view.notices import Notices
from mailclient.gui.message_view.pane_parts import arrange
from mailclient.gui.message_view.parts import Parts
from mailclient.gui.message_view.previews import Previews
from mailclient.gui.message_view.quote_fold import QuoteFold
from mailclient.gui.message_view.reading_choices import ReadingChoices
from mailclient.gui.message_view.remote_bar import RemoteBar
from mailclient.gui.origin.showing import OriginShowing
from mailclient.gui.protection.inside import ProtectedInside
from mailclient.gui.protection.opened_reader import OpenedReader
from mailclient.gui.protection.showing import ProtectionShowing
from mailclient.gui.special.special_mail import SpecialMail
from mailclient.gui.window_state import WindowState
from mailclient.store.reader import Reader


class PaneFrame(QWidget):
    """All parts read the store through one reader, over which an opened message is laid.

    A ``tall`` pane is as tall as its content and shows no subject, so that several can be stacked in one that scrolls;
    another fills the height it is given and scrolls its body. ``again`` shows the message anew.
    """

    body_shown = Signal(object)
    """MessageId: its text is now really on the screen (so it may be marked as read)."""
    edit_requested = Signal(object)
    """MessageId of a draft that the user wants to go on writing."""
    mailto_requested = Signal(str)
    """A mailto: URL was clicked (or an address): write to it."""
    answer_requested = Signal(object, object)
    """MessageId, ReplyKind."""
    search_requested = Signal(str)
    """An address whose mail the user wants to see."""
    html_available = Signal(bool)
    """Whether the message has HTML, so that "Show as plain text" makes sense."""
    body_known = Signal(object, object)
    """StoredMessage, Body: what is in it can be told now (before it is on the screen)."""

    def __init__(
        self,
        store: Reader,
        link: EngineLink,
        parent: QWidget | None,
        *,
        tall: bool,
        again: Callable[[], object],
    ) -> None:
        super().__init__(parent)
        self._store, self._link, self._tall = store, link, tall
        self._reader = reader = OpenedReader(store)
        self._state = WindowState(link.profile)
        self._choices = ReadingChoices(self._state)
        self.parts = Parts(reader, link, self)
        self.header = MessageHeader()
        self.bars = BodyBars(self)
        self.header.put_at_end(self.bars.more)
        self.notices = Notices(self.bars)
        # receipts and answers to invitations are sent about the message as the servers saw it
        self.special = SpecialMail(self.bars, store, link, self)
        self.origin = OriginShowing(reader, link, self.header.origin, self.bars, self)
        self.protection = ProtectionShowing(reader, link, self.header.protection, self.bars, self)
        self.inside = ProtectedInside(reader, link, self.bars, self.parts, self.protection.keys, self)
        self.author = SenderCard(reader, link, self.header, self.origin, self)
        self.remote = RemoteBar(reader, link, self._choices, self.bars, again)
        self.links = LinkOpening(self._choices, self)
        self.body = BodyArea(self.links.describe, tall=tall)
        self.quote = QuoteFold(active=tall)
        self.find_bar = FindBar()
        self.files = FileDeeds(self.parts, self, self._state)
        self.attachments = AttachmentsRow(self.parts, self.files)
        self._attached = AttachedReading(store.path, self)
        self.previews = Previews(self.attachments, self.parts, self.files)
        self.header.subject.setVisible(not tall)
        body = ((self.body, 1), (self.quote, 0), (self.find_bar, 0), (self.previews, 1))
        self._foot = arrange(self, (self.header, self.bars), body, self.attachments)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the attachments break their lines anew."""
        super().resizeEvent(event)
        self.attachments.fit(self.attachments.width())
