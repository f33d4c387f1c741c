"""Passes over a POP3 mailbox: what comes, what is known again, what goes, and what never goes."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from mailclient.bridge.events import BodyFailed
from mailclient.engine.sync import pop3_download, pop3_pass
from mailclient.mail.pop3 import Pop3Rules
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.store.pop3 import KEPT_SECONDS, State
from tests.engine.pop3_desk import Pop3Desk, mail
from tests.servers.pop3_model import Pop3Box

DAY = 86400.0


@pytest.fixture
def box() -> Pop3Box:
    return Pop3Box()


@pytest_asyncio.fixture
async def desk(tmp_path: Path, box: Pop3Box) -> AsyncIterator[Pop3Desk]:
    desk = await Pop3Desk.open(tmp_path / "mail.sqlite", dialled=box.dial)
    yield desk
    await desk.close()
    await box.end()


def said(box: Pop3Box, word: str) -> list[str]:
    return [line for line in box.heard if line.startswith(word)]


async def test_everything_comes_once_and_stays_on_the_server(box: Pop3Box, desk: Pop3Desk) -> None:
    messages = [mail(f"number {number}", ".\r\n..dots" * number) for number in range(120)]
    for data in messages:
        box.add(data)
    await desk.run()
    assert desk.wholes() == sorted(messages)
    assert len(desk.arrived) == 120
    box.heard.clear()
    box.add(mail("late"))
    await desk.run()
    assert said(box, "RETR") == ["RETR 121"]
    assert len(desk.rows()) == 121
    assert len(box.messages) == 121
    assert box.deleted == []


async def test_a_pass_over_nothing_new_is_one_flight_after_the_login(box: Pop3Box, desk: Pop3Desk) -> None:
    box.add(mail("one"))
    await desk.run()
    box.heard.clear()
    await desk.run()
    assert box.heard == ["CAPA", "USER alice", "PASS", "CAPA", "UIDL", "LIST", "QUIT"]


async def test_the_newest_come_first(box: Pop3Box, desk: Pop3Desk) -> None:
    for number in range(3):
        box.add(mail(f"number {number}"))
    await desk.run()
    assert said(box, "RETR") == ["RETR 3", "RETR 2", "RETR 1"]
    assert [row.subject for row in desk.rows()] == ["number 2", "number 1", "number 0"]


async def test_a_wrong_password_and_a_mailbox_in_use(box: Pop3Box, desk: Pop3Desk) -> None:
    answers = {
        "-ERR [AUTH] no": ProblemKind.WRONG_PASSWORD,
        "-ERR wrong": ProblemKind.WRONG_PASSWORD,
        "-ERR [IN-USE] another session": ProblemKind.MAILBOX_IN_USE,
        "-ERR Unable to lock maildrop: Mailbox is locked": ProblemKind.MAILBOX_IN_USE,
        "-ERR [LOGIN-DELAY] minimum 900 seconds": ProblemKind.LOGIN_TOO_SOON,
        "-ERR [SYS/TEMP] later": ProblemKind.SERVER_BUSY,
        "-ERR [SYS/PERM] POP is not enabled for this account": ProblemKind.SERVER_REFUSED,
        "-ERR [AUTH] Application-specific password required": ProblemKind.APP_PASSWORD_NEEDED,
    }
    for answer, kind in answers.items():
        box.login_answer = answer
        with pytest.raises(MailError) as caught:
            await desk.run()
        assert caught.value.problem.kind is kind, answer
        assert said(box, "PASS") == ["PASS"], "one refusal is enough"
        box.heard.clear()
        desk.now += DAY


async def test_the_login_delay_is_kept(box: Pop3Box, desk: Pop3Desk) -> None:
    await desk.run()
    assert desk.mail.pause_seconds == 600
    box.capabilities.append("LOGIN-DELAY 1800")
    await desk.run()
    assert desk.mail.pause_seconds == 1800


async def test_who_came_too_soon_does_not_ask_again_before_it_is_time(box: Pop3Box, desk: Pop3Desk) -> None:
    box.capabilities.append("LOGIN-DELAY 900")
    await desk.run()
    box.login_answer = "-ERR [LOGIN-DELAY] later"
    for _ in range(3):
        with pytest.raises(MailError) as caught:
            await desk.run()
        assert caught.value.problem.kind is ProblemKind.LOGIN_TOO_SOON
    assert box.sessions == 2
    desk.now += 901
    box.login_answer = "+OK"
    await desk.run()
    assert box.sessions == 3


async def test_who_is_stopped_amid_deleting_deletes_nothing(
    box: Pop3Box, desk: Pop3Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line is there, and QUIT would delete what is marked already."""
    desk.obey(Pop3Rules(leave_on_server=False))
    monkeypatch.setattr(pop3_pass, "_DELE_TOGETHER", 1)
    box.add(mail("one"))
    box.add(mail("two"))
    box.silent.add("DELE 2")
    running = asyncio.create_task(desk.run())
    await box.fell_silent.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await box.end()
    assert said(box, "QUIT") == []
    assert len(box.messages) == 2
    box.silent.clear()
    await desk.run()
    assert (desk.subjects(), box.deleted) == (["one", "two"], ["id1", "id2"])


