"""One account from start to stop: connect, work, lose the connection, wait, connect again.

Its states are those of ``bridge.events.AccountState``. It stops (``STOPPED``) where trying again by itself is of no use
or harmful: a wrong password (servers lock accounts that try one again and again) and a certificate that is not
trusted. Then it waits for the user: ``SetPassword``, or ``GoOnline``; for a certificate also for another network.

A connection that worked and is lost is tried again once at once, before anybody is told; not so a server that hangs up
on us again and again. After a sleep or a change of the network each connection has to prove that it is alive, and a
pause ends: each account a moment later than the one before, by chance.

What is done while there is a connection depends on the kind of account: ``imap_presence``, ``download_presence``. Where
the folders are on this computer, operations need none.
"""

import asyncio
import logging
import math

from mailclient.bridge.events import AccountState, AccountStateChanged, PasswordNeeded
from mailclient.engine.accounts.agenda import Agenda
from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.download_presence import DownloadPresence, LocalPresence
from mailclient.engine.accounts.imap_presence import ImapPresence
from mailclient.engine.accounts.local_agenda import LocalAgenda
from mailclient.engine.accounts.pop3_mail import Pop3Mail
from mailclient.engine.accounts.remedy import NEEDS_PASSWORD, NEEDS_USER, OF_THE_NETWORK, least_pause
from mailclient.engine.accounts.standing import Standing
from mailclient.engine.accounts.stirring import Stirring
from mailclient.engine.accounts.together import first_of, run_together
from mailclient.engine.backoff import BackOff
from mailclient.engine.operations.submission_lanes import SubmissionLanes
from mailclient.engine.sync.body_making import make_bodies
from mailclient.engine.sync.letting_go import keep_trimmed
from mailclient.mail.account import AccountKind
from mailclient.mail.ids import FolderId
from mailclient.mail.offline import OfflinePolicy
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import offline

log = logging.getLogger(__name__)

_NO_SECRETS = (ProblemKind.VAULT_LOCKED, ProblemKind.KEYRING_LOCKED, ProblemKind.NO_KEYRING)
_LOST = frozenset({ProblemKind.CONNECTION_LOST, ProblemKind.TIMED_OUT, ProblemKind.NETWORK_UNREACHABLE})
_AT_ONCE_SECONDS = 1.0
_LASTING_SECONDS = 60.0
"""A connection that worked for so long was no failure; what ends sooner, again and again, is waited for longer."""


