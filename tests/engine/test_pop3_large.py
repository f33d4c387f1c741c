"""What a POP3 server fails to give; large messages, and those of which only the header is here."""

from collections.abc import Sequence

import pytest

from mailclient.bridge.events import BodyFailed
from mailclient.engine.sync import pop3_contents, pop3_download
from mailclient.mail.ids import MessageId
from mailclient.mail.pop3 import Pop3Rules
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.store.pop3 import State
from tests.engine.pop3_desk import DAY, Pop3Desk, mail
from tests.servers.pop3_model import Pop3Box


async def test_a_refused_message_does_not_stop_the_others(box: Pop3Box, desk: Pop3Desk) -> None:
    for number in range(3):
        box.add(mail(f"number {number}"))
    box.refused.add("id2")
    await desk.run()
    assert desk.subjects() == ["number 0", "number 2"]
    await desk.run()
    await desk.run()
    assert len(box.asked("RETR 2")) == 2, "it waits an hour after the second refusal"
    box.refused.clear()
    desk.now += 3600
    await desk.run()
    assert desk.subjects() == ["number 0", "number 1", "number 2"]


async def test_a_message_of_which_nothing_comes_is_not_deleted(box: Pop3Box, desk: Pop3Desk) -> None:
    desk.obey(Pop3Rules(leave_on_server=False))
    box.add(b"")
    box.messages[0].listed_size = 1_000
    await desk.run()
    assert (desk.rows(), box.deleted) == ([], [])
    box.messages[0].listed_size = 0
    desk.now += DAY
    await desk.run()
    assert (desk.wholes(), box.deleted) == ([b""], ["id1"])


async def test_a_message_that_ends_connections_waits_until_the_others_are_here(box: Pop3Box, desk: Pop3Desk) -> None:
    for number in range(3):
        box.add(mail(f"number {number}"))
    box.deadly.add("id3")
    for _ in range(3):
        with pytest.raises(MailError) as caught:
            await desk.run()
        assert caught.value.problem.kind is ProblemKind.CONNECTION_LOST
    assert desk.subjects() == ["number 0", "number 1"]
    await desk.run()
    states = {known.unique_id: known.state for known in await desk.known()}
    assert states["uid3"] is State.REFUSED
    box.deadly.clear()
    await desk.run()
    assert len(desk.rows()) == 3


async def test_a_large_message_comes_in_pieces(box: Pop3Box, desk: Pop3Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pop3_download, "LARGE_BYTES", 1_000)
    monkeypatch.setattr(pop3_download, "_PIECE_BYTES", 3_000)
    large = mail("large", "\r\n".join(f".{number} line" for number in range(5_000)))
    box.add(mail("small"))
    box.add(large)
    await desk.run()
    assert desk.wholes() == sorted([mail("small"), large])
    assert {row.size for row in desk.rows() if row.subject == "large"} == {len(large)}


async def test_a_large_message_that_is_cut_comes_anew_into_the_same_row(
    box: Pop3Box, desk: Pop3Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pop3_download, "LARGE_BYTES", 100_000)
    monkeypatch.setattr(pop3_download, "_PIECE_BYTES", 100_000)
    desk.obey(Pop3Rules(leave_on_server=False))
    large = mail("large", "x" * 1_000_000)
    box.add(large)
    box.cut_after = 500_000
    with pytest.raises(MailError):
        await desk.run()
    (row,) = desk.rows()
    assert desk.wholes() == []
    await desk.again()
    box.cut_after = None
    await desk.run()
    assert [one.id for one in desk.rows()] == [row.id]
    assert desk.wholes() == [large]
    assert box.deleted == ["id1"]


