"""Large parts and messages: going on where it stopped, without the transfer encoding, on a full disk."""

import base64
import random
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from mailclient.bridge.commands import FetchPart, FetchWhole, SetOfflinePolicy, Sync
from mailclient.bridge.events import Finished, PartFailed, PartStored
from mailclient.mail.account import AccountSettings, Server
from mailclient.mail.ids import MessageId, PartPath
from mailclient.mail.offline import Keep, OfflinePolicy
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store.writer import Writer
from mailclient.transport.connect import dial
from mailclient.transport.stream import READ_LIMIT, Stream
from mailclient.transport.tls import TlsFacts
from tests.engine.child_engine import ChildEngine
from tests.engine.running import RunningEngine
from tests.servers.dovecot import Dovecot, MailUser

CONTENTS = random.Random(7).randbytes(3_000_000)
PART = PartPath("2")
LARGE = (
    b"From: a@mail.test\r\nSubject: large\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n'
    b"--x\r\nContent-Type: text/plain\r\n\r\nLook inside.\r\n"
    b'--x\r\nContent-Type: application/zip; name="a.zip"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    + base64.encodebytes(CONTENTS).replace(b"\n", b"\r\n")
    + b"--x--\r\n"
)
_SLICE = re.compile(r"(BODY|BINARY)\.PEEK\[[0-9.]*\]<([0-9]+)\.")


@dataclass
class Line:
    """What the connections of a test have in common: which slices were asked for, and when one breaks."""

    hides: bytes = b"BINARY"
    breaks_at: int = 0
    """The slice, by its start, at which the connection breaks once."""
    slices: list[tuple[str, int]] = field(default_factory=list)
    refused: Callable[[str], bool] = lambda _command: False

    async def dial(self, server: Server) -> Stream:
        return _LineStream(await dial(server), self)

    @property
    def starts(self) -> list[int]:
        return [start for _, start in self.slices]


class _LineStream:
    def __init__(self, stream: Stream, line: Line) -> None:
        self._stream = stream
        self._line = line
        self._refused: list[str] = []

    async def read(self, limit: int = READ_LIMIT) -> bytes:
        data = await self._stream.read(limit)
        for tag in list(self._refused):
            done = re.search(rf"^{tag} OK [^\r]*".encode(), data, re.MULTILINE)
            if done:
                self._refused.remove(tag)
                data = data.replace(done[0], f"{tag} NO [UNKNOWN-CTE] what is that?".encode())
        return data.replace(b" " + self._line.hides + b" ", b" ") if self._line.hides else data

    async def write(self, data: bytes) -> None:
        line = self._line
        tag, _, command = data.decode("latin-1").partition(" ")
        found = _SLICE.search(command)
        if found:
            line.slices.append((found[1], int(found[2])))
            if line.breaks_at and int(found[2]) >= line.breaks_at:
                line.breaks_at = 0
                raise MailError(Problem(ProblemKind.CONNECTION_LOST, "the test"))
            if line.refused(command):
                self._refused.append(tag)
                data = f"{tag} NOOP\r\n".encode()
        await self._stream.write(data)

    async def start_tls(self) -> None:
        await self._stream.start_tls()

    async def start_deflate(self) -> Stream:
        raise NotImplementedError

    @property
    def tls(self) -> TlsFacts | None:
        return self._stream.tls

    async def close(self) -> None:
        await self._stream.close()


async def with_large(
    tmp_path: Path, line: Line, settings: AccountSettings, dovecot: Dovecot, user: MailUser
) -> tuple[RunningEngine, MessageId]:
    """Only the list is here."""
    dovecot.deliver(user, LARGE)
    engine = await RunningEngine(tmp_path / "profile", dialled=line.dial).start()
    account_id = await engine.add(settings, user.secret)
    nothing = SetOfflinePolicy("", account_id, None, OfflinePolicy(Keep.HEADERS, 0))
    assert isinstance(await engine.request(nothing), Finished)
    assert isinstance(await engine.request(Sync("")), Finished)
    return engine, engine.row("INBOX", "large").id


def rows_of(engine: RunningEngine, table: str) -> int:
    with closing(sqlite3.connect(engine.profile.store)) as db:
        return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


