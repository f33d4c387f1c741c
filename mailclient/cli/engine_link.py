"""The link to the engine, blocking: over the profile's socket to one that runs, else over pipes to one of our own."""

import queue
import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from mailclient.bridge import commands, events, framing
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.cli import connection
from mailclient.cli.askable import Decision, Durable, Repeatable, Request
from mailclient.cli.connection import Connection
from mailclient.cli.key_passphrase import key_passphrase
from mailclient.mail.account import AccountKind
from mailclient.mail.ids import AccountId, OperationId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.profile import Profile
from mailclient.store.reader import Reader
from mailclient.store.rows import OperationState

READY_SECONDS = 30.0
OPERATION_SECONDS = 120.0
IN_USE_SECONDS = 30.0
_ATTEMPTS = 6
"""Engines of other runs end with them; ours may crash."""
_SOCKET_SECONDS = 1.0
_GREETING_SECONDS = 1.0
_LOOK_SECONDS = 0.5
"""How long the engine may be silent before we look into the store."""


Passphrase = Callable[[bool, bool], str | None]
"""Gives the vault's passphrase, None when there is none; told whether there is a vault, and whether the last failed."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an operation in the time given: done (``refused``: recipients), or kept for later with why.

    ``held_until``: as the user wished; epoch seconds.
    """

    done: bool
    refused: tuple[str, ...] = ()
    problem: Problem | None = None
    held_until: float | None = None


