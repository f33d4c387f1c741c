"""What the connection says when, and what it makes of servers that misbehave."""

import pytest

from mailclient.mail.account import Secret
from mailclient.wire.pop3.answer import Status, status
from mailclient.wire.pop3.commands import (
    Apop,
    Auth,
    Capa,
    Command,
    Dele,
    List,
    Noop,
    Pass,
    Quit,
    Retr,
    Stls,
    Top,
    Uidl,
    User,
    Utf8,
)
from mailclient.wire.pop3.connection import Connection
from mailclient.wire.pop3.errors import BytesBeforeTls, LocalProtocolError, RemoteProtocolError
from mailclient.wire.pop3.events import Answered, Closed, Content, Greeted
from mailclient.wire.pop3.limits import (
    CHALLENGES_MAX,
    COMMAND_LINE_MAX,
    LISTING_BYTES_MAX,
    LISTING_LINE_MAX,
    STATUS_LINE_MAX,
)
from mailclient.wire.pop3.listing import Capabilities, sizes, timestamp, unique_ids
from mailclient.wire.sasl.bearer import XOAuth2
from mailclient.wire.sasl.cram_md5 import CramMd5
from mailclient.wire.sasl.login import Login
from mailclient.wire.sasl.plain import Plain


def _ready(*capabilities: str) -> Connection:
    """A connection whose CAPA is answered."""
    connection = Connection()
    connection.send(Capa())
    connection.receive(b"+OK ready\r\n")
    connection.data_to_send()
    connection.receive("".join(f"{line}\r\n" for line in ("+OK", *capabilities, ".")).encode())
    return connection


def _said(connection: Connection, *commands: Command) -> bytes:
    for command in commands:
        connection.send(command)
    return connection.data_to_send()


def test_nothing_is_said_before_the_greeting() -> None:
    connection = Connection()
    assert _said(connection, Capa()) == b""
    assert connection.receive(b"+OK ready\r\n") == [Greeted(Status(True, "ready"))]
    assert connection.data_to_send() == b"CAPA\r\n"
    assert connection.data_to_send() == b""


def test_without_pipelining_one_command_waits_for_the_other() -> None:
    connection = _ready("TOP")
    assert _said(connection, Uidl(), List(), Retr(1)) == b"UIDL\r\n"
    connection.receive(b"+OK\r\n.\r\n")
    assert connection.data_to_send() == b"LIST\r\n"
    connection.receive(b"-ERR no\r\n")
    assert connection.data_to_send() == b"RETR 1\r\n"


def test_with_pipelining_nothing_follows_a_login_before_its_answer() -> None:
    connection = _ready("PIPELINING")
    said = _said(connection, Utf8(), User("alice"), Pass(Secret("a b")), Uidl(), Quit(), Noop())
    assert said == b"UTF8\r\nUSER alice\r\n"
    connection.receive(b"+OK\r\n+OK\r\n")
    assert connection.data_to_send() == b"PASS a b\r\n"
    connection.receive(b"+OK\r\n")
    assert connection.data_to_send() == b"UIDL\r\nQUIT\r\n"


def test_each_answer_comes_with_its_command() -> None:
    connection = _ready("PIPELINING")
    for command in (Retr(1), Retr(2), Dele(1), Top(3, 0)):
        connection.send(command)
    answers = b"+OK\r\nA\r\n.\r\n-ERR [SYS/PERM] no\r\n+OK gone\r\n+OK\r\n.\r\n"
    assert connection.receive(answers) == [
        Content(Retr(1), b"A\r\n"),
        Answered(Retr(1), Status(True, "")),
        Answered(Retr(2), Status(False, "no", "SYS/PERM")),
        Answered(Dele(1), Status(True, "gone")),
        Answered(Top(3, 0), Status(True, "")),
    ]
    assert connection.idle


def test_a_message_comes_piece_by_piece() -> None:
    connection = _ready()
    connection.send(Retr(1))
    connection.receive(b"+OK\r\n")
    assert connection.receive(b"one") == [Content(Retr(1), b"one")]
    assert connection.receive(b"\r\n.") == []
    assert connection.receive(b"\r\n") == [Content(Retr(1), b"\r\n"), Answered(Retr(1), Status(True, ""))]


