"""``SearchOnServer`` over several accounts: each server is asked; where one does not search, the store is.

What the servers found is put together newest first. A server that cannot be reached, or will not search (Yahoo answers
SERVERBUG), takes nothing from the others: the store's own hits stand for it, and the answer names the problem.
"""

import asyncio

from mailclient.bridge.commands import SearchOnServer
from mailclient.bridge.events import Found
from mailclient.engine.accounts.account_task import AccountTask
from mailclient.engine.sync.server_query import ServerQuery
from mailclient.engine.sync.server_search import Finds
from mailclient.mail.account import AccountKind
from mailclient.mail.problem import MailError, Problem
from mailclient.mail.query import parse
from mailclient.store.reader import Reader

_LIMIT_MAX = 2000


class ServerSearching:
    """Answers one command at a time, or several."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def answer(self, command: SearchOnServer, accounts: list[AccountTask]) -> Found:
        """Ask these accounts' servers."""
        query = ServerQuery(parse(command.query))
        limit = max(1, min(command.limit, _LIMIT_MAX))
        if not query:
            return Found()
        parts = await asyncio.gather(*(self._one(account, query, command, limit) for account in accounts))
        finds = sum((found for found, _ in parts), Finds())
        # A server knows nothing of what is still to be done, of our days, of some criteria.
        rows = self._reader.rows(self._reader.admitted(query.query, list(dict.fromkeys(finds.message_ids))))
        rows.sort(key=lambda row: (row.received_at, row.id), reverse=True)
        return Found(
            tuple(row.id for row in rows[:limit]),
            finds.more or len(rows) > limit,
            tuple(problem for _, problem in parts if problem is not None),
            tuple(dict.fromkeys(finds.unchecked)),
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
            query.query,
            folder_id=command.folder_id,
            account_id=account.context.id,
            limit=limit + 1,
            now=account.context.outside.now(),
        )
        return Finds(tuple(ids[:limit]), len(ids) > limit)
