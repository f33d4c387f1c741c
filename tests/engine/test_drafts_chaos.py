"""Writing, filing, sending, undoing, throwing away and a stopped engine in any order: each word is in one place, once.

After every run: a draft that lives has its newest words here and one copy in Drafts; one that was sent went out once,
with the words it had when Send was pressed, and has no copy; one that was thrown away has none either.
"""

import asyncio
import email
import random
from collections import Counter
from pathlib import Path

import msgspec
import pytest

from mailclient.bridge.commands import (
    AnyCommand,
    DiscardDraft,
    FileDraft,
    GoOnline,
    SaveDraft,
    SendDraft,
    SetSendTime,
    Sync,
    UndoOperation,
)
from mailclient.bridge.draft import DraftContent
from mailclient.bridge.events import Acknowledged, Refused
from mailclient.engine.drafts import watch
from mailclient.engine.secrets.credentials import MemoryCredentials
from mailclient.mail.draft import Elsewhere
from mailclient.mail.ids import AccountId, DraftId, OperationId
from mailclient.store.rows import Standing
from tests.engine.running import RunningEngine
from tests.engine.test_submission_lane import account
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.model_smtp import ModelSmtp

STEPS = 60
DRAFTS = [DraftId(f"{number}2222222-2222-4333-8444-555555555555") for number in range(8)]


def text_of(data: bytes) -> str:
    return str(email.message_from_bytes(data).get_payload()).strip()


class Writing:
    """What the user did, and what is to be true of it. ``words``: the newest of each draft that lives."""

    def __init__(self, seed: int, directory: Path) -> None:
        self.chance = random.Random(seed)
        self.directory, self.credentials = directory, MemoryCredentials()
        self.engine = RunningEngine(directory, credentials=self.credentials)
        self.account_id = AccountId(0)
        self.words: dict[DraftId, str] = {}
        self.discarded: set[DraftId] = set()
        self.sending: dict[DraftId, tuple[OperationId, str]] = {}
        self.numbers = iter(range(1, 10_000))

    async def decide(self, command: AnyCommand) -> bool:
        """Whether the engine has taken it. It may be said twice."""
        return [await self.answer(command) for _ in range(self.chance.randint(1, 2))][-1]

    async def answer(self, command: AnyCommand) -> bool:
        start = len(self.engine.events)
        await self.engine.engine.perform(command)
        wanted = command.operation_id  # type: ignore[union-attr]
        answer = await self.engine.wait_for(
            Acknowledged | Refused,  # type: ignore[arg-type]
            lambda one: one.operation_id == wanted,
            after=start,
        )
        return isinstance(answer, Acknowledged)

    def id(self) -> OperationId:
        return OperationId(f"operation {next(self.numbers)}")

    def content(self, draft_id: DraftId) -> bytes:
        number = DRAFTS.index(draft_id)
        return msgspec.msgpack.encode(
            DraftContent(to="bob@mail.test", subject=f"letter {number}", text=self.words[draft_id])
        )

    def alive(self) -> list[DraftId]:
        return [one for one in self.words if one not in self.sending and one not in self.discarded]

    async def type(self) -> None:
        free = [one for one in DRAFTS if one not in self.sending]
        if free:
            draft_id = self.chance.choice(free)
            self.words[draft_id] = f"words {next(self.numbers)}"
            self.discarded.discard(draft_id)
            await self.decide(SaveDraft(self.id(), draft_id, self.account_id, self.content(draft_id)))

    async def file(self) -> None:
        if found := self.alive():
            await self.decide(FileDraft(self.id(), self.chance.choice(found), self.account_id))

    async def send(self) -> None:
        """Some words more than were saved."""
        if found := self.alive():
            draft_id = self.chance.choice(found)
            self.words[draft_id] += " and more"
            id_, hold = self.id(), self.chance.choice([0.0, 3_600.0, 3_600.0])
            self.sending[draft_id] = id_, self.words[draft_id]
            assert await self.decide(SendDraft(id_, draft_id, self.account_id, self.content(draft_id), hold))

    async def undo(self) -> None:
        if self.sending:
            draft_id = self.chance.choice(list(self.sending))
            if await self.decide(UndoOperation(self.sending[draft_id][0])):
                del self.sending[draft_id]

    async def send_now(self) -> None:
        if self.sending:
            await self.decide(SetSendTime(self.chance.choice(list(self.sending.values()))[0]))

    async def throw_away(self) -> None:
        if found := self.alive():
            draft_id = self.chance.choice(found)
            self.discarded.add(draft_id)
            await self.decide(DiscardDraft(self.id(), draft_id))

    async def restart(self) -> None:
        await asyncio.sleep(self.chance.random() * 0.1)
        await self.engine.stop()
        self.engine = await RunningEngine(self.directory, credentials=self.credentials).start()

    async def change_network(self) -> None:
        await self.engine.engine.perform(GoOnline(online=self.chance.random() < 0.7))

    async def step(self) -> None:
        deeds = [self.type, self.type, self.file, self.file, self.send, self.undo, self.send_now, self.throw_away]
        await self.chance.choice([*deeds, self.restart, self.change_network])()

    async def settle(self) -> None:
        """All that waits goes, every draft that lives is filed."""
        await self.engine.engine.perform(GoOnline())
        for draft_id in list(self.sending):
            await self.decide(SetSendTime(self.sending[draft_id][0]))
        await self.engine.until(
            lambda: all(row.standing(4e9) is Standing.IN_DOUBT for row in self.engine.reader.outbox())
        )
        for draft_id in self.alive():
            await self.decide(FileDraft(self.id(), draft_id, self.account_id))
        for _ in range(3):
            await self.engine.request(Sync(request_id=""))
            await self.engine.until(lambda: not self.engine.reader.waiting_operations())


@pytest.mark.parametrize("seed", range(2))
async def test_each_word_is_in_one_place(
    seed: int, tmp_path: Path, dovecot: Dovecot, mail_user: MailUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "_PAUSE_SECONDS", 0.05)
    async with ModelSmtp() as server:
        writing = Writing(seed, tmp_path / "profile")
        await writing.engine.start()
        try:
            writing.account_id = await account(writing.engine, dovecot, mail_user, server)
            for _ in range(STEPS):
                await writing.step()
            await writing.settle()
            reader = writing.engine.reader
            doubtful = {row.draft_id for row in reader.outbox()}
            kept = {row.id: reader.draft(row.id) or b"" for row in reader.drafts()}
            elsewhere = {
                row.id: standing.elsewhere for row in reader.drafts() if (standing := reader.draft_standing(row.id))
            }
        finally:
            await writing.engine.stop()
    went_out = Counter(text_of(taken.data) for taken in server.taken)
    assert all(count == 1 for count in went_out.values()), "sent twice"
    for draft_id, (_id, words) in writing.sending.items():
        assert went_out[words] == 1 or draft_id in doubtful, f"{words} is lost"
    here = {id_: msgspec.msgpack.decode(data, type=DraftContent).text for id_, data in kept.items()}
    assert here == {draft_id: writing.words[draft_id] for draft_id in writing.alive()}
    assert set(elsewhere.values()) <= {Elsewhere.NOTHING}
    filed = dovecot.messages(mail_user, "Drafts")
    of_doubtful = {f"letter {DRAFTS.index(draft_id)}" for draft_id in doubtful if draft_id is not None}
    copies = sorted(text_of(one) for one in filed if email.message_from_bytes(one)["Subject"] not in of_doubtful)
    assert copies == sorted(here.values())
