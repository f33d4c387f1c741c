"""One task for each account; a mistake in one starts that one again, after a while, and touches no other."""

import asyncio
import logging
from functools import partial

from mailclient.bridge.events import AnyEvent
from mailclient.engine.accounts.account_task import AccountTask
from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.login_memory import LoginMemory
from mailclient.engine.announce import Announcer, Publish
from mailclient.engine.backoff import BackOff
from mailclient.engine.filtering.filtering import Filtering
from mailclient.engine.outside import Outside
from mailclient.mail.account import Account
from mailclient.mail.ids import AccountId, FolderId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store.reader import Reader
from mailclient.store.writer import Writer

log = logging.getLogger(__name__)


class Supervisor:
    """The accounts at work."""

    def __init__(
        self,
        writer: Writer,
        reader: Reader,
        outside: Outside,
        publish: Publish,
        announcer: Announcer,
        filtering: Filtering,
    ) -> None:
        self._writer = writer
        self._reader = reader
        self._outside = outside
        self._publish = publish
        self._announcer = announcer
        self._filtering = filtering
        self._accounts: dict[AccountId, AccountTask] = {}
        self._tasks: dict[AccountId, asyncio.Task[None]] = {}
        self._online = True

    def start(self, account: Account) -> None:
        """Put an account to work."""
        folders = self._reader.folders(account.id)
        self._announcer.know(account.id, [folder.id for folder in folders])
        arrived = partial(self._filtering.arrived, account.id)
        of_engine = (self._writer, self._reader, self._outside, self._publish, self._announcer)
        context = AccountContext(account, *of_engine, arrived)
        context.delivered = self._delivered
        context.wake = self.operations_arrived
        task = AccountTask(context)
        if not self._online:
            task.go_online(False)
        self._accounts[account.id] = task
        self._tasks[account.id] = asyncio.create_task(self._keep_running(task), name=f"account {account.id}")

    async def stop(self, account_id: AccountId) -> None:
        """Take an account off work; it ends where it awaits."""
        self._accounts.pop(account_id, None)
        task = self._tasks.pop(account_id, None)
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def stop_all(self) -> None:
        """All of them, at once."""
        await asyncio.gather(*(self.stop(account_id) for account_id in list(self._tasks)))

    def account(self, account_id: AccountId) -> AccountTask:
        """The account's task; ``MailError(ACCOUNT_UNKNOWN)``."""
        task = self._accounts.get(account_id)
        if task is None:
            raise MailError(Problem(ProblemKind.ACCOUNT_UNKNOWN, str(account_id)))
        return task

    def all(self) -> list[AccountTask]:
        """Every account's task."""
        return list(self._accounts.values())

    def go_online(self, online: bool) -> None:
        """All accounts, and those to come."""
        self._online = online
        for task in self._accounts.values():
            task.go_online(online)

    def secrets_at_hand(self) -> None:
        """Passwords can be read that could not before."""
        for task in self._accounts.values():
            task.secrets_at_hand()

    def network_changed(self) -> None:
        """Have every account look whether its connections are alive, or try again."""
        for task in self._accounts.values():
            task.network_changed()

    def events(self) -> list[AnyEvent]:
        """How the accounts stand."""
        return [event for task in self._accounts.values() for event in task.events()]

    def fetching(self, home: AccountId, received_by: AccountId | None) -> AccountTask:
        """Whose task can fetch what a message of ``home`` lacks: the account's that it came for, if it is there.

        ``MailError(ACCOUNT_UNKNOWN)``.
        """
        task = None if received_by is None else self._accounts.get(received_by)
        return task or self.account(home)

    def operations_arrived(self, account_id: AccountId) -> None:
        """There are operations for this account, which may be gone meanwhile."""
        task = self._accounts.get(account_id)
        if task is not None:
            task.agenda.operations_arrived()
            task.submission.wake()

    def _delivered(self, folder_id: FolderId) -> None:
        """Whole messages came into a folder: the account that has it reads them."""
        folder = self._reader.server_folder(folder_id)
        task = None if folder is None else self._accounts.get(folder.account_id)
        if task is not None:
            task.context.from_stored.arrived.set()

    async def _keep_running(self, task: AccountTask) -> None:
        backoff = BackOff(self._outside.random, first_seconds=5.0)
        LoginMemory(task.context).begin()
        while True:
            try:
                await task.run()
            except MailError as error:
                log.warning("account %d ended: %s", task.context.id, error.problem)
                await self._wait_after(task, error.problem, backoff)
            except Exception as error:  # the supervisor's purpose: one account's mistake is its own
                log.exception("account %d ended by a mistake of ours", task.context.id)
                await self._wait_after(task, Problem(ProblemKind.INTERNAL, detail=repr(error)), backoff)

    async def _wait_after(self, task: AccountTask, problem: Problem, backoff: BackOff) -> None:
        task.crashed(problem)
        await self._outside.sleep(backoff.next_wait())
