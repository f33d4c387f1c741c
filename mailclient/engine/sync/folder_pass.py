"""One folder brought up to date: numbering, new messages, changed flags, vanished messages, then the older ones.

A pass may be cut off at any moment: how far the folder is (``SyncState``) is written only with, or after, what it
speaks of, and what was stored before is found again. Newest first, so that a new account is of use at once. With
QRESYNC a folder in which nothing happened costs one round trip, with CONDSTORE one or two.
"""

import logging
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.counts import Counts
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.accounts.opening import Resynchronised
from mailclient.engine.sync import flags, headers
from mailclient.engine.sync.renumbering import Renumbering
from mailclient.engine.sync.withheld import HeaderFetch
from mailclient.mail.folder import Folder, FolderRole
from mailclient.mail.ids import FolderId, MessageId, ModSeq, Uid, UidValidity
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import filters, folder_facts, folders, messages, withheld
from mailclient.store.rows import SyncState
from mailclient.store.transaction import SLICE, Transaction
from mailclient.wire.imap.commands.select import Selected
from mailclient.wire.imap.number_set import NUMBER_MAX, NumberSet

log = logging.getLogger(__name__)

FIRST_LOOK = 300
"""Messages of a folder never seen before that are fetched before anything else of it."""
QUICK_FLAGS = 2_000
"""Without CONDSTORE: newest messages whose flags a quick pass compares."""
_TRIES = 3
_FEW = 2_000
"""Uids that are looked up one by one; of more all that is there is read."""


