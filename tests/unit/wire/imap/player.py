r"""Plays a transcript against a ``Connection``: the server's lines go in, what comes out must be the client's lines.

The format is that of the debug transcript, so that a user's report becomes a test by moving a file:

    # server: Dovecot 2.3.19        free words at the top
    S: * OK ready                   what the server says; each line ends with CRLF
    C: A1 NOOP                      what the client must say then, byte for byte
    E: Exists(count=3)              the events of the server's lines above (only the fields that are told); optional

    # TLS                         TLS is made here

A literal's lines are lines; what follows it stands on its last line. "\xNN" is a byte; "…" in a login is any secret.
"""

import re
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path

from mailclient.wire.imap.commands.command import Command
from mailclient.wire.imap.connection import Connection
from mailclient.wire.imap.events import Event, LiteralChunk
from tests.unit.wire.imap.commands_from_text import command_from_text

_BYTE = re.compile(rb"\\x([0-9a-f]{2})")


@dataclass
class Turn:
    """Server lines, then client lines; ``expected`` are the E lines that stand between or after."""

    server: bytes = b""
    client: list[bytes] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    tls: bool = False


def read_turns(path: Path) -> list[Turn]:
    turns = [Turn()]
    before = ""
    for line in path.read_bytes().decode("utf-8").split("\n"):
        kind, data = line[:3], _BYTE.sub(lambda hit: bytes([int(hit[1], 16)]), line[3:].encode())
        if kind == "S: ":
            if before in ("C: ", "E: "):
                turns.append(Turn())
            turns[-1].server += data + b"\r\n"
        elif kind == "C: ":
            turns[-1].client.append(data)
        elif kind == "E: ":
            turns[-1].expected.append(line[3:])
        elif line == "# TLS":
            turns[-1].tls = True
            continue
        else:
            assert not line or line.startswith("#"), f"{path.name}: {line!r}"
            continue
        before = kind
    return turns


def play(path: Path, cut: "Cut") -> list[Event]:
    """All events. ``cut`` says in which pieces the server's bytes arrive. Fails where the client says anything else."""
    connection = Connection()
    events: list[Event] = []
    turns = read_turns(path)
    for number, turn in enumerate(turns):
        told: list[Event] = []
        for piece in cut(turn.server):
            told += connection.receive(piece)
        told = joined(told)
        if turn.expected:
            assert [brief(event) for event in told] == turn.expected, path.name
        events += told
        later = [line for follower in turns[number + 1 :] for line in follower.client]
        if turn.tls:
            connection.tls_started()
        _speak(connection, turn.client, later)
    return events


def _speak(connection: Connection, lines: list[bytes], later: list[bytes]) -> None:
    for index, line in enumerate(lines):
        if line == b"DONE":
            connection.done()
            continue
        command = command_from_text(line, [*lines[index + 1 :], *later])
        if command is not None:
            connection.send(command)
    said = b"".join(iter(connection.data_to_send, b""))
    wanted = b"".join(line + b"\r\n" for line in lines)
    assert re.fullmatch(re.escape(wanted).replace("…".encode(), b"[^\r]*"), said), f"said {said!r}, not {wanted!r}"


class Cut:
    """How the bytes arrive."""

    def __call__(self, data: bytes) -> list[bytes]:
        """Whole."""
        return [data] if data else []


class ByteByByte(Cut):
    def __call__(self, data: bytes) -> list[bytes]:
        return [data[index : index + 1] for index in range(len(data))]


@dataclass
class CutInto(Cut):
    """Pieces of these lengths, over and over."""

    lengths: list[int]

    def __call__(self, data: bytes) -> list[bytes]:
        pieces, start, turn = [], 0, 0
        while start < len(data):
            length = self.lengths[turn % len(self.lengths)]
            pieces.append(data[start : start + length])
            start, turn = start + length, turn + 1
        return pieces


def joined(events: list[Event]) -> list[Event]:
    """Chunks of one literal as one chunk: where they were cut is no matter."""
    result: list[Event] = []
    for event in events:
        last = result[-1] if result else None
        if isinstance(event, LiteralChunk) and isinstance(last, LiteralChunk) and event.offset:
            assert (last.section, last.offset + len(last.data)) == (event.section, event.offset)
            result[-1] = LiteralChunk(
                last.seq, last.uid, last.section, last.origin, last.offset, last.size, last.data + event.data
            )
        else:
            result.append(event)
    return result


def brief(value: object) -> str:
    """``repr`` without the fields that have their default."""
    if isinstance(value, tuple):
        return "(" + ", ".join(brief(item) for item in value) + ("," if len(value) == 1 else "") + ")"
    if isinstance(value, frozenset):
        return "{" + ", ".join(sorted(map(repr, value))) + "}"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {brief(item)}" for key, item in value.items()) + "}"
    if not hasattr(value, "__dataclass_fields__"):
        return str(value) if isinstance(value, str) and type(value) is not str else repr(value)
    told = []
    for item in fields(value):  # type: ignore[arg-type]
        told_value = getattr(value, item.name)
        default = item.default_factory() if item.default_factory is not MISSING else item.default
        if told_value != default and told_value is not None:
            told.append(f"{item.name}={brief(told_value)}")
    return f"{type(value).__name__}({', '.join(told)})"


def commands_of(path: Path) -> list[Command]:
    """The commands a transcript holds."""
    lines = [line for turn in read_turns(path) for line in turn.client]
    found = (command_from_text(line, lines[index + 1 :]) for index, line in enumerate(lines))
    return [command for command in found if command is not None]
