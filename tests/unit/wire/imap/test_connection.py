"""The connection: states, pipelining, literals that wait, TLS."""

import pytest

from mailclient.mail.account import Secret
from mailclient.wire.imap.commands.append import Append
from mailclient.wire.imap.commands.authenticate import Authenticate
from mailclient.wire.imap.commands.capability import Capability
from mailclient.wire.imap.commands.command import Command
from mailclient.wire.imap.commands.enable import Enable
from mailclient.wire.imap.commands.idle import Idle
from mailclient.wire.imap.commands.login import Login
from mailclient.wire.imap.commands.logout import Logout
from mailclient.wire.imap.commands.noop import Noop
from mailclient.wire.imap.commands.select import Select
from mailclient.wire.imap.commands.starttls import StartTls
from mailclient.wire.imap.commands.uid_expunge import UidExpunge
from mailclient.wire.imap.commands.uid_fetch import UidFetch
from mailclient.wire.imap.commands.uid_store import Change, UidStore
from mailclient.wire.imap.connection import Connection
from mailclient.wire.imap.errors import (
    BytesBeforeTls,
    ConnectionEnded,
    LiteralTooLong,
    LocalProtocolError,
    RemoteProtocolError,
)
from mailclient.wire.imap.events import CommandDone, Continuation, Event, Exists, Greeting, Status
from mailclient.wire.imap.number_set import NumberSet
from mailclient.wire.imap.state import State
from mailclient.wire.sasl.login import Login as LoginMechanism
from mailclient.wire.sasl.plain import Plain

ONE = NumberSet.of([1])
PLAIN = Plain("alice", Secret("secret"))


def greeted(capabilities: str = "IMAP4rev1") -> Connection:
    connection = Connection()
    connection.receive(f"* OK [CAPABILITY {capabilities}] ready\r\n".encode())
    return connection


def logged_in(capabilities: str = "IMAP4rev1") -> Connection:
    connection = Connection()
    connection.receive(f"* PREAUTH [CAPABILITY {capabilities}] ready\r\n".encode())
    return connection


def selected(capabilities: str = "IMAP4rev1") -> Connection:
    connection = logged_in(capabilities)
    tag = connection.send(Select("INBOX"))
    said(connection)
    connection.receive(f"{tag} OK done\r\n".encode())
    return connection


def said(connection: Connection) -> bytes:
    return b"".join(iter(connection.data_to_send, b""))


def tell(connection: Connection, *lines: str) -> list[Event]:
    return connection.receive("".join(line + "\r\n" for line in lines).encode())


# --- states -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "state"),
    [("* OK hi", State.NOT_AUTHENTICATED), ("* PREAUTH hi", State.AUTHENTICATED), ("* BYE no", State.LOGOUT)],
)
def test_greeting(line: str, state: State) -> None:
    connection = Connection()
    (greeting,) = tell(connection, line)
    assert isinstance(greeting, Greeting)
    assert connection.state is state


@pytest.mark.parametrize("line", ["* NO hi", "* 1 EXISTS", "+ hi", "220 smtp.example.org ESMTP", "* FETCH"])
def test_no_greeting(line: str) -> None:
    connection = Connection()
    with pytest.raises(RemoteProtocolError):
        tell(connection, line)
    assert connection.state is State.CLOSED


@pytest.mark.parametrize(
    ("connection", "command"),
    [
        (Connection(), Capability()),
        (greeted(), Select("INBOX")),
        (greeted(), Append.of("INBOX", b"x")),
        (greeted("IMAP4rev1 LOGINDISABLED"), Login("alice", Secret("secret"))),
        (logged_in(), Login("alice", Secret("secret"))),
        (logged_in(), StartTls()),
        (logged_in(), UidFetch(ONE, ("FLAGS",))),
        (selected(), Enable(("QRESYNC",))),
        (selected(), UidFetch(NumberSet(), ("FLAGS",))),
        (selected(), UidStore(ONE, Change.ADD, ())),
        (selected(), UidStore(ONE, Change.ADD, ("\\Seen)\r\nA9 LOGOUT",))),
        (logged_in(), Select(b"a\0b")),
        (logged_in(), Append.of("INBOX", b"")),
    ],
)
def test_what_must_not_be_sent_is_not_sent(connection: Connection, command: Command) -> None:
    with pytest.raises(LocalProtocolError):
        connection.send(command)
    assert not connection._in_flight
    assert said(connection) == b""


