"""Plays a transcript of POP3: the server's lines go in, what comes out must be the client's lines.

The format is that of ``tests/unit/wire/imap/player.py``. The client's commands are made from its lines.
"""

from collections.abc import Callable
from pathlib import Path

from mailclient.mail.account import Secret
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
from mailclient.wire.pop3.events import Answered, Closed, Content, Event, Greeted
from mailclient.wire.sasl.plain import Plain

USER, PASSWORD = "alice", "open sesame"

Cut = Callable[[bytes], list[bytes]]


def whole(data: bytes) -> list[bytes]:
    return [data] if data else []


def byte_by_byte(data: bytes) -> list[bytes]:
    return [bytes([byte]) for byte in data]


def play(path: Path, cut: Cut) -> list[Event]:
    """All events. Fails where the client says anything else than the transcript."""
    connection = Connection()
    events: list[Event] = []
    lines = path.read_text().split("\n")
    for index, line in enumerate(lines):
        if line == "# TLS":
            connection.tls_started()
        elif line.startswith("C: "):
            connection.send(_command(line[3:]))
        elif line.startswith("S: "):
            _expect_said(connection, lines[:index])
            for piece in cut(line[3:].encode() + b"\r\n"):
                events += connection.receive(piece)
    return events


def outline(events: list[Event]) -> list[str]:
    """One word for each event, contents joined, for comparison by eye."""
    words: list[str] = []
    data = b""
    for event in events:
        match event:
            case Content(_, piece):
                data += piece
            case Answered(command, status, lines):
                said = f"{type(command).__name__} {'ok' if status.ok else 'no'} {status.code}".strip()
                words.append(f"{said} {len(lines)}" if lines else said)
                if data:
                    words.append(repr(data.decode()))
                    data = b""
            case Closed(unanswered):
                words.append(f"Closed {[type(each).__name__ for each in unanswered]}")
            case Greeted(status):
                words.append(f"Greeted {status.ok}")
            case _:
                words.append(type(event).__name__)
    return words


def _expect_said(connection: Connection, before: list[str]) -> None:
    """What the client has to say is the run of C lines just before."""
    said = connection.data_to_send()
    wanted: list[str] = []
    for line in reversed(before):
        if not line.startswith("C: "):
            break
        wanted.insert(0, line[3:])
    assert said == b"".join(line.encode() + b"\r\n" for line in wanted)


def _command(line: str) -> Command:
    simple: dict[str, Command] = {
        "CAPA": Capa(),
        "STLS": Stls(),
        "UTF8": Utf8(),
        "UIDL": Uidl(),
        "LIST": List(),
        "NOOP": Noop(),
        "QUIT": Quit(),
    }
    if line in simple:
        return simple[line]
    word, *arguments = line.split()
    match word:
        case "AUTH":
            return Auth(Plain(USER, Secret(PASSWORD)))
        case "APOP":
            return Apop(USER, Secret(PASSWORD))
        case "USER":
            return User(arguments[0])
        case "PASS":
            return Pass(Secret(line[5:]))
        case "TOP":
            return Top(int(arguments[0]), int(arguments[1]))
        case "RETR":
            return Retr(int(arguments[0]))
        case "DELE":
            return Dele(int(arguments[0]))
    raise AssertionError(line)
