"""What the connection says when, and what it makes of servers that misbehave."""

import pytest

from mailclient.mail.account import Secret
from mailclient.wire.sasl.login import Login
from mailclient.wire.sasl.mechanism import WithoutProof
from mailclient.wire.sasl.plain import Plain
from mailclient.wire.smtp.commands import (
    Authenticate,
    Body,
    Command,
    Data,
    Ehlo,
    EndOfData,
    MailFrom,
    Piece,
    Quit,
    RcptTo,
    Rset,
    StartTls,
)
from mailclient.wire.smtp.connection import Connection
from mailclient.wire.smtp.errors import BytesBeforeTls, LocalProtocolError, RemoteProtocolError
from mailclient.wire.smtp.events import Answered, Closed, Greeted
from mailclient.wire.smtp.limits import CHALLENGES_MAX
from mailclient.wire.smtp.reply import Reply


def _ready(*extensions: str) -> Connection:
    """A connection whose EHLO is answered."""
    connection = Connection()
    connection.send(Ehlo())
    connection.receive(b"220 ready\r\n")
    connection.data_to_send()
    lines = ["ready", *extensions]
    reply = "".join(f"250{'-' if number < len(lines) else ' '}{line}\r\n" for number, line in enumerate(lines, 1))
    connection.receive(reply.encode())
    return connection


def _line(connection: Connection, command: Command) -> bytes:
    connection.send(command)
    return connection.data_to_send()


def _amid_content(*extensions: str) -> Connection:
    connection = _ready("PIPELINING", *extensions)
    for command in (MailFrom("a@b", 1), RcptTo("c@d"), Data()):
        connection.send(command)
    connection.receive(b"250 ok\r\n250 ok\r\n354 go\r\n")
    connection.data_to_send()
    return connection


def test_nothing_is_said_before_the_greeting() -> None:
    connection = Connection()
    connection.send(Ehlo())
    assert connection.data_to_send() == b""
    assert connection.receive(b"220-one\r\n220 two\r\n") == [Greeted(Reply(220, ("one", "two")))]
    assert connection.data_to_send() == b"EHLO [127.0.0.1]\r\n"
    assert connection.data_to_send() == b""


def test_without_pipelining_one_command_waits_for_the_other() -> None:
    connection = _ready()
    for command in (MailFrom("a@b", 1), RcptTo("c@d"), Data()):
        connection.send(command)
    assert connection.data_to_send() == b"MAIL FROM:<a@b>\r\n"
    connection.receive(b"250 ok\r\n")
    assert connection.data_to_send() == b"RCPT TO:<c@d>\r\n"
    connection.receive(b"250 ok\r\n")
    assert connection.data_to_send() == b"DATA\r\n"


def test_with_pipelining_nothing_follows_data_before_its_answer() -> None:
    connection = _ready("PIPELINING")
    for command in (MailFrom("a@b", 1), RcptTo("c@d"), Data(), Rset(), Quit()):
        connection.send(command)
    assert connection.data_to_send() == b"MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n"
    assert connection.receive(b"550 no\r\n503 no\r\n") == [
        Answered(MailFrom("a@b", 1), Reply(550, ("no",))),
        Answered(RcptTo("c@d"), Reply(503, ("no",))),
    ]
    assert connection.data_to_send() == b""
    connection.receive(b"503 no\r\n")
    assert connection.data_to_send() == b"RSET\r\nQUIT\r\n"


