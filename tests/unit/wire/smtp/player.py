"""Plays a transcript of submission: the server's lines go in, what comes out must be the client's lines.

The format is that of ``tests/unit/wire/imap/player.py``. The client's commands are made from its lines.
"""

import base64
import re
from collections.abc import Callable
from pathlib import Path

from mailclient.mail.account import Secret
from mailclient.wire.sasl.login import Login
from mailclient.wire.sasl.mechanism import Mechanism
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
    StartTls,
)
from mailclient.wire.smtp.connection import Connection
from mailclient.wire.smtp.events import Answered, Closed, Event, Greeted

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
            if (command := _command(line[3:])) is not None:
                connection.send(command)
        elif line.startswith("S: "):
            _expect_said(connection, lines[:index])
            for piece in cut(line[3:].encode() + b"\r\n"):
                events += connection.receive(piece)
    return events


def outline(events: list[Event]) -> list[str]:
    """One word for each event, for comparison by eye."""
    words = []
    for event in events:
        match event:
            case Answered(command, reply):
                words.append(f"{type(command).__name__} {reply.code} {reply.enhanced}".strip())
            case Closed(reply, unanswered):
                words.append(f"Closed {reply.code if reply else ''} {[type(each).__name__ for each in unanswered]}")
            case Greeted(reply):
                words.append(f"Greeted {reply.code}")
            case _:
                words.append(type(event).__name__)
    return words


def _expect_said(connection: Connection, before: list[str]) -> None:
    """What the client has to say is the run of C lines just before."""
    said = connection.data_to_send()
    wanted: list[str] = []
    for line in reversed(before):
        if line.startswith("S: "):
            break
        if line.startswith("C: "):
            wanted.insert(0, line[3:])
    if wanted and before[-1].startswith("C: "):
        assert said == b"".join(line.encode() + b"\r\n" for line in wanted)
    else:
        assert said == b""


def _command(line: str) -> Command | None:
    """None for what the connection says by itself: answers to challenges."""
    simple: dict[str, Command] = {"STARTTLS": StartTls(), "DATA": Data(), "QUIT": Quit(), ".": EndOfData()}
    if line in simple:
        return simple[line]
    if line.startswith("EHLO "):
        return Ehlo(line[5:])
    if line.startswith("AUTH "):
        return Authenticate(_mechanism(line))
    if match := re.fullmatch(r"MAIL FROM:<(.*)>(?: SIZE=(\d+))?(?: (BODY=8BITMIME))?(?: (SMTPUTF8))?", line):
        body = Body.EIGHT_BIT if match[3] else Body.SEVEN_BIT
        return MailFrom(match[1], int(match[2] or 0), body, bool(match[4]))
    if match := re.fullmatch(r"RCPT TO:<(.*)>", line):
        return RcptTo(match[1])
    if base64.b64encode(USER.encode()).decode() == line or base64.b64encode(PASSWORD.encode()).decode() == line:
        return None
    return Piece(line.removeprefix(".").encode() + b"\r\n")


def _mechanism(line: str) -> Mechanism:
    return (Login if line == "AUTH LOGIN" else Plain)(USER, Secret(PASSWORD))
