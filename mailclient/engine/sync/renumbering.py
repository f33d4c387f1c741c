"""A folder whose uids mean nothing any more: UIDVALIDITY changed, or UIDNEXT went back to where it has been before.

Every row keeps its texts, tags and waiting operations and gets its new uid by what it is (``identity.py``); nothing is
downloaded but 150 bytes a message. In slices, and cut off at any moment without loss: ``store/renumbering.py``.
Operations wait meanwhile: the rows have no uid, and a pass is made before uids are used (``operations/located.py``).
"""

import logging
from dataclasses import dataclass

from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.sync.headers import NumberingChanged
from mailclient.engine.sync.identity import identity, identity_items
from mailclient.mail.folder import Folder
from mailclient.mail.ids import FolderId, Uid, UidValidity
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import folders, messages, renumbering
from mailclient.store.rows import Identity, SyncState
from mailclient.store.transaction import Transaction, batches
from mailclient.wire.imap.commands.select import Selected
from mailclient.wire.imap.number_set import NumberSet

log = logging.getLogger(__name__)

FETCH_SLICE = 1_000
_SAMPLE = 8
"""Messages looked at to see whether a folder is the one we know."""
_OFTEN = 4
_OFTEN_SECONDS = 3600.0


@dataclass(slots=True)
class Renumbering:
    """One folder; it is open."""

    context: AccountContext
    server: MailServer
    folder: Folder

    async def bring_in_line(self, state: SyncState, selected: Selected) -> SyncState:
        """What the rest of the pass starts from: ``state`` when the uids hold, else a new one, the rows rematched.

        ``MailError(NUMBERING_UNSTABLE)`` when the server does this again and again; everything stays as it is.
        """
        transaction = self.context.writer.transaction
        if selected.uid_validity != state.uid_validity or await self._went_back(state, selected):
            await self._forget_uids(state)
            state = SyncState(uid_validity=UidValidity(selected.uid_validity))
            await transaction("note new numbering", folders.set_sync_state, self.folder.id, state)
        elif not await transaction("look at renumbering", renumbering.is_waiting, self.folder.id):
            return state
        if selected.exists and await transaction("look at renumbering", renumbering.is_waiting, self.folder.id):
            await self._rematch(state.uid_validity)
        now = self.context.outside.now()
        while not await transaction("forget rows", renumbering.forget_slice, self.folder.id, now):
            await self.context.queue.give_way(self.server)
        return state

    async def holds_what_we_know(self) -> bool:
        """Whether the newest messages we know are in the open folder, under the uids we know."""
        known = await self.context.writer.transaction("sample", _sample, self.folder.id)
        if not known:
            return False
        found = await self.server.fetch(NumberSet.of(known), *identity_items(self.server))
        same = [one for one in map(identity, found) if known[one.uid] == (one.message_id_header, one.size)]
        return bool(same) and len(same) == len(found)

    async def _went_back(self, state: SyncState, selected: Selected) -> bool:
        """UIDNEXT never goes down (RFC 9051 section 2.3.1.1): the folder was made anew, or the server miscounts."""
        if not selected.uid_next or selected.uid_next >= state.uid_next or not selected.exists:
            return False
        if await self.holds_what_we_know():
            return False
        known = await self.context.writer.transaction("sample", _sample, self.folder.id)
        return bool(known)

    async def _forget_uids(self, state: SyncState) -> None:
        if state.uid_validity:
            log.warning("folder %d was renumbered by its server", self.folder.id)
            now = self.context.outside.now()
            times = [one for one in self.context.renumbered.get(self.folder.id, ()) if one > now - _OFTEN_SECONDS]
            if len(times) >= _OFTEN:
                raise MailError(Problem(ProblemKind.NUMBERING_UNSTABLE, self.folder.path))
            self.context.renumbered[self.folder.id] = [*times, now]
        while not await self.context.writer.transaction("forget uids", renumbering.reset_slice, self.folder.id):
            await self.context.queue.give_way(self.server)

    async def _rematch(self, uid_validity: UidValidity) -> None:
        transaction = self.context.writer.transaction
        await self._reopen(uid_validity)
        theirs = await self.server.uids_from(self.folder.path, Uid(1))
        for exact in (True, False):
            known = set(await transaction("read uids", messages.uids, self.folder.id))
            unknown = sorted((uid for uid in theirs if uid not in known), reverse=True)
            for slice_ in batches(unknown, FETCH_SLICE):
                if not await transaction("look at renumbering", renumbering.is_waiting, self.folder.id):
                    return
                await self._reopen(uid_validity)
                answers = await self.server.fetch(NumberSet.of(slice_), *identity_items(self.server))
                found = sorted(map(identity, answers), key=lambda one: one.uid, reverse=True)
                for batch in batches(found):
                    await transaction("rematch", _match, self.folder.id, uid_validity, batch, exact)
                await self.context.queue.give_way(self.server)

    async def _reopen(self, uid_validity: UidValidity) -> None:
        selected = await self.server.open_folder(self.folder.path)
        if selected.uid_validity != uid_validity:
            raise NumberingChanged


def _match(tx: Transaction, folder_id: FolderId, uid_validity: UidValidity, found: list[Identity], exact: bool) -> None:
    if folders.sync_state(tx, folder_id).uid_validity != uid_validity:
        raise NumberingChanged
    renumbering.match(tx, folder_id, found, exact=exact)


def _sample(tx: Transaction, folder_id: FolderId) -> dict[int, tuple[str, int]]:
    return renumbering.newest(tx, folder_id, _SAMPLE)