# --- what goes from the server ---------------------------------------------------------------------------------------


async def test_nothing_is_left_when_nothing_shall_be(box: Pop3Box, desk: Pop3Desk) -> None:
    desk.obey(Pop3Rules(leave_on_server=False))
    box.add(mail("one"))
    box.add(mail("two"))
    await desk.run()
    assert box.messages == []
    assert desk.subjects() == ["one", "two"]
    await desk.run()
    assert desk.subjects() == ["one", "two"]


async def test_after_so_many_days(box: Pop3Box, desk: Pop3Desk) -> None:
    desk.obey(Pop3Rules(days=14))
    box.add(mail("one"))
    await desk.run()
    desk.now += 7 * DAY
    box.add(mail("two"))
    await desk.run()
    desk.now += 6.9 * DAY
    await desk.run()
    assert len(box.messages) == 2
    desk.now += 0.2 * DAY
    await desk.run()
    assert [one.unique_id for one in box.messages] == ["id2"]
    assert desk.subjects() == ["one", "two"]


async def test_only_so_many_stay(box: Pop3Box, desk: Pop3Desk) -> None:
    desk.obey(Pop3Rules(count=2))
    for number in range(5):
        box.add(mail(f"number {number}"))
    await desk.run()
    assert [one.unique_id for one in box.messages] == ["id4", "id5"]
    assert len(desk.rows()) == 5


async def test_what_is_deleted_here_goes_there(box: Pop3Box, desk: Pop3Desk) -> None:
    box.add(mail("one"))
    box.add(mail("two"))
    await desk.run()
    await desk.delete("one")
    await desk.run()
    assert box.deleted == ["id1"]
    assert desk.subjects() == ["two"]


async def test_what_is_deleted_here_stays_there_and_does_not_come_again(box: Pop3Box, desk: Pop3Desk) -> None:
    desk.obey(Pop3Rules(remove_deleted=False))
    box.add(mail("one"))
    await desk.run()
    await desk.delete("one")
    await desk.run()
    await desk.run()
    assert (box.deleted, desk.subjects(), len(said(box, "RETR"))) == ([], [], 1)


async def test_deleted_is_what_quit_confirmed(box: Pop3Box, desk: Pop3Desk) -> None:
    desk.obey(Pop3Rules(leave_on_server=False))
    box.add(mail("one"))
    box.unwilling.add("QUIT")
    await desk.run()
    assert [known.deleted_at for known in await desk.known()] == [None]
    box.unwilling.clear()
    await desk.run()
    assert [known.deleted_at for known in await desk.known()] == [desk.now]


async def test_a_server_that_says_deleted_and_keeps_it(box: Pop3Box, desk: Pop3Desk) -> None:
    """As some providers do by their users' settings: it does not come again."""
    desk.obey(Pop3Rules(leave_on_server=False))
    box.keeps_all = True
    box.add(mail("one"))
    for _ in range(3):
        await desk.run()
    assert desk.subjects() == ["one"]
    assert len(said(box, "RETR")) == 1


async def test_what_is_not_here_whole_is_never_deleted_there(box: Pop3Box, desk: Pop3Desk) -> None:
    desk.obey(Pop3Rules(leave_on_server=False, days=0, count=0, headers_only_above=5_000))
    box.add(mail("large", "x" * 10_000))
    box.add(mail("refused"))
    box.refused.add("id2")
    for _ in range(3):
        await desk.run()
        desk.now += 100 * DAY
    assert box.deleted == []
    assert desk.subjects() == ["large"]


async def test_a_text_that_was_let_go_here_is_kept_there(box: Pop3Box, desk: Pop3Desk) -> None:
    box.add(mail("one"))
    await desk.run()
    await desk.writer.transaction("let go", lambda tx: tx.db.execute("DELETE FROM whole").rowcount)
    desk.obey(Pop3Rules(leave_on_server=False))
    await desk.run()
    assert box.deleted == []


# --- unique-ids that are none ----------------------------------------------------------------------------------------


async def test_a_server_without_unique_ids(box: Pop3Box, desk: Pop3Desk) -> None:
    box.unwilling.add("UIDL")
    box.add(mail("one"))
    box.add(mail("two"))
    box.add(mail("two"))  # twice the same
    await desk.run()
    box.heard.clear()
    box.add(mail("three"))
    del box.messages[0]
    await desk.run()
    assert said(box, "RETR") == ["RETR 3"]
    assert desk.subjects() == ["one", "three", "two", "two"]


