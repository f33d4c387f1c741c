import asyncio
import json
import time
from collections.abc import Callable

import pytest

from mailclient.bridge.commands import GoOnline, RetryOperation, SetSendTime, UndoOperation
from mailclient.bridge.events import Acknowledged
from mailclient.cli.context import ExitCode
from mailclient.cli.engine_link import EngineLink
from mailclient.cli.main import run
from mailclient.cli.outbox import Outbox
from mailclient.mail.delivery_report import Cause
from mailclient.mail.ids import AccountId, OperationId
from mailclient.mail.message import Outgoing
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mail.refusal import RecipientRefusal
from mailclient.profile import Profile
from mailclient.store import accounts, operations, outgoing
from mailclient.store.reader import Reader
from mailclient.store.rows import OutgoingState
from mailclient.store.transaction import Transaction
from mailclient.store.writer import Writer
from tests.unit.cli.conftest import FakeEngine
from tests.unit.store.samples import settings

BUSY = Problem(ProblemKind.SERVER_BUSY)
DUE, HELD, FAILED = OperationId("due"), OperationId("held"), OperationId("failed")


def write(profile: Profile, *steps: Callable[[Transaction], object]) -> None:
    async def run() -> None:
        writer = await Writer.open(profile.store)
        for step in steps:
            await writer.transaction("test", step)
        await writer.close()

    asyncio.run(run())


def queue(tx: Transaction) -> None:
    account = accounts.add(tx, settings("kim@example.org"))
    later = time.time() + 3600
    for id_, not_before in ((DUE, 0.0), (HELD, later), (FAILED, 0.0)):
        operations.insert(tx, id_, account, "send", b"", now=1.0, not_before=not_before)
        outgoing.insert(tx, id_, account, Outgoing(b"x"), subject=id_, message_id_header="", now=1.0)
    operations.set_waiting(tx, FAILED, later, BUSY)


def test_each_is_tried_once(profile: Profile, fake_engine: Callable[..., FakeEngine]) -> None:
    """The engine sends the one and fails with the other; what the user holds back is not waited for."""
    write(profile, queue)

    def attempt(command: object) -> list[object]:
        assert command == GoOnline()
        write(
            profile,
            lambda tx: operations.set_running(tx, DUE),
            lambda tx: operations.finish(tx, DUE),
            lambda tx: operations.set_waiting(tx, FAILED, time.time() + 7200, BUSY),
        )
        return []

    fake_engine(attempt)
    reader = Reader(profile.store)
    outbox = Outbox(reader, [AccountId(1)])
    link = EngineLink.open(profile)
    link.send(GoOnline())
    assert [row.operation_id for row in outbox.wait(link)] == [FAILED]
    link.close()
    reader.close()


def test_of_other_accounts(profile: Profile, fake_engine: Callable[..., FakeEngine]) -> None:
    write(profile, queue)
    fake_engine(lambda _command: [])
    reader = Reader(profile.store)
    link = EngineLink.open(profile)
    assert Outbox(reader, [AccountId(2)]).wait(link) == []
    link.close()
    reader.close()


def test_the_outbox_in_json_tells_state_next_try_and_refusals(
    profile: Profile, capsys: pytest.CaptureFixture[str]
) -> None:
    said = RecipientRefusal("bbo@mail.test", 550, "5.1.1", "550 5.1.1 no such user", Cause.USER_UNKNOWN)

    def refuse(tx: Transaction) -> None:
        outgoing.note_outcome(tx, DUE, ["kim@mail.test"], ["bbo@mail.test"])
        outgoing.note_refusals(tx, DUE, [said])
        outgoing.set_state(tx, DUE, OutgoingState.FILED)
        operations.finish(tx, DUE)

    write(profile, queue, refuse)
    assert run(["outbox", "--json"], profile) == 0
    due, held, failed = json.loads(capsys.readouterr().out)
    assert (due["state"], due["accepted"], due["next_try"]) == ("refused", ["kim@mail.test"], None)
    assert [(one["line"], one["remedy"]) for one in due["refused"]] == [("550 5.1.1 no such user", "edit_recipient")]
    assert (held["state"], failed["state"], failed["problem"]["kind"]) == ("held", "retrying", "server_busy")
    assert failed["next_try"] is not None
    assert run(["outbox"], profile) == 0
    assert "bbo@mail.test" in capsys.readouterr().out


def test_decisions_about_the_outbox_are_handed_in(profile: Profile, fake_engine: Callable[..., FakeEngine]) -> None:
    write(profile, queue)
    asked: list[object] = []

    def answer(command: object) -> list[object]:
        asked.append(command)
        return [Acknowledged(operation_id=command.operation_id)]  # type: ignore[attr-defined]

    fake_engine(answer)
    for words in (["now", DUE], ["now", HELD], ["later", HELD, "2030-01-01T00:00+00:00"], ["cancel", HELD]):
        assert run(["outbox", *words], profile) == 0
    assert asked == [
        RetryOperation(DUE, even_in_doubt=False),
        SetSendTime(HELD),
        SetSendTime(HELD, 1893456000.0),
        UndoOperation(HELD, even_in_doubt=False),
    ]
    assert run(["outbox", "now", "unknown"], profile) == ExitCode.USAGE