async def test_large_ones_as_headers_and_the_rest_on_demand(box: Pop3Box, desk: Pop3Desk) -> None:
    desk.obey(Pop3Rules(headers_only_above=5_000))
    large = mail("large", "x" * 10_000)
    box.add(mail("small"))
    box.add(large)
    await desk.run()
    assert desk.subjects() == ["large", "small"]
    assert desk.wholes() == [mail("small")]
    row = next(row for row in desk.rows() if row.subject == "large")
    assert row.size == len(large)
    await desk.run()
    assert box.asked("RETR") == ["RETR 1"]
    await desk.mail.want([row.id])
    assert desk.mail.wanted.is_set()
    await desk.run()
    assert desk.wholes() == sorted([mail("small"), large])
    assert row.id in desk.context.from_stored.bodies
    assert not desk.mail.wanted.is_set()


async def test_a_wish_that_cannot_be_fulfilled_is_answered(box: Pop3Box, desk: Pop3Desk) -> None:
    desk.obey(Pop3Rules(headers_only_above=10))
    box.add(mail("one"))
    await desk.run()
    (row,) = desk.rows()
    box.unwilling.add("RETR")
    await desk.mail.want([row.id])
    await desk.run()
    failed = [event for event in desk.events if isinstance(event, BodyFailed)]
    assert [(one.message_id, one.problem.kind) for one in failed] == [(row.id, ProblemKind.MESSAGE_WITHHELD)]


async def test_the_rest_of_a_message_that_is_gone_from_the_server(box: Pop3Box, desk: Pop3Desk) -> None:
    desk.obey(Pop3Rules(headers_only_above=10))
    box.add(mail("one"))
    await desk.run()
    (row,) = desk.rows()
    box.messages.clear()
    await desk.mail.want([row.id])
    await desk.run()
    failed = [event for event in desk.events if isinstance(event, BodyFailed)]
    assert [(one.message_id, one.problem.kind) for one in failed] == [(row.id, ProblemKind.MESSAGE_GONE)]


async def test_a_wish_outlives_the_engine(box: Pop3Box, desk: Pop3Desk) -> None:
    desk.obey(Pop3Rules(headers_only_above=10))
    box.add(mail("one"))
    await desk.run()
    await desk.mail.want([desk.rows()[0].id])
    await desk.again()
    await desk.run()
    assert desk.wholes() == [mail("one")]


async def test_what_the_server_would_delete_by_itself_comes_whole_in_time(box: Pop3Box, desk: Pop3Desk) -> None:
    desk.obey(Pop3Rules(headers_only_above=10))
    box.capabilities.append("EXPIRE 30")
    box.add(mail("one"))
    await desk.run()
    desk.now += 28.5 * DAY
    await desk.run()
    assert desk.wholes() == []
    desk.now += DAY
    await desk.run()
    assert desk.wholes() == [mail("one")]
    box.capabilities[-1] = "EXPIRE 0"
    box.add(mail("two"))
    await desk.run()
    assert desk.wholes() == [mail("one"), mail("two")]


async def test_a_wish_in_the_pass_that_brought_the_header(
    box: Pop3Box, desk: Pop3Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The user sees the header and opens it while the rest of the mailbox is still coming."""
    monkeypatch.setattr(pop3_download, "SLICE", 1)
    monkeypatch.setattr(pop3_contents, "AHEAD", 2)
    desk.obey(Pop3Rules(headers_only_above=5_000))
    for number in range(10):
        box.add(mail(f"number {number}"))
    large = mail("large", "x" * 10_000)
    box.add(large)
    wished = False

    async def wish(message_ids: Sequence[MessageId]) -> None:
        nonlocal wished
        if not wished:
            wished = True
            await desk.mail.want(message_ids)

    desk.context.arrived = wish
    await desk.run()
    assert box.asked("TOP") == ["TOP 11 0"]
    assert box.asked("RETR").count("RETR 11") == 1
    assert box.asked("RETR")[-1] != "RETR 11", "before the rest"
    assert large in desk.wholes()
    assert len(desk.rows()) == 11
    assert not desk.mail.wanted.is_set()
    assert [event for event in desk.events if isinstance(event, BodyFailed)] == []
