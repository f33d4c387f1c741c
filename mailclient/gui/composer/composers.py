"""The open composers: how one is opened for new mail, a reply, a draft, after Undo, after a crash."""

import dataclasses
import uuid
from datetime import datetime
from functools import partial

import msgspec
from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from mailclient.bridge import events
from mailclient.bridge.draft import DraftContent, DraftFile
from mailclient.gui.composer.answer import (
    Answer,
    answer_to,
    draft_from,
    draft_from_mailto,
    is_long,
    without_text,
    written_anew,
)
from mailclient.gui.composer.answered import Answered, AnsweredMessages
from mailclient.gui.composer.before_sending.concern import Concern, Matter
from mailclient.gui.composer.bringing import attach, bring, bring_files, bring_quote
from mailclient.gui.composer.inline import InlinePlace
from mailclient.gui.composer.opening import Opening
from mailclient.gui.composer.pane import ComposerPane
from mailclient.gui.composer.reply_kind import ReplyKind
from mailclient.gui.composer.restoring import Restoring
from mailclient.gui.composer.sent_message import SentMessage
from mailclient.gui.composer.shown_body import shown_body
from mailclient.gui.composer.unsent import addressed_to, draft_from_outgoing, for_the_others, needed_by_others
from mailclient.gui.composer.whole_messages import WholeMessages
from mailclient.gui.composer.window import ComposerWindow
from mailclient.gui.composer.writing_choices import WritingChoices
from mailclient.gui.drafts.comparing import compare
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.window_state import WindowState
from mailclient.language import tr, tr_n
from mailclient.language.sending import people_words
from mailclient.mail.account import Account, AccountKind
from mailclient.mail.address import Address
from mailclient.mail.answering import answering_account, answering_sender, own_among, sender_called
from mailclient.mail.ids import AccountId, DraftId, MessageId
from mailclient.mail.message import Outgoing
from mailclient.mime.addresses import format_address
from mailclient.mime.delivered_to import delivered_to
from mailclient.mime.mailto import read_mailto
from mailclient.mime.quote import forward_subject, wishes_of
from mailclient.mime.reader import read
from mailclient.store.reader import Reader
from mailclient.store.rows import OutboxRow, StoredMessage

__all__ = ["ComposerPane", "Composers", "ReplyKind", "SentMessage"]


