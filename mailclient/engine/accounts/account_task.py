"""One account from start to stop: connect, work, lose the connection, wait, connect again.

Its states are those of ``bridge.events.AccountState``. It stops (``STOPPED``) where trying again by itself is of no use
or harmful: a wrong password (servers lock accounts that try one again and again) and a certificate that is not
trusted. Then it waits for the user: ``SetPassword``, or ``GoOnline``.
"""

import asyncio
import logging

from mailclient.bridge.events import AccountState, AccountStateChanged, PasswordNeeded
from mailclient.engine.accounts.agenda import Agenda
from mailclient.engine.accounts.allowance import Allowance
from mailclient.engine.accounts.connecting import Connecting
from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.credentials import Purpose
from mailclient.engine.accounts.second_connection import SecondConnection
from mailclient.engine.accounts.together import run_together
from mailclient.engine.accounts.watch import Watch
from mailclient.engine.backoff import BackOff
from mailclient.engine.operations.submission_lane import SubmissionLane
from mailclient.engine.sync.body_making import make_bodies
from mailclient.engine.sync.letting_go import keep_trimmed
from mailclient.mail.account import Secret
from mailclient.mail.ids import FolderId
from mailclient.mail.offline import OfflinePolicy
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import offline

log = logging.getLogger(__name__)

_NEEDS_PASSWORD = frozenset(
    {
        ProblemKind.WRONG_PASSWORD,
        ProblemKind.TOKEN_REFUSED,
        ProblemKind.PASSWORD_MISSING,
        ProblemKind.NO_KEYRING,
        ProblemKind.KEYRING_LOCKED,
    }
)
_NEEDS_USER = _NEEDS_PASSWORD | {
    ProblemKind.CERTIFICATE_UNTRUSTED,
    ProblemKind.CERTIFICATE_WRONG_HOST,
    ProblemKind.CERTIFICATE_EXPIRED,
    ProblemKind.STARTTLS_MISSING,
    ProblemKind.STARTTLS_INJECTION,
    ProblemKind.SERVER_UNPROVEN,
    ProblemKind.NO_COMMON_LOGIN,
}


class AccountTask:
    """``run`` is the task; everything else is called from the loop at any time and returns at once."""

    def __init__(self, context: AccountContext) -> None:
        self.context = context
        self.agenda = Agenda(context, self._state_of_work)
        self._watch = Watch(context, self.agenda)
        self._allowance = Allowance()
        self.submission = SubmissionLane(context, self.agenda.operations_arrived)
        self.state = AccountState.OFFLINE
        self.problem: Problem | None = None
        self._online = True
        self._poke = asyncio.Event()
        self._backoff = BackOff(context.outside.random)
        self._leave: asyncio.Event = asyncio.Event()

    async def run(self) -> None:
        """For ever; ends by cancellation, or by a mistake of ours (the supervisor starts it again then)."""
        await run_together(
            self._keep_connected(), self.submission.run(), keep_trimmed(self.context), make_bodies(self.context)
        )

    def go_online(self, online: bool) -> None:
        """Connect now; or hang up and stay so."""
        self._online = online
        self._backoff.succeeded()
        self.submission.go_online(online)
        if online:
            self._poke.set()
        else:
            self._leave.set()

    def password_given(self) -> None:
        """There is a new password in the keyring."""
        self.go_online(True)

    def connect_now(self) -> None:
        """Somebody waits for this account: do not sit out a pause. ``MailError`` when the user wants to be offline."""
        if not self._online:
            raise MailError(Problem(ProblemKind.NETWORK_UNREACHABLE, self.context.account.settings.imap.host))
        self._poke.set()

    async def set_offline_policy(self, folder_id: FolderId | None, policy: OfflinePolicy | None) -> None:
        """Keep the choice, fetch what it wants more, let go of what it wants no more. ``MailError(FOLDER_GONE)``."""
        if folder_id is not None:
            self.context.folder(folder_id)
        transaction = self.context.writer.transaction
        await transaction("set offline policy", offline.set_policy, self.context.id, folder_id, policy)
        self.context.policy_chosen.set()
        self.agenda.passes.offline_policy_chosen()

    def crashed(self, problem: Problem) -> None:
        """``run`` has ended by this; whoever waits is told."""
        self._set_state(AccountState.WAITING, problem)
        self.agenda.connection_failed(problem)

    def events(self) -> list[AccountStateChanged | PasswordNeeded]:
        """How things stand, for a listener that just came."""
        told: list[AccountStateChanged | PasswordNeeded] = [self._state_event()]
        if self.state is AccountState.STOPPED and self.problem and self.problem.kind in _NEEDS_PASSWORD:
            told.append(PasswordNeeded(account_id=self.context.id, problem=self.problem))
        return told

    async def _keep_connected(self) -> None:
        while True:
            if not self._online:
                self._set_state(AccountState.OFFLINE)
                self.agenda.connection_failed(Problem(ProblemKind.NETWORK_UNREACHABLE))
                await self.context.outside.wait(self._poke, None)
                continue
            try:
                await self._one_connection()
            except MailError as error:
                await self._after_failure(error.problem)

    async def _after_failure(self, problem: Problem) -> None:
        log.info("account %d: %s", self.context.id, problem)
        stopped = problem.kind in _NEEDS_USER
        # Cleared before the state is told: whoever answers at once must not be missed.
        self._poke.clear()
        self._set_state(AccountState.STOPPED if stopped else AccountState.WAITING, problem)
        self.agenda.connection_failed(problem)
        if problem.kind in _NEEDS_PASSWORD:
            self.context.publish(PasswordNeeded(account_id=self.context.id, problem=problem))
        await self.context.outside.wait(self._poke, None if stopped else self._backoff.next_wait())

    async def _one_connection(self) -> None:
        self._leave.clear()
        self._set_state(AccountState.CONNECTING)
        password = await self._password()
        connecting = Connecting(self.context, self._allowance, password)
        server = await connecting.first()
        try:
            self._set_state(AccountState.ONLINE)
            second = SecondConnection(self.context, connecting, self.agenda.second_connection_lost)
            await run_together(
                self.agenda.work(server, connected=self._backoff.succeeded),
                self._watch.run(server, connecting),
                second.run(),
                server.fail_when_lost(),
                self._left(),
            )
        except _LeftError:
            log.info("account %d goes offline", self.context.id)
        finally:
            await server.close(polite=server.alive)

    async def _left(self) -> None:
        await self._leave.wait()
        raise _LeftError

    async def _password(self) -> Secret:
        server = self.context.account.settings.imap
        password = await self.context.outside.credentials.password(server, Purpose.IMAP)
        if password is None:
            raise MailError(Problem(ProblemKind.PASSWORD_MISSING, server.user))
        return password

    def _state_of_work(self, busy: bool) -> None:
        if self.state in (AccountState.ONLINE, AccountState.SYNCING):
            self._set_state(AccountState.SYNCING if busy else AccountState.ONLINE)

    def _set_state(self, state: AccountState, problem: Problem | None = None) -> None:
        if (state, problem) != (self.state, self.problem):
            self.state, self.problem = state, problem
            self.context.publish(self._state_event())

    def _state_event(self) -> AccountStateChanged:
        return AccountStateChanged(account_id=self.context.id, state=self.state, problem=self.problem)


class _LeftError(Exception):
    """The user wants to be offline."""
