"""The mail of one POP3 account: passes over its mailbox, and messages of which only the header is here.

A pass takes one connection from the login to QUIT, for a server lets one client at a mailbox at a time. What the user
wishes to read while a pass runs comes in it, before the rest.
"""

import asyncio
from collections.abc import Callable, Sequence

from mailclient.bridge.events import BodyFailed, PartFailed, SyncCounts
from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.local_folders import incoming_folder
from mailclient.engine.accounts.pop3_login import connect
from mailclient.engine.accounts.pop3_session import Pop3Session
from mailclient.engine.sync.pop3_download import Wanted
from mailclient.engine.sync.pop3_pass import Pop3Pass
from mailclient.mail.account import Secret
from mailclient.mail.ids import MessageId, PartPath
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import pop3

PAUSE_SECONDS = 600.0
_TOO_SOON_SECONDS = 300.0
"""What a server that allows a login only now and then wants at least, where it does not say (LOGIN-DELAY)."""


class Pop3Mail:
    """``run_pass`` is called by the account's task, one at a time; the rest from the loop at any time."""

    def __init__(self, context: AccountContext) -> None:
        self.wanted = asyncio.Event()
        """Set when something is wished that only a pass can bring."""
        self.pause_seconds = PAUSE_SECONDS
        """Until the next pass that nobody asks for."""
        self._context = context
        self._wanted = Wanted()
        self._wishes: set[tuple[MessageId, PartPath | None]] = set()
        self._login_delay = 0.0
        self._not_before = 0.0

    async def run_pass(self, secret: Secret, logged_in: Callable[[], None] = lambda: None) -> SyncCounts:
        """Download what is new and delete what may go. ``MailError`` as of ``pop3_login.connect``, and what ends it.

        What came before an error is stored and stays. ``logged_in`` is called after the login.
        """
        self.wanted.clear()
        folder_id = await incoming_folder(self._context)
        session = await self._connect(secret)
        logged_in()
        one = Pop3Pass(self._context, session, folder_id, self._wanted)
        try:
            await one.run()
        finally:
            self._login_delay = float(session.connection.capabilities.login_delay)
            self.pause_seconds = max(PAUSE_SECONDS, self._login_delay)
            self._fulfil_wishes()
        await self._give_up_wishes()
        traffic = session.traffic
        return SyncCounts(
            messages=one.counts.messages,
            bodies=one.counts.bodies,
            vanished=one.counts.vanished,
            bytes_read=traffic.bytes_read,
            bytes_written=traffic.bytes_written,
            round_trips=traffic.round_trips,
        )

    async def _connect(self, secret: Secret) -> Pop3Session:
        """Who is told to come later does not ask before: some servers count each try."""
        server, now = self._context.account.settings.incoming, self._context.outside.now()
        if now < self._not_before <= now + max(self._login_delay, _TOO_SOON_SECONDS):
            raise MailError(Problem(ProblemKind.LOGIN_TOO_SOON, f"{server.host}:{server.port}"))
        try:
            return await connect(self._context.outside.dial, server, secret)
        except MailError as error:
            if error.problem.kind is ProblemKind.LOGIN_TOO_SOON:
                self._not_before = now + max(self._login_delay, _TOO_SOON_SECONDS)
            raise

    async def want(self, message_ids: Sequence[MessageId], path: PartPath | None = None) -> None:
        """Fetch these whole, in the pass that runs or in one to come; ``path``: for the sake of this part.

        The wish is durable. When it is fulfilled the body (the part) is made as of any message that is here whole; when
        it cannot be, it is answered with ``BodyFailed`` (``PartFailed``).
        """
        found = await self._context.writer.transaction("want whole", pop3.want, self._context.id, message_ids)
        for message_id in set(message_ids) - set(found):
            self._fail(message_id, path, Problem(ProblemKind.MESSAGE_GONE))
        self._wishes.update((message_id, path) for message_id in found)
        self._wanted.urgent.extend(found)
        if found:
            self.wanted.set()

    def failed(self, problem: Problem) -> None:
        """No pass for now: whoever waits is told. The wishes stay."""
        for message_id, path in self._wishes:
            self._fail(message_id, path, problem)

    def _fulfil_wishes(self) -> None:
        """What has come is made readable."""
        here = self._context.reader.whole_among([message_id for message_id, _ in self._wishes])
        fulfilled = {wish for wish in self._wishes if wish[0] in here}
        self._wishes -= fulfilled
        for message_id, path in fulfilled:
            if path is None:
                self._context.from_stored.ask_body(message_id)
            else:
                self._context.from_stored.ask_part(message_id, path)

    async def _give_up_wishes(self) -> None:
        """After a whole pass: what the server did not give is told; what was wished too late stays for the next."""
        late = set(self._wanted.urgent)
        refused = {wish for wish in self._wishes if wish[0] not in late}
        self._wishes -= refused
        wished = [message_id for message_id, _ in refused]
        gone = await self._context.writer.transaction("find gone", pop3.gone_there, wished)
        for message_id, path in refused:
            problem = Problem(ProblemKind.MESSAGE_GONE) if message_id in gone else self._withheld()
            self._fail(message_id, path, problem)
        if not self._wishes:
            self.wanted.clear()

    def _withheld(self) -> Problem:
        server = self._context.account.settings.incoming
        return Problem(ProblemKind.MESSAGE_WITHHELD, f"{server.host}:{server.port}")

    def _fail(self, message_id: MessageId, path: PartPath | None, problem: Problem) -> None:
        if path is None:
            self._context.publish(BodyFailed(message_id=message_id, problem=problem))
        else:
            self._context.publish(PartFailed(message_id=message_id, path=path, problem=problem))
