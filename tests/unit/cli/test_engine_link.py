import asyncio
import threading
from collections.abc import Callable, Iterator

import pytest

from mailclient.bridge.commands import AnyCommand, GoOnline, OpenBytes, RemoveAccount, SetFlags, Sync
from mailclient.bridge.events import (
    AccountState,
    AccountStateChanged,
    Acknowledged,
    AnyEvent,
    ClearPiece,
    Failed,
    Finished,
    OperationDone,
    OperationFailed,
    PasswordNeeded,
    Progress,
    Ready,
    Refused,
    SyncCounts,
    VaultLocked,
    Work,
)
from mailclient.bridge.opening import OpenedMessage
from mailclient.cli.engine_link import EngineLink, Outcome
from mailclient.cli.opening import open_message
from mailclient.mail.flag import Flag
from mailclient.mail.ids import AccountId, MessageId, OperationId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.protection import UNPROTECTED
from mailclient.profile import Profile
from mailclient.store import accounts, operations
from mailclient.store.writer import Writer
from tests.unit.cli.conftest import FakeEngine
from tests.unit.store.samples import settings

Start = Callable[..., FakeEngine]
ACCOUNT = AccountId(1)
OPERATION = OperationId("operation")
SET_FLAGS = SetFlags(operation_id=OPERATION, message_ids=(MessageId(1),), add=Flag.SEEN)
SYNC = Sync(request_id="request")
LOST = Problem(ProblemKind.CONNECTION_LOST, "imap.example.org")


def state(state: AccountState, problem: Problem | None = None, account_id: AccountId = ACCOUNT) -> AnyEvent:
    return AccountStateChanged(account_id=account_id, state=state, problem=problem)


def say(*events: AnyEvent) -> Callable[[AnyCommand], list[AnyEvent]]:
    return lambda _command: list(events)


def operate(profile: Profile, timeout_seconds: float = 10.0) -> Outcome:
    link = EngineLink.open(profile)
    try:
        return link.operate(SET_FLAGS, {ACCOUNT}, timeout_seconds)
    finally:
        link.close()


def request(profile: Profile, command: Sync | RemoveAccount = SYNC) -> Finished:
    link = EngineLink.open(profile)
    try:
        return link.request(command)
    finally:
        link.close()


def test_a_request_is_finished(profile: Profile, fake_engine: Start) -> None:
    counts = SyncCounts(messages=3)
    engine = fake_engine(say(Finished(request_id="of another"), Finished(request_id="request", counts=counts)))
    assert request(profile).counts == counts
    assert engine.asked == [SYNC]


def test_a_request_fails(profile: Profile, fake_engine: Start) -> None:
    fake_engine(say(Failed(request_id="of another", problem=LOST), Failed(request_id="request", problem=LOST)))
    with pytest.raises(MailError) as caught:
        request(profile)
    assert caught.value.problem == LOST


def test_progress_is_told(profile: Profile, fake_engine: Start) -> None:
    progress = Progress(account_id=ACCOUNT, work=Work.HEADERS, done=1, total=2)
    fake_engine(say(progress, Finished(request_id="request")))
    told: list[AnyEvent] = []
    link = EngineLink.open(profile)
    link.request(SYNC, told.append)
    link.close()
    assert told == [progress]


def test_what_can_be_asked_twice_is_asked_again_after_the_end_of_an_engine(
    profile: Profile, fake_engine: Start
) -> None:
    answers: list[list[AnyEvent] | None] = [None, [Finished(request_id="request")]]
    engine = fake_engine(lambda _command: answers.pop(0))
    request(profile)
    assert engine.asked == [SYNC, SYNC]


def test_a_message_is_opened_anew_where_the_engine_ends_on_the_way(profile: Profile, fake_engine: Start) -> None:
    command = OpenBytes("open", b"locked")

    def answer(_command: AnyCommand) -> Iterator[AnyEvent]:
        yield ClearPiece(request_id="open", data=b"one ")
        if len(engine.asked) == 1:
            raise BrokenPipeError
        yield ClearPiece(request_id="open", data=b"two")
        yield Finished(request_id="open", opened=OpenedMessage(UNPROTECTED, len(b"one two")))

    engine = fake_engine(answer)
    link = EngineLink.open(profile)
    shown = open_message(link, command, b"locked", None)
    link.close()
    assert shown.data == b"one two"
    assert engine.asked == [command, command]


