"""When the origin of messages is looked into: what the account's server says is learnt as texts come; signatures are
checked here when new mail arrives whole and nobody whose word counts has checked it, or when the user asks.

Never by opening a message: a question to DNS would tell its sender.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from mailclient.bridge.commands import SetReceivingServer
from mailclient.bridge.events import AccountsChanged, AnyEvent, NewMail, OriginVerified
from mailclient.engine.announce import Publish
from mailclient.engine.enduring import endure
from mailclient.engine.origin import checking
from mailclient.engine.origin.learning import LOOKED_AT, learn_from_headers
from mailclient.engine.outside import Outside
from mailclient.mail.account import Account
from mailclient.mail.ids import MessageId
from mailclient.mail.origin import ReceivingServer
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mime.origin.domains import organisation_of
from mailclient.mime.origin.look_alike import skeleton
from mailclient.mime.origin.names import domain_of, shown_domain, unmasked_domain
from mailclient.store import origin
from mailclient.store.changes import Changes
from mailclient.store.reader import Reader
from mailclient.store.writer import Writer

log = logging.getLogger(__name__)

_LEARN_AFTER = 5
"""Texts (or other changes of rows) that must have come since the last look, while nothing is known."""
_LEARN_AGAIN_AFTER = 200
_ARRIVALS = 50
"""Messages of one arrival that are checked; more is not mail that arrives, but a mailbox that is moved."""

FetchWhole = Callable[[MessageId], Awaitable[object]]


class Origins:
    """Of all accounts. ``run`` is its task; ``heard`` gets every event of the engine."""

    def __init__(
        self, writer: Writer, reader: Reader, outside: Outside, publish: Publish, fetch_whole: FetchWhole
    ) -> None:
        self._writer = writer
        self._reader = reader
        self._outside = outside
        self._publish = publish
        self._fetch_whole = fetch_whole
        self._came = _LEARN_AGAIN_AFTER
        """Texts since the last look; as if there were enough at the start."""
        self._arrived: list[MessageId] = []
        self._wake = asyncio.Event()
        self._wake.set()

    async def run(self) -> None:
        """For ever: learns, and checks what arrived."""
        await endure("who sent what", self._look, self._wake, self._outside)

    async def _look(self) -> None:
        await self._learn_if_due()
        arrived, self._arrived = self._arrived, []
        for message_id in arrived:
            await self._check_arrived(message_id)

    def heard(self, event: AnyEvent) -> None:
        """An event of the engine."""
        if isinstance(event, NewMail) and len(event.message_ids) <= _ARRIVALS:
            self._arrived += event.message_ids
            self._wake.set()

    def changed(self, changes: Changes) -> None:
        """What a transaction has changed: a text that came changes how its row looks."""
        self._came += sum(map(len, changes.restyled.values()))
        if self._came >= _LEARN_AFTER:
            self._wake.set()

    async def verify(self, message_id: MessageId) -> None:
        """The user asks: fetch what is missing, check, and tell. ``MailError`` as ``VerifyOrigin`` says."""
        await self._check(message_id, await self._whole(message_id))

    async def set_receiving_server(self, command: SetReceivingServer) -> None:
        """As the user says; ``MailError(ACCOUNT_UNKNOWN)``."""
        account = next((one for one in self._reader.accounts() if one.id == command.account_id), None)
        if account is None:
            raise MailError(Problem(ProblemKind.ACCOUNT_UNKNOWN, str(command.account_id)))
        learnt = await self._learnt(account)
        server = learnt if command.ids is None else _as_told(command.ids, learnt, account)
        await self._writer.transaction("set receiving server", origin.set_receiving_server, account.id, server)
        self._publish(AccountsChanged())

    # --- learning -----------------------------------------------------------------------------------------------------

    async def _learn_if_due(self) -> None:
        accounts = self._reader.accounts()
        known = {account.id: self._reader.receiving_server(account.id) for account in accounts}
        if self._came < (_LEARN_AGAIN_AFTER if all(known.values()) else _LEARN_AFTER):
            return
        self._came = 0
        await self._note_contacts()
        for account in accounts:
            server = known[account.id]
            if server is None or not server.by_user:
                await self._learn(account, server)

    async def _learn(self, account: Account, known: ReceivingServer | None) -> None:
        learnt = await self._learnt(account)
        if learnt is None or learnt == known:
            return  # what was learnt once stays while the inbox says nothing else
        log.info("account %d: results of %s count", account.id, ", ".join(learnt.ids))
        await self._writer.transaction("learn receiving server", origin.set_receiving_server, account.id, learnt)
        self._publish(AccountsChanged())

    async def _learnt(self, account: Account) -> ReceivingServer | None:
        headers = await self._writer.transaction("read headers", origin.newest_header_blocks, account.id, LOOKED_AT)
        return await asyncio.to_thread(learn_from_headers, headers, account.settings)

    async def _note_contacts(self) -> None:
        addresses = await self._writer.transaction("read contacts", origin.written_to)
        looks = await asyncio.to_thread(_looks_of, addresses)
        await self._writer.transaction("note contacts", origin.note_contact_domains, looks)

    # --- checking -----------------------------------------------------------------------------------------------------

    async def _check_arrived(self, message_id: MessageId) -> None:
        """Check it where it is here whole, and the account's server says nothing."""
        data = self._reader.whole(message_id)
        if data is None or self._reader.origin_check(message_id) is not None:
            return
        verdict = self._reader.verdict(message_id)
        if not verdict.has_believed and b"dkim-signature:" in data[:100_000].lower():
            try:
                await self._check(message_id, data)
            except MailError as error:
                log.info("message %d is not checked: %s", message_id, error.problem)

    async def _whole(self, message_id: MessageId) -> bytes:
        if not self._reader.has_whole(message_id):
            await self._fetch_whole(message_id)
        data = self._reader.whole(message_id)
        if data is None:
            raise MailError(Problem(ProblemKind.MESSAGE_GONE))
        return data

    async def _check(self, message_id: MessageId, data: bytes) -> None:
        """``MailError(NETWORK_UNREACHABLE)`` when DNS answers nothing."""
        found = await checking.check(data, self._outside.names, self._outside.now())
        if not checking.has_answers(found):
            raise MailError(Problem(ProblemKind.NETWORK_UNREACHABLE, ", ".join(found.unasked[:2])))
        await self._writer.transaction("keep check", origin.keep_check, message_id, found)
        self._publish(OriginVerified(message_id=message_id))


def _as_told(ids: tuple[str, ...], learnt: ReceivingServer | None, account: Account) -> ReceivingServer:
    """The user names the ids; where its servers stand is still told by the inbox, or by the account's own server."""
    named = tuple(dict.fromkeys(one.strip().lower() for one in ids))
    hosts = (*named, account.settings.incoming.host)
    own = {organisation_of(host) for host in hosts if "." in host}
    organisations = tuple(sorted(own | set(learnt.organisations if learnt else ())))
    return ReceivingServer(named, organisations, learnt.above if learnt else True, by_user=True)


def _looks_of(addresses: list[str]) -> list[tuple[str, str]]:
    organisations = {organisation_of(domain_of(address)) for address in addresses}
    return [(skeleton(unmasked_domain(one)), shown_domain(one)) for one in organisations if one]
