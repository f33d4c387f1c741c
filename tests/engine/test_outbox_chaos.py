"""A server of moods, a user who changes his mind, an engine that is stopped: nobody gets it twice, nothing is lost."""

import email
import random
from collections import Counter
from pathlib import Path

import msgspec
import pytest

from mailclient.bridge.commands import (
    AnyCommand,
    DismissRefusals,
    GoOnline,
    ResendMessage,
    RetryOperation,
    SendDraft,
    SetSendTime,
    UndoOperation,
)
from mailclient.bridge.draft import DraftContent
from mailclient.bridge.events import Acknowledged, Refused
from mailclient.engine.secrets.credentials import MemoryCredentials
from mailclient.mail.ids import AccountId, DraftId, OperationId
from mailclient.store.rows import OutboxRow, OutgoingState, Standing
from tests.engine.running import RunningEngine
from tests.engine.test_submission_lane import account
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.model_smtp import LOST, ModelSmtp

STEPS = 40
UNDER_WAY = (Standing.SENDING, Standing.WAITING, Standing.RETRYING, Standing.UNFILED)
PEOPLE = ("kim@mail.test", "lee@mail.test", "bob@mail.test")


class Chaos:
    """``sent``: the operations by number; ``given_up``: taken back, with those who may have it all the same."""

    def __init__(self, seed: int, directory: Path, credentials: MemoryCredentials, server: ModelSmtp) -> None:
        self.chance = random.Random(seed)
        self.directory, self.credentials, self.server = directory, credentials, server
        self.engine = RunningEngine(directory, credentials=credentials)
        self.account_id = AccountId(0)
        self.sent: list[OperationId] = []
        self.given_up: dict[str, set[str]] = {}
        self.twice_allowed: Counter[str] = Counter()
        """Subjects that the user has sent again although they were in doubt."""
        self.moody = True
        server.reply["RCPT"] = lambda: self.mood("250 fine", "450 4.2.0 later", "550 5.1.1 no such user")
        server.reply["."] = lambda: self.mood(
            "250 2.0.0 Ok: queued as ABCD", "451 4.3.0 not now", "554 5.7.1 spam", LOST
        )

    def mood(self, usual: str, *others: str) -> str:
        return self.chance.choice(others) if self.moody and self.chance.random() < 0.35 else usual

    def rows(self, *standings: Standing) -> list[OutboxRow]:
        now = self.engine.engine._outside.now()
        return [row for row in self.engine.reader.outbox() if not standings or row.standing(now) in standings]

    async def decide(self, command: AnyCommand) -> bool:
        """Whether the engine has taken it."""
        start = len(self.engine.events)
        await self.engine.engine.perform(command)
        wanted = command.operation_id  # type: ignore[union-attr]
        answer = await self.engine.wait_for(
            Acknowledged | Refused,  # type: ignore[arg-type]
            lambda one: one.operation_id == wanted,
            after=start,
        )
        return isinstance(answer, Acknowledged)

    async def write(self) -> None:
        number = len(self.sent)
        to = self.chance.sample(PEOPLE, self.chance.randint(1, 3))
        later = self.engine.engine._outside.now() + 3_600 if self.chance.random() < 0.2 else None
        content = msgspec.msgpack.encode(DraftContent(to=", ".join(to), subject=f"letter {number}", send_at=later))
        self.sent.append(OperationId(f"letter {number}"))
        command = SendDraft(self.sent[-1], DraftId(f"draft {number}"), self.account_id, content)
        for _ in range(self.chance.randint(1, 2)):
            await self.decide(command)

    async def take_back(self) -> None:
        held = self.rows(Standing.PLANNED, Standing.RETRYING, Standing.FAILED, Standing.WAITING)
        if held:
            row = self.chance.choice(held)
            if await self.decide(UndoOperation(row.operation_id, even_in_doubt=False)):
                self.given_up[row.subject] = set(self.taken()[row.subject])

    async def change_time(self) -> None:
        if found := self.rows(Standing.PLANNED, Standing.RETRYING):
            await self.decide(SetSendTime(self.chance.choice(found).operation_id, self.chance.choice([None, 4e9])))

    async def try_again(self) -> None:
        if found := self.rows(Standing.FAILED, Standing.RETRYING, Standing.IN_DOUBT):
            row = self.chance.choice(found)
            in_doubt = row.state is OutgoingState.IN_DOUBT
            self.twice_allowed[row.subject] += in_doubt
            await self.decide(RetryOperation(row.operation_id, in_doubt))

    async def send_to_the_refused(self) -> None:
        if found := self.rows(Standing.REFUSED):
            row = self.chance.choice(found)
            if row.subject in self.given_up:
                # Refused for good before: whom it was taken back from was only put off, or had not had his turn.
                assert not any(one.for_now for one in row.refusals_left), f"{row.subject} is offered to be sent again"
                self.given_up[row.subject] |= {one.address for one in row.refusals_left}
            people = tuple((one.address, one.address) for one in row.refusals_left)
            for _ in range(self.chance.randint(1, 2)):
                await self.decide(ResendMessage(OperationId(f"again {self.chance.random()}"), row.operation_id, people))

    async def restart(self) -> None:
        await self.engine.stop()
        self.engine = await RunningEngine(self.directory, credentials=self.credentials).start()

    async def hurry(self) -> None:
        await self.engine.engine.perform(GoOnline())

    async def step(self) -> None:
        deeds = [self.write, self.write, self.take_back, self.change_time, self.try_again, self.send_to_the_refused]
        await self.chance.choice([*deeds, self.restart, self.hurry, self.hurry])()

    def taken(self) -> dict[str, Counter[str]]:
        """By subject, how often each address has got it."""
        found: dict[str, Counter[str]] = {f"letter {number}": Counter() for number in range(len(self.sent))}
        for one in self.server.taken:
            subject = str(email.message_from_bytes(one.data)["Subject"])
            found[subject].update(line.split("<")[1].split(">")[0] for line in one.recipients)
        return found

    async def settle(self) -> None:
        """The server is in its best mood, and the user lets everything go that is in no doubt."""
        self.moody = False
        for _ in range(20):
            for row in self.rows(Standing.PLANNED, Standing.HELD):
                await self.decide(SetSendTime(row.operation_id))
            for row in self.rows(Standing.FAILED):
                await self.decide(RetryOperation(row.operation_id, even_in_doubt=False))
            for row in self.rows(Standing.REFUSED):
                await self.decide(DismissRefusals(row.operation_id))
            await self.hurry()
            await self.engine.until(lambda: not self.rows(*UNDER_WAY))
            if not self.rows(*(set(Standing) - {Standing.IN_DOUBT})):
                return
        raise AssertionError(self.rows())


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_nobody_gets_it_twice_and_nothing_is_lost(
    seed: int, tmp_path: Path, dovecot: Dovecot, mail_user: MailUser
) -> None:
    async with ModelSmtp() as server:
        chaos = Chaos(seed, tmp_path / "profile", MemoryCredentials(), server)
        await chaos.engine.start()
        try:
            chaos.account_id = await account(chaos.engine, dovecot, mail_user, server)
            for _ in range(STEPS):
                await chaos.step()
            refused = {row.subject: set(row.refused) for row in chaos.rows()}
            await chaos.settle()
            doubtful = {row.subject for row in chaos.rows()}
        finally:
            await chaos.engine.stop()
    for subject, people in chaos.taken().items():
        assert all(count <= 1 + chaos.twice_allowed[subject] for count in people.values()), subject
        if subject in chaos.given_up:
            assert set(people) <= chaos.given_up[subject], f"{subject} went out although it was taken back"
        else:
            assert people or subject in doubtful or refused.get(subject), f"{subject} is lost"
    assert chaos.sent
