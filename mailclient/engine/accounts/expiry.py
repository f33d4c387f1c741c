"""Deletes by itself what has been in Trash or Junk for longer than the user wants, where the user chose so.

Since when a message is there the server tells (SAVEDATE, RFC 8514); where it does not, our store knows when it first
saw the message there, which is never too early. Nothing is deleted on any other ground, nor while the clock stands
earlier than it stood before. What is to go is handed in as an ordinary deletion, in slices: it is in the log, waits
for its connection, and spares what somebody took out of the folder meanwhile.
"""

import datetime as dt
import logging
from collections.abc import Callable, Sequence

from mailclient.bridge.commands import DeleteMessages
from mailclient.bridge.fresh_ids import fresh_operation_id
from mailclient.engine.accounts.context import AccountContext, failing_alone
from mailclient.engine.accounts.counts import Counts
from mailclient.engine.accounts.local_server import LocalServer
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.operations import delete_messages, permission
from mailclient.engine.sync.bodies import open_as_known
from mailclient.engine.sync.folder_pass import sync_folder
from mailclient.mail.folder import MAY_EXPIRE, Folder
from mailclient.mail.ids import FolderId, OperationId, Uid, UidValidity
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import expiry, folders, placed
from mailclient.store.transaction import Transaction, batches
from mailclient.wire.imap import fetch_items, search_keys
from mailclient.wire.imap.number_set import NumberSet

log = logging.getLogger(__name__)

_LOOK_SECONDS = 3600.0
"""Between two looks at what is new in Trash and Junk."""
DAY_SECONDS = 86400.0
_SLICE = 500
"""Messages of one deletion."""
_DAYS_MAX = 36_500


def check(folder: Folder, days: int | None) -> None:
    """Whether this may be chosen. ``MailError``: EXPIRY_IMPOSSIBLE, NOT_PERMITTED."""
    if days is None:
        return
    if folder.role not in MAY_EXPIRE or not 1 <= days <= _DAYS_MAX:
        raise MailError(Problem(ProblemKind.EXPIRY_IMPOSSIBLE, folder.path))
    permission.check(DeleteMessages(OperationId(""), (), forever=True), [folder])


class Expiry:
    """Of one account. ``operations_arrived`` is called when there is something to delete.

    ``look_soon`` sees to it that ``look`` is called with what the account's folders are on.
    """

    def __init__(
        self, context: AccountContext, look_soon: Callable[[], None], operations_arrived: Callable[[], None]
    ) -> None:
        self._context = context
        self._look_soon = look_soon
        self._operations_arrived = operations_arrived
        self._deleted_at: dict[FolderId, float] = {}

    def chosen(self, folder_id: FolderId) -> None:
        """Another time holds for this folder: look at once."""
        self._deleted_at.pop(folder_id, None)
        self._look_soon()

    async def clock(self) -> None:
        """For ever, while there is a connection."""
        while True:
            self._look_soon()
            await self._context.outside.sleep(_LOOK_SECONDS)

    async def look(self, server: MailServer | LocalServer) -> None:
        """Note what is new; once a day delete what is due."""
        now = self._context.outside.now()
        if not await self._context.writer.transaction("compare clock", expiry.clock_goes_on, now):
            log.info("the clock stands earlier than before: nothing in Trash or Junk counts as old")
            return
        for folder in self._context.folders():
            if folder.role in MAY_EXPIRE and folder.selectable:
                with failing_alone(server) as problems:
                    await self._look_at(server, folder, now)
                for problem in problems:
                    log.info("what is old in folder %d stays for now: %s", folder.id, problem)
                if isinstance(server, MailServer):
                    await self._context.queue.give_way(server)

    async def _look_at(self, server: MailServer | LocalServer, folder: Folder, now: float) -> None:
        due = folder.expires_after_days is not None and now - self._deleted_at.get(folder.id, 0.0) >= DAY_SECONDS
        if due and isinstance(server, MailServer):
            await sync_folder(self._context, server, folder, Counts())
        numbering = await self._numbering(folder)
        above: Uid | None = Uid(0)
        while numbering and above is not None:
            above = await self._context.writer.transaction(
                "note what is new", expiry.note, folder.id, numbering, above, now
            )
        if due and folder.expires_after_days is not None:
            check(folder, folder.expires_after_days)
            old = await self._old(server, folder, numbering, now - folder.expires_after_days * DAY_SECONDS)
            for uids in batches(old, _SLICE):
                await self._delete(folder, numbering, uids)
            self._deleted_at[folder.id] = now

    async def _numbering(self, folder: Folder) -> UidValidity:
        state = await self._context.writer.transaction("read folder state", folders.sync_state, folder.id)
        return state.uid_validity

    async def _old(
        self, server: MailServer | LocalServer, folder: Folder, numbering: UidValidity, moment: float
    ) -> Sequence[Uid]:
        """What came into the folder before this moment."""
        if isinstance(server, MailServer) and server.offers("SAVEDATE"):
            await open_as_known(self._context, server, folder)
            newest = await self._context.writer.transaction("newest uid", placed.nth_highest_uid, folder.id, 1)
            saved = await _saved_before(server, newest, moment)
            if saved is not None:
                return saved
        return await self._context.writer.transaction(
            "find what is old", expiry.here_since_before, folder.id, numbering, moment, 100 * _SLICE
        )

    async def _delete(self, folder: Folder, numbering: UidValidity, uids: Sequence[Uid]) -> None:
        account_id, now = self._context.id, self._context.outside.now()

        def hand_in(tx: Transaction) -> int:
            message_ids = expiry.to_delete(tx, folder.id, numbering, uids)
            if message_ids:
                delete_messages.insert(
                    tx, fresh_operation_id(), account_id, message_ids,
                    trash=None, forever=True, only_in=folder.id, now=now,
                )  # fmt: skip
            return len(message_ids)

        count = await self._context.writer.transaction("delete what is old", hand_in)
        if count:
            log.info("folder %d: %d messages have been there long enough", folder.id, count)
            self._operations_arrived()


async def _saved_before(server: MailServer, newest: Uid, moment: float) -> list[Uid] | None:
    """What was saved in the open folder before a moment, to the second; None where the folder keeps no such dates.

    SEARCH counts in the server's days, and in a folder without these dates it takes the date of arrival instead
    (RFC 8514 section 4.3): so it only narrows down, and what counts is what FETCH tells.
    """
    if not newest:
        return []
    if all(told is None for told in (await _save_dates(server, NumberSet.of([newest]))).values()):
        return None
    day = dt.datetime.fromtimestamp(moment, dt.UTC).date() + dt.timedelta(days=2)
    old: list[Uid] = []
    for uids in batches(await server.search(*search_keys.saved_before(day)), _SLICE):
        told = await _save_dates(server, NumberSet.of(uids))
        old += [uid for uid, saved_at in told.items() if saved_at is not None and saved_at.timestamp() < moment]
    return sorted(old)


async def _save_dates(server: MailServer, uids: NumberSet) -> dict[Uid, dt.datetime | None]:
    told: dict[Uid, dt.datetime | None] = {}
    for answer in await server.fetch(uids, fetch_items.SAVE_DATE):
        date = fetch_items.read_save_date(answer)
        if date is not None and answer.uid is not None:
            told[Uid(answer.uid)] = date.saved_at
    return told
