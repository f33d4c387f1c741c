"""Switching the search in encrypted messages on and off, learning what was opened, searching.

Words are learnt when a message is opened for the user and, once it is switched on, of what is here already, as far as
it opens without a question: a card or a passphrase is never asked for by this.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from mailclient.bridge.commands import SearchSealed, SetSealedSearch
from mailclient.bridge.events import Found
from mailclient.crypto.sealing import seal
from mailclient.engine.outside import Outside
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

OpenQuietly = Callable[[MessageId], Awaitable[bytes | None]]
"""The clear message; None where it does not open without asking."""


class SealedSearch:
    """Of all accounts. ``run`` is its task."""

    def __init__(self, writer: Writer, reader: Reader, outside: Outside, open_quietly: OpenQuietly) -> None:
        self._writer, self._reader, self._outside = writer, reader, outside
        self._open_quietly = open_quietly
        self._keys: dict[AccountId, SealingKey] = {}
        self._wake = asyncio.Event()
        self._wake.set()

    async def switch(self, command: SetSealedSearch) -> None:
        """On, or off and all of it forgotten. ``MailError``: those of the keyring."""
        if command.on:
            await self._key(command.account_id).key()
            await self._writer.transaction("search sealed mail", sealed_texts.switch_on, command.account_id)
            self._wake.set()
        else:
            await self._writer.transaction("forget sealed words", sealed_texts.switch_off, command.account_id)
            await self._key(command.account_id).forget()

    async def learn(self, message_id: MessageId, clear: bytes) -> None:
        """The words of a message that was opened, if its account is searched."""
        account_id = self._account_of(message_id)
        if account_id is None:
            return
        key = await self._key(account_id).key()
        sealed = await asyncio.to_thread(_sealed, key, message_id, clear)
        await self._writer.transaction("keep sealed words", sealed_texts.keep, account_id, message_id, sealed)

    async def search(self, command: SearchSealed) -> Found:
        """Messages whose sealed words, and everything else that is asked for, meet the question; newest first."""
        query = parse(command.query)
        on = self._reader.sealed_search_accounts()
        accounts = [one for one in on if command.account_id in (None, one)]
        if query.root is None or not accounts:
            return Found()
        keys = {account_id: await self._key(account_id).key() for account_id in accounts}
        ids = await asyncio.to_thread(look_through, self._reader.path, keys, query.root)
        rows = self._reader.rows(self._reader.admitted(query, ids, self._outside.now()))
        shown = [row for row in rows if not command.folder_ids or row.folder_id in command.folder_ids]
        shown.sort(key=lambda row: (row.received_at, row.id), reverse=True)
        return Found(tuple(row.id for row in shown[: command.limit]), more=len(shown) > command.limit)

    async def run(self) -> None:
        """For ever: what was here before it was switched on."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self.look_back()
            except MailError as error:
                log.warning("encrypted messages are not made findable for now: %s", error.problem.kind)

    async def look_back(self) -> None:
        """Once through what is here and was not looked at since it was switched on."""
        for account_id in self._reader.sealed_search_accounts():
            await self._look_back(account_id)

    async def _look_back(self, account_id: AccountId) -> None:
        more = True
        while more:
            ids, more = await self._writer.transaction(
                "find sealed mail", sealed_texts.next_encrypted, account_id, _AT_A_TIME
            )
            for message_id in ids:
                clear = await self._open_quietly(message_id)
                if clear is not None:
                    await self.learn(message_id, clear)

    def _account_of(self, message_id: MessageId) -> AccountId | None:
        message = self._reader.message(message_id)
        on = self._reader.sealed_search_accounts()
        return message.row.account_id if message is not None and message.row.account_id in on else None

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
