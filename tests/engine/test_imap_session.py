"""The IMAP session against a real Dovecot."""

import asyncio
import re

import pytest

from mailclient.engine.accounts.imap_session import ImapSession
from mailclient.mail.account import Secret, Security
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.transport.connect import dial
from mailclient.wire.imap.codes import AppendUid, CopyUid
from mailclient.wire.imap.commands.append import Append
from mailclient.wire.imap.commands.list import ListMailboxes
from mailclient.wire.imap.commands.noop import Noop
from mailclient.wire.imap.commands.select import Resync
from mailclient.wire.imap.commands.status import AskStatus
from mailclient.wire.imap.commands.uid_copy import UidCopy
from mailclient.wire.imap.commands.uid_expunge import UidExpunge
from mailclient.wire.imap.commands.uid_fetch import HEADER_FIELDS, UidFetch, peek
from mailclient.wire.imap.commands.uid_move import UidMove
from mailclient.wire.imap.commands.uid_search import UidSearch
from mailclient.wire.imap.commands.uid_store import Change, UidStore
from mailclient.wire.imap.events import (
    Condition,
    ESearchData,
    Event,
    Exists,
    Fetch,
    ListEntry,
    LiteralChunk,
    StatusData,
)
from mailclient.wire.imap.number_set import NumberSet
from tests.servers.dovecot import Dovecot, MailUser

SMALL = b"From: a@example.org\r\nSubject: one\r\nMessage-ID: <one@example.org>\r\n\r\nHello\r\n"


async def connected(dovecot: Dovecot, user: MailUser, security: Security = Security.TLS) -> ImapSession:
    return await ImapSession.open(dovecot.imap(user, security), user.secret, dial, timeout_seconds=20)


@pytest.mark.parametrize("security", list(Security))
async def test_logs_in_and_learns_what_is_offered(dovecot: Dovecot, mail_user: MailUser, security: Security) -> None:
    session = await connected(dovecot, mail_user, security)
    assert {"UIDPLUS", "MOVE", "IDLE", "SPECIAL-USE"} <= session.capabilities
    assert "QRESYNC" in session.enabled
    await session.close()
    assert not session.alive


@pytest.mark.parametrize("security", list(Security))
async def test_wrong_password(dovecot: Dovecot, mail_user: MailUser, security: Security) -> None:
    with pytest.raises(MailError) as caught:
        await ImapSession.open(dovecot.imap(mail_user, security), Secret("hocus pocus"), dial, timeout_seconds=20)
    assert caught.value.problem.kind is ProblemKind.WRONG_PASSWORD
    assert caught.value.problem.subject == mail_user.name
    assert "hocus" not in repr(caught.value.problem)


async def test_password_outside_ascii(dovecot: Dovecot) -> None:
    user = dovecot.add_user(password='비밀 "번호\\ ü')
    session = await connected(dovecot, user)
    await session.close()


async def test_lists_mailboxes_with_roles_and_status(dovecot: Dovecot, mail_user: MailUser) -> None:
    dovecot.doveadm("mailbox", "create", "-u", mail_user.name, "받은 것/Ünïx & Co")
    dovecot.deliver(mail_user, SMALL)
    session = await connected(dovecot, mail_user)
    result = await session.run(ListMailboxes(status=("MESSAGES", "UNSEEN", "UIDVALIDITY", "HIGHESTMODSEQ")))
    entries = {entry.name: entry for entry in result.all(ListEntry)}
    assert r"\sent" in entries["Sent"].attributes
    assert entries["받은 것/Ünïx & Co"].delimiter == "/"
    statuses = {status.name: status.items for status in result.all(StatusData)}
    assert statuses["INBOX"]["MESSAGES"] == 1
    assert statuses["INBOX"]["UIDVALIDITY"] > 0
    asked = await session.run(AskStatus("받은 것/Ünïx & Co"))
    assert asked.all(StatusData)[0].items["MESSAGES"] == 0
    await session.close()