class Composers(QObject):
    """Opens, keeps and restores composers, in windows of their own or in the reader column.

    Nothing here waits: a body that is not here is fetched first.

    Sends ``FetchPart``; refreshed by ``Ready``. What is answered is fetched and opened by ``answered.py``.
    """

    sent = Signal(object)
    """SentMessage: show the toast with Undo. On Undo send ``UndoOperation`` and call ``reopen``."""
    discarded = Signal(object, object)
    """ComposerPane and its DraftContent: show a toast with Undo, which calls ``bring_back``."""
    opened = Signal(object)
    """Composer"""
    all_closed = Signal()
    """The last open composer is gone."""
    stayed = Signal()
    """One that was about to close could not: its message was not taken."""
    failed = Signal(object)
    """Problem: the message to answer could not be fetched."""
    fetching = Signal()
    """What is to be answered is not here yet: its composer opens as soon as it is."""

    def __init__(self, reader: Reader, link: EngineLink, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader, self._link = reader, link
        self._answers = AnsweredMessages(reader, link, self)
        self._answers.failed.connect(self.failed)
        self._answers.fetching.connect(self.fetching)
        self._whole = WholeMessages(reader, link, self)
        self._whole.failed.connect(self.failed)
        self._open: list[ComposerPane] = []
        self.restoring = Restoring(reader, link, self._show_again, self._find, self)
        self.restoring.failed.connect(self.failed)
        self.choices = WritingChoices(WindowState(link.profile))
        self._restores_later = False
        """The store has not been brought up to date yet."""
        self.inline: InlinePlace | None = None
        """Where answers are written, when it is free; None: in windows of their own."""
        link.received.connect(self._receive)

    @property
    def hold_seconds(self) -> float:
        """How long a sent message can be undone."""
        return float(self.choices.undo_seconds)

    @property
    def windows(self) -> list[ComposerPane]:
        """The open ones."""
        return list(self._open)

    def write(self, account_id: AccountId | None = None, mailto: str = "") -> ComposerPane | None:
        """A new message from this account (None: the first), maybe filled in from a mailto: URL (RFC 6068).

        None when there is no account yet.
        """
        account = self._account(account_id)
        if account is None:
            return None
        if not mailto:
            return self._show(Opening(DraftContent(from_=_from(account)), account.id, _fresh_draft_id(), unsigned=True))
        read_ = read_mailto(mailto)
        draft = draft_from_mailto(read_, from_=_from(account))
        composer = self._show(Opening(draft, account.id, _fresh_draft_id(), unsigned=True))
        if read_.left_out:
            words = tr_n(
                "The link names too many recipients: {count} is left out.",
                "The link names too many recipients: {count} are left out.",
                read_.left_out,
            )
            composer.tell(Concern(Matter.NOTICE, words))
        elif read_.bcc:
            composer.tell(
                Concern(Matter.NOTICE, tr("The link has filled in recipients under Bcc, whom the others will not see."))
            )
        return composer

    def write_filled(self, draft: DraftContent, account_id: AccountId | None = None) -> ComposerPane | None:
        """A new message that begins with this; its sender is chosen here. None when there is no account yet."""
        account = self._account(account_id)
        if account is None:
            return None
        filled = msgspec.structs.replace(draft, from_=_from(account))
        return self._show(Opening(filled, account.id, _fresh_draft_id(), unsigned=True))

    def write_to(self, recipients: str) -> None:
        """Begin a message to these, as typed."""
        self.write_filled(DraftContent(to=recipients))

    def reply(self, message_id: MessageId, kind: ReplyKind, selection: str = "") -> None:
        """Answer or forward it; the text (or only ``selection``) is quoted, a forward takes the attachments along."""
        if kind is ReplyKind.FORWARD_ATTACHED:
            self.forward_attached([message_id])
            return
        found = self._answered(message_id)
        if found is None:
            return
        _message, account = found
        if kind is ReplyKind.EDIT_AS_NEW:
            self._answers.want(message_id, lambda answered: self._write_anew(answered, account))
        else:
            self._answers.want(message_id, lambda answered: self._answer(answered, kind, account, selection))

    def forward_attached(self, message_ids: list[MessageId]) -> None:
        """A new message with these as files, byte for byte as they came."""
        found = self._answered(message_ids[0]) if message_ids else None
        if found is None:
            return
        message, account = found
        one = len(message_ids) == 1
        draft = DraftContent(
            from_=_from(account),
            subject=forward_subject(message.envelope.subject) if one else "",
            html="<p><br></p>",
            forwarded=message.row.id if one else None,
        )

        def arrived(files: list[DraftFile]) -> None:
            composer = self._show(Opening(draft, account.id, _fresh_draft_id(), unsigned=True))
            composer.attach(files)
            if any(self._is_encrypted(message_id) for message_id in message_ids):
                words = tr("What came encrypted is attached as it came: only those it was encrypted for can open it.")
                composer.tell(Concern(Matter.NOTICE, words))

        if not self._whole.want(message_ids, arrived):
            self.fetching.emit()

    def _is_encrypted(self, message_id: MessageId) -> bool:
        body = self._reader.body(message_id)
        return body is not None and body.cover is not None and body.cover.encrypted

    def _answered(self, message_id: MessageId) -> tuple[StoredMessage, Account] | None:
        message = self._reader.message(message_id)
        if message is None:
            return None
        accounts = self._reader.accounts()
        account = answering_account(accounts, message.row.account_id, message.received_by, message.envelope)
        return None if account is None else (message, account)

    def edit_draft(self, message_id: MessageId) -> None:
        """Go on with a message of the Drafts folder; one that was begun here has its newest words here."""
        draft_id = self._reader.draft_of(message_id)
        if draft_id is not None and self.restoring.restore_copy(draft_id, message_id):
            return
        message = self._reader.message(message_id)
        account = self._account(message.row.account_id) if message else None
        if message is not None and account is not None:
            self._answers.want(message_id, lambda answered: self._edit(answered, account))

    def reopen(self, sent: SentMessage) -> ComposerPane:
        """After Undo: the same window with the same content; for the others where some have it, or still get it."""
        unsent = (row.delivered for row in self._reader.outbox() if row.operation_id == sent.operation_id)
        made = (one.recipients for one in self._reader.messages_of_draft(sent.draft_id))
        have = tuple(dict.fromkeys(address for some in (*unsent, *made) for address in some))
        if have:
            is_needed = needed_by_others(self._reader, sent.draft_id, sent.operation_id)
            draft_id = None if is_needed else sent.draft_id
            return self._write_to_the_others(for_the_others(sent.draft, have), sent.account_id, have, draft_id)
        return self._show(Opening(sent.draft, sent.account_id, sent.draft_id, sent.replaces, touched=True))

    def edit_unsent(self, unsent: OutboxRow, written: DraftContent | Outgoing) -> None:
        """Go on with a message that was taken out of the outbox: the draft it was, else what was to be sent.

        It goes to its ``recipients`` alone. Where it was on its way to all in its draft, that is left as it is. Where
        some have it already, what they have is sent, and its draft has ended: a new one goes to the others.
        """
        account = self._account(unsent.account_id)
        if account is None:
            return
        if isinstance(written, Outgoing):
            draft_id = None
            draft = draft_from_outgoing(written, from_=_from(account, read(written.data).envelope.from_))
        else:
            draft_id, draft = unsent.draft_id, written
        left = addressed_to(draft, unsent.recipients)
        is_whole = left is draft and not unsent.delivered
        if is_whole and draft_id is not None and self.restoring.restore(draft_id, unsent.account_id):
            return
        self._write_to_the_others(left, account.id, unsent.delivered, draft_id)

    def _write_to_the_others(
        self, draft: DraftContent, account_id: AccountId, have: tuple[str, ...], draft_id: DraftId | None
    ) -> ComposerPane:
        """In the draft it was, where that has not ended. ``have``: who is left out, which is said."""
        if draft_id is None or self._reader.draft(draft_id) is None or self._find(draft_id) is not None:
            draft_id = _fresh_draft_id()
        composer = self._show(Opening(draft, account_id, draft_id, touched=True))
        if have:
            people = people_words(have)
            words = tr("Left out, for they have it or get it by another message: {people}", people=people)
            composer.tell(Concern(Matter.NOTICE, words))
        return composer

    def restore_drafts(self) -> int:
        """Open what was being written when the program ended unexpectedly; returns how many. Call once after start.

        Drafts that were put away are not opened: they are found in the Drafts folder. After an update of the program
        the store cannot be read before the engine has brought it up to date: then they are opened at ``Ready``.
        """
        self._restores_later = not self._reader.is_current
        return self.restoring.restore_lost()

    def bring_back(self, draft_id: DraftId, account_id: AccountId, draft: DraftContent) -> ComposerPane:
        """Open a draft that was thrown away; with that it is kept again."""
        return self._show(Opening(draft, account_id, draft_id, touched=True))

    def _compare(self, pane: ComposerPane, other_id: MessageId) -> None:
        """What another device made of the draft, beside what is here."""

        def show(answered: Answered) -> None:
            if isValid(pane):
                envelope = answered.message.envelope
                theirs = draft_from(answered.message, answered.body, from_=_from(pane.account(), envelope.from_))
                compare(pane, self._reader, self._link, other_id, answered.kept_secret(theirs))

        self._answers.want(other_id, show)

    def close_all(self) -> bool:
        """Before quitting: ask each in turn, until the user wants to stay; True when none is left.

        Those whose message is just being kept or sent close later by themselves: ``leaving``, then ``all_closed``.
        """
        for composer in self.windows:
            if not composer.close() and not composer.leaving:
                break
        return not self._open

    @property
    def leaving(self) -> bool:
        """Whether all that are still open will close by themselves in a moment."""
        return bool(self._open) and all(composer.leaving for composer in self._open)

    # --- opening --------------------------------------------------------------------------------------------------

    def _answer(self, answered: Answered, kind: ReplyKind, account: Account, selection: str) -> None:
        message, body, reader = answered.message, answered.body, answered.reader
        known = [one.settings for one in reader.accounts()]
        envelope, header = message.envelope, reader.header_block(message.row.id) or b""
        written = (one.address for one in (*envelope.to, *envelope.cc, *envelope.from_, *envelope.reply_to))
        own = {sender.address for one in known for sender in one.senders} | own_among(known, written)
        mailing_list = body.special.mailing_list
        told = mailing_list.delivered_to if mailing_list is not None else ()
        make = partial(
            answer_to,
            message,
            kind=kind,
            from_=format_address(
                answering_sender(account.settings, envelope, (*delivered_to(header), *told)).as_address
            ),
            own=own,
            zone=datetime.now().astimezone().tzinfo,
            wishes=wishes_of(header, mailing_list.post_addresses if mailing_list else ""),
            selection=selection,
        )
        shown = shown_body(reader, message.row.id, body)
        if selection.strip() or not is_long(shown):
            self._begin(make(body=shown), answered, account)
            return
        unread = make(body=without_text(shown))
        draft = answered.kept_secret(unread.draft)
        composer = self._show(Opening(draft, account.id, _fresh_draft_id(), unsigned=True))
        missed = dataclasses.replace(unread, left_out=True)
        bring_quote(answered.parts, composer, message.row.id, lambda: make(body=shown), missed)

    def _write_anew(self, answered: Answered, account: Account) -> None:
        message = answered.message
        shown = shown_body(answered.reader, message.row.id, answered.body)
        answer = written_anew(message, shown, from_=_from(account, message.envelope.from_))
        self._begin(answer, answered, account, unsigned=False)

    def _begin(self, answer: Answer, answered: Answered, account: Account, *, unsigned: bool = True) -> None:
        """Open it; what it shows and takes along is fetched meanwhile."""
        draft = answered.kept_secret(answer.draft)
        composer = self._show(Opening(draft, account.id, _fresh_draft_id(), unsigned=unsigned))
        bring(answered.parts, composer, answered.message.row.id, answer)

    def _edit(self, answered: Answered, account: Account) -> None:
        message = answered.message
        draft = draft_from(message, answered.body, from_=_from(account, message.envelope.from_))
        kept = answered.kept_secret(draft)
        composer = self._show(Opening(kept, account.id, _fresh_draft_id(), replaces=message.row.id))
        bring_files(answered.parts, composer, message.row.id, answered.body.attachments)

    def _find(self, draft_id: DraftId) -> ComposerPane | None:
        return next((composer for composer in self._open if composer.draft_id == draft_id), None)

    def _show_again(self, draft_id: DraftId, account_id: AccountId, draft: DraftContent) -> ComposerPane | None:
        account = self._account(account_id)
        return None if account is None else self._show(Opening(draft, account.id, draft_id, touched=True))

    def _wished(self, opening: Opening) -> Opening:
        """What was just begun asks for what the user always asks for."""
        draft, choices = opening.draft, self.choices
        asked = msgspec.structs.replace(
            draft, receipt=draft.receipt or choices.receipt, reports=draft.reports or choices.reports
        )
        return dataclasses.replace(opening, draft=asked) if opening.unsigned else opening

    def _show(self, opening: Opening) -> ComposerPane:
        opening = self._wished(opening)
        composer = ComposerPane(self._reader, self._link, opening, hold_seconds=self.hold_seconds)
        composer.sent.connect(self.sent)
        composer.deeds.messages_dropped.connect(lambda ids: self._whole.want(ids, partial(attach, composer)))
        composer.closed.connect(self._forget)
        composer.stayed.connect(self.stayed)
        composer.discarded.connect(lambda draft: self.discarded.emit(composer, draft))
        composer.draft_bar.other_wanted.connect(lambda other_id: self._compare(composer, other_id))
        composer.draft_bar.look()
        self._open.append(composer)
        is_answer = opening.draft.answered is not None or opening.draft.forwarded is not None
        if not (is_answer and self.inline is not None and self.inline.take(composer)):
            ComposerWindow(composer).show()
        self.opened.emit(composer)
        return composer

    def _forget(self, composer: ComposerPane) -> None:
        self._open = [other for other in self._open if other is not composer]
        if not self._open:
            self.all_closed.emit()

    def _receive(self, event: events.AnyEvent) -> None:
        if isinstance(event, events.Ready) and self._restores_later:
            self.restore_drafts()

    def _account(self, account_id: AccountId | None) -> Account | None:
        accounts = [account for account in self._reader.accounts() if account.settings.kind is not AccountKind.LOCAL]
        return next((account for account in accounts if account.id == account_id), accounts[0] if accounts else None)


def _from(account: Account, written_by: tuple[Address, ...] = ()) -> str:
    """The identity that wrote it, else the default one."""
    wanted = next(iter(written_by), Address("", ""))
    return format_address(sender_called(account.settings, wanted).as_address)


def _fresh_draft_id() -> DraftId:
    return DraftId(str(uuid.uuid4()))