@pytest.mark.parametrize(
    ("extensions", "command", "line"),
    [
        ((), MailFrom("a@b", 9, body=Body.EIGHT_BIT, utf8=True), b"MAIL FROM:<a@b>"),
        (("SIZE",), MailFrom("a@b", 9), b"MAIL FROM:<a@b> SIZE=9"),
        (("SIZE 5", "8BITMIME"), MailFrom("a@b", 9), b"MAIL FROM:<a@b> SIZE=9"),
        (("8BITMIME",), MailFrom("a@b", 9, body=Body.EIGHT_BIT), b"MAIL FROM:<a@b> BODY=8BITMIME"),
        (("8BITMIME", "SMTPUTF8"), MailFrom("a@b", 9, utf8=True), b"MAIL FROM:<a@b> SMTPUTF8"),
        (("SMTPUTF8",), MailFrom("a@b", 9, Body.EIGHT_BIT, utf8=True), b"MAIL FROM:<a@b> BODY=8BITMIME SMTPUTF8"),
        (("SMTPUTF8",), MailFrom("ü@b", 9), "MAIL FROM:<ü@b> SMTPUTF8".encode()),
        (("SMTPUTF8",), RcptTo("ü@b"), "RCPT TO:<ü@b>".encode()),
    ],
)
def test_parameters_are_sent_where_they_are_offered(extensions: tuple[str, ...], command: Command, line: bytes) -> None:
    assert _line(_ready(*extensions), command) == line + b"\r\n"


def test_a_command_that_cannot_be_sent_queues_nothing() -> None:
    connection = _ready()
    for command in (RcptTo("a b@c"), RcptTo("ü@b"), Piece(b"x"), EndOfData()):
        with pytest.raises(LocalProtocolError):
            connection.send(command)
    assert connection.data_to_send() == b""
    assert connection.idle
    waiting = Connection()
    waiting.send(Ehlo())
    with pytest.raises(LocalProtocolError):
        waiting.send(MailFrom("a@b", 1))


def test_no_command_amid_the_content() -> None:
    connection = _amid_content()
    with pytest.raises(LocalProtocolError):
        connection.send(Quit())
    idle = [connection.idle]
    assert _line(connection, Piece(b".a")) == b"..a"
    assert _line(connection, EndOfData()) == b"\r\n.\r\n"
    assert connection.receive(b"250 ok\r\n") == [Answered(EndOfData(), Reply(250, ("ok",)))]
    assert [*idle, connection.idle] == [False, True]
    assert _line(connection, MailFrom("a@b", 1)) == b"MAIL FROM:<a@b>\r\n"


def test_a_refusal_amid_the_content_ends_it() -> None:
    connection = _amid_content()
    assert connection.receive(b"552 enough\r\n250 what\r\n") == [
        Answered(EndOfData(), Reply(552, ("enough",))),
        Closed(None, ()),
    ]
    assert connection.closed
    with pytest.raises(LocalProtocolError):
        connection.send(Piece(b"x"))


def test_goodbye_amid_the_content() -> None:
    connection = _amid_content()
    assert connection.receive(b"421 bye\r\n") == [Answered(EndOfData(), Reply(421, ("bye",))), Closed(None, ())]


def test_goodbye_while_nothing_is_asked() -> None:
    connection = _ready()
    assert connection.receive(b"421 bye\r\n250 x\r\n") == [Closed(Reply(421, ("bye",)), ())]
    assert connection.receive(b"250 x\r\n") == []


def test_the_end_of_the_stream_tells_what_is_unanswered() -> None:
    connection = _ready()
    connection.send(MailFrom("a@b", 1))
    connection.send(RcptTo("c@d"))
    connection.receive(b"250 o")
    assert connection.receive(b"") == [Closed(None, (MailFrom("a@b", 1), RcptTo("c@d")))]
    assert connection.receive(b"") == []
    assert not connection.idle


@pytest.mark.parametrize("reply", [b"250 taken\r\n", b"354 more\r\n", b"220 x\r\n"])
def test_an_acceptance_before_the_end_is_a_lie(reply: bytes) -> None:
    with pytest.raises(RemoteProtocolError):
        _amid_content().receive(reply)


@pytest.mark.parametrize(
    ("command", "reply"),
    [
        (Ehlo(), b"354 go"),
        (MailFrom("a@b", 1), b"334 "),
        (RcptTo("a@b"), b"354 go"),
        (Data(), b"250 ok"),
        (Data(), b"334 x"),
        (Quit(), b"354 go"),
        (Authenticate(Plain("u", Secret("p"))), b"354 go"),
    ],
)
def test_replies_that_fit_no_command(command: Command, reply: bytes) -> None:
    connection = _ready()
    connection.send(command)
    with pytest.raises(RemoteProtocolError):
        connection.receive(reply + b"\r\n")
    assert connection.closed


