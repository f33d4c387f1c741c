"""What headers of mail tell of keys (Autocrypt level 1): the sender's own, and of encrypted mail those of the others.

Read when a message has come, in the order in which they came; never from spam, and never believed more than that a
key is there: it is UNDECIDED until the user, or on both sides the wish to encrypt, says otherwise.
"""

import asyncio
import logging
from collections.abc import Iterable

from mailclient.engine.enduring import endure
from mailclient.engine.keys.key_book import KeyBook
from mailclient.engine.outside import Outside
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import MessageId
from mailclient.mail.key import KeySource
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.mime.autocrypt.header import AutocryptField, gossip_fields
from mailclient.mime.autocrypt.peer_state import Arrival, arrival, effective_date, gossiped, updated
from mailclient.mime.header import fields_of
from mailclient.store import keys, peers
from mailclient.store.changes import Changes
from mailclient.store.reader import Reader
from mailclient.store.transaction import Transaction
from mailclient.store.writer import Writer

log = logging.getLogger(__name__)

_TOGETHER = 50
_NOT_READ = (FolderRole.JUNK, FolderRole.TRASH, FolderRole.SENT, FolderRole.DRAFTS)


class Autocrypt:
    """``heard`` gets every change of the store; ``run`` is the task."""

    def __init__(self, book: KeyBook, writer: Writer, reader: Reader, outside: Outside) -> None:
        self._book = book
        self._writer = writer
        self._reader = reader
        self._outside = outside
        self._more = asyncio.Event()
        self._more.set()

    def heard(self, changes: Changes) -> None:
        """Messages may have come."""
        if changes.unread_autocrypt:
            self._more.set()

    async def run(self) -> None:
        """For ever."""
        await endure("autocrypt", self._read_due, self._more, self._outside)

    async def note_gossip(self, header: bytes, recipients: Iterable[str], received_at: float) -> None:
        """Of a message that was decrypted: what its own (inner) header says of the keys of its other recipients."""
        fields = fields_of(header)
        at = effective_date(fields, received_at)
        for one in gossip_fields(fields, list(recipients)):
            fingerprint = await self._taken(one, KeySource.GOSSIP)
            if fingerprint is not None:
                await self._writer.transaction("note gossip", _note_gossip, one.address, at, fingerprint)

    async def _read_due(self) -> None:
        while due := await self._writer.transaction("find headers due", peers.due, _TOGETHER):
            told = [one for message_id in due if (one := self._told_by(message_id)) is not None]
            fingerprints = [await self._fingerprint(one) for one in told]
            await self._writer.transaction("note autocrypt", _noted, due, list(zip(told, fingerprints, strict=True)))

    def _told_by(self, message_id: MessageId) -> Arrival | None:
        header = self._reader.header_block(message_id)
        row = next(iter(self._reader.rows([message_id])), None)
        if header is None or row is None:
            return None
        folder = None if row.folder_id is None else self._reader.folder(row.folder_id)
        if folder is None or folder.role in _NOT_READ:
            return None
        return arrival(fields_of(header), row.received_at)

    async def _fingerprint(self, told: Arrival) -> str | None:
        """Of the key in the message, which is kept; None where it has none of any use."""
        known = self._reader.peers([told.address]).get(told.address)
        stale = known is not None and known.key_seen is not None and told.at < known.key_seen
        return None if told.field is None or stale else await self._taken(told.field, KeySource.AUTOCRYPT)

    async def _taken(self, field: AutocryptField, source: KeySource) -> str | None:
        """The fingerprint of the one key that names its address, which is here then."""
        openpgp = self._book.openpgp
        try:
            looked = await asyncio.to_thread(openpgp.look_at, field.key)
            if len(looked) != 1 or looked[0].secret:
                return None
            key = looked[0]
            here = next((one for one in await self._book.keys() if one.fingerprint == key.fingerprint), None)
            if here is None or (here.source is not KeySource.KEYRING and not here.secret):
                await asyncio.to_thread(lambda: openpgp.import_keys(field.key, extra=True, only_address=field.address))
                self._book.changed()
        except MailError as error:
            if error.problem.kind is ProblemKind.GNUPG_MISSING:
                log.info("keys in headers are not read: %s", error.problem.kind)
            return None
        if here is None:
            now = self._outside.now()
            await self._writer.transaction("note harvested key", keys.note_source, (key.fingerprint,), source, now)
        return key.fingerprint


def _noted(tx: Transaction, due: list[MessageId], told: list[tuple[Arrival, str | None]]) -> None:
    """In the order in which they came."""
    for one, fingerprint in told:
        before = peers.known(tx, one.address)
        after = updated(before, one, fingerprint)
        if after != before and (fingerprint is not None or before.key_seen is not None):
            peers.keep(tx, after)
    peers.no_longer_due(tx, due)


def _note_gossip(tx: Transaction, address: str, at: float, fingerprint: str) -> None:
    peers.keep(tx, gossiped(peers.known(tx, address), at, fingerprint))
