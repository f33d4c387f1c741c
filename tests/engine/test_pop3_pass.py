"""Passes over a POP3 mailbox: what comes, what goes, and what never goes."""

import asyncio

import pytest

from mailclient.engine.sync import pop3_pass
from mailclient.mail.pop3 import Pop3Rules
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.store.transaction import Transaction
from tests.engine.pop3_desk import DAY, Pop3Desk, mail
from tests.servers.pop3_model import Pop3Box


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
    assert box.asked("RETR") == ["RETR 121"]
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
    assert box.asked("RETR") == ["RETR 3", "RETR 2", "RETR 1"]
    assert [row.subject for row in desk.rows()] == ["number 2", "number 1", "number 0"]


async def test_a_wrong_password_and_a_mailbox_in_use(box: Pop3Box, desk: Pop3Desk) -> None:
    answers = {
        "-ERR [AUTH] no": ProblemKind.WRONG_PASSWORD,
        "-ERR wrong": ProblemKind.WRONG_PASSWORD,
        "-ERR [IN-USE] another session": ProblemKind.MAILBOX_IN_USE,
        "-ERR Unable to lock maildrop: Mailbox is locked": ProblemKind.MAILBOX_IN_USE,
        "-ERR [LOGIN-DELAY] minimum 900 seconds": ProblemKind.LOGIN_TOO_SOON,
        "-ERR [SYS/TEMP] later": ProblemKind.LOGIN_UNAVAILABLE,
        "-ERR [SYS/PERM] POP is not enabled for this account": ProblemKind.ACCESS_DISABLED,
        "-ERR [AUTH] Application-specific password required": ProblemKind.APP_PASSWORD_NEEDED,
    }
    for answer, kind in answers.items():
        box.login_answer = answer
        with pytest.raises(MailError) as caught:
            await desk.run()
        assert caught.value.problem.kind is kind, answer
        assert box.asked("PASS") == ["PASS"], "one refusal is enough"
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
    assert box.asked("QUIT") == []
    assert len(box.messages) == 2
    box.silent.clear()
    await desk.run()
    assert (desk.subjects(), box.deleted) == (["one", "two"], ["id1", "id2"])


async def test_a_full_disk_deletes_nothing(box: Pop3Box, desk: Pop3Desk) -> None:
    desk.obey(Pop3Rules(leave_on_server=False))
    messages = [mail(f"number {number}", "x" * 20_000) for number in range(100)]
    for data in messages:
        box.add(data)
    await desk.writer.transaction("fill", lambda tx: _leave_room(tx, pages=150))
    with pytest.raises(MailError) as caught:
        await desk.run()
    assert caught.value.problem.kind is ProblemKind.DISK_FULL
    assert (box.asked("DELE"), box.asked("QUIT"), len(box.messages)) == ([], [], 100)
    await desk.again()
    await desk.run()
    assert desk.wholes() == sorted(messages)
    assert box.messages == []


def _leave_room(tx: Transaction, *, pages: int) -> None:
    (count,) = tx.row("PRAGMA page_count")
    tx.db.execute(f"PRAGMA max_page_count = {count + pages}")


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
    assert (box.deleted, desk.subjects(), len(box.asked("RETR"))) == ([], [], 1)


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
    assert len(box.asked("RETR")) == 1


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
