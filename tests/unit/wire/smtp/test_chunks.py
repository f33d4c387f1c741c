"""Content in chunks: many in flight, each answered for itself, the message complete with the last."""

import pytest

from mailclient.wire.smtp.commands import Chunk, Ehlo, MailFrom, Quit, RcptTo, Rset
from mailclient.wire.smtp.connection import Connection
from mailclient.wire.smtp.content import Lines
from mailclient.wire.smtp.events import Answered, Closed
from mailclient.wire.smtp.reply import Reply


def _ready() -> Connection:
    connection = Connection()
    connection.send(Ehlo())
    connection.receive(b"220 ready\r\n")
    connection.receive(b"250-ready\r\n250-PIPELINING\r\n250 CHUNKING\r\n")
    for command in (MailFrom("a@b", 1), RcptTo("c@d")):
        connection.send(command)
    connection.receive(b"250 ok\r\n250 ok\r\n")
    connection.data_to_send()
    return connection


def test_chunks_do_not_wait_for_each_other() -> None:
    connection = _ready()
    connection.send(Chunk(b".one\r\n"))
    connection.send(Chunk(b"two\r\n.\r\n", last=True))
    connection.send(Quit())
    assert connection.data_to_send() == b"BDAT 6\r\n.one\r\nBDAT 8 LAST\r\ntwo\r\n.\r\nQUIT\r\n"
    assert connection.receive(b"250 6 octets\r\n250 taken\r\n") == [
        Answered(Chunk(b".one\r\n"), Reply(250, ("6 octets",))),
        Answered(Chunk(b"two\r\n.\r\n", last=True), Reply(250, ("taken",))),
    ]


def test_after_a_refused_chunk_the_connection_goes_on() -> None:
    connection = _ready()
    connection.send(Chunk(b"one"))
    connection.send(Chunk(b"two", last=True))
    idle = []
    for answer in (b"552 too much\r\n", b"503 no\r\n"):
        connection.receive(answer)
        idle.append(connection.idle)
    assert idle == [False, True]
    connection.data_to_send()
    connection.send(Rset())
    assert connection.data_to_send() == b"RSET\r\n"


def test_a_server_that_leaves_amid_chunks_tells_which_are_open() -> None:
    connection = _ready()
    connection.send(Chunk(b"one"))
    connection.send(Chunk(b"two", last=True))
    events = connection.receive(b"250 fine\r\n421 bye\r\n")
    assert events[-1] == Closed(Reply(421, ("bye",)), ())
    assert connection.closed


@pytest.mark.parametrize(
    ("pieces", "sent"),
    [
        ([b"a\r", b"\nb"], b"a\r\nb\r\n"),
        ([b"a\rb\nc\r\n"], b"a\r\nb\r\nc\r\n"),
        ([b"a\r"], b"a\r\n"),
        ([b".\r\n"], b".\r\n"),
        ([], b""),
    ],
)
def test_line_ends_whatever_the_pieces(pieces: list[bytes], sent: bytes) -> None:
    lines = Lines()
    assert b"".join([*(lines.encode(piece) for piece in pieces), lines.end()]) == sent