class EngineLink:
    """Speaks with one engine; made by ``open``. Its errors are ``MailError``."""

    def __init__(self, profile: Profile, passphrase: Passphrase) -> None:
        self._profile = profile
        self._passphrase = passphrase
        self._unlocking = ""
        """The id of our ``UnlockVault`` or ``KeepUntilRestart`` that is not answered yet."""
        self.kept_until_restart = False
        """Whether what is to be kept is so in memory only: there is no keyring, and nobody to ask for a passphrase."""
        self._reader = Reader(profile.store)
        self._connection: Connection | None = None
        self._reach_engine()

    @classmethod
    def open(cls, profile: Profile, passphrase: Passphrase = lambda _exists, _wrong: None) -> "EngineLink":
        """Reach the engine of this profile, wait until it is ready, and unlock its vault if there is one.

        ``MailError``: what the engine says when it cannot start, ENGINE_STOPPED when it says nothing.
        """
        return cls(profile, passphrase)

    def close(self) -> None:
        """Hang up; an engine of our own finishes its transaction and ends."""
        self._hang_up()
        self._reader.close()

    def send(self, command: commands.AnyCommand) -> None:
        """Send a hint, to which no answer comes."""
        engine = self._connected()
        try:
            engine.write(framing.encode(command))
        except OSError as error:
            raise _stopped(str(error)) from error

    def request(self, command: Request, heard: Callable[[events.AnyEvent], None] | None = None) -> events.Finished:
        """Ask and wait for the answer, however long it takes. ``MailError`` when it is ``Failed``.

        ``heard`` gets what is told meanwhile. Asked again where the vault was locked and is open now.
        The engine may be another program's and end with it: what can be asked twice is asked again then.
        """
        attempts = _ATTEMPTS if isinstance(command, Repeatable) else 1
        while True:
            attempts -= 1
            try:
                self.send(command)
                return self._wait_finished(command.request_id, heard)
            except MailError as error:
                if error.problem.kind is ProblemKind.VAULT_LOCKED and self._wait_unlocked():
                    attempts += 1
                    continue
                if error.problem.kind is not ProblemKind.ENGINE_STOPPED:
                    raise
                self._hang_up()
                if not attempts:
                    raise

    def operate(
        self,
        command: Durable,
        account_ids: Collection[AccountId],
        timeout_seconds: float = OPERATION_SECONDS,
        passphrase: str | None = None,
    ) -> Outcome:
        """Hand in an operation on these accounts; once it is on disk, wait until the server has done it.

        When the server cannot be reached, or has not done it in time, it is kept. ``MailError`` when it is refused or
        has failed. After the end of an engine the next one is asked the same: twice is once. What an engine wrote
        down before it ended is kept, too: whoever is told that it failed asks anew, and has it done twice.
        ``passphrase``: of the key that a message is signed with, where it is needed; None: the terminal is asked.
        """
        deadline = time.monotonic() + timeout_seconds
        attempts = _ATTEMPTS
        while True:
            attempts -= 1
            try:
                self.send(command)
                self._wait_acknowledged(command.operation_id, passphrase)
                self._wake(account_ids)
                return self._wait_done(command.operation_id, account_ids, deadline)
            except MailError as error:
                if error.problem.kind is ProblemKind.VAULT_LOCKED and self._wait_unlocked():
                    attempts += 1
                    continue
                if error.problem.kind is not ProblemKind.ENGINE_STOPPED:
                    raise
                self._hang_up()
                if not attempts:
                    if self._reader.operation_standing(command.operation_id) is None:
                        raise
                    return self._standing(command.operation_id) or Outcome(done=False, problem=error.problem)

    def operate_all(self, batch: Sequence[Durable], account_ids: Collection[AccountId]) -> list[Outcome]:
        """As ``operate`` for each, but handed in all together first, so that the engine can do them together."""
        try:
            for command in batch:
                self.send(command)
        except MailError as error:
            if error.problem.kind is not ProblemKind.ENGINE_STOPPED:
                raise
            self._hang_up()
        return [self.operate(command, account_ids) for command in batch]

    def decide(self, command: Decision) -> None:
        """Hand in a decision about a message in the outbox; done with the commit. ``MailError`` when it is refused."""
        self.send(command)
        self._wait_acknowledged(command.operation_id)

    def undo(self, operation_id: OperationId, timeout_seconds: float = OPERATION_SECONDS) -> Outcome:
        """Take an operation back, and wait until the server has done what that takes. ``MailError`` when refused."""
        self.send(commands.UndoOperation(operation_id))
        self._wait_acknowledged(operation_id)
        self.try_again_now()
        deadline = time.monotonic() + timeout_seconds
        problem: Problem | None = None
        while self._reader.waiting_operations() and problem is None and time.monotonic() < deadline:
            match self._next_event(_LOOK_SECONDS):
                case (
                    events.AccountStateChanged(problem=Problem() as found) | events.PasswordNeeded(problem=found)
                ) as trouble if trouble.account_id not in self._all_here():
                    problem = found
        return Outcome(done=not self._reader.waiting_operations(), problem=problem)

    def try_again_now(self) -> None:
        """Do not sit out any pause, also of what waits in the outbox; where the user works offline, that stands."""
        shared = self._connected().shared
        if shared:
            self._learn_states()
        if not shared or events.AccountState.OFFLINE not in self._states.values():
            self.send(commands.GoOnline())

    def listen(self, seconds: float) -> None:
        """Let that much time pass, or less when something happens."""
        self._next_event(seconds)

    def _wait_finished(self, request_id: str, heard: Callable[[events.AnyEvent], None] | None) -> events.Finished:
        while True:
            match self._next_event(None):
                case events.Finished() as finished if finished.request_id == request_id:
                    return finished
                case events.Failed(problem=problem) as failed if failed.request_id == request_id:
                    raise MailError(problem)
                case events.Event() as event if heard is not None:
                    heard(event)

    def _wait_acknowledged(self, operation_id: OperationId, passphrase: str | None = None) -> None:
        while True:
            match self._next_event(None):
                case events.PassphraseNeeded(request_id=of) as asked if of == operation_id:
                    self.send(commands.GivePassphrase(of, key_passphrase(asked, passphrase)))
                case events.Acknowledged() as acknowledged if acknowledged.operation_id == operation_id:
                    return
                case events.Refused(problem=problem) as refused if refused.operation_id == operation_id:
                    raise MailError(problem)

    def _wake(self, account_ids: Collection[AccountId]) -> None:
        """Do not sit out the pause of an account that waits. One that needs the user is not tried again from here."""
        if any(self._states.get(account_id) is events.AccountState.WAITING for account_id in account_ids):
            self.send(commands.GoOnline())

    def _learn_states(self) -> None:
        """An engine that runs tells how the accounts stand right after it has said that it is ready."""
        accounts = {account.id for account in self._reader.accounts()}
        deadline = time.monotonic() + _GREETING_SECONDS
        while not accounts <= self._states.keys() and (left := deadline - time.monotonic()) > 0:
            self._next_event(left)

    def _wait_done(self, operation_id: OperationId, account_ids: Collection[AccountId], deadline: float) -> Outcome:
        while (left := deadline - time.monotonic()) > 0:
            match self._next_event(min(left, _LOOK_SECONDS)):
                case events.OperationDone(refused=refused) as done if done.operation_id == operation_id:
                    return Outcome(done=True, refused=refused)
                case events.OperationFailed(problem=problem) as failed if failed.operation_id == operation_id:
                    raise MailError(problem)
                case (
                    events.AccountStateChanged(problem=Problem() as problem)
                    | events.PasswordNeeded(problem=problem) as trouble
                ) if trouble.account_id in account_ids and trouble.account_id not in self._all_here():
                    return Outcome(done=False, problem=problem)
                case None if outcome := self._standing(operation_id) or self._stopped(account_ids):
                    return outcome
        return Outcome(done=False)

    def _stopped(self, account_ids: Collection[AccountId]) -> Outcome | None:
        """Kept, where an account was stopped before we asked: an engine that runs already says so only once."""
        for account_id in account_ids:
            stopped = self._states.get(account_id) is events.AccountState.STOPPED
            if stopped and account_id not in self._all_here():
                return Outcome(done=False, problem=self._problems.get(account_id))
        return None

    def _all_here(self) -> set[AccountId]:
        """The accounts whose folders are on this computer: their operations need no connection."""
        return {account.id for account in self._reader.accounts() if account.settings.kind is not AccountKind.IMAP}

    def _standing(self, operation_id: OperationId) -> Outcome | None:
        """What the store says, when the engine is silent: it may have said it before we listened."""
        match self._reader.operation_standing(operation_id):
            case (OperationState.DONE, _, _):
                return Outcome(done=True)
            case (OperationState.FAILED | OperationState.IN_DOUBT, Problem() as problem, _):
                raise MailError(problem)
            case (OperationState.WAITING, Problem() as problem, _):
                return Outcome(done=False, problem=problem)
            case (OperationState.WAITING, None, not_before) if not_before > time.time():
                return Outcome(done=False, held_until=not_before)
        return None

    def _connected(self) -> Connection:
        """To the engine we have, else to another; ENGINE_STOPPED when that one ends before it is ready."""
        return self._connection or self._reach_engine()

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.end()
            self._listening.join()
            self._connection.close()
            self._connection = None

    def _reach_engine(self) -> Connection:
        """Connect until it is ready. One that is just starting, or just ending, holds the profile for a moment."""
        deadline = time.monotonic() + IN_USE_SECONDS
        patience_seconds = 0.0
        while True:
            self._states: dict[AccountId, events.AccountState] = {}
            self._problems: dict[AccountId, Problem | None] = {}
            self._unlocking = ""
            try:
                found = connection.connect(self._profile, patience_seconds)
                self._events: queue.Queue[events.AnyEvent | None] = queue.Queue()
                self._listening = threading.Thread(target=_read_events, args=(found, self._events), daemon=True)
                self._listening.start()
                self._connection = found
                self._wait_ready()
                self._wait_unlocked()
            except MailError as error:
                self._hang_up()
                if error.problem.kind is not ProblemKind.PROFILE_IN_USE or time.monotonic() > deadline:
                    raise
                patience_seconds = _SOCKET_SECONDS  # many who start engines at once would only be in each other's way
            except BaseException:  # Ctrl-C: an engine that is left behind holds the profile
                self._hang_up()
                raise
            else:
                return found

    def _wait_ready(self) -> None:
        while True:
            match self._next_event(READY_SECONDS):
                case events.Ready():
                    return
                case events.Failed(request_id="", problem=problem):
                    raise MailError(problem)
                case None:
                    raise _stopped(f"not ready after {READY_SECONDS:.0f} s")

    def _next_event(self, timeout_seconds: float | None) -> events.AnyEvent | None:
        """The next event, or None when the time is over."""
        try:
            event = self._events.get(timeout=timeout_seconds)
        except queue.Empty:
            return None
        if event is None:
            raise _stopped("it closed the connection")
        match event:
            case events.AccountStateChanged():
                self._states[event.account_id] = event.state
                self._problems[event.account_id] = event.problem
            case events.VaultLocked(exists=exists) if not self._unlocking:
                self._unlock(exists, wrong=False)
            case events.Finished(request_id=request_id) if request_id == self._unlocking:
                self._unlocking = ""
            case events.Failed(request_id=request_id, problem=problem) if request_id and request_id == self._unlocking:
                self._unlocking = ""
                if problem.kind is ProblemKind.NO_KEYRING and self.kept_until_restart:
                    return event
                if problem.kind is not ProblemKind.VAULT_PASSPHRASE_WRONG or not self._unlock(True, wrong=True):
                    raise MailError(problem)
        return event

    def _unlock(self, exists: bool, *, wrong: bool) -> bool:
        """Whether a passphrase is tried, or it is done without."""
        passphrase = self._passphrase(exists, wrong)
        # Who started an engine that runs can be asked: it is not for us to do without.
        if passphrase is None and (exists or self.kept_until_restart or self._connected().shared):
            return False
        self._unlocking = fresh_request_id()
        if passphrase is None:
            self.kept_until_restart = True
            self.send(commands.KeepUntilRestart(self._unlocking))
        else:
            self.send(commands.UnlockVault(self._unlocking, passphrase))
        return True

    def _wait_unlocked(self) -> bool:
        """Whether the vault is being unlocked, and is open then."""
        waits = bool(self._unlocking)
        while self._unlocking:
            self._next_event(None)
        return waits


def _read_events(source: Connection, received: "queue.Queue[events.AnyEvent | None]") -> None:
    """Put what the engine says into the queue, and None when it says no more."""
    frames = framing.event_reader()
    try:
        while data := source.read():
            for event in frames.receive(data):
                received.put(event)
    except OSError:
        pass  # closed by us, or reset: both are the end
    finally:
        received.put(None)


def _stopped(detail: str) -> MailError:
    return MailError(Problem(ProblemKind.ENGINE_STOPPED, detail=detail))
