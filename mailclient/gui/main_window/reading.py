"""The right column of the selected row: one message, or the conversation that the row stands for.

Each has a view of its own; the conversation's is made when the first one is opened. What was before the eyes is marked
as read, once for each time it is shown, so that "mark as unread" holds while one still looks at it. In a message that
is opened from what was found the words that were looked for are marked.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject

from mailclient.gui.composer.composers import Composers
from mailclient.gui.composer.reply_kind import ReplyKind
from mailclient.gui.conversation.view import ConversationView
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.main_window.columns import Front, Mode
from mailclient.gui.main_window.looked_for import looked_for
from mailclient.gui.main_window.mail_actions import MailActions
from mailclient.gui.main_window.window import MainWindow
from mailclient.gui.message_view.view import MessageView
from mailclient.mail.ids import AccountId, MessageId
from mailclient.mail.query import parse


class Reading(QObject):
    """``view`` is in front; actions on what one reads go to it."""

    def __init__(
        self,
        window: MainWindow,
        link: EngineLink,
        composers: Composers,
        mail: MailActions,
        account: Callable[[], AccountId | None],
    ) -> None:
        super().__init__(window)
        self._window, self._link, self._composers, self._mail, self._account = window, link, composers, mail, account
        self._list = window.list_column.list
        self.message = MessageView(window.reader, link)
        self._conversation: ConversationView | None = None
        self.view: MessageView | ConversationView = self.message
        self._seen: MessageId | None = None
        self._marked: MessageId | None = None
        self._connect(self.message)
        self.message.body_shown.connect(self._note_body)
        window.reader_column.put_view(self.message)
        window.columns.changed.connect(self._mark_read)
        self._list.current_message_changed.connect(self.show)
        self._list.current_message_followed.connect(self._follow)

    def _connect(self, view: MessageView | ConversationView) -> None:
        view.edit_requested.connect(self._composers.edit_draft)
        view.mailto_requested.connect(lambda address: self._composers.write(self._account(), address))
        view.answer_requested.connect(self.answer)
        view.search_requested.connect(self._window.search_for)
        view.html_available.connect(self._window.actions_["plain_text"].setEnabled)

    @property
    def message_id(self) -> MessageId | None:
        """The message that reply, print and the like are about."""
        if isinstance(self.view, ConversationView):
            return self.view.current_message
        return self.view.message_id

    def show(self, message_id: MessageId | None) -> None:
        """Show the selected row; None: none or several are selected."""
        self._seen = self._marked = None
        view = (
            self._for_conversation() if message_id is not None and self._is_conversation(message_id) else self.message
        )
        if view is not self.view:
            self.view.show_message(None)
            self.view = view
            self._window.reader_column.put_view(view)
            self._window.update_selection()
        view.show_message(message_id)
        question = self._window.searching.question
        if question is not None and view is self.message and message_id is not None:
            self.message.highlight(looked_for(parse(question.words)))

    def _is_conversation(self, message_id: MessageId) -> bool:
        messages = self._list.messages
        row = messages.row_of(message_id)
        painted = messages.row(row) if row is not None else None
        return painted is not None and painted.conversation is not None

    def _for_conversation(self) -> ConversationView:
        if self._conversation is None:
            self._conversation = ConversationView(self._window.reader, self._link)
            self._connect(self._conversation)
            self._conversation.body_shown.connect(self._mail.mark_read)
        return self._conversation

    def answer(self, message_id: MessageId, kind: ReplyKind) -> None:
        """Answer it; where some of its text is selected, a reply quotes that alone."""
        self._composers.reply(message_id, kind, self.view.selected_text(message_id))

    def _follow(self, message_id: MessageId) -> None:
        """The conversation has another newest message: one that is being read alone is not taken away."""
        alone = self.message.message_id if self.view is self.message else None
        if alone is None or alone not in self._list.messages.members([message_id]):
            self.show(message_id)

    def keep_unread(self) -> None:
        """The user marks what is shown as unread: it is not marked as read again while one still looks at it."""
        self._marked = self.message_id

    def _note_body(self, message_id: MessageId) -> None:
        self._seen = message_id
        self._mark_read()

    def _mark_read(self) -> None:
        message_id = self._seen
        in_front = self._window.columns.mode is Mode.WIDE or self._window.columns.front is Front.READER
        if message_id is None or message_id == self._marked:
            return
        if in_front and message_id == self.message.message_id:
            self._marked = message_id
            self._mail.mark_read(message_id)
