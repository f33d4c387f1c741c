"""One message as it is read: header, bars, body, attachments."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from mailclient.bridge import commands, events
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.attached_reading import ATTACHED
from mailclient.gui.message_view.body_menu import BodyDeeds, Pointed, show_body_menu
from mailclient.gui.message_view.html_content import HtmlContent
from mailclient.gui.message_view.inline_parts import inline_parts
from mailclient.gui.message_view.links import LinkTexts
from mailclient.gui.message_view.message_window import MessageWindow
from mailclient.gui.message_view.pane_frame import PaneFrame
from mailclient.gui.message_view.source_view import SourceView
from mailclient.gui.message_view.wall_time import local_now
from mailclient.gui.protection.opening import Opened
from mailclient.gui.protection.told_once import Telling, tell_once
from mailclient.mail.account import AccountKind
from mailclient.mail.body import Body
from mailclient.mail.flag import Flag
from mailclient.mail.ids import MessageId
from mailclient.mail.problem import Problem
from mailclient.mail.tag import tags_of
from mailclient.store.reader import Reader
from mailclient.store.rows import StoredMessage


class MessagePane(PaneFrame):
    """Shows one message: subject, sender, recipients, bars, body, attachments.

    Reads the store; asks for what is missing with ``FetchBody`` and ``FetchPart``. Refreshed by ``BodyStored``,
    ``BodyFailed``, ``PartStored``, ``PartFailed``, ``Progress``, ``EverythingChanged``. Whoever has something to say
    about the message puts a widget into ``bars`` when ``body_known`` is emitted; ``bars`` is empty by then but for the
    pane's own. What came signed or encrypted is opened when it is before the eyes (``protection.see``: at once, but
    for a tall pane).
    """

    def __init__(
        self,
        reader: Reader,
        link: EngineLink,
        parent: QWidget | None = None,
        *,
        tall: bool = False,
        now: Callable[[], datetime] = local_now,
    ) -> None:
        super().__init__(reader, link, parent, tall=tall, again=self._show_again)
        self._now = now
        self._message: StoredMessage | None = None
        self._body: Body | None = None
        self._plain = False
        self._searched: tuple[str, ...] = ()
        self._wanted_whole: MessageId | None = None
        """A message of which only the header is here, and the user wants the rest."""
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
            self._leave()
        self._message = self._reader.message(message_id) if message_id is not None else None
        self._body, self._plain, self._searched = None, False, ()
        self.bars.clear()
        self.quote.begin(self._message.envelope.subject if self._message is not None else "")
        self.special.clear()
        self.remote.end()
        self.header.look.begin()
        self.origin.show_message(None)
        self.previews.end()
        self.links.texts = LinkTexts()
        self.body.set_zoom(self._choices.zoom)
        if self._message is None:
            self.body.show_nothing()
            self.html_available.emit(False)
            return
        self._show_header(self._message)
        self._load_body(self._message.row.id)
        if not self._tall:
            self.protection.see()

    def _leave(self) -> None:
        """Nothing is kept of what was secret."""
        if self.protection.is_secret:
            self.body.forget()
        self.inside.clear()
        self.protection.end()

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
            clear = self._reader.clear(self._message.row.id)
            data = clear.data if clear is not None else b""
            SourceView(self._reader, self._link, self._message.row.id, self, clear=data).show()

    def print_out(self, *, to_pdf: bool = False) -> None:
        """Print the message that is shown, or write it as a PDF; asks where to."""
        if self._message is None or self._body is None:
            return
        from mailclient.gui.message_view.printing import paper, print_message

        envelope, body = self._message.envelope, self._body
        parts = inline_parts(self.parts, self._message.row.id, body.attachments)
        numbers = self.remote.here(body)
        html = paper(envelope, body, plain=self._plain, remote=numbers)
        content = HtmlContent(html, parts, numbers, self.remote.contents.want)
        go = partial(print_message, content, envelope.subject, self._attachment_failed, self, pdf=to_pdf)
        tell_once(Telling.PAPER, self._state, self, go) if self.protection.is_secret else go()

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

    def highlight(self, words: tuple[str, ...]) -> None:
        """Mark the words by which this message was found, now or when its text is here; () ends it."""
        self._searched = words
        self.body.highlight(words)

    def scroll_page(self, down: bool = True) -> bool:
        """Scroll by one page; False when it is at the end already (so that Space can go to the next message)."""
        return self._body is not None and self.body.scroll_page(down=down)

    # --- showing --------------------------------------------------------------------------------------------------

    def _show_header(self, message: StoredMessage) -> None:
        now = self._now()
        received = datetime.fromtimestamp(message.row.received_at, now.tzinfo)
        own = {account.settings.email.lower() for account in self._reader.accounts()}
        self.header.show_envelope(message.envelope, received, now, own, encrypted=message.row.encrypted)
        self.header.tags.show_tags(tags_of(message.row.flags.keywords))
        self.header.subject.setVisible(not self._tall or self._reader.clear(message.row.id) is not None)
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
        self.origin.show_message(self._message.row.id)
        self.author.show_message(self._message)
        if not self.protection.begin(self._message, body):
            self._body = None
            self.body.show_waiting()
            self.html_available.emit(False)
            return
        self._body = body
        self.html_available.emit(body.html is not None)
        self.links.texts = LinkTexts(body.html or "")
        self.notices.tell_about(body, locked=self.protection.is_locked)
        self.files.secret = self.protection.is_secret
        self.inside.show_message(self._message, body)
        listed = [one for one in body.attachments if not one.inline or body.html is None]
        if body.cover is not None and body.cover.signed:
            listed = [one for one in listed if not one.is_signature]
        self.attachments.show_attachments(self._message.row.id, listed)
        self._foot.setVisible(bool(listed))
        self.special.show_message(self._store.message(self._message.row.id) or self._message, body)
        self.body_known.emit(self._message, body)
        if body.html is None or self._plain:
            self.remote.withdraw()
            self.header.look.offer("")
            self.body.show_text(self.quote.own_text(body.text))
        else:
            self.header.look.offer(body.html)
            numbers = self.remote.begin(self._message, body)
            parts = inline_parts(self.parts, self._message.row.id, body.attachments)
            self.body.show_html(
                HtmlContent(
                    self.quote.own_html(body.html), parts, numbers, self.remote.contents.want, self.header.look.look
                )
            )

    def _show_opened(self) -> None:
        """What is known of the message, and of what is in it, is another."""
        if self._message is None:
            return
        before, message = self._message, self._reader.message(self._message.row.id)
        self._message = message or before
        if self._message.envelope != before.envelope:
            self._show_header(self._message)
            self.quote.begin(self._message.envelope.subject)
        self._load_body(before.row.id)

    def _show_again(self) -> None:
        if self._body is not None:
            self._show_body(self._body)

    def _retry(self) -> None:
        if self._message is not None:
            self.notices.clear_problem()
            self._load_body(self._message.row.id)

    def _told_shown(self) -> None:
        if self.find_bar.isVisible():
            self.find_bar.look()
        elif self._searched:
            self.body.highlight(self._searched)
        if self._message is not None and self._body is not None:
            self.body_shown.emit(self._message.row.id)

    def _html_died(self) -> None:
        self._plain = True
        if self._body is not None:
            self._show_body(self._body)
            self.notices.tell_crash(lambda: self.show_plain_text(False))

    def _attachment_failed(self, problem: Problem) -> None:
        self.notices.tell_problem(problem, None)

    def _open_window(self, reader: Reader, message_id: MessageId, opened: Opened | None = None) -> None:
        pane = MessagePane(reader, self._link, now=self._now)
        pane.protection.inherit(self.protection.is_secret and message_id == ATTACHED)
        if opened is not None:
            pane.protection.give(opened)
        pane.mailto_requested.connect(self.mailto_requested)
        pane.answer_requested.connect(self.answer_requested)
        pane.search_requested.connect(self.search_requested)
        pane.show_message(message_id)
        window = MessageWindow(pane, pane.header.subject.text(), self)
        window.left.connect(lambda: pane.show_message(None))
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

    # --- wires --------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        self._link.received.connect(self._receive)
        self.header.mailto_requested.connect(self.mailto_requested)
        self.header.search_requested.connect(self.search_requested)
        self.body.link_clicked.connect(self.links.follow)
        self.body.menu_requested.connect(self._open_menu)
        self.header.look.turned.connect(self._show_again)
        self.links.mailto_requested.connect(self.mailto_requested)
        self.special.mailto_requested.connect(self.mailto_requested)
        self.special.answer_requested.connect(self.answer_requested)
        self.special.link_clicked.connect(self.links.follow)
        self.special.open_requested.connect(lambda one: self._open_window(self._store, one))
        self.special.part_requested.connect(self._open_part)
        self.protection.changed.connect(self._show_opened)
        self.inside.window_wanted.connect(lambda message, opened: self._open_window(message, ATTACHED, opened))
        self.inside.locked.connect(self.protection.tell_locked_part)
        self.inside.failed.connect(self._attachment_failed)
        self.links.refused.connect(self.notices.tell_refused_link)
        self.find_bar.wanted.connect(self._find)
        self.find_bar.closed.connect(lambda: self.body.current().setFocus(Qt.FocusReason.OtherFocusReason))
        self.body.shown.connect(self._told_shown)
        self.quote.turned.connect(self._show_again)
        self.body.html_died.connect(self._html_died)
        self.files.failed.connect(self._attachment_failed)
        self.files.preview_requested.connect(self.previews.open)
        self.files.message_requested.connect(lambda _attachment, data: self._attached.read(data))
        self._attached.ready.connect(lambda message: self._open_window(message, ATTACHED))
        self.previews.opened.connect(self._hide_body)
        self.previews.closed.connect(self.body.show)
