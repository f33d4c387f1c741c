"""The connection: literals that wait, that need not wait, and that are taken piece by piece."""

import pytest

from mailclient.mail.account import Secret
from mailclient.wire.imap.commands.append import Append
from mailclient.wire.imap.commands.login import Login
from mailclient.wire.imap.commands.noop import Noop
from mailclient.wire.imap.errors import LocalProtocolError
from mailclient.wire.imap.events import Continuation, Exists
from mailclient.wire.imap.limits import SEND_CHUNK
from mailclient.wire.imap.state import State
from tests.unit.wire.imap.test_connection import greeted, logged_in, said, tell


def test_literal_waits_and_holds_back_the_rest() -> None:
    connection = logged_in()
    connection.send(Append.of("INBOX", b"abc"))
    connection.send(Noop())
    assert said(connection) == b"A1 APPEND INBOX {3}\r\n"
    assert tell(connection, "* 1 EXISTS", "+") == [Exists(1)]
    assert said(connection) == b"abc\r\nA2 NOOP\r\n"


def test_continuation_before_the_literal_is_announced_is_not_meant_for_it() -> None:
    connection = logged_in()
    connection.send(Append.of("INBOX", b"abc"))
    assert tell(connection, "+ early") == [Continuation(None, b"early")]
    assert said(connection) == b"A1 APPEND INBOX {3}\r\n"


def test_refused_literal_is_dropped_and_others_go_on() -> None:
    connection = logged_in()
    tag = connection.send(Append.of("INBOX", b"abc"))
    connection.send(Noop())
    said(connection)
    tell(connection, f"{tag} NO full")
    assert said(connection) == b"A2 NOOP\r\n"


@pytest.mark.parametrize(
    ("capabilities", "size", "head"),
    [
        ("LITERAL+", 5000, b"{5000+}"),
        ("LITERAL-", 4096, b"{4096+}"),
        ("IMAP4rev2", 4096, b"{4096+}"),
        ("LITERAL-", 4097, b"{4097}"),
        ("IDLE", 1, b"{1}"),
    ],
)
def test_literals_that_need_not_wait(capabilities: str, size: int, head: bytes) -> None:
    connection = logged_in(f"IMAP4rev1 {capabilities}")
    connection.send(Append.of("INBOX", b"x" * size))
    announced, _, rest = said(connection).partition(b"\r\n")
    assert announced == b"A1 APPEND INBOX " + head
    assert rest == (b"x" * size + b"\r\n" if head.endswith(b"+}") else b"")


def test_refusal_while_a_literal_is_on_its_way_does_not_stop_it() -> None:
    connection = logged_in("IMAP4rev1 LITERAL+")
    tag = connection.send(Append("INBOX", 3 * SEND_CHUNK, iter([b"x" * SEND_CHUNK] * 3)))
    begun = connection.data_to_send()
    tell(connection, f"{tag} NO full")
    rest = said(connection)
    assert len(begun + rest) == len(b"A1 APPEND INBOX {196608+}\r\n") + 3 * SEND_CHUNK + 2


def test_streamed_literal_is_taken_piece_by_piece() -> None:
    taken = []

    def chunks() -> object:
        for number in range(4):
            taken.append(number)
            yield b"x" * SEND_CHUNK

    connection = logged_in("IMAP4rev1 LITERAL+")
    connection.send(Append("INBOX", 4 * SEND_CHUNK, chunks()))  # type: ignore[arg-type]
    assert taken == []
    connection.data_to_send()
    assert len(taken) <= 2
    said(connection)
    assert taken == [0, 1, 2, 3]


def test_one_large_chunk_is_sent_in_pieces() -> None:
    connection = logged_in("IMAP4rev1 LITERAL+")
    data = bytes(range(256)) * 2000
    connection.send(Append.of("INBOX", data))
    pieces = list(iter(connection.data_to_send, b""))
    assert max(map(len, pieces)) <= 2 * SEND_CHUNK
    assert b"".join(pieces) == b"A1 APPEND INBOX {512000+}\r\n" + data + b"\r\n"


@pytest.mark.parametrize("chunks", [[b"ab"], [b"abcd"], [b"ab", b"", b"cd"], []])
def test_literal_of_another_size_than_promised(chunks: list[bytes]) -> None:
    connection = logged_in("IMAP4rev1 LITERAL+")
    connection.send(Append("INBOX", 3, chunks))
    with pytest.raises(LocalProtocolError):
        said(connection)
    assert connection.state is State.CLOSED


def test_login_with_two_literals() -> None:
    connection = greeted()
    connection.send(Login("ü", Secret("ä")))
    assert said(connection) == b"A1 LOGIN {2}\r\n"
    tell(connection, "+ user")
    assert said(connection) == "ü {2}\r\n".encode()
    tell(connection, "+ password")
    assert said(connection) == "ä\r\n".encode()