def test_the_end_amid_a_message() -> None:
    connection = _ready("PIPELINING")
    connection.send(Retr(1))
    connection.send(Quit())
    connection.receive(b"+OK\r\nhalf a mess")
    assert connection.receive(b"") == [Closed((Retr(1), Quit()))]
    assert connection.closed
    assert connection.receive(b"age\r\n.\r\n") == []
    with pytest.raises(LocalProtocolError):
        connection.send(Noop())


def test_what_was_learnt_before_tls_is_forgotten() -> None:
    connection = Connection()
    connection.receive(b"+OK <1.2@host>\r\n")
    assert connection.timestamp == b"<1.2@host>"
    connection.send(Capa())
    connection.receive(b"+OK\r\nPIPELINING\r\nSTLS\r\n.\r\n")
    connection.send(Stls())
    assert connection.receive(b"+OK\r\n") == [Answered(Stls(), Status(True, ""))]
    with pytest.raises(LocalProtocolError):
        connection.send(Capa())
    connection.tls_started()
    assert (connection.timestamp, connection.capabilities.known) == (b"", False)


@pytest.mark.parametrize("injected", [b"+OK\r\n+OK logged in\r\n", b"+OK\r\n+"])
def test_bytes_before_tls_end_the_connection(injected: bytes) -> None:
    connection = Connection()
    connection.receive(b"+OK\r\n")
    connection.send(Stls())
    with pytest.raises(BytesBeforeTls):
        connection.receive(injected)
    assert connection.closed


def test_bytes_just_before_tls_end_the_connection() -> None:
    connection = Connection()
    connection.receive(b"+OK\r\n")
    connection.send(Stls())
    connection.receive(b"+OK\r\n")
    with pytest.raises(BytesBeforeTls):
        connection.receive(b"+")


def test_tls_without_agreement_is_a_mistake_of_ours() -> None:
    connection = Connection()
    connection.receive(b"+OK\r\n")
    connection.send(Stls())
    connection.receive(b"-ERR no\r\n")
    with pytest.raises(LocalProtocolError):
        connection.tls_started()


# --- login -----------------------------------------------------------------------------------------------------------


def test_an_initial_response_that_is_too_long_waits() -> None:
    connection = _ready()
    token = "t" * COMMAND_LINE_MAX
    assert _said(connection, Auth(XOAuth2("alice", Secret(token)))) == b"AUTH XOAUTH2\r\n"
    connection.receive(b"+ \r\n")
    assert len(connection.data_to_send()) > COMMAND_LINE_MAX


def test_the_server_speaks_first() -> None:
    connection = _ready()
    assert _said(connection, Auth(Login("alice", Secret("sesame")))) == b"AUTH LOGIN\r\n"
    connection.receive(b"+ VXNlcm5hbWU6\r\n")
    assert connection.data_to_send() == b"YWxpY2U=\r\n"
    connection.receive(b"+ UGFzc3dvcmQ6\r\n")
    assert connection.data_to_send() == b"c2VzYW1l\r\n"
    assert connection.receive(b"+OK in\r\n")[0].status.ok  # type: ignore[union-attr]


@pytest.mark.parametrize("challenge", [b"+ ====\r\n", b"+ not base64\r\n", b"+ YWFh\r\n"])
def test_a_challenge_that_makes_no_sense_is_cancelled(challenge: bytes) -> None:
    connection = _ready()
    _said(connection, Auth(Plain("alice", Secret("sesame"))))
    connection.receive(challenge)
    assert connection.data_to_send() == b"*\r\n"


def test_challenges_come_to_an_end() -> None:
    connection = _ready()
    _said(connection, Auth(CramMd5("alice", Secret("sesame"))))
    with pytest.raises(RemoteProtocolError):
        connection.receive(b"+ YWFh\r\n" * (CHALLENGES_MAX + 1))


def test_apop() -> None:
    """The example of RFC 1939 section 7."""
    connection = Connection()
    connection.receive(b"+OK POP3 server ready <1896.697170952@dbc.mtview.ca.us>\r\n")
    said = _said(connection, Apop("mrose", Secret("tanstaaf")))
    assert said == b"APOP mrose c4c9334bac560ecc979e58001b3e22fb\r\n"