async def test_a_server_with_neither_unique_ids_nor_top(box: Pop3Box, desk: Pop3Desk) -> None:
    box.unwilling |= {"UIDL", "TOP", "CAPA"}
    box.add(mail("one"))
    box.add(mail("two"))
    await desk.run()
    await desk.run()
    assert desk.subjects() == ["one", "two"]


async def test_a_status_field_that_changes_is_no_other_message(box: Pop3Box, desk: Pop3Desk) -> None:
    box.unwilling.add("UIDL")
    box.add(mail("one"))
    await desk.run()
    box.messages[0].data = b"Status: RO\r\n" + box.messages[0].data
    await desk.run()
    assert desk.subjects() == ["one"]


async def test_the_same_unique_id_for_several_messages(box: Pop3Box, desk: Pop3Desk) -> None:
    for subject in ("one", "two", "three"):
        box.add(mail(subject), unique_id="same")
    await desk.run()
    assert desk.subjects() == ["one", "three", "two"]
    del box.messages[0]
    box.add(mail("four"), unique_id="same")
    await desk.run()
    assert desk.subjects() == ["four", "one", "three", "two"]
    assert len(said(box, "RETR")) == 4


async def test_unique_ids_of_any_length_and_bytes(box: Pop3Box, desk: Pop3Desk) -> None:
    for unique_id in ("u" * 300, "with blank", "\xff\x81", "'; DROP TABLE message"):
        box.add(mail(unique_id.encode("unicode-escape").decode()[:20]), unique_id=unique_id)
    await desk.run()
    await desk.run()
    assert len(desk.rows()) == len(said(box, "RETR")) == 4


async def test_other_unique_ids_after_the_mailbox_was_moved(box: Pop3Box, desk: Pop3Desk) -> None:
    for number in range(10):
        box.add(mail(f"number {number}"))
    await desk.run()
    box.heard.clear()
    for one in box.messages:
        one.unique_id = f"new-{one.unique_id}"
    box.add(mail("number 10"))
    await desk.run()
    assert said(box, "RETR") == ["RETR 11"]
    assert len(said(box, "TOP")) == 11
    box.heard.clear()
    await desk.run()
    assert said(box, "TOP") == []
    assert len(desk.rows()) == 11


async def test_a_unique_id_given_to_another_message(box: Pop3Box, desk: Pop3Desk) -> None:
    """Against the RFC, but the new message must come, and must not be deleted for the old one."""
    desk.obey(Pop3Rules(leave_on_server=False))
    box.add(mail("one", message_id="1"), unique_id="1")
    await desk.run()
    box.add(mail("two", message_id="2"), unique_id="1")
    await desk.run()
    assert desk.subjects() == ["one", "two"]
    box.add(mail("six", message_id="3"), unique_id="1")
    await desk.run()
    assert desk.subjects() == ["one", "six", "two"]


async def test_a_mailbox_that_is_empty_for_a_while(box: Pop3Box, desk: Pop3Desk) -> None:
    for number in range(3):
        box.add(mail(f"number {number}"))
    await desk.run()
    away, box.messages = box.messages, []
    await desk.run()
    desk.now += KEPT_SECONDS - DAY
    await desk.run()
    box.messages = away
    await desk.run()
    assert (len(desk.rows()), len(said(box, "RETR")), box.deleted) == (3, 3, [])
    box.messages = []
    await desk.run()
    desk.now += KEPT_SECONDS + DAY
    await desk.run()
    assert await desk.known() == []


async def test_another_client_deletes(box: Pop3Box, desk: Pop3Desk) -> None:
    for number in range(4):
        box.add(mail(f"number {number}"))
    await desk.run()
    del box.messages[1:3]
    await desk.delete("number 1")
    await desk.run()
    assert [one.unique_id for one in box.messages] == ["id1", "id4"]
    assert desk.subjects() == ["number 0", "number 2", "number 3"]


# --- messages the server fails to give -------------------------------------------------------------------------------


async def test_a_refused_message_does_not_stop_the_others(box: Pop3Box, desk: Pop3Desk) -> None:
    for number in range(3):
        box.add(mail(f"number {number}"))
    box.refused.add("id2")
    await desk.run()
    assert desk.subjects() == ["number 0", "number 2"]
    await desk.run()
    await desk.run()
    assert len(said(box, "RETR 2")) == 2, "it waits an hour after the second refusal"
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


# --- large messages, and those of which only the header is here ------------------------------------------------------


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
    assert said(box, "RETR") == ["RETR 1"]
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