def test_what_cannot_is_not(profile: Profile, fake_engine: Start) -> None:
    engine = fake_engine(lambda _command: None)
    remove = RemoveAccount("request", ACCOUNT)
    with pytest.raises(MailError) as caught:
        request(profile, remove)
    assert caught.value.problem.kind is ProblemKind.ENGINE_STOPPED
    assert engine.asked == [remove]


def test_an_engine_that_always_ends_is_given_up(profile: Profile, fake_engine: Start) -> None:
    engine = fake_engine(lambda _command: None)
    with pytest.raises(MailError) as caught:
        operate(profile)
    assert caught.value.problem.kind is ProblemKind.ENGINE_STOPPED
    assert engine.asked == [SET_FLAGS] * 6


def test_an_operation_is_done(profile: Profile, fake_engine: Start) -> None:
    fake_engine(
        say(
            OperationDone(operation_id=OperationId("other")),
            Acknowledged(operation_id=OperationId("other")),
            Acknowledged(operation_id=OPERATION),
            OperationDone(operation_id=OperationId("other")),
            OperationDone(operation_id=OPERATION, refused=("x@example.org",)),
        )
    )
    assert operate(profile) == Outcome(done=True, refused=("x@example.org",))


def test_an_operation_is_refused(profile: Profile, fake_engine: Start) -> None:
    fake_engine(say(Refused(operation_id=OPERATION, problem=LOST)))
    with pytest.raises(MailError) as caught:
        operate(profile)
    assert caught.value.problem == LOST


def test_an_operation_fails(profile: Profile, fake_engine: Start) -> None:
    fake_engine(say(Acknowledged(operation_id=OPERATION), OperationFailed(operation_id=OPERATION, problem=LOST)))
    with pytest.raises(MailError) as caught:
        operate(profile)
    assert caught.value.problem == LOST


def test_an_operation_is_kept_when_its_server_cannot_be_reached(profile: Profile, fake_engine: Start) -> None:
    fake_engine(
        say(
            Acknowledged(operation_id=OPERATION),
            state(AccountState.CONNECTING),
            state(AccountState.WAITING, Problem(ProblemKind.TIMED_OUT), AccountId(2)),
            state(AccountState.WAITING, LOST),
        )
    )
    assert operate(profile) == Outcome(done=False, problem=LOST)


def test_an_operation_is_kept_when_a_password_is_missing(profile: Profile, fake_engine: Start) -> None:
    fake_engine(say(Acknowledged(operation_id=OPERATION), PasswordNeeded(account_id=ACCOUNT, problem=LOST)))
    assert operate(profile) == Outcome(done=False, problem=LOST)


def test_an_operation_is_kept_when_the_time_is_over(profile: Profile, fake_engine: Start) -> None:
    fake_engine(say(Acknowledged(operation_id=OPERATION)))
    assert operate(profile, timeout_seconds=0.05) == Outcome(done=False)


def test_asked_again_until_it_is_acknowledged(profile: Profile, fake_engine: Start) -> None:
    answers: list[list[AnyEvent] | None] = [
        None,
        [Acknowledged(operation_id=OPERATION), OperationDone(operation_id=OPERATION)],
    ]
    engine = fake_engine(lambda _command: answers.pop(0))
    assert operate(profile) == Outcome(done=True)
    assert engine.asked == [SET_FLAGS, SET_FLAGS]


def test_an_engine_that_ends_while_it_starts_is_tried_again(profile: Profile, fake_engine: Start) -> None:
    greetings: list[list[AnyEvent] | None] = [[Ready()], None, None, [Ready()]]
    answers: list[list[AnyEvent] | None] = [None, [Acknowledged(OPERATION), OperationDone(OPERATION)]]
    engine = fake_engine(lambda _command: answers.pop(0), lambda: greetings.pop(0))
    assert operate(profile) == Outcome(done=True)
    assert engine.asked == [SET_FLAGS, SET_FLAGS]


