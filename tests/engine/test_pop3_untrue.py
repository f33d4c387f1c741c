"""POP3 servers and clocks that say what is not so: no mail is lost by it."""

import dataclasses

import pytest

from mailclient.mail.pop3 import Pop3Rules
from tests.engine.pop3_desk import DAY, Pop3Desk, mail
from tests.servers.pop3_model import Pop3Box


@pytest.mark.parametrize("rules", [Pop3Rules(), Pop3Rules(leave_on_server=False), Pop3Rules(count=1)])
async def test_unique_ids_that_are_places(box: Pop3Box, desk: Pop3Desk, rules: Pop3Rules) -> None:
    """Another client deletes the first; all ids then stand at other messages, some of the same size."""
    messages = [mail(f"number {number}", "x" * (number // 3)) for number in range(9)]
    for data in messages:
        box.add(data)
    await desk.run()
    desk.obey(rules)
    del box.messages[0]
    box.add(mail("number 9", "xxx"))
    box.messages = [dataclasses.replace(one, unique_id=f"id{place}") for place, one in enumerate(box.messages, 1)]
    for _ in range(2):
        await desk.run()
        box.messages = [dataclasses.replace(one, unique_id=f"id{place}") for place, one in enumerate(box.messages, 1)]
    assert desk.subjects() == [f"number {number}" for number in range(10)]


async def test_a_clock_that_stood_in_the_future(box: Pop3Box, desk: Pop3Desk) -> None:
    box.add(mail("one"))
    box.refused.add("id1")
    desk.now += 10_000 * DAY
    for _ in range(3):
        await desk.run()
        desk.now += 2 * DAY
    desk.now -= 10_000 * DAY
    box.refused.clear()
    await desk.run()
    assert desk.subjects() == ["one"]


async def test_a_message_that_ends_early_is_not_deleted(box: Pop3Box, desk: Pop3Desk) -> None:
    """The server ends it in the middle as if that were all, as one does whose disk cannot be read."""
    desk.obey(Pop3Rules(leave_on_server=False))
    whole = mail("one", "x" * 5_000)
    box.add(mail("one", "x" * 2_000))
    box.messages[0].listed_size = len(whole)
    await desk.run()
    assert box.deleted == []
    assert desk.subjects() == ["one"]
    box.messages[0].data = whole
    await desk.run()
    assert box.deleted == []
    await desk.run()
    assert desk.wholes() == [whole]
    assert box.deleted == ["id1"]


async def test_a_size_that_is_only_counted_wrongly(box: Pop3Box, desk: Pop3Desk) -> None:
    desk.obey(Pop3Rules(leave_on_server=False))
    box.add(mail("one"))
    box.messages[0].listed_size = 10_000
    await desk.run()
    assert box.deleted == []
    await desk.run()
    assert box.deleted == ["id1"]
    assert desk.wholes() == [mail("one")]
