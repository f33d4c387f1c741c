"""Switching the search in encrypted messages on and off, learning what was opened, searching.

Words are learnt when a message is opened for the user and, once it is switched on, of what is here already, as far as
it opens without a question: a card or a passphrase is never asked for by this.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable

from mailclient.bridge.commands import SearchSealed, SetSealedSearch
from mailclient.bridge.events import AnyEvent, BodyStored, Found
from mailclient.crypto.sealing import seal
from mailclient.engine.outside import Outside
from mailclient.engine.protection.opened import Opened
from mailclient.engine.sealed_search.looking import context_of, look_through
from mailclient.engine.secrets.sealing_key import SealingKey
from mailclient.mail.address import Address
from mailclient.mail.ids import AccountId, MessageId
from mailclient.mail.problem import MailError
from mailclient.mail.query import parse
from mailclient.mime.display import message_body
from mailclient.mime.reader import read
from mailclient.store import sealed_texts
from mailclient.store.reader import Reader
from mailclient.store.sealed_words import pack, sealed_words
from mailclient.store.writer import Writer

log = logging.getLogger(__name__)

_AT_A_TIME = 20
_HELD = 20
"""Opened messages that wait to be learnt; more are learnt when they are opened again."""

OpenQuietly = Callable[[MessageId], Awaitable[object]]
"""Opens a message, if that needs no question, and tells ``SealedSearch.opened``."""


class SealedSearch:
    """Of all accounts. ``run`` is its task; ``opened`` gets every message that was opened, ``told`` every event."""

    def __init__(self, writer: Writer, reader: Reader, outside: Outside, open_quietly: OpenQuietly) -> None:
        self._writer, self._reader, self._outside = writer, reader, outside
        self._open_quietly = open_quietly
        self._keys: dict[AccountId, SealingKey] = {}
        self._on = set(reader.sealed_search_accounts())
        self._opened: deque[tuple[MessageId, bytes]] = deque(maxlen=_HELD)
        self._came: set[MessageId] = set()
        self._wake = asyncio.Event()
        self._wake.set()

    async def switch(self, command: SetSealedSearch) -> None:
        """On, or off and all of it forgotten. ``MailError``: those of the keyring."""
        if command.on:
            await self._key(command.account_id).key()
            await self._writer.transaction("search sealed mail", sealed_texts.switch_on, command.account_id)
            self._on.add(command.account_id)
            self._wake.set()
        else:
            self._on.discard(command.account_id)
            await self._writer.transaction("forget sealed words", sealed_texts.switch_off, command.account_id)
            await self._key(command.account_id).forget()

    async def opened(self, message_id: MessageId, opened: Opened) -> None:
        """A message was opened; what was not encrypted the index has anyway."""
        if self._on and opened.clear is not None and opened.protection.encryption is not None:
            self._opened.append((message_id, opened.clear))
            self._wake.set()

    def told(self, event: AnyEvent) -> None:
        """Something happened in an account: an encrypted message may have come."""
        if self._on and isinstance(event, BodyStored):
            self._came.add(event.message_id)
            self._wake.set()

    async def search(self, command: SearchSealed) -> Found:
        """Messages whose sealed words, and everything else that is asked for, meet the question; newest first."""
        query = parse(command.query)
        accounts = [one for one in self._on if command.account_id in (None, one)]
        if query.root is None or not accounts:
            return Found()
        keys = {account_id: await self._key(account_id).key() for account_id in accounts}
        ids = await asyncio.to_thread(look_through, self._reader.path, keys, query.root)
        rows = self._reader.rows(self._reader.admitted(query, ids, self._outside.now()))
        shown = [row for row in rows if not command.folder_ids or row.folder_id in command.folder_ids]
        shown.sort(key=lambda row: (row.received_at, row.id), reverse=True)
        return Found(tuple(row.id for row in shown[: command.limit]), more=len(shown) > command.limit)

    async def run(self) -> None:
        """For ever."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self.learn()
            except MailError as error:  # a locked keyring: what was not learnt is when it is opened again
                log.warning("encrypted messages are not made findable for now: %s", error.problem.kind)

    async def learn(self) -> None:
        """The words of what was opened, of what came, of what was here before it was switched on."""
        await self._learn_opened()
        while self._came:
            message_id = self._came.pop()
            body = self._reader.body(message_id)
            if body is not None and body.cover is not None and body.cover.encrypted:
                await self._open(message_id)
        for account_id in list(self._on):
            more = True
            while more:
                ids, more = await self._writer.transaction(
                    "find sealed mail", sealed_texts.next_encrypted, account_id, _AT_A_TIME
                )
                for message_id in ids:
                    await self._open(message_id)

    async def _open(self, message_id: MessageId) -> None:
        if self._account_of(message_id) is not None:
            try:
                await self._open_quietly(message_id)
            except MailError as error:
                log.info("message %d is not made findable: %s", message_id, error.problem.kind)
            await self._learn_opened()

    async def _learn_opened(self) -> None:
        while self._opened:
            message_id, clear = self._opened.popleft()
            account_id = self._account_of(message_id)
            if account_id is not None:
                key = await self._key(account_id).key()
                sealed = await asyncio.to_thread(_sealed, key, message_id, clear)
                await self._writer.transaction("keep sealed words", sealed_texts.keep, account_id, message_id, sealed)

    def _account_of(self, message_id: MessageId) -> AccountId | None:
        """The account, if that is searched."""
        message = self._reader.message(message_id)
        return message.row.account_id if message is not None and message.row.account_id in self._on else None

    def _key(self, account_id: AccountId) -> SealingKey:
        entries, profile = self._outside.credentials.entries, str(self._reader.path.parent)
        return self._keys.setdefault(account_id, SealingKey(entries, profile, f"search {account_id}"))


def _sealed(key: bytes, message_id: MessageId, clear: bytes) -> bytes:
    message = read(clear)
    body, envelope = message_body(message), message.envelope
    words = sealed_words(
        envelope.subject,
        body.text,
        [attachment.filename for attachment in body.attachments],
        _names(envelope.from_),
        _names((*envelope.to, *envelope.cc)),
    )
    return seal(key, pack(words), context_of(message_id))


def _names(addresses: tuple[Address, ...]) -> list[str]:
    return [f"{one.name} {one.address}" for one in addresses]
