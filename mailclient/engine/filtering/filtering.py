"""When filters are applied: once to each message that arrives in an inbox, and to a folder when the user asks for it.

A message that arrives is noted in the store with itself (``store.filters``) and crossed off with the operations that
came of it, in one transaction: the end of the process in between loses nothing and repeats nothing. What a folder held
at its first pass is old mail, and is never noted. Conditions on the text or the header wait until these are here; the
whole message waits then, so that its filters are applied in their order.

``NewMail`` is told after the filters, of what they left new: unread, and neither junk nor deleted.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mailclient.bridge.events import AnyEvent, BodyFailed, BodyStored, NewMail, OperationDone, OperationFailed
from mailclient.engine.announce import Publish
from mailclient.engine.filtering import acting
from mailclient.engine.filtering.verdicts import Verdicts, judge
from mailclient.engine.operations.choosing import shown_in
from mailclient.engine.outside import Outside
from mailclient.mail.account import AccountKind
from mailclient.mail.filter import Action, Filter, fault_of
from mailclient.mail.flag import Flag
from mailclient.mail.folder import Folder, FolderRole
from mailclient.mail.ids import AccountId, FolderId, MessageId, OperationId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import filters
from mailclient.store.reader import Reader
from mailclient.store.transaction import Transaction, batches
from mailclient.store.writer import Writer

log = logging.getLogger(__name__)

_NOT_NEW = Flag.SEEN | Flag.DELETED | Flag.JUNK
_QUIET_FOLDERS = frozenset({FolderRole.JUNK, FolderRole.TRASH})
_NO_TEXT = frozenset({ProblemKind.MESSAGE_GONE, ProblemKind.UNREADABLE_MESSAGE, ProblemKind.SERVER_NONSENSE})
"""Why a text cannot be had however often it is asked for."""
_SETTLE_SECONDS = 30.0
_ROWS = 500
"""Rows read from the store in one step of the loop; 3 ms."""
_TEXTS = 500
"""Texts asked for together."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What filtering needs of the engine: to wake an account for its operations, to have effects shown, to fetch."""

    wake: Callable[[AccountId], None]
    slices_left: Callable[[], None]
    fetch_body: Callable[[MessageId], None]