def test_what_is_written_down_has_not_failed_though_no_engine_lives(profile: Profile, fake_engine: Start) -> None:
    """Else it would be asked anew, and a message sent twice."""

    async def write_down() -> None:
        writer = await Writer.open(profile.store)
        await writer.transaction("fill", accounts.add, settings("kim@example.org"))
        await writer.transaction("fill", operations.insert, OPERATION, ACCOUNT, "send", b"", now=0.0)
        await writer.close()

    asyncio.run(write_down())
    fake_engine(lambda _command: None)
    outcome = operate(profile)
    assert not outcome.done
    assert outcome.problem is not None
    assert outcome.problem.kind is ProblemKind.ENGINE_STOPPED


@pytest.mark.parametrize(
    ("before", "woken"),
    [
        (AccountState.WAITING, True),
        (AccountState.STOPPED, False),
        (AccountState.ONLINE, False),
        (AccountState.OFFLINE, False),
    ],
)
def test_only_an_account_that_waits_is_woken(
    profile: Profile, fake_engine: Start, before: AccountState, woken: bool
) -> None:
    def answer(command: AnyCommand) -> list[AnyEvent]:
        if isinstance(command, GoOnline):
            return [OperationDone(operation_id=OPERATION)]
        answers: list[AnyEvent] = [Acknowledged(operation_id=OPERATION)]
        return answers if woken else [*answers, OperationDone(operation_id=OPERATION)]

    engine = fake_engine(answer, lambda: [Ready(), state(before)])
    assert operate(profile).done
    assert (GoOnline() in engine.asked) == woken


def test_an_account_that_was_stopped_before_is_not_waited_for(profile: Profile, fake_engine: Start) -> None:
    stopped = AccountStateChanged(account_id=ACCOUNT, state=AccountState.STOPPED, problem=LOST)
    fake_engine(say(Acknowledged(operation_id=OPERATION)), lambda: [Ready(), stopped])
    assert operate(profile) == Outcome(done=False, problem=LOST)


def test_an_engine_that_cannot_start_says_why(profile: Profile, fake_engine: Start) -> None:
    fake_engine(say(), lambda: [Failed(request_id="", problem=Problem(ProblemKind.STORE_TOO_NEW))])
    with pytest.raises(MailError) as caught:
        EngineLink.open(profile)
    assert caught.value.problem.kind is ProblemKind.STORE_TOO_NEW


def test_an_engine_that_is_just_ending_is_waited_for(profile: Profile, fake_engine: Start) -> None:
    greetings: list[AnyEvent] = [Failed(request_id="", problem=Problem(ProblemKind.PROFILE_IN_USE)), Ready()]
    fake_engine(say(Finished(request_id="request")), lambda: [greetings.pop(0)])
    request(profile)
    assert greetings == []


def test_ctrl_c_while_an_engine_starts_leaves_nobody_waiting(
    profile: Profile, fake_engine: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The thread that listens would keep the program, and its engine, alive for ever."""

    def interrupt(_link: EngineLink) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(EngineLink, "_wait_ready", interrupt)
    before = threading.active_count()
    fake_engine(say())
    with pytest.raises(KeyboardInterrupt):
        EngineLink.open(profile)
    assert threading.active_count() <= before + 1  # that of the fake engine


def test_the_engine_of_a_window_is_not_told_to_do_without_a_vault(profile: Profile, fake_engine: Start) -> None:
    """There is somebody who is asked for the passphrase just now."""
    locked = Failed(request_id="request", problem=Problem(ProblemKind.VAULT_LOCKED))
    engine = fake_engine(say(VaultLocked(exists=False), locked))
    with pytest.raises(MailError, match="vault_locked"):
        request(profile)
    assert engine.asked == [SYNC]


def test_a_dead_socket_is_passed_over(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens there any more: an engine of our own is started (here: a program that ends at once)."""
    engine = FakeEngine(profile, say())
    engine.close()
    assert profile.socket.exists()
    monkeypatch.setattr("sys.executable", "/bin/false")
    with pytest.raises(MailError) as caught:
        EngineLink.open(profile)
    assert caught.value.problem.kind is ProblemKind.ENGINE_STOPPED
