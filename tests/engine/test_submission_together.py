"""Messages that wait for one connection: where there is none all wait on, but for what the user decides meanwhile."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import msgspec
import pytest

from mailclient.bridge.commands import SendDraft, SetSendTime, UndoOperation
from mailclient.bridge.draft import DraftContent
from mailclient.engine.operations import send_message
from mailclient.engine.operations.kept_submission import KeptSubmission
from mailclient.mail.ids import AccountId, DraftId, OperationId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store.rows import OutboxRow, OutgoingState, Standing
from tests.engine.running import RunningEngine
from tests.engine.test_send_draft import TO, send
from tests.engine.test_submission_lane import account
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.model_smtp import ModelSmtp


@dataclass
class Together:
    """Two that were put off, and another that is just trying to have a connection, which it will not get."""

    engine: RunningEngine
    put_off: OperationId
    gives_up: asyncio.Event

    def row(self, subject: str = "put off") -> OutboxRow:
        return next(row for row in self.engine.reader.outbox() if row.subject == subject)

    def problem(self, subject: str = "put off") -> ProblemKind | None:
        problem = self.row(subject).problem
        return None if problem is None else problem.kind

    async def fail(self) -> None:
        """It has failed, and what that means for the others is written down: of the second one last."""
        self.gives_up.set()
        await self.engine.until(lambda: self.problem("put off, too") is ProblemKind.CONNECTION_LOST)


def send_of(account_id: AccountId, subject: str, to: str = "sue@mail.test") -> SendDraft:
    command = send(account_id, DraftContent(to=to, subject=subject))
    return msgspec.structs.replace(command, draft_id=DraftId(subject))


@asynccontextmanager
async def waiting(
    engine: RunningEngine, dovecot: Dovecot, user: MailUser, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Together]:
    at_work, gives_up = asyncio.Event(), asyncio.Event()

    async def ready(_kept: KeptSubmission) -> None:
        at_work.set()
        await gives_up.wait()
        raise MailError(Problem(ProblemKind.CONNECTION_LOST))

    async with ModelSmtp(reply={f"RCPT TO:<{TO}>": "450 4.2.0 later"}) as server:
        account_id = await account(engine, dovecot, user, server)
        command = send_of(account_id, "put off", f"kim@mail.test, {TO}")
        put_off = await engine.operate(command, done=False)
        await engine.operate(send_of(account_id, "put off, too", TO), done=False)
        await engine.until(lambda: [row.problem is not None for row in engine.reader.outbox()] == [True, True])
        monkeypatch.setattr(KeptSubmission, "ready", ready)
        monkeypatch.setattr(KeptSubmission, "is_open", property(lambda _kept: False))
        await engine.operate(send_of(account_id, "another"), done=False)
        await at_work.wait()
        yield Together(engine, put_off, gives_up)


async def test_who_stands_as_before_waits_as_well(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with waiting(engine, dovecot, mail_user, monkeypatch) as them:
        await them.fail()
        assert them.problem() is ProblemKind.CONNECTION_LOST
        assert them.row().standing(time.time()) is Standing.RETRYING


async def test_what_was_taken_back_meanwhile_stays_taken_back(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def later(*_: object) -> float:
        return time.time() + 3_600

    monkeypatch.setattr(send_message, "put_off_until", later)
    async with waiting(engine, dovecot, mail_user, monkeypatch) as them:
        await engine.engine.perform(UndoOperation(them.put_off))
        assert them.row().state is OutgoingState.SENT
        await them.fail()
        assert them.row().state is OutgoingState.SENT
        assert them.problem() is not ProblemKind.CONNECTION_LOST


async def test_a_time_that_was_chosen_meanwhile_stays(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with waiting(engine, dovecot, mail_user, monkeypatch) as them:
        at = time.time() + 86_400
        await engine.engine.perform(SetSendTime(them.put_off, at))
        await them.fail()
        assert (them.row().standing(time.time()), them.row().not_before) == (Standing.PLANNED, at)