@pytest.mark.parametrize(
    "greeting", [b"+OK ready", b"+OK <1.2>", b"+OK <\x80@host>", b"+OK <a b@host>", b"+OK <@>", b"+OK <1@\x00h>"]
)
def test_a_timestamp_that_is_none_is_not_answered(greeting: bytes) -> None:
    """The known attack chooses timestamps with bytes that no message id has."""
    connection = Connection()
    connection.receive(greeting + b"\r\n")
    with pytest.raises(LocalProtocolError):
        connection.send(Apop("alice", Secret("sesame")))


@pytest.mark.parametrize(
    "command",
    [User("alice\r\nDELE 1"), User("a b"), User(""), Pass(Secret("x\r\nDELE 1")), Pass(Secret("")), User("a\0")],
)
def test_nothing_gets_into_a_command(command: Command) -> None:
    connection = _ready()
    with pytest.raises(LocalProtocolError):
        connection.send(command)
    assert connection.data_to_send() == b""
    assert connection.idle


# --- servers that misbehave ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "nonsense",
    [
        b"220 SMTP here\r\n",
        b"* OK IMAP\r\n",
        b"+OKAY\r\n",
        b"\r\n",
        b"+OK " + b"x" * STATUS_LINE_MAX,
        b"y" * (STATUS_LINE_MAX + 1),
    ],
)
def test_greetings_that_are_none(nonsense: bytes) -> None:
    with pytest.raises(RemoteProtocolError):
        Connection().receive(nonsense)


def test_an_answer_that_nothing_asked_for() -> None:
    connection = _ready()
    with pytest.raises(RemoteProtocolError):
        connection.receive(b"+OK more\r\n")
    assert connection.closed


def test_lists_have_limits() -> None:
    connection = _ready()
    connection.send(Uidl())
    with pytest.raises(RemoteProtocolError):
        connection.receive(b"+OK\r\n1 " + b"x" * LISTING_LINE_MAX + b"\r\n.\r\n")
    connection = _ready()
    connection.send(List())
    connection.receive(b"+OK\r\n")
    for _ in range(LISTING_BYTES_MAX // 1_000_000):
        connection.receive(b"1 1\r\n" * 200_000)
    with pytest.raises(RemoteProtocolError):
        connection.receive(b"1 1\r\n" * 1_000_000)


def test_status_lines() -> None:
    assert status(b"+OK") == Status(True, "")
    assert status(b"-err [in-use] Do you have another session?") == Status(
        False, "Do you have another session?", "IN-USE"
    )
    assert status(b"-ERR\t[LOGIN-DELAY]") == Status(False, "", "LOGIN-DELAY")
    assert status(b"-ERR \x1b[31mred\x07 \xff") == Status(False, "[31mred  \N{REPLACEMENT CHARACTER}")
    assert status(b"-ERR [192.0.2.1 is not welcome]").code == ""


def test_what_lists_say() -> None:
    assert unique_ids(
        [b"1 abc", b"2  a b ", b"nonsense", b"3", b"4 \xff\x01", b"1234567890 x", b"5 " + b"u" * 300]
    ) == {
        1: "abc",
        2: "a b",
        4: "\xff\x01",
        5: "u" * 300,
    }
    assert sizes([b"1 120", b"2 0", b"3 many", b"4 12 octets", b"-5 1"]) == {1: 120, 2: 0, 4: 12}
    assert timestamp(b"+OK a < b > <1@2> <3@4>") == b"<1@2>"


def test_capabilities() -> None:
    offered = Capabilities.from_lines(
        [b"SASL PLAIN", b"sasl CRAM-MD5", b"LOGIN-DELAY 900 USER", b"EXPIRE 60", b"", b"\xff"]
    )
    assert offered.mechanisms == ("PLAIN", "CRAM-MD5")
    assert (offered.login_delay, offered.expire) == (900, 60)
    assert Capabilities.from_lines([b"EXPIRE NEVER", b"LOGIN-DELAY soon"]).expire is None
    assert Capabilities.from_lines([b"LOGIN-DELAY soon"]).login_delay == 0
