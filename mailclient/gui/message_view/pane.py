"""One message as it is read: header, bars, body, attachments."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import unquote

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from mailclient.bridge import commands, events
from mailclient.gui.attachments.deeds import FileDeeds
from mailclient.gui.controls.surface import hairline, on_ground
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.attachments import AttachmentsRow
from mailclient.gui.message_view.bars import BodyBars
from mailclient.gui.message_view.body_area import BodyArea
from mailclient.gui.message_view.body_menu import BodyDeeds, Pointed, show_body_menu
from mailclient.gui.message_view.column import Column
from mailclient.gui.message_view.find_bar import FindBar
from mailclient.gui.message_view.header import MessageHeader
from mailclient.gui.message_view.link_opening import LinkOpening
from mailclient.gui.message_view.links import LinkTexts
from mailclient.gui.message_view.notices import Notices
from mailclient.gui.message_view.parts import Parts
from mailclient.gui.message_view.previews import Previews
from mailclient.gui.message_view.reading_choices import ReadingChoices
from mailclient.gui.message_view.source_view import SourceView
from mailclient.gui.special.special_mail import SpecialMail
from mailclient.gui.origin.showing import OriginShowing
from mailclient.gui.theme import tokens
from mailclient.gui.window_state import WindowState
from mailclient.mail.account import AccountKind
from mailclient.mail.flag import Flag
from mailclient.mail.ids import MessageId
from mailclient.mail.message import Attachment, Body
from mailclient.mail.problem import Problem
from mailclient.mail.tag import tags_of
from mailclient.store.reader import Reader
from mailclient.store.rows import StoredMessage


def local_now() -> datetime:
    """The time on the wall, with its offset."""
    return datetime.now().astimezone()


class MessagePane(QWidget):
    """Shows one message: subject, sender, recipients, bars, body, attachments.

    Reads the store; asks for what is missing with ``FetchBody`` and ``FetchPart``. Refreshed by ``BodyStored``,
    ``BodyFailed``, ``PartStored``, ``PartFailed``, ``Progress``, ``EverythingChanged``. Whoever has something to say
    about the message puts a widget into ``bars`` when ``body_known`` is emitted; ``bars`` is empty by then but for the
    pane's own. A ``tall`` pane is as tall as its content and shows no subject, so that several can be stacked in one
    that scrolls; another fills the height it is given and scrolls its body.
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
    body_known = Signal(object, object)
    """StoredMessage, Body: what is in it can be told now (before it is on the screen)."""

    def __init__(
        self,
        reader: Reader,
        link: EngineLink,
        parent: QWidget | None = None,
        *,
        tall: bool = False,
        now: Callable[[], datetime] = local_now,
    ) -> None:
        super().__init__(parent)
        self._reader, self._link, self._now = reader, link, now
        self._message: StoredMessage | None = None
        self._body: Body | None = None
        self._plain = False
        self._wanted_whole: MessageId | None = None
        """A message of which only the header is here, and the user wants the rest."""
        self.parts = Parts(reader, link, self)
        self.header = MessageHeader()
        self.bars = BodyBars(self)
        self.notices = Notices(self.bars)
        self.origin = OriginShowing(reader, link, self.header.origin, self.bars, self)
        self.special = SpecialMail(self.bars, reader, link, self)
        self._choices = ReadingChoices(WindowState(link.profile))
        self.links = LinkOpening(self._choices, self)
        self.body = BodyArea(self.links.describe, tall=tall)
        self.find_bar = FindBar()
        self.files = FileDeeds(self.parts, self)
        self.attachments = AttachmentsRow(self.parts, self.files)
        self.previews = Previews(self.attachments, self.parts, self.files)
        self.header.subject.setVisible(not tall)
        self._arrange()
        self._connect()

    @property
    def message_id(self) -> MessageId | None:
        """The message that is shown."""
        return self._message.row.id if self._message else None

    def show_message(self, message_id: MessageId | None) -> None:
        """Show this message; None (or one that is gone) none. Text that is in the store is painted in this turn."""
        if self._message is not None and self._message.row.id != message_id:
            self.parts.forget(self._message.row.id)
            if self._body is None and not self._is_beginning():
                self._link.send(commands.CancelFetch(self._message.row.id))
            self._wanted_whole = None
        self._message = self._reader.message(message_id) if message_id is not None else None
        self._body, self._plain = None, False
        self.bars.clear()
        self.origin.show_message(None)
        self.special.clear()
        self.previews.end()
        self.links.texts = LinkTexts()
        self.body.set_zoom(self._choices.zoom)
        if self._message is None:
            self.body.show_nothing()
            self.html_available.emit(False)
            return
        self._show_header(self._message)
        self._load_body(self._message.row.id)

    def show_plain_text(self, plain: bool) -> None:
        """Show the text instead of the HTML of this message (and back)."""
        self._plain = plain
        if self._body is not None:
            self._show_body(self._body)

    @property
    def shows_plain_text(self) -> bool:
        """Whether the text is shown although there is HTML."""
        return self._plain

    def show_source(self) -> None:
        """Open the raw message in a window of its own; it is fetched when it is not here."""
        if self._message is not None:
            SourceView(self._reader, self._link, self._message.row.id, self).show()

    def print_out(self, *, to_pdf: bool = False) -> None:
        """Print the message that is shown, or write it as a PDF; asks where to."""
        if self._message is None or self._body is None:
            return
        from mailclient.gui.message_view.printing import Printout, paper

        envelope, body = self._message.envelope, self._body
        parts = self._inline_parts(self._message.row.id, body.attachments)
        printout = Printout(paper(envelope, body, plain=self._plain), parts, self._attachment_failed, self)
        printout.ask_pdf(envelope.subject) if to_pdf else printout.ask_printer()

    def save_attachments(self) -> None:
        """Ask for a folder and save all attachments there."""
        self.attachments.ask_save_all()

    def zoom(self, step: int) -> None:
        """Larger (1), smaller (-1), as usual (0); kept for all messages."""
        self._choices.zoom = self._choices.zoom + step if step else 0
        self.body.set_zoom(self._choices.zoom)

    def open_find_bar(self, words: str = "") -> None:
        """Open the bar to find words in the message."""
        if self._message is not None:
            self.find_bar.open(words)

    def scroll_page(self, down: bool = True) -> bool:
        """Scroll by one page; False when it is at the end already (so that Space can go to the next message)."""
        if self._body is None or self.body.at_end(down=down):
            return False
        key = Qt.Key.Key_PageDown if down else Qt.Key.Key_PageUp
        target = self.body.current().focusProxy() or self.body.current()
        target = target.focusProxy() or target
        for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
            QApplication.sendEvent(target, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier))
        return True

    def prepare_html(self) -> None:
        """Create the HTML view in an idle moment; without it the first HTML message does so."""
        self.body.html_view()

    # --- showing --------------------------------------------------------------------------------------------------

    def _show_header(self, message: StoredMessage) -> None:
        now = self._now()
        received = datetime.fromtimestamp(message.row.received_at, now.tzinfo)
        own = {account.settings.email.lower() for account in self._reader.accounts()}
        self.header.show_envelope(message.envelope, received, now, own)
        self.header.tags.show_tags(tags_of(message.row.flags.keywords))
        self._foot.hide()
        if Flag.DRAFT in message.row.flags.bits:
            self.notices.tell_draft(lambda: self.edit_requested.emit(message.row.id))

    def _load_body(self, message_id: MessageId) -> None:
        body = self._reader.body(message_id)
        if body is None and self._is_beginning():
            assert self._message is not None
            self.body.show_nothing()
            self.html_available.emit(False)
            self.notices.tell_beginning(self._message.row.size, self._download)
        elif body is None:
            self.body.show_waiting()
            self.html_available.emit(False)
            self._link.send(commands.FetchBody(message_id))
        else:
            if not body.is_current:
                self._link.send(commands.FetchBody(message_id))
            self._show_body(body)

    def _is_beginning(self) -> bool:
        """The rules of its POP3 account left the rest on the server, and the user has not asked for it yet."""
        message = self._message
        if message is None or message.has_whole or message.row.id == self._wanted_whole:
            return False
        owner = message.received_by or message.row.account_id
        kinds = {account.id: account.settings.kind for account in self._reader.accounts()}
        return kinds.get(owner) is AccountKind.POP3

    def _download(self) -> None:
        if self._message is not None:
            self._wanted_whole = self._message.row.id
            self.notices.clear_beginning()
            self._load_body(self._message.row.id)

    def _show_body(self, body: Body) -> None:
        assert self._message is not None
        self._body = body
        self.html_available.emit(body.html is not None)
        self.links.texts = LinkTexts(body.html or "")
        self.notices.tell_about(body, html_shown=body.html is not None and not self._plain)
        listed = [attachment for attachment in body.attachments if not attachment.inline or body.html is None]
        self.attachments.show_attachments(self._message.row.id, listed)
        self._foot.setVisible(bool(listed))
        self.special.show_message(self._message, body)
        self.origin.show_message(self._message.row.id)
        self.body_known.emit(self._message, body)
        if body.html is None or self._plain:
            self.body.show_text(body.text)
        else:
            self.body.show_html(body.html, self._inline_parts(self._message.row.id, body.attachments))

    def _inline_parts(
        self, message_id: MessageId, attachments: tuple[Attachment, ...]
    ) -> Callable[[str, Callable[[bytes | None, str], None]], None]:
        """Where the HTML view gets its ``cid:`` pictures from."""
        by_id = {attachment.content_id: attachment for attachment in attachments if attachment.content_id}

        def find(content_id: str, reply: Callable[[bytes | None, str], None]) -> None:
            attachment = by_id.get(content_id) or by_id.get(unquote(content_id))
            if attachment is None:
                reply(None, "")
                return
            self.parts.want(
                message_id,
                attachment.path,
                lambda data: reply(data, attachment.media_type),
                lambda _problem: reply(None, ""),
            )

        return find

    def _retry(self) -> None:
        if self._message is not None:
            self.notices.clear_problem()
            self._load_body(self._message.row.id)

    def _told_shown(self) -> None:
        if self.find_bar.isVisible():
            self.find_bar.look()
        if self._message is not None and self._body is not None:
            self.body_shown.emit(self._message.row.id)

    def _html_died(self) -> None:
        self._plain = True
        if self._body is not None:
            self._show_body(self._body)
            self.notices.tell_crash(lambda: self.show_plain_text(False))

    def _attachment_failed(self, problem: Problem) -> None:
        self.notices.tell_problem(problem, None)

    def _open_message(self, message_id: MessageId) -> None:
        from mailclient.gui.message_view.message_window import MessageWindow

        window = MessageWindow(self._reader, self._link, message_id, self)
        window.pane.mailto_requested.connect(self.mailto_requested)
        window.show()

    def _open_part(self, path: str) -> None:
        assert self._message is not None
        for attachment in self._body.attachments if self._body is not None else ():
            if attachment.path == path:
                self.files.open_outside(self._message.row.id, attachment)

    # --- what happens ---------------------------------------------------------------------------------------------

    def _receive(self, event: events.AnyEvent) -> None:
        if self._message is None:
            return
        shown = self._message.row.id
        match event:
            case events.BodyStored(message_id=message_id) if message_id == shown:
                self._refresh()
            case events.BodyFailed(message_id=message_id, problem=problem) if message_id == shown:
                self._fail(problem)
            case events.MessagesChanged(message_ids=ids) if not ids or shown in ids:
                self._show_tags()
            case events.EverythingChanged() | events.Ready():
                self._show_tags()
                self._refresh()
            case events.AccountStateChanged(state=events.AccountState.ONLINE | events.AccountState.SYNCING):
                if self._body is None and event.account_id == self._message.row.account_id:
                    self._retry()
            case _:
                pass

    def _show_tags(self) -> None:
        assert self._message is not None
        for row in self._reader.rows([self._message.row.id]):
            self.header.tags.show_tags(tags_of(row.flags.keywords))

    def _fail(self, problem: Problem) -> None:
        if self._body is None:
            self.body.show_nothing()
            self.notices.tell_problem(problem, self._retry)

    def _refresh(self) -> None:
        """Read the shown message again; what is shown already stays as it is."""
        assert self._message is not None
        if self._body is not None and not self._body.is_current:
            body = self._reader.body(self._message.row.id)
            if body is not None and body.is_current:
                self._show_body(body)
        elif self._body is None:
            message = self._reader.message(self._message.row.id)
            self._message = message or self._message
            self.notices.clear_problem()
            self._load_body(self._message.row.id)

    def _hide_body(self) -> None:
        self.find_bar.close_bar()
        self.body.hide()

    def _find(self, words: str, forward: bool) -> None:
        self.body.find_words(words, self.find_bar.tell, forward=forward)

    def _open_menu(self, pointed: Pointed) -> None:
        deeds = BodyDeeds(
            open_link=self.links.follow,
            copy=self.body.copy,
            select_all=self.body.select_all,
            find=lambda: self.open_find_bar(pointed.selection.strip()),
            search=self.search_requested.emit,
        )
        show_body_menu(self, pointed, deeds)

    # --- arrangement ------------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        on_ground(self, "reader")
        head = Column()
        head.set_space(tokens.SPACE_16, tokens.SPACE_16)
        head.content.addWidget(self.header)
        head.content.addWidget(self.bars)
        column = Column()
        column.set_space(tokens.SPACE_8, tokens.SPACE_12)
        column.content.addWidget(self.attachments)
        self._foot = QWidget()
        foot = QVBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(0)
        foot.addWidget(hairline())
        foot.addWidget(column)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(head)
        layout.addWidget(self.body, 1)
        layout.addWidget(self.find_bar)
        layout.addWidget(self.previews, 1)
        layout.addWidget(self._foot)

    def _connect(self) -> None:
        self._link.received.connect(self._receive)
        self.header.mailto_requested.connect(self.mailto_requested)
        self.header.search_requested.connect(self.search_requested)
        self.body.link_clicked.connect(self.links.follow)
        self.body.menu_requested.connect(self._open_menu)
        self.links.mailto_requested.connect(self.mailto_requested)
        self.special.mailto_requested.connect(self.mailto_requested)
        self.special.link_clicked.connect(self.links.follow)
        self.special.open_requested.connect(self._open_message)
        self.special.part_requested.connect(self._open_part)
        self.links.refused.connect(self.notices.tell_refused_link)
        self.find_bar.wanted.connect(self._find)
        self.find_bar.closed.connect(lambda: self.body.current().setFocus(Qt.FocusReason.OtherFocusReason))
        self.body.shown.connect(self._told_shown)
        self.body.html_died.connect(self._html_died)
        self.files.failed.connect(self._attachment_failed)
        self.files.preview_requested.connect(self.previews.open)
        self.previews.opened.connect(self._hide_body)
        self.previews.closed.connect(self.body.show)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the attachments break their lines anew."""
        super().resizeEvent(event)
        self.attachments.fit(self.attachments.width())
