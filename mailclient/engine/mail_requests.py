"""Requests about mail and what is done with it by itself: passes, whole messages, searches, policies, filters."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from mailclient.bridge.commands import (
    AllowRemote,
    FetchWhole,
    RemoveSearch,
    RunFilters,
    SaveSearch,
    SearchOnServer,
    SetExpiry,
    SetFilters,
    SetOfflinePolicy,
    SetTemplates,
    Sync,
)
from mailclient.bridge.events import Finished, SyncCounts
from mailclient.engine.accounts.account_task import AccountTask
from mailclient.engine.filtering.filtering import Filtering
from mailclient.engine.remote_content.loading import RemoteLoading
from mailclient.engine.server_searching import ServerSearching
from mailclient.engine.supervisor import Supervisor
from mailclient.mail.ids import AccountId, MessageId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import saved_searches, templates
from mailclient.store.reader import Reader
from mailclient.store.transaction import batches
from mailclient.store.writer import Writer

_AT_A_TIME = 2_000
"""Messages looked at in one step of the loop."""

MailRequest = (
    Sync
    | FetchWhole
    | AllowRemote
    | SearchOnServer
    | SetOfflinePolicy
    | SetExpiry
    | SetFilters
    | RunFilters
    | SaveSearch
    | SetTemplates
    | RemoveSearch
)


class MailRequests:
    """Each runs in a task of its own; ``MailError`` as the commands say."""

    def __init__(
        self,
        supervisor: Supervisor,
        reader: Reader,
        writer: Writer,
        filtering: Filtering,
        remote: RemoteLoading,
    ) -> None:
        self._supervisor = supervisor
        self._reader = reader
        self._writer = writer
        self._filtering = filtering
        self._remote = remote
        self._searching = ServerSearching(reader)

    async def answer(self, command: MailRequest) -> Finished:
        """Do it."""
        request_id = command.request_id
        match command:
            case Sync(account_id=account_id):
                return Finished(request_id=request_id, account_id=account_id, counts=await self._sync(command))
            case FetchWhole(message_ids=message_ids):
                return Finished(request_id=request_id, counts=await self._fetch_whole(message_ids))
            case SearchOnServer():
                found = await self._searching.answer(command, self._accounts(command))
                return Finished(request_id=request_id, found=found)
            case AllowRemote(address=address, allowed=allowed):
                await self._remote.allow_sender(address, allowed=allowed)
            case RunFilters(folder_id=folder_id):
                return Finished(request_id=request_id, filtered=await self._filtering.run_on(folder_id))
            case SetOfflinePolicy(account_id=account_id):
                account = self._supervisor.account(account_id)
                await account.set_offline_policy(command.folder_id, command.policy)
            case SetExpiry(folder_id=folder_id, days=days):
                (task,) = self._accounts(command)
                await task.agenda.set_expiry(folder_id, days)
            case SaveSearch(search=search):
                await self._writer.transaction("save search", saved_searches.save, search)
            case RemoveSearch(search_id=search_id):
                await self._writer.transaction("remove search", saved_searches.remove, search_id)
            case SetTemplates():
                await self._writer.transaction("set templates", templates.replace, command.templates)
            case SetFilters(account_id=account_id):
                await self._filtering.set_filters(self._supervisor.account(account_id).context.id, command.filters)
        return Finished(request_id=request_id)

    async def _sync(self, command: Sync) -> SyncCounts:
        accounts = self._accounts(command)
        for account in accounts:
            account.connect_now()
        passes = [account.agenda.sync(command.folder_id, whole_messages=command.bodies) for account in accounts]
        counts = _sum(await _all(passes))
        await self._filtering.settled()
        return counts

    def _accounts(self, command: Sync | SearchOnServer | SetExpiry) -> list[AccountTask]:
        if command.folder_id is not None:
            folder = self._reader.folder(command.folder_id)
            if folder is None:
                raise MailError(Problem(ProblemKind.FOLDER_GONE))
            return [self._supervisor.account(folder.account_id)]
        if not isinstance(command, SetExpiry) and command.account_id is not None:
            return [self._supervisor.account(command.account_id)]
        return self._supervisor.all()

    async def _fetch_whole(self, message_ids: tuple[MessageId, ...]) -> SyncCounts:
        by_account: dict[AccountId, list[MessageId]] = {}
        for batch in batches(dict.fromkeys(message_ids), _AT_A_TIME):
            homes = self._reader.homes_of(batch)
            if len(homes) < len(batch):
                raise MailError(Problem(ProblemKind.MESSAGE_GONE))
            here = self._reader.whole_among(batch)
            receivers = self._reader.receivers_of(batch)
            for message_id in batch:
                if message_id not in here:
                    account = self._supervisor.fetching(homes[message_id][0], receivers.get(message_id))
                    by_account.setdefault(account.context.id, []).append(message_id)
            await asyncio.sleep(0)
        fetches = []
        for account_id, mine in by_account.items():
            account = self._supervisor.account(account_id)
            account.connect_now()
            fetches.append(account.agenda.fetch_whole(tuple(mine)))
        return _sum(await _all(fetches))


async def _all(parts: list[Coroutine[Any, Any, SyncCounts]]) -> list[SyncCounts]:
    """Wait for all, then raise the first failure: one account's trouble does not cut off the others."""
    results = await asyncio.gather(*parts, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return [result for result in results if isinstance(result, SyncCounts)]


def _sum(parts: list[SyncCounts]) -> SyncCounts:
    return SyncCounts(
        messages=sum(part.messages for part in parts),
        bodies=sum(part.bodies for part in parts),
        changed=sum(part.changed for part in parts),
        vanished=sum(part.vanished for part in parts),
        bytes_read=sum(part.bytes_read for part in parts),
        bytes_written=sum(part.bytes_written for part in parts),
        round_trips=sum(part.round_trips for part in parts),
        seconds=max((part.seconds for part in parts), default=0.0),
    )
