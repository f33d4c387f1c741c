"""``SearchOnServer`` over several accounts: each server is asked; where one does not search, the store is.

What the servers found is put together newest first. A server that cannot be reached, or will not search (Yahoo answers
SERVERBUG), takes nothing from the others: the store's own hits stand for it, and the answer names the problem.
"""

import asyncio

from mailclient.bridge.commands import SearchOnServer
from mailclient.bridge.events import Found
from mailclient.engine.accounts.account_task import AccountTask
from mailclient.engine.sync.server_query import ServerQuery, read_query
from mailclient.engine.sync.server_search import Finds
from mailclient.mail.account import AccountKind
from mailclient.mail.problem import MailError, Problem
from mailclient.store.reader import Reader

_LIMIT_MAX = 2000
_FROM_STORE = 5
"""So many times the limit is asked of the store where a date narrows it down afterwards."""


class ServerSearching:
    """Answers one command at a time, or several."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def answer(self, command: SearchOnServer, accounts: list[AccountTask]) -> Found:
        """Ask these accounts' servers."""
        query = read_query(command.query)
        limit = max(1, min(command.limit, _LIMIT_MAX))
        if not query:
            return Found()
        parts = await asyncio.gather(*(self._one(account, query, command, limit) for account in accounts))
        finds = sum((found for found, _ in parts), Finds())
        rows = self._reader.rows(list(dict.fromkeys(finds.message_ids)))
        rows.sort(key=lambda row: (row.received_at, row.id), reverse=True)
        return Found(
            tuple(row.id for row in rows[:limit]),
            finds.more or len(rows) > limit,
            tuple(problem for _, problem in parts if problem is not None),
        )

    async def _one(
        self, account: AccountTask, query: ServerQuery, command: SearchOnServer, limit: int
    ) -> tuple[Finds, Problem | None]:
        if account.context.account.settings.kind is not AccountKind.IMAP:
            return self._in_store(account, query, command, limit), None
        try:
            account.connect_now()
            return await account.agenda.search_on_server(query, command.folder_id, limit), None
        except MailError as error:
            return self._in_store(account, query, command, limit), error.problem

    def _in_store(self, account: AccountTask, query: ServerQuery, command: SearchOnServer, limit: int) -> Finds:
        ids = self._reader.search(
            query.in_store(), folder_id=command.folder_id, account_id=account.context.id, limit=_FROM_STORE * limit
        )
        now = account.context.outside.now()
        rows = [row for row in self._reader.rows(ids) if query.admits(row.received_at, now)]
        return Finds(tuple(row.id for row in rows[:limit]), len(rows) > limit)