async def test_append_fetch_store_move_expunge(dovecot: Dovecot, mail_user: MailUser) -> None:
    session = await connected(dovecot, mail_user)
    appended = await session.run(Append.of("INBOX", SMALL, ("\\Seen", "$Forwarded")))
    assert isinstance(appended.code, AppendUid)
    uids = appended.code.uids
    selected, _ = await session.select("INBOX")
    assert (selected.exists, selected.uid_validity) == (1, appended.code.uid_validity)
    assert selected.highest_modseq

    items = ("FLAGS", "INTERNALDATE", "RFC822.SIZE", "BODYSTRUCTURE", "ENVELOPE", HEADER_FIELDS, peek(""))
    (fetched,) = (await session.run(UidFetch(uids, items))).all(Fetch)
    assert list(uids) == [fetched.uid]
    assert set(fetched.flags or ()) - {"\\Recent"} == {"\\Seen", "$Forwarded"}
    assert fetched.size == len(SMALL)
    assert fetched.section("") == SMALL
    assert fetched.structure is not None
    assert fetched.structure.media_type == "text/plain"
    assert fetched.envelope is not None
    assert fetched.envelope.subject == b"one"
    assert b"Message-ID: <one@example.org>" in (fetched.header_fields or b"")

    await session.run(UidStore(uids, Change.ADD, ("\\Flagged",)))
    assert dovecot.flags(mail_user) == [{"\\Seen", "\\Flagged", "$Forwarded"}]
    copied = await session.run(UidCopy(uids, "Archive"))
    assert isinstance(copied.code, CopyUid)
    moved = await session.run(UidMove(uids, "Trash"))
    codes = [event.code for event in moved.all(Condition)] + [moved.code]
    assert any(isinstance(code, CopyUid) for code in codes)
    assert dovecot.messages(mail_user) == []
    await session.select("Trash")
    await session.run(UidStore(NumberSet.span(1), Change.ADD, ("\\Deleted",)))
    await session.run(UidExpunge(NumberSet.span(1)))
    assert dovecot.messages(mail_user, "Trash") == []
    assert len(dovecot.messages(mail_user, "Archive")) == 1
    await session.close()


async def test_refusals_say_what_is_missing(dovecot: Dovecot, mail_user: MailUser) -> None:
    session = await connected(dovecot, mail_user)
    with pytest.raises(MailError) as caught:
        await session.run(Append.of("없음", SMALL))
    assert (caught.value.problem.kind, caught.value.problem.subject) == (ProblemKind.FOLDER_MISSING, "없음")
    with pytest.raises(MailError) as caught:
        await session.select("없음")
    assert (caught.value.problem.kind, caught.value.problem.subject) == (ProblemKind.FOLDER_GONE, "없음")
    await session.run(Noop())
    await session.close()


async def test_large_sections_are_streamed_both_ways(dovecot: Dovecot, mail_user: MailUser) -> None:
    line = b"0123456789abcdef" * 4 + b"\r\n"
    body = b"Subject: large\r\n\r\n" + line * 40_000
    chunks = [body[start : start + 100_000] for start in range(0, len(body), 100_000)]
    session = await connected(dovecot, mail_user)
    await session.run(Append("INBOX", len(body), iter(chunks)))
    await session.select("INBOX")
    received = bytearray()

    async def take(chunk: LiteralChunk) -> None:
        assert (chunk.uid, chunk.section, chunk.offset) == (1, "BODY[]", len(received))
        received.extend(chunk.data)

    result = await session.run(UidFetch(NumberSet.of([1]), (peek(""),)), on_chunk=take)
    assert received == body
    (fetched,) = result.all(Fetch)
    assert fetched.sections["BODY[]"].streamed
    assert fetched.sections["BODY[]"].size == len(body)
    part = await session.run(UidFetch(NumberSet.of([1]), (peek("", start=18, count=66),)))
    assert part.all(Fetch)[0].section("") == line
    await session.close()


