"""Hangs what is special about a message into its bars, and says how it stands when something has been done."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtWidgets import QWidget

from mailclient.bridge import commands, events
from mailclient.gui.composer.reply_kind import ReplyKind
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.bar import Bar
from mailclient.gui.message_view.bars import BodyBars, Brief, Rank
from mailclient.gui.outbox.story import StoryLine
from mailclient.gui.special.contact_view import ContactView
from mailclient.gui.special.delivery_card import DeliveryCard, sent_message
from mailclient.gui.special.invitation_card import InvitationCard
from mailclient.gui.special.list_bar import ListBar
from mailclient.gui.special.receipt_bars import (
    ReceiptBar,
    ReceiptWishBar,
    may_go_by_itself,
    open_wish,
    receipt_policy,
    send_receipt,
)
from mailclient.gui.special.surroundings import Shown, Surroundings
from mailclient.gui.window_state import WindowState
from mailclient.language import tr
from mailclient.language.delivery import complaint_sentence
from mailclient.mail.body import Body
from mailclient.mail.delivery_report import Complaint
from mailclient.mail.ids import MessageId, OperationId
from mailclient.mail.receipt import ReceiptPolicy
from mailclient.store.reader import Reader
from mailclient.store.rows import StoredMessage

_CARDS = 3
"""Invitations and contact cards shown of one message each."""


class SpecialMail(QObject):
    """``show_message`` when the body is known. Refreshed by what the engine says of its operations; sends these."""

    open_requested = Signal(object)
    """MessageId of another message to be shown."""
    part_requested = Signal(str)
    """PartPath of an attachment to be opened."""
    link_clicked = Signal(QUrl)
    mailto_requested = Signal(str)
    answer_requested = Signal(object, object)
    """MessageId, ReplyKind."""

    def __init__(self, bars: BodyBars, reader: Reader, link: EngineLink, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bars = bars
        self._state = WindowState(link.profile)
        self._shown: Shown | None = None
        self._widgets: list[QWidget] = []
        self._link = link
        self._asked: set[OperationId] = set()
        self._around = Surroundings(
            reader=reader,
            ask=self._ask,
            open_message=self.open_requested.emit,
            open_part=self.part_requested.emit,
            follow=self.link_clicked.emit,
            write_to=self.mailto_requested.emit,
            answer_list=lambda message_id: self.answer_requested.emit(message_id, ReplyKind.REPLY_LIST),
        )
        link.received.connect(self._receive)

    @property
    def widgets(self) -> list[QWidget]:
        """The bars and cards that are hung in."""
        return list(self._widgets)

    def clear(self) -> None:
        """Another message, or none, is shown."""
        self._bars.withdraw(*self._widgets)
        for widget in self._widgets:
            widget.deleteLater()
        self._widgets.clear()
        self._shown = None

    def show_message(self, message: StoredMessage, body: Body) -> None:
        """Hang in what is special about this message."""
        self.clear()
        self._shown = shown = Shown(message, body)
        special = body.special
        if special.report is not None:
            self._put(DeliveryCard(shown, special.report, self._around), Rank.SPECIAL)
        if special.complaint is not None:
            self._put(self._complaint_bar(shown, special.complaint), Rank.SPECIAL)
        for invitation in special.invitations[:_CARDS]:
            self._put(InvitationCard(shown, invitation, self._around), Rank.SPECIAL)
        for card in special.cards[:_CARDS]:
            self._put(ContactView(card, self._around), Rank.SPECIAL)
        if special.receipt is not None:
            self._put(ReceiptBar(shown, special.receipt, self._around), Rank.SPECIAL)
        if special.is_automatic and not special.invitations:
            self._put(Bar(tr("A program has written this answer by itself."), icon="clock"), Rank.LIST)
        if special.mailing_list is not None or special.unsubscribe is not None:
            leaving = ListBar(shown, self._around)
            self._put(leaving, Rank.LIST, leaving.brief)
        story = self._around.reader.delivery_story(shown.id)
        if story is not None:
            self._put(StoryLine(story, self._around.open_message), Rank.LIST)
        self._answer_wish(shown)

    def _put(self, widget: QWidget, rank: Rank, brief: Brief | None = None) -> None:
        self._widgets.append(widget)
        self._bars.put(widget, rank, brief)

    def _answer_wish(self, shown: Shown) -> None:
        """What the policy says about a wish for a receipt."""
        policy = receipt_policy(self._state)
        wish = open_wish(shown, self._around)
        if wish is None or policy is ReceiptPolicy.NEVER:
            return
        if may_go_by_itself(wish, shown, self._around, policy):
            send_receipt(shown, self._around, by_itself=True)
        else:
            self._put(ReceiptWishBar(shown, wish, self._around), Rank.SPECIAL)

    def _complaint_bar(self, shown: Shown, complaint: Complaint) -> Bar:
        bar = Bar(complaint_sentence(complaint), tone="warning", icon="triangle-alert")
        sent = sent_message(complaint.returned.message_id, shown, self._around)
        if sent is not None:
            bar.add_action(tr("Show the message"), self._opening(sent))
        return bar

    def _opening(self, message_id: MessageId) -> Callable[[], object]:
        return lambda: self.open_requested.emit(message_id)

    def _show_again(self) -> None:
        shown = self._shown
        message = self._around.reader.message(shown.id) if shown is not None else None
        if shown is not None and message is not None:
            self.show_message(message, shown.body)

    def _ask(self, command: commands.AnyCommand) -> None:
        self._asked.add(self._link.operate(command))

    def _receive(self, event: events.AnyEvent) -> None:
        """What was asked for is written down, done, or failed: it is said in the place where it was asked for."""
        match event:
            case events.Acknowledged() | events.OperationDone() | events.OperationFailed():
                if event.operation_id in self._asked:
                    self._show_again()
            case events.Refused(operation_id=operation_id, problem=problem) if operation_id in self._asked:
                self._show_again()
                refused = Bar()
                refused.tell_problem(problem)
                self._put(refused, Rank.PROBLEM)
            case _:
                pass