def test_a_reply_that_nothing_asked_for() -> None:
    with pytest.raises(RemoteProtocolError):
        _ready().receive(b"250 ok\r\n")


# --- TLS --------------------------------------------------------------------------------------------------------


def test_starttls_forgets_what_was_learnt() -> None:
    connection = _ready("STARTTLS", "AUTH PLAIN", "PIPELINING")
    connection.send(StartTls())
    connection.receive(b"220 go\r\n")
    assert not connection.idle
    with pytest.raises(LocalProtocolError):
        connection.send(Ehlo())
    connection.tls_started()
    assert connection.capabilities.mechanisms == ()
    assert "PIPELINING" not in connection.capabilities
    connection.data_to_send()
    assert _line(connection, Ehlo()) == b"EHLO [127.0.0.1]\r\n"


def test_a_refused_starttls_changes_nothing() -> None:
    connection = _ready("STARTTLS")
    connection.send(StartTls())
    connection.receive(b"454 not now\r\n")
    with pytest.raises(LocalProtocolError):
        connection.tls_started()
    assert connection.idle


@pytest.mark.parametrize("injected", [b"2", b"250 evil\r\n", b"\r\n"])
@pytest.mark.parametrize("together", [True, False])
def test_bytes_between_starttls_and_tls(injected: bytes, together: bool) -> None:
    connection = _ready("STARTTLS")
    connection.send(StartTls())
    data = b"220 go\r\n"
    if not together:
        connection.receive(data)
        data = b""
    with pytest.raises(BytesBeforeTls):
        connection.receive(data + injected)
    assert connection.closed


# --- login ------------------------------------------------------------------------------------------------------


def test_plain_in_one_step() -> None:
    assert _line(_ready(), Authenticate(Plain("u", Secret("p")))) == b"AUTH PLAIN AHUAcA==\r\n"


def test_a_long_response_waits_for_the_challenge() -> None:
    connection = _ready()
    assert _line(connection, Authenticate(Plain("u", Secret("p" * 400)))) == b"AUTH PLAIN\r\n"
    assert connection.receive(b"334 \r\n") == []
    assert connection.data_to_send().startswith(b"AHUAcHBw")
    [event] = connection.receive(b"235 ok\r\n")
    assert isinstance(event, Answered)


class EmptyResponse(WithoutProof):
    name = "EXTERNAL"

    def start(self) -> bytes | None:
        return b""

    def respond(self, challenge: bytes) -> bytes:
        return b""


def test_an_empty_response_is_written_as_one() -> None:
    connection = _ready()
    assert _line(connection, Authenticate(EmptyResponse())) == b"AUTH EXTERNAL =\r\n"
    connection.receive(b"334 \r\n")
    assert connection.data_to_send() == b"\r\n"


@pytest.mark.parametrize("challenge", [b"334 !!!\r\n", "334 é\r\n".encode(), b"334 eHg\r\n", b"334 eHh5\r\n"])
def test_a_challenge_without_an_answer_cancels_the_login(challenge: bytes) -> None:
    connection = _ready()
    _line(connection, Authenticate(Plain("u", Secret("p"))))
    assert connection.receive(challenge) == []
    assert connection.data_to_send() == b"*\r\n"
    [event] = connection.receive(b"501 cancelled\r\n")
    assert isinstance(event, Answered)
    assert event.reply.code == 501


def test_endless_challenges() -> None:
    connection = _ready()
    _line(connection, Authenticate(EmptyResponse()))
    with pytest.raises(RemoteProtocolError):
        connection.receive(b"334 \r\n" * (CHALLENGES_MAX + 1))
    _line(_after_challenges(CHALLENGES_MAX), Quit())


def _after_challenges(count: int) -> Connection:
    connection = _ready()
    _line(connection, Authenticate(EmptyResponse()))
    connection.receive(b"334 \r\n" * count + b"235 ok\r\n")
    return connection


def test_secrets_are_not_in_the_repr() -> None:
    connection = _ready()
    connection.send(Authenticate(Login("u", Secret("hidden"))))
    events = connection.receive(b"535 no\r\n")
    assert "hidden" not in repr(events)
