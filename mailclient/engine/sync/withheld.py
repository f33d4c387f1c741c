"""Headers that the server fails to give stop nobody: found by halving, noted with the problem, gone on without.

A refused range is halved until the messages that are refused stand alone. A message that is answered without its
header, or not at all though it is there, is asked for once more alone. One that breaks the connection each time is
found by ``suspects.py``. All are noted in ``store/withheld.py`` and left out until their time has come.
"""

from dataclasses import dataclass, field

from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.counts import Counts
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.sync import headers
from mailclient.mail.folder import Folder
from mailclient.mail.ids import FolderId, MessageId, Uid, UidValidity
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import messages, withheld
from mailclient.store.transaction import SLICE, Transaction, batches
from mailclient.wire.imap.number_set import NumberSet

_PATIENCE = 12
"""Messages refused one after the other before it is believed that the server refuses everything."""


@dataclass(slots=True)
class HeaderFetch:
    """The headers of one folder in one pass. ``anew``: ask also for what was withheld before, if it broke nothing."""

    context: AccountContext
    server: MailServer
    folder: Folder
    uid_validity: UidValidity
    counts: Counts
    anew: bool = False
    note_new: headers.NoteNew | None = None
    _came: bool = field(default=False, init=False)
    _refused: dict[Uid, Problem] = field(default_factory=dict, init=False)

    async def run(
        self, uids: list[Uid], first_slice: int = SLICE, lower: headers.Lower | None = None
    ) -> list[MessageId]:
        """As ``headers.fetch`` (``uids`` ascending), but what is not to be had is left out and noted."""
        transaction = self.context.writer.transaction
        later = await transaction("find withheld", _not_now, self.folder.id, self.context.outside.now(), self.anew)
        wanted = [uid for uid in uids if uid not in later]
        culprit = self.context.suspects.culprit(self.folder.id, wanted)
        if culprit is not None:
            wanted.remove(culprit)
            await self._store(
                {culprit: Problem(ProblemKind.CONNECTION_LOST, self.folder.path, "each time it is asked for")}
            )
        ids: list[MessageId] = []
        for piece in self.context.suspects.pieces(self.folder.id, wanted):
            ids += await self._guarded(piece, first_slice, lower)
        missing = await transaction("find missing", _missing, self.folder.id, wanted)
        again = [uid for uid in missing if uid not in self._refused]
        for few in batches(again, SLICE):
            ids += await self._guarded(sorted(few), SLICE, None)
        if missing:
            await self._note(await transaction("find missing", _missing, self.folder.id, missing))
        return ids

    async def _guarded(self, piece: list[Uid], first_slice: int, lower: headers.Lower | None) -> list[MessageId]:
        suspects = self.context.suspects
        if len(piece) == 1:
            # What breaks after an answer is no bad line.
            await self.server.open_folder(self.folder.path)
            await self.server.fetch(NumberSet.of(piece), "FLAGS")
        suspects.asking(self.folder.id, piece)
        try:
            return await self._halved(piece, first_slice, lower)
        finally:
            if self.server.alive:
                suspects.came(self.folder.id)

    async def _halved(self, piece: list[Uid], first_slice: int, lower: headers.Lower | None) -> list[MessageId]:
        ids: list[MessageId] = []
        pending = [piece]
        while pending:
            part = pending.pop()
            try:
                ids += await self._fetch(part, first_slice, None if self._refused else lower)
            except MailError as error:
                if not self.server.alive or error.problem.kind is not ProblemKind.SERVER_REFUSED:
                    raise
                if len(part) > 1:
                    pending += [part[: len(part) // 2], part[len(part) // 2 :]]
                    continue
                self._refused[part[0]] = error.problem
                if len(self._refused) >= _PATIENCE and not self._came:
                    raise
            else:
                self._came = True
        return ids

    async def _fetch(self, uids: list[Uid], first_slice: int, lower: headers.Lower | None) -> list[MessageId]:
        of_folder = (self.context, self.server, self.folder, self.uid_validity)
        return await headers.fetch(*of_folder, uids, self.counts, first_slice, lower, self.note_new)

    async def _note(self, missing: list[Uid]) -> None:
        """Only what is still there is withheld: the rest was expunged meanwhile."""
        if not missing:
            return
        await self.server.open_folder(self.folder.path)
        there = await self.server.search("UID", NumberSet.of(missing).to_wire().decode())
        nothing = Problem(ProblemKind.SERVER_NONSENSE, self.folder.path, "FETCH gives no header")
        await self._store({uid: self._refused.get(uid, nothing) for uid in missing if uid in there})

    async def _store(self, problems: dict[Uid, Problem]) -> None:
        if problems:
            await self.context.writer.transaction(
                "note withheld", withheld.note, self.folder.id, problems, self.context.outside.now()
            )


_BREAKING = frozenset({ProblemKind.CONNECTION_LOST, ProblemKind.TIMED_OUT})


def _not_now(tx: Transaction, folder_id: FolderId, now: float, anew: bool) -> set[Uid]:
    later = withheld.due_later(tx, folder_id, now)
    if anew and later:
        problems = withheld.problems(tx, folder_id)
        return {uid for uid in later if problems[uid].kind in _BREAKING}
    return later


def _missing(tx: Transaction, folder_id: FolderId, uids: list[Uid]) -> list[Uid]:
    known = messages.ids_by_uid(tx, folder_id, uids)
    withheld.given(tx, folder_id, known)
    return [uid for uid in uids if uid not in known]
