"""A draft made into a finished message in the outbox: on a thread, piece by piece, then one transaction.

What happens to it, in order: the pieces are written, each in a transaction of its own; operation and row are committed
together; only then it is acknowledged. A crash before leaves pieces that no row speaks of, which are swept away at the
next start, and the window sends the command again. The Message-ID is made of the operation's id, so that it is the
same then. What is held back is held here, also where the server could hold it: only so it can still be changed.

A draft that is encrypted may become several messages (``composing/copies.py``): all are committed together, taken back
together, and each goes out once.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from weakref import WeakValueDictionary

import msgspec

from mailclient.bridge.commands import SaveDraft, SendDraft, SendMessage
from mailclient.bridge.draft import DraftContent
from mailclient.bridge.events import Progress, Work
from mailclient.engine.announce import Publish
from mailclient.engine.composing.copies import Copy
from mailclient.engine.composing.message import Composed, message_of, sender_of
from mailclient.engine.composing.protecting import Protecting
from mailclient.engine.composing.same_bytes import Seen
from mailclient.engine.composing.stamp import stamp_of
from mailclient.engine.drafts.sealed import content_of
from mailclient.engine.drafts.sealed_drafts import SealedDrafts
from mailclient.engine.operations import save_draft, send_message
from mailclient.engine.operations.copies import copy_operation
from mailclient.engine.operations.derived import derived_id
from mailclient.engine.protection.beside import beside
from mailclient.engine.protection.opened import Ask
from mailclient.engine.protection.passphrases import Passphrases
from mailclient.mail.account import AccountKind, AccountSettings, Secret
from mailclient.mail.identity import Identity
from mailclient.mail.ids import AccountId, OperationId
from mailclient.mail.message import Outgoing
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mime.build import Protection
from mailclient.store import drafts, operations, outgoing_pieces
from mailclient.store.outgoing import NewOutgoing
from mailclient.store.reader import Reader
from mailclient.store.transaction import Transaction
from mailclient.store.writer import Writer

log = logging.getLogger(__name__)

Compose = Callable[[OperationId, Copy, Protection | None], Composed]
"""Makes one message of a draft."""
_TOLD_BYTES = 1 << 20
"""What is read between two reports."""

_PROTECTED_AT_ONCE = 4

Insert = Callable[[Transaction], object]
"""What commits it."""


class DraftSending:
    """Of one engine. ``being_made``: contents whose pieces are not to be swept, for their row is still to come."""

    def __init__(
        self,
        writer: Writer,
        reader: Reader,
        now: Callable[[], float],
        being_made: set[OperationId],
        sealed: SealedDrafts,
        protecting: Protecting,
        passphrases: Passphrases,
        publish: Publish,
    ) -> None:
        self._writer, self._reader, self._now = writer, reader, now
        self.being_made = being_made
        self.sealed = sealed
        self._protecting, self._passphrases, self._publish = protecting, passphrases, publish
        self._parts: dict[OperationId, list[OperationId]] = {}
        self._few = asyncio.Semaphore(_PROTECTED_AT_ONCE)
        self._locks: WeakValueDictionary[OperationId, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def making(self, operation_id: OperationId) -> AsyncIterator[None]:
        """One at a time for each message; its pieces are not swept meanwhile."""
        lock = self._locks.setdefault(operation_id, asyncio.Lock())
        async with lock:
            self.being_made.add(operation_id)
            try:
                yield
            finally:
                self._passphrases.end(operation_id)
                self.being_made.difference_update((operation_id, *self._parts.pop(operation_id, ())))

    async def built(self, command: SendDraft) -> Insert:
        """Write the pieces, unless it was taken in before. ``MailError`` as the command says; pieces may be left."""
        content, now = content_of(command.content), self._now()
        key = await self.sealed.key_for(command)
        if await self.knows(command.operation_id):
            return lambda tx: _keep_words(tx, command, now, key)
        try:
            made = await self._made(command, content, now)
        except MailError:
            raise
        except Exception as error:
            # The window would send it again to the next engine, and that would end by it, too.
            log.exception("a draft cannot be made into a message")
            raise MailError(Problem(ProblemKind.INTERNAL, detail=type(error).__name__)) from error

        def insert(tx: Transaction) -> None:
            for message, new in made:
                send_message.insert_built(tx, message, new, now)
            _keep_words(tx, command, now, key)

        return insert

    async def _made(
        self, command: SendDraft, content: DraftContent, now: float
    ) -> list[tuple[SendMessage, NewOutgoing]]:
        """Its messages, with their bytes in the store; the operation of the first is that of the command."""
        settings = self.settings(command.account_id)
        sender = sender_of(content, settings)
        files = await self.sealed.files(content.files)
        date = max(now, content.send_at or now)

        def compose(operation_id: OperationId, copy: Copy, protection: Protection | None) -> Composed:
            stamp = stamp_of(sender.address, date, derived_id(operation_id, "message"))
            return message_of(content, settings, stamp, files=files, copy=copy, protection=protection)

        made = await self.copies(command.operation_id, command.account_id, content, sender, compose)
        return [
            (_as_message(one, content, composed, is_first=not number), _new(one, content, composed, size))
            for number, (operation_id, composed, size) in enumerate(made)
            for one in [msgspec.structs.replace(command, operation_id=operation_id)]
        ]

    async def copies(
        self,
        operation_id: OperationId,
        account_id: AccountId,
        content: DraftContent,
        sender: Identity,
        compose: Compose,
    ) -> list[tuple[OperationId, Composed, int]]:
        """The messages that ``content`` becomes, with operation and size; their bytes are in the store.

        ``compose`` makes one, on a thread.
        """
        made: list[tuple[OperationId, Composed, int]] = []
        seen, ask = self._progress(account_id, content), _once_for_all(self._passphrases.asker(operation_id))
        for number, copy in enumerate(await self._protecting.copies(content, sender)):
            id_ = copy_operation(operation_id, number)
            self.being_made.add(id_)
            self._parts.setdefault(operation_id, []).append(id_)
            one = replace(copy, references=(made[0][1].message_id,)) if made else copy
            with self._protecting.protection(one, sender.address, ask, seen) as protection:
                composed = await self._beside(partial(compose, id_, one, protection), protection)
                made.append((id_, composed, await self.write(id_, composed.pieces)))
        return made

    async def _beside(self, make: Callable[[], Composed], protection: Protection | None) -> Composed:
        """On a thread. A few at a time may wait for a passphrase or a card; what needs none never waits for them."""
        if protection is None:
            return await asyncio.to_thread(make)
        async with self._few:
            return await beside(make)

    def _progress(self, account_id: AccountId, content: DraftContent) -> Seen:
        """Tells how much of a large message is signed or encrypted. Called on a thread."""
        total = sum(max(file.size, len(file.data)) for file in content.files) * 4 // 3
        loop, done, told = asyncio.get_running_loop(), 0, 0

        def seen(size: int) -> None:
            nonlocal done, told
            done += size
            if total > _TOLD_BYTES and (done - told > _TOLD_BYTES or done >= total > told):
                told = done
                event = Progress(account_id=account_id, work=Work.PROTECTING, done=min(done, total), total=total)
                loop.call_soon_threadsafe(self._publish, event)

        return seen

    async def knows(self, operation_id: OperationId) -> bool:
        """Whether it was taken in before."""
        return await self._writer.transaction("is it known", _is_known, operation_id)

    async def write(self, operation_id: OperationId, bytes_: Iterator[bytes]) -> int:
        """Keep the bytes of a message that has no row yet; how many they are."""
        pieces, size = _joined(bytes_), 0
        await self._writer.copying("begin a message", outgoing_pieces.drop, operation_id)
        while piece := await asyncio.to_thread(next, pieces, b""):
            await self._writer.copying("keep a piece", outgoing_pieces.add, operation_id, size, piece)
            size += len(piece)
        return size

    def settings(self, account_id: AccountId) -> AccountSettings:
        """Of an account that can send. ``MailError`` ACCOUNT_UNKNOWN."""
        for account in self._reader.accounts():
            if account.id == account_id and account.settings.kind is not AccountKind.LOCAL:
                return account.settings
        raise MailError(Problem(ProblemKind.ACCOUNT_UNKNOWN))


def _once_for_all(ask: Ask) -> Ask:
    """Of the messages that one draft becomes, the first asks; the others take the same passphrase where it fits."""
    given: dict[str, Secret | None] = {}

    def asked(fingerprint: str, name: str, wrong: bool) -> Secret | None:
        if wrong or fingerprint not in given:
            given[fingerprint] = ask(fingerprint, name, wrong)
        return given[fingerprint]

    return asked


def _is_known(tx: Transaction, operation_id: OperationId) -> bool:
    return operations.find(tx, operation_id) is not None


def _keep_words(tx: Transaction, command: SendDraft, now: float, key: bytes | None) -> None:
    """What is taken back opens again as it was sent, and not as it was saved last, some words before."""
    draft = drafts.find(tx, command.draft_id)
    if draft is not None and not draft.ended:
        words = SaveDraft(command.operation_id, command.draft_id, command.account_id, command.content)
        save_draft.save(tx, words, now, key)


def _joined(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces that are worth a transaction."""
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) >= outgoing_pieces.PIECE_BYTES:
            yield bytes(held[: outgoing_pieces.PIECE_BYTES])
            del held[: outgoing_pieces.PIECE_BYTES]
    if held:
        yield bytes(held)


def _as_message(command: SendDraft, content: DraftContent, composed: Composed, *, is_first: bool) -> SendMessage:
    """The first one ends the draft and marks what it answers."""
    wishes = replace(composed.wishes, not_before=content.send_at)
    return SendMessage(
        command.operation_id,
        command.account_id,
        Outgoing(b"", composed.mail_from, composed.recipients, wishes),
        hold_seconds=command.hold_seconds,
        answered=content.answered if is_first else None,
        forwarded=content.forwarded if is_first else None,
        draft_id=command.draft_id if is_first else None,
    )


def _new(command: SendDraft, content: DraftContent, composed: Composed, size: int) -> NewOutgoing:
    return NewOutgoing(
        composed.mail_from,
        composed.recipients,
        composed.subject,
        composed.message_id,
        command.operation_id,
        size,
        content.send_at,
        command.draft_id,
    )
