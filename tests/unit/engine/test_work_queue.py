import asyncio
from collections.abc import Awaitable, Callable
from typing import Self

import pytest

from mailclient.engine.accounts.work_queue import Urgency, WorkQueue
from mailclient.mail.problem import MailError


class Diary:
    """What was done, in order."""

    def __init__(self) -> None:
        self.queue: WorkQueue[str] = WorkQueue()
        self.done: list[str] = []

    def put(self, name: str, urgency: Urgency) -> None:
        self.queue.put(name, urgency, self.note(name))

    def note(self, name: str) -> Callable[[str], Awaitable[None]]:
        async def work(_session: str) -> None:
            self.done.append(name)

        return work

    async def run(self) -> None:
        over = asyncio.Event()

        async def last(_session: str) -> None:
            over.set()

        self.queue.put("last", Urgency.BACKGROUND, last)
        task = asyncio.create_task(self.queue.run("session"))
        await over.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_urgent_first_then_oldest_and_the_users_newest_first() -> None:
    diary = Diary()
    diary.put("routine", Urgency.ROUTINE)
    diary.put("body 1", Urgency.USER)
    diary.put("operation 1", Urgency.OPERATIONS)
    diary.put("operation 2", Urgency.OPERATIONS)
    diary.put("body 2", Urgency.USER)
    await diary.run()
    assert diary.done == ["body 2", "body 1", "operation 1", "operation 2", "routine"]


async def test_the_same_key_is_done_once_at_the_higher_urgency() -> None:
    diary = Diary()
    diary.put("folder", Urgency.WATCHED)
    diary.put("other", Urgency.REQUESTED)
    diary.put("folder", Urgency.BACKGROUND)
    await diary.run()
    assert diary.done == ["folder", "other"]


async def test_long_work_gives_way_to_what_is_more_urgent_only() -> None:
    diary = Diary()

    async def long(session: str) -> None:
        diary.done.append("begin")
        diary.put("same", Urgency.ROUTINE)
        diary.put("body", Urgency.USER)
        await diary.queue.give_way(session)
        diary.done.append("end")

    diary.queue.put("long", Urgency.ROUTINE, long)
    await diary.run()
    assert diary.done == ["begin", "body", "end", "same"]


async def test_dropped_work_is_not_done() -> None:
    diary = Diary()
    diary.put("one", Urgency.ROUTINE)
    diary.put("two", Urgency.ROUTINE)
    diary.queue.drop("one")
    await diary.run()
    assert diary.done == ["two"]


async def test_a_failure_leaves_the_rest_waiting() -> None:
    diary = Diary()

    async def fail(_session: str) -> None:
        raise ConnectionError

    diary.queue.put("bad", Urgency.USER, fail)
    diary.put("good", Urgency.ROUTINE)
    with pytest.raises(ConnectionError):
        await diary.queue.run("session")
    assert not diary.queue.waiting("bad")
    await diary.run()
    assert diary.done == ["good"]


class TwoHands(Diary):
    """Two sessions at work at the same time; works named "stop …" go on when they are let."""

    def __init__(self) -> None:
        super().__init__()
        self.gates: dict[str, asyncio.Event] = {}

    def hold(self, name: str, urgency: Urgency, key: str = "") -> None:
        """Work that begins, waits for its gate, gives way once, and ends."""
        gate = self.gates[name] = asyncio.Event()

        async def work(session: str) -> None:
            self.done.append(f"{session} begins {name}")
            await gate.wait()
            await self.queue.give_way(session)
            self.done.append(f"{session} ends {name}")

        self.queue.put(key or name, urgency, work)

    def note(self, name: str) -> Callable[[str], Awaitable[None]]:
        async def work(session: str) -> None:
            self.done.append(f"{session} does {name}")

        return work

    async def __aenter__(self) -> Self:
        self._tasks = [asyncio.create_task(self.queue.run(session)) for session in ("first", "second")]
        await self.settle()
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def settle(self) -> None:
        for _ in range(20):
            await asyncio.sleep(0)


async def test_with_two_sessions_one_stays_free_for_what_is_asked() -> None:
    async with TwoHands() as diary:
        diary.hold("texts", Urgency.BACKGROUND)
        await diary.settle()
        diary.put("folder", Urgency.ROUTINE)
        diary.put("body", Urgency.USER)
        await diary.settle()
        assert diary.done == ["first begins texts", "second does body"]
        diary.gates["texts"].set()
        await diary.settle()
        assert diary.done[2:] == ["first does folder", "first ends texts"]


async def test_two_sessions_never_do_the_same_key() -> None:
    async with TwoHands() as diary:
        diary.hold("a pass", Urgency.WATCHED, "folder")
        await diary.settle()
        diary.put("folder", Urgency.WATCHED)
        diary.put("other", Urgency.WATCHED)
        await diary.settle()
        assert diary.done == ["first begins a pass", "second does other"]
        diary.gates["a pass"].set()
        await diary.settle()
        assert diary.done[2:] == ["first ends a pass", "first does folder"]


async def test_crowded_is_told_when_a_body_waits_behind_something_long() -> None:
    diary = TwoHands()
    task = asyncio.create_task(diary.queue.run("only"))
    diary.hold("texts", Urgency.BACKGROUND)
    await diary.settle()
    diary.put("folder", Urgency.WATCHED)
    assert not diary.queue.crowded.is_set()
    diary.put("body", Urgency.USER)
    assert diary.queue.crowded.is_set()
    assert diary.queue.long_work_goes_on()
    diary.gates["texts"].set()
    await diary.settle()
    assert not diary.queue.is_crowded()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_session_that_may_leave_does() -> None:
    diary = Diary()
    diary.put("one", Urgency.USER)

    async def leave(_arrived: asyncio.Event) -> bool:
        return False

    await diary.queue.run("session", leave)
    assert diary.done == ["one"]


async def test_a_claim_is_waited_for_but_never_in_a_circle() -> None:
    queue: WorkQueue[str] = WorkQueue()
    done: list[str] = []

    async def both(session: str, first: str, then: str) -> None:
        async with queue.alone(first, session), queue.alone(first, session):
            await asyncio.sleep(0)
            async with queue.alone(then, session):
                done.append(session)

    answers = await asyncio.gather(both("one", "a", "b"), both("two", "b", "a"), return_exceptions=True)
    assert done == ["one"]
    assert [type(answer) for answer in answers] == [type(None), MailError]
    async with queue.alone("a", "three"), queue.alone("b", "three"):
        done.append("free again")