class AccountTask:
    """``run`` is the task; everything else is called from the loop at any time and returns at once."""

    def __init__(self, context: AccountContext) -> None:
        self.context = context
        self.agenda: Agenda | LocalAgenda
        self._presence: ImapPresence | DownloadPresence | LocalPresence
        self._standing = Standing(lambda: context.publish(self._state_event()))
        self._stirring = Stirring(context.outside)
        self._begin()
        self.submission = SubmissionLanes(context, self.agenda.operations_arrived)
        self._worked = False
        """This connection has done its first round."""
        self._worked_at = self._lost_at = -math.inf
        self._asked = True
        """The user waits for the next try."""
        self._online = True
        self._poke = asyncio.Event()
        self._backoff = BackOff(context.outside.random)
        self._leave: asyncio.Event = asyncio.Event()

    def _begin(self) -> None:
        context = self.context
        match context.account.settings.kind:
            case AccountKind.IMAP:
                self.agenda = Agenda(context, self._standing.busy)
                self._presence = ImapPresence(context, self.agenda, self._standing, self._stirring)
            case AccountKind.POP3:
                source = Pop3Mail(context)
                self.agenda = LocalAgenda(context, source)
                self._presence = DownloadPresence(context, source, self.agenda, self._standing, self._stirring)
            case AccountKind.LOCAL:
                self.agenda = LocalAgenda(context, None)
                self._presence = LocalPresence(self._standing)

    async def run(self) -> None:
        """For ever; ends by cancellation, or by a mistake of ours (the supervisor starts it again then)."""
        # Only what a server has too may be let go.
        local = self.agenda.run() if isinstance(self.agenda, LocalAgenda) else keep_trimmed(self.context)
        try:
            await run_together(self._keep_connected(), self.submission.run(), local, make_bodies(self.context))
        finally:
            self._standing.close()

    def go_online(self, online: bool) -> None:
        """Connect now; or hang up and stay so."""
        self._online = online
        self._asked = online
        self._backoff.succeeded()
        self.submission.go_online(online)
        if online:
            self._poke.set()
            self._presence.hurry()
        else:
            self._leave.set()

    def password_given(self) -> None:
        """There is a new password in the keyring."""
        self.go_online(True)

    @property
    def wants_password(self) -> bool:
        """The connection to where mail comes from has stopped for want of what to log in with."""
        problem = self._standing.problem
        stopped = self._standing.state is AccountState.STOPPED
        return stopped and problem is not None and problem.kind in NEEDS_PASSWORD

    def secrets_at_hand(self) -> None:
        """Passwords can be read that could not before."""
        problem = self._standing.problem
        if problem is not None and problem.kind in _NO_SECRETS:
            self.password_given()
        else:
            self.submission.resume()

    def connect_now(self) -> None:
        """Somebody waits for this account: do not sit out a pause. ``MailError`` when the user wants to be offline."""
        if not self._online and self.context.account.settings.kind is not AccountKind.LOCAL:
            raise MailError(Problem(ProblemKind.NETWORK_UNREACHABLE, self.context.account.settings.incoming.host))
        self._asked = True
        self._poke.set()

    def network_changed(self) -> None:
        """The network is another one, or the machine has slept: what is dead is dropped, what waits tries again."""
        self._backoff.succeeded()
        self._stirring.note()
        self.submission.wake(at_once=True)

    async def set_offline_policy(self, folder_id: FolderId | None, policy: OfflinePolicy | None) -> None:
        """Keep the choice, fetch what it wants more, let go of what it wants no more.

        ``MailError``: FOLDER_GONE; ONLY_HERE where no server has it too.
        """
        if folder_id is not None:
            self.context.folder(folder_id)
        if not isinstance(self.agenda, Agenda):
            raise MailError(Problem(ProblemKind.ONLY_HERE, self.context.account.settings.email))
        transaction = self.context.writer.transaction
        await transaction("set offline policy", offline.set_policy, self.context.id, folder_id, policy)
        self.context.policy_chosen.set()
        self.agenda.passes.offline_policy_chosen()

    def crashed(self, problem: Problem) -> None:
        """``run`` has ended by this; whoever waits is told."""
        self._standing.become(AccountState.WAITING, problem)
        self.agenda.connection_failed(problem)

    def events(self) -> list[AccountStateChanged | PasswordNeeded]:
        """How things stand, for a listener that just came."""
        told: list[AccountStateChanged | PasswordNeeded] = [self._state_event()]
        problem = self._standing.problem
        if problem is not None and self.wants_password:
            told.append(PasswordNeeded(account_id=self.context.id, problem=problem))
        return told

    async def _keep_connected(self) -> None:
        while True:
            if not self._online:
                self._standing.become(AccountState.OFFLINE)
                self.agenda.connection_failed(Problem(ProblemKind.NETWORK_UNREACHABLE))
                await self.context.outside.wait(self._poke, None)
                continue
            try:
                await self._one_connection()
            except MailError as error:
                if self._is_accident(error.problem):
                    await self._try_again_quietly(error.problem)
                else:
                    await self._after_failure(error.problem)

    def _is_accident(self, problem: Problem) -> bool:
        """The loss of a connection that worked; not when the server hangs up on us again and again."""
        now, lost_before = self.context.outside.now(), self._lost_at
        self._lost_at = now
        lasted = self._worked and now - self._worked_at >= _LASTING_SECONDS
        if lasted:
            self._backoff.succeeded()
        return self._worked and problem.kind in _LOST and (lasted or now - lost_before >= _LASTING_SECONDS)

    async def _try_again_quietly(self, problem: Problem) -> None:
        log.info("account %d, tried again at once: %s", self.context.id, problem)
        self._worked = False
        self._standing.lost(problem, lambda: self.agenda.connection_failed(problem))
        await self.context.outside.sleep(_AT_ONCE_SECONDS * self.context.outside.random())

    async def _after_failure(self, problem: Problem) -> None:
        log.info("account %d: %s", self.context.id, problem)
        stopped = problem.kind in NEEDS_USER
        # Cleared before the state is told: whoever answers at once must not be missed.
        self._poke.clear()
        self._asked = False
        self._standing.become(AccountState.STOPPED if stopped else AccountState.WAITING, problem)
        self.agenda.connection_failed(problem)
        if problem.kind in NEEDS_PASSWORD:
            self.context.publish(PasswordNeeded(account_id=self.context.id, problem=problem))
        if problem.kind in OF_THE_NETWORK:
            await first_of(self.context.outside.wait(self._poke, None), self._stirring.wait())
        elif stopped:
            await self.context.outside.wait(self._poke, None)
        elif pause := least_pause(problem.kind):
            # Another network is the same server.
            await self.context.outside.wait(self._poke, max(pause, self._backoff.next_wait()))
        else:
            await first_of(self.context.outside.wait(self._poke, self._backoff.next_wait()), self._stirring.wait())

    async def _one_connection(self) -> None:
        self._leave.clear()
        self._worked = False
        self._standing.begin_to_connect(asked=self._asked)
        try:
            await run_together(self._presence.run(self._works), self._left())
        except _LeftError:
            log.info("account %d goes offline", self.context.id)

    def _works(self) -> None:
        self._worked = True
        self._worked_at = self.context.outside.now()

    async def _left(self) -> None:
        await self._leave.wait()
        raise _LeftError

    def _state_event(self) -> AccountStateChanged:
        return AccountStateChanged(
            account_id=self.context.id, state=self._standing.state, problem=self._standing.problem
        )


class _LeftError(Exception):
    """The user wants to be offline."""
