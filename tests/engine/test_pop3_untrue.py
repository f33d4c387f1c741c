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
