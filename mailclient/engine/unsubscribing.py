"""Leaves lists by one HTTPS request each (RFC 8058): no cookies, nothing of the user but what the address says.

Written down before it goes out and never sent twice: where no connection could be made it is tried again later; once
the request may have arrived, a lost answer is told, not repeated. A redirection is followed on the same host only.
"""

import asyncio
import logging
from urllib.parse import urljoin, urlsplit

from mailclient.bridge.events import OperationDone, OperationFailed
from mailclient.engine.announce import Publish
from mailclient.engine.enduring import endure
from mailclient.engine.operations import payload
from mailclient.engine.outside import Outside
from mailclient.mail.account import Server
from mailclient.mail.ids import AccountId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.proxy import Proxy
from mailclient.store import operations
from mailclient.store.reader import Reader
from mailclient.store.rows import OperationRow
from mailclient.store.transaction import Transaction
from mailclient.store.writer import Writer
from mailclient.transport.https import Reply, request
from mailclient.transport.stream import Stream

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 20.0
_ANSWER_BYTES = 256 * 1024
_REDIRECTIONS = 3
_BODY = b"List-Unsubscribe=One-Click"
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_FIRST_WAIT_SECONDS = 60.0
_LONGEST_WAIT_SECONDS = 3600.0
_GIVE_UP_SECONDS = 3 * 86400.0


class Unsubscribing:
    """One for all accounts; ``run`` for ever."""

    def __init__(self, writer: Writer, reader: Reader, outside: Outside, publish: Publish) -> None:
        self._writer = writer
        self._reader = reader
        self._outside = outside
        self._publish = publish
        self._wake = asyncio.Event()
        self._online = True

    def wake(self) -> None:
        """There may be something to do."""
        self._wake.set()

    def go_online(self, online: bool) -> None:
        """Whether the user wants anything to go out now."""
        self._online = online
        self._wake.set()

    async def run(self) -> None:
        """For ever."""
        begin = asyncio.Event()
        begin.set()
        await endure("leaving lists", self._leave_all, begin, self._outside)

    async def _leave_all(self) -> None:
        await self._writer.transaction("take up unsubscribing", _take_up, self._accounts())
        while True:
            due = await self._writer.transaction("lists to leave", _next, self._accounts())
            now = self._outside.now()
            if due is None or not self._online:
                await self._outside.wait(self._wake, None)
            elif due.not_before > now:
                await self._outside.wait(self._wake, due.not_before - now)
            elif await self._writer.transaction("begin to unsubscribe", operations.set_running, due.id):
                await self._leave(due)

    def _accounts(self) -> list[AccountId]:
        return [account.id for account in self._reader.accounts()]

    def _proxy(self, account_id: AccountId) -> Proxy | None:
        """The list's server shall learn no more than the account's own server does."""
        return next((one.settings.incoming.proxy for one in self._reader.accounts() if one.id == account_id), None)

    async def _leave(self, row: OperationRow) -> None:
        transaction = self._writer.transaction
        dialled = _Dialled(self._outside)
        try:
            url = payload.decode(row.payload, payload.ListRequest).url
            accepted = await _ask(url, dialled, self._proxy(row.account_id))
        except MailError as error:
            late = self._outside.now() - row.created_at > _GIVE_UP_SECONDS
            if not dialled.connected and not late:
                wait = min(_LONGEST_WAIT_SECONDS, _FIRST_WAIT_SECONDS * 2.0 ** min(row.attempts, 10))
                again_at = self._outside.now() + wait
                await transaction("unsubscribe later", operations.set_waiting, row.id, again_at, error.problem)
                return
            kind = ProblemKind.UNSUBSCRIBE_IN_DOUBT if dialled.connected else ProblemKind.UNSUBSCRIBE_REFUSED
            await self._fail(row, Problem(kind, error.problem.subject, error.problem.detail))
        else:
            if accepted.status // 100 == 2:
                await transaction("unsubscribed", operations.finish, row.id)
                self._publish(OperationDone(operation_id=row.id))
            else:
                detail = f"HTTP {accepted.status}"
                await self._fail(row, Problem(ProblemKind.UNSUBSCRIBE_REFUSED, dialled.host, detail))

    async def _fail(self, row: OperationRow, problem: Problem) -> None:
        log.info("operation %s: %s", row.id, problem)
        await self._writer.transaction("not unsubscribed", operations.fail, row.id, problem)
        self._publish(OperationFailed(operation_id=row.id, problem=problem))


class _Dialled:
    """Dials, and remembers whether a connection was there: from then on the request may have arrived."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside
        self.connected = False
        self.host = ""

    async def __call__(self, server: Server) -> Stream:
        self.host = server.host
        stream = await self._outside.web(server)
        self.connected = True
        return stream


async def _ask(url: str, dial: _Dialled, proxy: Proxy | None) -> Reply:
    """The last answer. ``MailError`` as of ``https.request``."""
    method, body, headers = "POST", _BODY, _FORM
    for _ in range(_REDIRECTIONS):
        reply = await request(
            method, url, headers=headers, body=body, timeout_seconds=TIMEOUT_SECONDS, limit_bytes=_ANSWER_BYTES,
            dial=dial, proxy=proxy,
        )  # fmt: skip
        target = urljoin(url, reply.headers.get("location", ""))
        if reply.status not in (301, 302, 303, 307, 308) or not _is_same_host(url, target):
            return reply
        url = target
        if reply.status not in (307, 308):
            method, body, headers = "GET", b"", {}
    return reply


def _is_same_host(url: str, target: str) -> bool:
    here, there = urlsplit(url), urlsplit(target)
    return there.scheme == "https" and there.netloc.casefold() == here.netloc.casefold()


def _next(tx: Transaction, accounts: list[AccountId]) -> OperationRow | None:
    """The one that is due first."""
    waiting = [row for id_ in accounts for row in operations.waiting_of_kind(tx, id_, payload.UNSUBSCRIBE)]
    return min(waiting, key=lambda row: row.not_before, default=None)


def _take_up(tx: Transaction, accounts: list[AccountId]) -> None:
    """What was being asked when the engine ended may have arrived."""
    for row in (row for id_ in accounts for row in operations.interrupted(tx, id_)):
        if row.kind == payload.UNSUBSCRIBE:
            operations.fail(tx, row.id, Problem(ProblemKind.UNSUBSCRIBE_IN_DOUBT))
