import asyncio
from collections.abc import Awaitable, Callable

import pytest

from mailclient.engine.accounts.work_queue import Urgency, WorkQueue


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
