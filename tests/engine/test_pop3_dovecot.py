"""A POP3 account against a real Dovecot: logins, downloads, deletions, and the line lost at every command."""

import poplib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from mailclient.engine.accounts.pop3_login import connect
from mailclient.mail.account import Secret, Security, Server
from mailclient.mail.pop3 import Pop3Rules
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.transport.connect import dial
from mailclient.transport.stream import READ_LIMIT, Stream
from mailclient.transport.tls import TlsFacts
from tests.engine.pop3_desk import Pop3Desk, mail
from tests.servers.dovecot import Dovecot, MailUser


class CutLine:
    """A stream that is lost ``before`` the first command that begins so is sent, ``after`` it was (its answer does not
    come), or ``amid`` the answer."""

    def __init__(self, stream: Stream, command: bytes, when: str) -> None:
        self._stream = stream
        self._command = command
        self._when = when
        self._state = "whole"

    async def read(self, limit: int = READ_LIMIT) -> bytes:
        if self._state == "lost":
            raise MailError(Problem(ProblemKind.CONNECTION_LOST, "test"))
        if self._state == "amid":
            data = await self._stream.read(min(limit, 7))
            self._state = "lost"
            return data
        return await self._stream.read(limit)

    async def write(self, data: bytes) -> None:
        place = data.find(self._command)
        if place < 0:
            await self._stream.write(data)
            return
        if self._when == "before":
            await self._stream.write(data[:place])
            self._state = "lost"
        else:
            await self._stream.write(data)
            self._state = "amid"
            if self._when == "after":
                # The server has heard it: what it does, it does.
                await self._stream.read()
                self._state = "lost"

    async def start_tls(self) -> None:
        await self._stream.start_tls()

    async def start_deflate(self) -> Stream:
        raise NotImplementedError

    @property
    def tls(self) -> TlsFacts | None:
        return self._stream.tls

    async def close(self) -> None:
        await self._stream.close()


@pytest_asyncio.fixture
async def desk(tmp_path: Path, dovecot: Dovecot, mail_user: MailUser) -> AsyncIterator[Pop3Desk]:
    desk = await Pop3Desk.open(tmp_path / "mail.sqlite", dovecot.pop3(mail_user), mail_user.secret)
    yield desk
    await desk.close()


@pytest.mark.parametrize("security", list(Security))
async def test_logins(dovecot: Dovecot, mail_user: MailUser, security: Security) -> None:
    session = await connect(dial, dovecot.pop3(mail_user, security), mail_user.secret)
    assert (session.tls is None) == (security is Security.NONE)
    assert session.connection.capabilities.known, "asked for again after TLS"
    await session.hang_up()


async def test_a_wrong_password(dovecot: Dovecot, mail_user: MailUser) -> None:
    with pytest.raises(MailError) as caught:
        await connect(dial, dovecot.pop3(mail_user), Secret("wrong"))
    assert caught.value.problem.kind is ProblemKind.WRONG_PASSWORD


async def test_messages_come_byte_for_byte(dovecot: Dovecot, mail_user: MailUser, desk: Pop3Desk) -> None:
    messages = [
        mail("dots", ".\r\n..\r\n.a\r\n\r\n."),
        mail("a long line", "x" * 100_000),
        mail("bytes", "\udcff".encode("utf-8", "surrogateescape").decode("latin-1")),
        mail("한국어", "반갑습니다"),
        b"\r\n",
        b"no header at all\r\n",
        mail("large", "\r\n".join(f".line {number}" for number in range(200_000))),
    ]
    for data in messages:
        dovecot.deliver(mail_user, data)
    await desk.run()
    assert desk.wholes() == sorted(messages)
    await desk.run()
    assert len(desk.rows()) == len(messages)


async def test_deleting(dovecot: Dovecot, mail_user: MailUser, desk: Pop3Desk) -> None:
    for subject in ("one", "two", "three"):
        dovecot.deliver(mail_user, mail(subject))
    await desk.run()
    await desk.delete("two")
    await desk.run()
    assert dovecot.messages(mail_user) == [mail("one"), mail("three")]
    desk.obey(Pop3Rules(leave_on_server=False))
    await desk.run()
    assert dovecot.messages(mail_user) == []
    assert desk.subjects() == ["one", "three"]


async def test_only_headers(dovecot: Dovecot, mail_user: MailUser, desk: Pop3Desk) -> None:
    desk.obey(Pop3Rules(headers_only_above=50_000))
    large = mail("large", "\r\n".join(f"line {number}" for number in range(20_000)))
    dovecot.deliver(mail_user, large)
    dovecot.deliver(mail_user, mail("small"))
    await desk.run()
    assert desk.wholes() == [mail("small")]
    (row,) = [row for row in desk.rows() if row.subject == "large"]
    assert row.size == len(large)
    await desk.mail.want([row.id])
    await desk.run()
    assert desk.wholes() == sorted([large, mail("small")])


async def test_many_in_few_round_trips(dovecot: Dovecot, mail_user: MailUser, desk: Pop3Desk) -> None:
    for number in range(300):
        dovecot.deliver(mail_user, mail(f"number {number}"))
    counts = await desk.mail.run_pass(desk.secret)
    assert counts.messages == 300
    assert counts.round_trips <= 8, "CAPA, the login, the lists, two flights of messages, QUIT"


async def test_another_client_deletes_meanwhile(dovecot: Dovecot, mail_user: MailUser, desk: Pop3Desk) -> None:
    """Dovecot does not lock the mailbox: what is gone is refused, and no harm done."""
    for number in range(5):
        dovecot.deliver(mail_user, mail(f"number {number}"))
    await desk.run()
    other = poplib.POP3_SSL("localhost", dovecot.pop3s_port)
    other.user(mail_user.name)
    other.pass_(mail_user.password)
    for number in (1, 3):
        other.dele(number)
    await desk.delete("number 0")
    await desk.delete("number 1")
    await desk.run()
    other.quit()
    await desk.run()
    assert dovecot.messages(mail_user) == [mail("number 3"), mail("number 4")]
    assert desk.subjects() == ["number 2", "number 3", "number 4"]


@pytest.mark.parametrize("when", ["before", "after", "amid"])
@pytest.mark.parametrize("command", ["CAPA", "AUTH", "UIDL", "LIST", "RETR 3", "RETR 1", "DELE 1", "DELE 3", "QUIT"])
async def test_the_line_is_lost(dovecot: Dovecot, mail_user: MailUser, desk: Pop3Desk, command: str, when: str) -> None:
    messages = [mail("one"), mail("two"), mail("three", "x\r\n" * 300_000)]
    for data in messages:
        dovecot.deliver(mail_user, data)
    desk.obey(Pop3Rules(leave_on_server=False))

    async def dial_cut(server: Server) -> Stream:
        return CutLine(await dial(server), command.encode(), when)

    desk.dialled = dial_cut
    with pytest.raises(MailError):
        await desk.run()
    both = [*desk.wholes(), *dovecot.messages(mail_user)]
    assert {*both} == {*messages}
    assert [known.deleted_at for known in await desk.known() if known.deleted_at] == []
    await desk.again()
    desk.dialled = dial
    await desk.run()
    assert desk.wholes() == sorted(messages)
    assert len(desk.rows()) == 3
    assert dovecot.messages(mail_user) == []
