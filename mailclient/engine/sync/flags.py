"""Messages the store has already: flags that changed on the server, and messages that are gone from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.counts import Counts
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.accounts.opening import Resynchronised
from mailclient.engine.sync.headers import NumberingChanged
from mailclient.engine.sync.identity import label_items
from mailclient.mail.flag import Flags
from mailclient.mail.folder import Folder
from mailclient.mail.ids import FolderId, Uid, UidValidity
from mailclient.store import folders, messages, placed, withheld
from mailclient.store.labels import set_labels
from mailclient.store.transaction import SLICE, Transaction, batches
from mailclient.wire.imap.commands.select import Selected
from mailclient.wire.imap.events import Fetch
from mailclient.wire.imap.fetch_items import read_gmail_labels
from mailclient.wire.imap.number_set import NUMBER_MAX, NumberSet

_FLAGS_SLICE = 5_000
"""Messages whose flags are asked for in one command."""
_CHANGED_SLICE = 100_000
"""The same, where only changed flags are told; uids."""
_EXPANDED = 10_000


@dataclass(slots=True)
class KnownMessages:
    """The known messages of one folder in one pass; the folder is open."""

    context: AccountContext
    server: MailServer
    folder: Folder
    uid_validity: UidValidity
    counts: Counts

    async def count(self) -> int:
        """How many messages of the folder we know by their uid, those with it that the server withholds."""
        return await self.context.writer.transaction("count messages", _count, self.folder.id)

    async def apply_resync(self, told: Resynchronised) -> None:
        """What QRESYNC told with the SELECT."""
        if sum(uids.count for uids in told.vanished) <= _EXPANDED:
            await self._vanish([Uid(uid) for uids in told.vanished for uid in uids])
        else:
            # A server may name far more uids than there ever were messages.
            mine = [*await self._uids(), *await self._withheld()]
            await self._vanish([uid for uid in mine if any(uid in uids for uids in told.vanished)])
        if told.changed is not None:
            await self._store_flags(told.changed)
        else:
            opened = await self._reopen()
            await self.fetch_changed(told.since, Uid(opened.uid_next or max(await self._uids(), default=0) + 1))

    async def refresh_flags(self, uids: list[Uid]) -> None:
        """The flags of a few, as they are now."""
        await self._reopen()
        await self._store_flags(await self.server.fetch(NumberSet.of(uids), "FLAGS"))

    async def fetch_changed(self, modseq: int, uid_next: Uid) -> None:
        """CONDSTORE: the flags that changed since ``modseq``, of the messages below ``uid_next``."""
        for first in range(1, uid_next, _CHANGED_SLICE):
            await self._reopen()
            uids = NumberSet.span(first, min(first + _CHANGED_SLICE, uid_next) - 1)
            items = ("FLAGS", *label_items(self.server))
            await self._store_flags(await self.server.fetch(uids, *items, changed_since=modseq))

    async def compare_flags(self, newest: int | None) -> None:
        """Without CONDSTORE: fetch the flags of the newest (None: all) and store what is different."""
        mine = await self._uids()
        for batch in batches(reversed(mine if newest is None else mine[-newest:]), _FLAGS_SLICE):
            await self._reopen()
            found = await self.server.fetch(NumberSet.span(batch[-1], batch[0]), "FLAGS")
            known = await self.context.writer.transaction(
                "read flags", messages.server_flags, self.folder.id, batch[-1], batch[0]
            )
            different = [
                answer
                for answer in found
                if answer.flags is not None
                and (flags := known.get(Uid(answer.uid or 0))) is not None
                and flags != Flags.from_imap(answer.flags)
            ]
            await self._store_flags(different)
            await self.context.queue.give_way(self.server)

    async def compare_uids(self, lowest: Uid) -> list[Uid]:
        """What the server has from ``lowest`` on against what we have: drops what went; the uids we miss, ascending.

        Only uids below the folder's ``uid_next`` at the time it was opened can have gone: what another connection put
        there since is not in the server's answer yet.
        """
        opened = await self._reopen()
        not_given = await self._withheld()
        mine = {*await self._uids(), *not_given}
        theirs = set(await self.server.uids_from(self.folder.path, lowest))
        if not theirs and lowest > 1:
            theirs = {uid for uid in await self.server.uids_from(self.folder.path, Uid(1)) if uid >= lowest}
        beyond = opened.uid_next or NUMBER_MAX + 1
        await self._vanish(sorted(uid for uid in mine - theirs if lowest <= uid < beyond))
        return sorted(theirs - (mine - not_given))

    async def _withheld(self) -> set[Uid]:
        return set(await self.context.writer.transaction("read withheld", withheld.problems, self.folder.id))

    async def _uids(self) -> list[Uid]:
        return await self.context.writer.transaction("read uids", messages.uids, self.folder.id)

    async def _reopen(self) -> Selected:
        selected = await self.server.open_folder(self.folder.path)
        if selected.uid_validity != self.uid_validity:
            raise NumberingChanged
        return selected

    async def _store_flags(self, answers: Sequence[Fetch]) -> None:
        told = {
            Uid(answer.uid): Flags.from_imap(answer.flags)
            for answer in answers
            if answer.uid is not None and answer.flags is not None
        }
        labels = {
            Uid(answer.uid): labels
            for answer in answers
            if answer.uid is not None and (labels := read_gmail_labels(answer)) is not None
        }
        for labelled in batches(labels.items(), SLICE):
            await self.context.writer.transaction("store labels", set_labels, self.folder.id, dict(labelled))
        for batch in batches(told.items(), SLICE):
            changed = await self.context.writer.transaction(
                "store flags", _set_flags, self.folder.id, self.uid_validity, dict(batch)
            )
            self.counts.changed += changed

    async def _vanish(self, uids: list[Uid]) -> None:
        for batch in batches(uids, SLICE):
            now = self.context.outside.now()
            self.counts.vanished += await self.context.writer.transaction("vanish", _vanish, self.folder.id, batch, now)


def _count(tx: Transaction, folder_id: FolderId) -> int:
    return placed.count(tx, folder_id) + len(withheld.problems(tx, folder_id))


def _vanish(tx: Transaction, folder_id: FolderId, uids: list[Uid], now: float) -> int:
    withheld.forget_vanished(tx, folder_id, uids)
    return len(messages.vanish(tx, folder_id, uids, now))


def _set_flags(tx: Transaction, folder_id: FolderId, uid_validity: UidValidity, flags: Mapping[Uid, Flags]) -> int:
    if folders.sync_state(tx, folder_id).uid_validity != uid_validity:
        raise NumberingChanged
    return len(messages.set_server_flags(tx, folder_id, flags))