def test_failed_select_closes_the_mailbox() -> None:
    connection = selected()
    tag = connection.send(Select("gone"))
    tell(connection, f"{tag} NO no such mailbox")
    assert connection.state is State.AUTHENTICATED


def test_login_forgets_what_was_offered_before() -> None:
    connection = greeted("IMAP4rev1 X-BEFORE")
    tag = connection.send(Login("alice", Secret("secret")))
    tell(connection, f"{tag} OK in")
    assert connection.capabilities is None


def test_capabilities_told_during_the_login_count() -> None:
    connection = greeted()
    tag = connection.send(Login("alice", Secret("secret")))
    tell(connection, "* CAPABILITY IMAP4rev1 X-AFTER", f"{tag} OK in")
    assert connection.capabilities == frozenset({"IMAP4REV1", "X-AFTER"})


def test_failed_login_can_be_tried_again() -> None:
    connection = greeted()
    tag = connection.send(Login("alice", Secret("wrong")))
    tell(connection, f"{tag} NO wrong")
    assert connection.state is State.NOT_AUTHENTICATED
    connection.send(Login("alice", Secret("right")))


def test_end_after_logout_is_expected() -> None:
    connection = logged_in()
    tag = connection.send(Logout())
    tell(connection, "* BYE bye", f"{tag} OK done")
    assert connection.state is State.LOGOUT
    assert connection.receive(b"") == []
    with pytest.raises(LocalProtocolError):
        connection.receive(b"x")


@pytest.mark.parametrize("rest", [b"", b"* BYE half a li", b"* 1 FETCH (BODY[] {10}\r\nabc"])
def test_end_too_early(rest: bytes) -> None:
    connection = logged_in()
    connection.send(Noop())
    connection.receive(rest or b"* 1 EXISTS\r\n")
    with pytest.raises(ConnectionEnded):
        connection.receive(b"")
    assert connection.state is State.CLOSED


def test_answer_to_nobody() -> None:
    connection = logged_in()
    with pytest.raises(RemoteProtocolError):
        tell(connection, "A1 OK you never asked")


def test_second_answer_to_the_same_command() -> None:
    connection = logged_in()
    tag = connection.send(Noop())
    (done,) = tell(connection, f"{tag} OK once", f"{tag} OK twice")
    assert isinstance(done, CommandDone)
    assert isinstance(connection.failure, RemoteProtocolError)
    assert connection.state is State.CLOSED


def test_good_answers_before_a_bad_one_are_not_forgotten() -> None:
    connection = logged_in()
    tag = connection.send(Append.of("Sent", b"x"))
    events = connection.receive(f"{tag} OK [APPENDUID 1 2] appended\r\nrubbish\r\n* 1 EXISTS\r\n".encode())
    assert [type(event) for event in events] == [CommandDone]
    assert connection.failure is not None


def test_closed_after_an_error() -> None:
    connection = logged_in()
    with pytest.raises(LiteralTooLong):
        tell(connection, "* LIST () NIL {99999999}")
    assert connection.state is State.CLOSED
    with pytest.raises(LocalProtocolError):
        connection.send(Noop())


# --- several at a time ------------------------------------------------------------------------------------------


def test_answers_may_come_in_another_order() -> None:
    connection = selected()
    first, second = connection.send(UidFetch(ONE, ("FLAGS",))), connection.send(Noop())
    assert said(connection).count(b"\r\n") == 2
    events = tell(connection, f"{second} OK", f"{first} OK")
    assert [event.tag for event in events if isinstance(event, CommandDone)] == [second, first]


def test_reading_may_follow_select_in_one_flight_but_changing_may_not() -> None:
    connection = logged_in()
    connection.send(Select("INBOX"))
    connection.send(UidFetch(ONE, ("FLAGS",)))
    for command in (UidStore(ONE, Change.ADD, ("\\Deleted",)), UidExpunge(ONE)):
        assert connection.blocks(command)
        with pytest.raises(LocalProtocolError):
            connection.send(command)