class Filtering:
    """Of all accounts. ``run`` is its task; ``heard`` gets every event of the engine."""

    def __init__(
        self, writer: Writer, reader: Reader, outside: Outside, publish: Publish, surroundings: Surroundings
    ) -> None:
        self._writer = writer
        self._reader = reader
        self._outside = outside
        self._publish = publish
        self._around = surroundings
        self._alone = asyncio.Lock()
        self._due: set[AccountId] = set()
        self._wake = asyncio.Event()
        self._asked: dict[MessageId, AccountId] = {}
        """Whose text was asked for, and for which account's filters."""
        self._came: list[MessageId] = []
        """Texts that came since the filters looked last."""
        self._textless: set[MessageId] = set()
        self._open: set[MessageId | OperationId] = set()
        """Texts and operations that somebody may wait for."""
        self._quiet = asyncio.Event()
        self._quiet.set()

    async def run(self) -> None:
        """For ever: looks at what waited for its text, and at what an earlier process left."""
        self._due |= {account.id for account in self._reader.accounts()}
        while True:
            due, self._due = self._due, set()
            came, self._came = self._came, []
            for account_id in due:
                try:
                    await self.arrived(account_id, [])
                except MailError as error:
                    log.warning("filters, account %d: %s", account_id, error.problem)
            self._close(*came)
            await self._wake.wait()
            self._wake.clear()

    async def arrived(self, account_id: AccountId, message_ids: Sequence[MessageId]) -> None:
        """These have come into an inbox: filter what waits for that, then tell of new mail."""
        decided: list[MessageId] = []
        async with self._alone:
            waiting = self._reader.unfiltered(account_id)
            if waiting:
                decided = await self._filter(account_id, waiting)
        left = set(waiting) - set(decided)
        await self._announce([one for one in dict.fromkeys([*message_ids, *decided]) if one not in left])

    async def set_filters(self, account_id: AccountId, wanted: tuple[Filter, ...]) -> None:
        """Replace the account's filters. ``MailError(FILTER_UNUSABLE)``: what one says makes no sense."""
        for one in wanted:
            if fault := fault_of(one):
                raise MailError(Problem(ProblemKind.FILTER_UNUSABLE, one.name, fault))
        await self._writer.transaction("set filters", filters.set_filters, account_id, wanted)

    async def run_on(self, folder_id: FolderId) -> tuple[OperationId, ...]:
        """Apply the filters to all that a folder shows; the operations that came of it. ``MailError(FOLDER_GONE)``.

        Texts that are not here are fetched; messages whose text cannot be had now are left as they are.
        """
        folder = self._reader.folder(folder_id)
        if folder is None:
            raise MailError(Problem(ProblemKind.FOLDER_GONE))
        known = self._reader.filters(folder.account_id)
        chosen = await shown_in(self._reader, folder)
        ids = chosen.by_account.get(folder.account_id, [])
        lacking = (await judge(self._reader, known, ids, self._outside.now())).waiting
        for batch in batches(lacking, _TEXTS):
            self._ask_texts(folder.account_id, batch)
            await self.settled()
        async with self._alone:
            verdicts = await judge(self._reader, known, ids, self._outside.now(), frozenset(self._textless))
            return await self._act(folder, known, verdicts)

    async def settled(self) -> None:
        """Wait a while until the texts that were asked for have come, and the operations of filters are done."""
        await self._outside.wait(self._quiet, _SETTLE_SECONDS)
        self._tell_quiet()

    def heard(self, event: AnyEvent) -> None:
        """An event of the engine: a text may have come that a message waits for."""
        match event:
            case BodyStored(message_id=message_id) if message_id in self._asked:
                self._text_came(message_id)
            case BodyFailed(message_id=message_id, problem=problem) if message_id in self._asked:
                if problem.kind in _NO_TEXT:
                    self._textless.add(message_id)
                    self._text_came(message_id)
                else:
                    self._close(message_id)
            case OperationDone(operation_id=operation_id) | OperationFailed(operation_id=operation_id):
                self._close(operation_id)

    def _text_came(self, message_id: MessageId) -> None:
        self._due.add(self._asked.pop(message_id))
        self._came.append(message_id)
        self._wake.set()

    # --- one look ---------------------------------------------------------------------------------------------------

    async def _filter(self, account_id: AccountId, waiting: list[MessageId]) -> list[MessageId]:
        """Look at these; those that need not wait any longer. What has left the inbox meanwhile is left alone."""
        known = self._reader.filters(account_id)
        by_folder: defaultdict[FolderId, list[MessageId]] = defaultdict(list)
        homes = self._reader.homes_of(waiting)
        for message_id in waiting:
            _, folder_id = homes.get(message_id, (account_id, None))
            if folder_id is not None:
                by_folder[folder_id].append(message_id)
        decided = [one for one in waiting if homes.get(one, (account_id, None))[1] is None]
        for folder_id, ids in by_folder.items():
            folder = self._reader.folder(folder_id)
            if folder is None or folder.role is not FolderRole.INBOX:
                decided += ids
                continue
            verdicts = await judge(self._reader, known, ids, self._outside.now(), frozenset(self._textless))
            await self._act(folder, known, verdicts)
            self._ask_texts(account_id, verdicts.waiting)
            decided += verdicts.decided
        await self._writer.transaction("filtered", filters.cross_off, decided)
        self._textless.difference_update(decided)
        return decided

    async def _act(self, source: Folder, known: Sequence[Filter], verdicts: Verdicts) -> tuple[OperationId, ...]:
        actions = verdicts.actions(known)
        if not actions:
            return ()
        kinds = {account.id: account.settings.kind for account in self._reader.accounts()}
        is_here = kinds.get(source.account_id) in (AccountKind.POP3, AccountKind.LOCAL)
        on_server = self._reader.server_folders(source.account_id)
        place = acting.Place(source, self._reader.folders(source.account_id), on_server, is_here)
        now = self._outside.now()
        made = await self._writer.transaction("filter", _insert, actions, place, verdicts.decided, now)
        self._open.update(made)
        self._tell_quiet()
        self._around.slices_left()
        self._around.wake(source.account_id)
        return tuple(made)

    def _ask_texts(self, account_id: AccountId, message_ids: Sequence[MessageId]) -> None:
        asked = [one for one in message_ids if one not in self._asked]
        self._asked.update(dict.fromkeys(asked, account_id))
        self._open.update(asked)
        self._tell_quiet()
        for message_id in asked:
            self._around.fetch_body(message_id)

    async def _announce(self, message_ids: Sequence[MessageId]) -> None:
        new: defaultdict[FolderId, list[MessageId]] = defaultdict(list)
        for batch in batches(message_ids, _ROWS):
            for row in self._reader.rows(batch):
                if row.folder_id is not None and not row.flags.bits & _NOT_NEW:
                    new[row.folder_id].append(row.id)
            await asyncio.sleep(0)
        for folder_id, ids in new.items():
            folder = self._reader.folder(folder_id)
            if folder is not None and folder.role not in _QUIET_FOLDERS:
                self._publish(NewMail(folder_id=folder_id, message_ids=tuple(ids)))

    def _close(self, *ended: MessageId | OperationId) -> None:
        self._open.difference_update(ended)
        self._tell_quiet()

    def _tell_quiet(self) -> None:
        if self._open:
            self._quiet.clear()
        else:
            self._quiet.set()


def _insert(
    tx: Transaction,
    actions: list[tuple[Action, list[MessageId]]],
    place: acting.Place,
    decided: list[MessageId],
    now: float,
) -> list[OperationId]:
    made = [id_ for action, ids in actions for id_ in acting.insert(tx, action, ids, place, now)]
    filters.cross_off(tx, decided)
    return made