async def test_commands_are_pipelined(dovecot: Dovecot, mail_user: MailUser) -> None:
    for number in range(20):
        dovecot.deliver(mail_user, SMALL.replace(b"one", b"no %d" % number))
    session = await connected(dovecot, mail_user)
    selecting = asyncio.create_task(session.select("INBOX"))
    await asyncio.sleep(0)
    fetches = await asyncio.gather(
        *(session.run(UidFetch(NumberSet.of([uid]), (peek("HEADER"),))) for uid in range(1, 21)),
    )
    assert (await selecting)[0].exists == 20
    for uid, result in enumerate(fetches, 1):
        assert [event.uid for event in result.all(Fetch)] == [uid]
    found = await session.run(UidSearch(("HEADER", "Message-ID", b"<no 7@example.org>")))
    assert list(found.all(ESearchData)[0].all or ()) == [8]
    await session.close()


async def test_resync_tells_what_vanished_and_changed(dovecot: Dovecot, mail_user: MailUser) -> None:
    for number in range(5):
        dovecot.deliver(mail_user, SMALL.replace(b"one", b"no %d" % number))
    session = await connected(dovecot, mail_user)
    before, _ = await session.select("INBOX")
    await session.close()
    dovecot.doveadm("flags", "add", "-u", mail_user.name, "\\Flagged", "mailbox", "INBOX", "uid", "4")
    dovecot.doveadm("expunge", "-u", mail_user.name, "mailbox", "INBOX", "uid", "2")
    session = await connected(dovecot, mail_user)
    resync = Resync(before.uid_validity, before.highest_modseq or 0, NumberSet.span(1, 5))
    _, told = await session.select("INBOX", resync=resync)
    assert told.vanished == (NumberSet.of([2]),)
    assert [(event.uid, "\\Flagged" in (event.flags or ())) for event in told.changed or ()] == [(4, True)]
    await session.close()


async def test_idle_returns_with_news(dovecot: Dovecot, mail_user: MailUser) -> None:
    session = await connected(dovecot, mail_user)
    seen: list[Event] = []
    session.on_news = seen.append
    await session.select("INBOX")
    idle = asyncio.create_task(session.idle(max_seconds=30))
    await asyncio.sleep(0)
    dovecot.deliver(mail_user, SMALL)
    news = await asyncio.wait_for(idle, 30)
    assert Exists(1) in news
    assert Exists(1) in seen
    await session.close()


async def test_a_command_interrupts_idle(dovecot: Dovecot, mail_user: MailUser) -> None:
    session = await connected(dovecot, mail_user)
    await session.select("INBOX")
    idle = asyncio.create_task(session.idle(max_seconds=600))
    await asyncio.sleep(0)
    await asyncio.wait_for(session.run(Noop()), 10)
    assert await idle == ()
    await session.close()


async def test_idle_that_is_cancelled_leaves_the_session_usable(dovecot: Dovecot, mail_user: MailUser) -> None:
    session = await connected(dovecot, mail_user)
    await session.select("INBOX")
    idle = asyncio.create_task(session.idle(max_seconds=600))
    await asyncio.sleep(0)
    idle.cancel()
    await asyncio.gather(idle, return_exceptions=True)
    await asyncio.wait_for(session.run(Noop()), 10)
    await session.close()


async def test_idle_has_an_end(dovecot: Dovecot, mail_user: MailUser) -> None:
    session = await connected(dovecot, mail_user)
    assert await session.idle(max_seconds=0.01) == ()
    await session.run(Noop())
    await session.close()


async def test_an_operator_kicks_us_out(dovecot: Dovecot, mail_user: MailUser) -> None:
    session = await connected(dovecot, mail_user)
    idle = asyncio.create_task(session.idle(max_seconds=600))
    await asyncio.sleep(0)
    dovecot.disconnect(mail_user)
    with pytest.raises(MailError) as caught:
        await asyncio.wait_for(idle, 20)
    assert caught.value.problem.kind is ProblemKind.CONNECTION_LOST
    assert not session.alive
    with pytest.raises(MailError, match=re.escape("connection_lost")):
        await session.run(Noop())
    await session.close()