@pytest.mark.parametrize("command", [StartTls(), Login("alice", Secret("secret")), Authenticate(PLAIN)])
def test_what_changes_the_meaning_of_bytes_is_sent_alone(command: Command) -> None:
    connection = greeted()
    connection.send(Capability())
    with pytest.raises(LocalProtocolError):
        connection.send(command)
    connection = greeted()
    connection.send(command)
    with pytest.raises(LocalProtocolError):
        connection.send(Capability())


# --- SASL, IDLE, TLS --------------------------------------------------------------------------------------------


def test_authenticate_in_steps() -> None:
    connection = greeted("IMAP4rev1 SASL-IR AUTH=LOGIN")
    tag = connection.send(Authenticate(LoginMechanism("alice", Secret("secret"))))
    assert said(connection) == b"A1 AUTHENTICATE LOGIN\r\n"
    assert tell(connection, "+ VXNlcm5hbWU6") == []
    assert said(connection) == b"YWxpY2U=\r\n"
    tell(connection, "+ UGFzc3dvcmQ6")
    assert said(connection) == b"c2VjcmV0\r\n"
    tell(connection, f"{tag} OK in")
    assert connection.state is State.AUTHENTICATED


@pytest.mark.parametrize("challenge", ["!!!", "YQ", "eW91ciBuYW1lPw=="])
def test_challenge_without_sense_is_given_up(challenge: str) -> None:
    connection = greeted("IMAP4rev1 SASL-IR AUTH=PLAIN")
    tag = connection.send(Authenticate(Plain("alice", Secret("secret"))))
    said(connection)
    tell(connection, f"+ {challenge}")
    assert said(connection) == b"*\r\n"
    (done,) = tell(connection, f"{tag} BAD given up")
    assert isinstance(done, CommandDone)
    assert done.status is Status.BAD
    assert connection.state is State.NOT_AUTHENTICATED


def test_idle_and_done() -> None:
    connection = logged_in()
    tag = connection.send(Idle())
    assert said(connection) == b"A1 IDLE\r\n"
    assert tell(connection, "+ idling", "* 4 EXISTS") == [Continuation(tag, b"idling"), Exists(4)]
    connection.done()
    connection.done()
    assert said(connection) == b"DONE\r\n"
    tell(connection, f"{tag} OK done")
    with pytest.raises(LocalProtocolError):
        connection.done()


def test_done_waits_until_idle_has_begun() -> None:
    connection = logged_in()
    connection.send(Idle())
    said(connection)
    connection.done()
    assert said(connection) == b""
    tell(connection, "+ idling")
    assert said(connection) == b"DONE\r\n"


def test_refused_idle_needs_no_done() -> None:
    connection = logged_in()
    tag = connection.send(Idle())
    said(connection)
    connection.done()
    tell(connection, f"{tag} BAD no idling here")
    assert said(connection) == b""


def test_tls_forgets_everything() -> None:
    connection = greeted("IMAP4rev1 AUTH=PLAIN")
    tag = connection.send(StartTls())
    with pytest.raises(LocalProtocolError):
        connection.tls_started()
    tell(connection, f"{tag} OK begin")
    with pytest.raises(LocalProtocolError, match="TLS"):
        connection.send(Capability())
    connection.tls_started()
    assert connection.capabilities is None


@pytest.mark.parametrize("rest", [b"* CAPABILITY IMAP4rev1\r\n", b"A2 OK in\r\n", b"x"])
def test_bytes_before_tls(rest: bytes) -> None:
    connection = greeted()
    tag = connection.send(StartTls())
    with pytest.raises(BytesBeforeTls):
        connection.receive(f"* 1 EXISTS\r\n{tag} OK begin\r\n".encode() + rest)
    connection = greeted()
    tag = connection.send(StartTls())
    connection.receive(f"{tag} OK begin\r\n".encode())
    with pytest.raises(BytesBeforeTls):
        connection.receive(rest)
    assert connection.state is State.CLOSED


def test_refused_tls_leaves_the_state() -> None:
    connection = greeted()
    tag = connection.send(StartTls())
    tell(connection, f"{tag} NO not today")
    connection.send(Capability())


def test_secrets_are_not_shown() -> None:
    for command in (Login("alice", Secret("hocus")), Authenticate(Plain("alice", Secret("hocus")))):
        assert "hocus" not in repr(command)