async def test_a_part_goes_on_where_the_connection_was_lost(
    tmp_path: Path, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    line = Line(breaks_at=1_500_000)
    engine, large = await with_large(tmp_path, line, settings, dovecot, mail_user)
    await engine.engine.perform(FetchPart(large, PART))
    await engine.wait_for(PartStored)
    assert engine.reader.part(large, PART) == CONTENTS
    assert line.starts.count(0) == 1
    assert len(set(line.starts)) >= len(line.starts) - 2, "at most the slices under way are asked for twice"
    assert rows_of(engine, "piece") == rows_of(engine, "partial") == 0
    await engine.stop()


async def test_a_message_goes_on_where_the_connection_was_lost(
    tmp_path: Path, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    line = Line(breaks_at=1_500_000)
    engine, large = await with_large(tmp_path, line, settings, dovecot, mail_user)
    for _ in range(2):
        await engine.request(FetchWhole("", (large,)))
    assert engine.reader.whole(large) == LARGE
    assert line.starts.count(0) == 1
    await engine.stop()


async def test_another_numbering_begins_anew(
    tmp_path: Path, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    line = Line()
    engine, large = await with_large(tmp_path, line, settings, dovecot, mail_user)
    with closing(sqlite3.connect(engine.profile.store)) as db:
        db.execute(
            "INSERT INTO partial VALUES (?, ?, ?, ?, 1, 700000, 0)", (large, PART, engine.folder("INBOX").id, 12345)
        )
        db.execute("INSERT INTO piece VALUES (?, ?, 0, zeroblob(700000))", (large, PART))
        db.commit()
    await engine.engine.perform(FetchPart(large, PART))
    await engine.wait_for(PartStored)
    assert engine.reader.part(large, PART) == CONTENTS
    assert line.starts[0] == 0
    await engine.stop()


async def test_the_server_takes_the_transfer_encoding_away(
    tmp_path: Path, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    line = Line(hides=b"", breaks_at=1_500_000)
    engine, large = await with_large(tmp_path, line, settings, dovecot, mail_user)
    await engine.engine.perform(FetchPart(large, PART))
    await engine.wait_for(PartStored)
    assert engine.reader.part(large, PART) == CONTENTS
    assert {kind for kind, _ in line.slices} == {"BINARY"}
    assert max(line.starts) < len(CONTENTS) <= max(line.starts) + 512 * 1024
    await engine.stop()


async def test_where_it_cannot_the_part_is_fetched_as_it_is(
    tmp_path: Path, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    line = Line(hides=b"", refused=lambda command: "BINARY" in command)
    engine, large = await with_large(tmp_path, line, settings, dovecot, mail_user)
    await engine.engine.perform(FetchPart(large, PART))
    await engine.wait_for(PartStored)
    assert engine.reader.part(large, PART) == CONTENTS
    assert [kind for kind, _ in line.slices[:2]] == ["BINARY", "BODY"]
    await engine.stop()


async def test_a_full_disk_loses_nothing(
    tmp_path: Path,
    settings: AccountSettings,
    dovecot: Dovecot,
    mail_user: MailUser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """SQLite says that the disk is full when a file may grow no more."""
    line = Line()
    engine, large = await with_large(tmp_path, line, settings, dovecot, mail_user)
    transaction = Writer.transaction
    pages: list[int] = []

    async def limited(self: Writer, name: str, *rest: object, **more: object) -> object:
        if name == "store piece" and len(line.starts) >= 3 and not pages:
            pages.append(1)
            await transaction(self, "limit", lambda tx: tx.db.execute("PRAGMA max_page_count = 1").fetchall())
        return await transaction(self, name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Writer, "transaction", limited)
    await engine.engine.perform(FetchPart(large, PART))
    failed = await engine.wait_for(PartFailed)
    assert failed.problem.kind is ProblemKind.DISK_FULL
    assert engine.reader.part(large, PART) is None
    before = len(line.starts)
    monkeypatch.undo()
    await engine.engine._writer.transaction(
        "make room", lambda tx: tx.db.execute("PRAGMA max_page_count = 1000000").fetchall()
    )
    await engine.engine.perform(FetchPart(large, PART))
    await engine.wait_for(PartStored)
    assert engine.reader.part(large, PART) == CONTENTS
    assert 0 not in line.starts[before:]
    await engine.stop()


async def test_killed_after_a_piece(
    tmp_path: Path, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    first, large = await with_large(tmp_path, Line(), settings, dovecot, mail_user)
    await first.stop()
    child = ChildEngine(first.profile, mail_user.password)
    await child.start(death="after:store piece")
    child.send(FetchPart(large, PART))
    await child.died()
    assert rows_of(first, "piece") == 1
    await child.start()
    child.send(FetchPart(large, PART))
    await child.wait_for(lambda event: isinstance(event, PartStored))
    assert child.reader.part(large, PART) == CONTENTS
    await child.end()