@dataclass(slots=True)
class FolderPass:
    """One pass. ``deep``: everything the folder has; else what a user would miss at once."""

    context: AccountContext
    server: MailServer
    folder: Folder
    counts: Counts
    deep: bool = False
    uid_validity: UidValidity = field(default=UidValidity(0), init=False)
    _unplaced: frozenset[MessageId] = field(default=frozenset(), init=False)
    """The rows that waited for their uid before the server was asked."""

    async def run(self) -> None:
        """``MailError`` FOLDER_GONE when the server has it no more; what ends the connection passes."""
        for _ in range(_TRIES):
            try:
                async with self.context.queue.alone(("folder", self.folder.id), self.server):
                    state = await self._run_once()
                if self.deep and state.lowest_uid > 1:
                    async with self.context.queue.alone(("older", self.folder.id), self.server):
                        await self._older_messages()
            except headers.NumberingChanged:
                log.info("the uids of folder %d changed during a pass: once more", self.folder.id)
            else:
                return
        raise MailError(Problem(ProblemKind.NUMBERING_UNSTABLE, self.folder.path))

    async def _run_once(self) -> SyncState:
        stored = await self._stored_state()
        await self._note_unplaced()
        selected, resynchronised = await self._open(stored)
        if not self.server.offers("CONDSTORE") and not self.server.offers("QRESYNC"):
            selected = replace(selected, highest_modseq=None)  # Quirk.MODSEQ_WITHOUT_CONDSTORE
        self.uid_validity = UidValidity(selected.uid_validity)
        await self.context.writer.transaction("note folder facts", folder_facts.note_selected, self.folder.id, selected)
        before = await Renumbering(self.context, self.server, self.folder).bring_in_line(stored, selected)
        state, new = await self._new_messages(before, selected)
        if before.uid_next:
            await self._known_messages(before, state, selected, resynchronised)
        state = replace(
            state,
            highest_modseq=ModSeq(selected.highest_modseq or 0),
            last_pass_at=int(self.context.outside.now()) if state.lowest_uid <= 1 else state.last_pass_at,
        )
        await self.context.writer.transaction("note folder pass", self._finish, state)
        if before.uid_next and self.folder.role is FolderRole.INBOX:
            await self.context.arrived(new)
        return state

    def _finish(self, tx: Transaction, state: SyncState) -> None:
        stored = folders.sync_state(tx, self.folder.id)
        if stored.uid_validity != self.uid_validity:
            raise headers.NumberingChanged
        # Older messages may have come meanwhile over another connection.
        lowest = min(state.lowest_uid, stored.lowest_uid or state.lowest_uid)
        passed_at = max(state.last_pass_at, stored.last_pass_at)
        folders.set_sync_state(tx, self.folder.id, replace(state, lowest_uid=lowest, last_pass_at=passed_at))
        if state.lowest_uid <= 1:
            messages.forget_unplaced(tx, self.folder.id, self._unplaced)

    async def _note_unplaced(self) -> None:
        self._unplaced = await self.context.writer.transaction("find unplaced", messages.unplaced, self.folder.id)

    async def _stored_state(self) -> SyncState:
        return await self.context.writer.transaction("read folder state", folders.sync_state, self.folder.id)

    async def _open(self, state: SyncState) -> tuple[Selected, Resynchronised | None]:
        known = 0 < state.uid_validity <= NUMBER_MAX and state.highest_modseq
        if known and self.server.offers("QRESYNC"):
            return await self.server.resync_folder(self.folder.path, state.uid_validity, state.highest_modseq)
        return await self.server.reopen_folder(self.folder.path), None

    async def _new_messages(self, state: SyncState, selected: Selected) -> tuple[SyncState, list[MessageId]]:
        """What came since ``uid_next``; of a folder never seen, the newest ``FIRST_LOOK``."""
        uid_next = Uid(selected.uid_next or 0)
        if selected.exists == 0:
            return replace(state, uid_next=uid_next or state.uid_next, lowest_uid=Uid(1)), []
        if state.uid_next and uid_next and uid_next <= state.uid_next:
            return state, []
        found = await self.server.uids_from(self.folder.path, state.uid_next or Uid(1))
        wanted, lowest = await self._unknown(found), state.lowest_uid
        if not state.uid_next:
            newest = wanted[-FIRST_LOOK:]
            lowest = Uid(1) if len(newest) == len(wanted) else newest[0]
            wanted = newest
        elif len(wanted) < len(found):
            await self._known().refresh_flags(sorted(set(found) - set(wanted)))
        is_arrival = bool(state.uid_next) and self.folder.role is FolderRole.INBOX
        ids = await self._fetch_headers(wanted, note_new=self._note_arrivals if is_arrival else None)
        next_uid = max(uid_next, Uid(found[-1] + 1 if found else 0), state.uid_next)
        return replace(state, uid_next=Uid(next_uid), lowest_uid=lowest), ids

    async def _unknown(self, uids: list[Uid]) -> list[Uid]:
        """Those the store has not: it has what we put there ourselves, what a pass that was cut off stored."""
        known = await self.context.writer.transaction("look for uids", _known_among, self.folder.id, uids)
        return [uid for uid in uids if uid not in known]

    def _note_arrivals(self, tx: Transaction, message_ids: list[MessageId]) -> None:
        filters.note_arrivals(tx, self.context.id, message_ids)

    def _known(self) -> flags.KnownMessages:
        return flags.KnownMessages(self.context, self.server, self.folder, self.uid_validity, self.counts)

    async def _fetch_headers(
        self,
        uids: list[Uid],
        first_slice: int = SLICE,
        lower: headers.Lower | None = None,
        note_new: headers.NoteNew | None = None,
    ) -> list[MessageId]:
        of_folder = (self.context, self.server, self.folder, self.uid_validity, self.counts)
        fetch = HeaderFetch(*of_folder, self.deep, note_new)
        return await fetch.run(uids, first_slice, lower)

    async def _known_messages(
        self, before: SyncState, state: SyncState, selected: Selected, resynchronised: Resynchronised | None
    ) -> None:
        """Flags that changed and messages that went, among those we know."""
        known = self._known()
        if resynchronised is not None:
            await known.apply_resync(resynchronised)
        if not state.highest_modseq or not selected.highest_modseq:
            await known.compare_flags(None if self.deep else QUICK_FLAGS)
        elif selected.highest_modseq < state.highest_modseq:
            # The server forgot changes it told us of (RFC 7162 section 3.1.2.1: never): restored from a backup.
            await known.compare_flags(None)
        elif selected.highest_modseq > state.highest_modseq and resynchronised is None:
            await known.fetch_changed(state.highest_modseq, before.uid_next)
        if await known.count() != selected.exists or state.lowest_uid > 1:
            await self._fetch_headers(await known.compare_uids(state.lowest_uid))
        if again := await self.context.writer.transaction("find withheld", withheld.problems, self.folder.id):
            await self._reopen()
            await self._fetch_headers(sorted(again))

    async def _older_messages(self) -> None:
        """The rest of a folder that was only looked at, newest first; ``lowest_uid`` goes down slice by slice.

        Passes for what is new may go on meanwhile, between two slices or over another connection.
        """
        await self._note_unplaced()
        await self._reopen()
        lowest_uid = (await self._stored_state()).lowest_uid
        if lowest_uid <= 1:
            return
        search = NumberSet.span(1, lowest_uid - 1).to_wire().decode()
        older = await self._unknown(sorted(Uid(uid) for uid in await self.server.search("UID", search)))
        await self._fetch_headers(older, headers.FETCH_SLICE // 4, self._lower)
        await self.context.writer.transaction("note whole folder", self._lower, Uid(1))
        transaction = self.context.writer.transaction
        await transaction("forget unplaced", messages.forget_unplaced, self.folder.id, self._unplaced)

    def _lower(self, tx: Transaction, lowest_uid: Uid) -> None:
        state = folders.sync_state(tx, self.folder.id)
        if state.uid_validity != self.uid_validity:
            raise headers.NumberingChanged
        complete = int(self.context.outside.now()) if lowest_uid <= 1 else state.last_pass_at
        folders.set_sync_state(tx, self.folder.id, replace(state, lowest_uid=lowest_uid, last_pass_at=complete))

    async def _reopen(self) -> None:
        selected = await self.server.open_folder(self.folder.path)
        if selected.uid_validity != self.uid_validity:
            raise headers.NumberingChanged


def _known_among(tx: Transaction, folder_id: FolderId, uids: list[Uid]) -> Collection[Uid]:
    return messages.ids_by_uid(tx, folder_id, uids) if len(uids) < _FEW else set(messages.uids(tx, folder_id))


async def sync_folder(
    context: AccountContext, server: MailServer, folder: Folder, counts: Counts, *, deep: bool = False
) -> None:
    """Bring one folder up to date; see ``FolderPass``."""
    await FolderPass(context, server, folder, counts, deep).run()
