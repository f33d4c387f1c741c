"""What opening a message fetches, against Dovecot: the parts that are shown, and files inside parts."""

import binascii
import re
from pathlib import Path

import pytest

from mailclient.bridge.commands import FetchBody, FetchPart, SetOfflinePolicy, Sync
from mailclient.bridge.events import BodyStored, Finished, PartFailed, PartStored
from mailclient.mail.account import AccountSettings, Server
from mailclient.mail.body import MAKING, Attachment, Body
from mailclient.mail.ids import MessageId, PartPath
from mailclient.mail.offline import Keep, OfflinePolicy
from mailclient.mime import display
from mailclient.transport.connect import dial
from mailclient.transport.stream import READ_LIMIT, Stream
from mailclient.transport.tls import TlsFacts
from tests.engine.running import RunningEngine
from tests.servers.dovecot import Dovecot, MailUser
from tests.unit.mime import tnef_sample

_SECTIONS = re.compile(rb"(?:BODY|BINARY)\.PEEK\[([^\]]*)\]")


class Wire:
    """What all connections asked for, and how many bytes came."""

    def __init__(self) -> None:
        self.sections: list[str] = []
        self.received = 0
        self.waits_for_news = False

    async def dial(self, server: Server) -> Stream:
        return _Heard(await dial(server), self)

    def forget(self) -> None:
        self.sections.clear()
        self.received = 0


class _Heard:
    def __init__(self, stream: Stream, wire: Wire) -> None:
        self._stream = stream
        self._wire = wire

    async def read(self, limit: int = READ_LIMIT) -> bytes:
        data = (await self._stream.read(limit)).replace(b" COMPRESS=DEFLATE", b"")
        self._wire.received += len(data)
        return data

    async def write(self, data: bytes) -> None:
        if data.endswith(b" IDLE\r\n"):
            self._wire.waits_for_news = True
        self._wire.sections += [found.decode() for found in _SECTIONS.findall(data)]
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


def mixed(*parts: bytes) -> bytes:
    body = b"".join(b"--x\r\n" + part + b"\r\n" for part in parts)
    return (
        b'From: a@mail.test\r\nSubject: large\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n'
        + body
        + b"--x--\r\n"
    )


def file(media_type: bytes, data: bytes) -> bytes:
    lines = (binascii.b2a_base64(data[start : start + 57], newline=False) for start in range(0, len(data), 57))
    return b"Content-Type: " + media_type + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b"\r\n".join(lines)


TEXT = b"Content-Type: text/plain\r\n\r\nLook inside."


@pytest.fixture
def wire() -> Wire:
    return Wire()


async def listed(
    tmp_path: Path, wire: Wire, settings: AccountSettings, dovecot: Dovecot, user: MailUser, message: bytes
) -> tuple[RunningEngine, MessageId]:
    """The message stands in the list, nothing more is here; no connection has anything to say."""
    dovecot.deliver(user, message)
    engine = await RunningEngine(tmp_path / "profile", dialled=wire.dial).start()
    account_id = await engine.add(settings, user.secret)
    nothing = SetOfflinePolicy("", account_id, None, OfflinePolicy(Keep.HEADERS, 0))
    assert isinstance(await engine.request(nothing), Finished)
    assert isinstance(await engine.request(Sync("")), Finished)
    await engine.until(lambda: wire.waits_for_news)
    wire.forget()
    return engine, engine.row("INBOX", "large").id


async def opened(engine: RunningEngine, id_: MessageId) -> None:
    start = len(engine.events)
    await engine.engine.perform(FetchBody(id_))
    await engine.wait_for(BodyStored, after=start)


async def fetched(
    engine: RunningEngine, id_: MessageId, path: str, answer: type[PartStored] | type[PartFailed] = PartStored
) -> None:
    start = len(engine.events)
    await engine.engine.perform(FetchPart(id_, PartPath(path)))
    await engine.wait_for(answer, lambda one: one.path == path, after=start)


async def test_opening_fetches_what_is_shown(
    tmp_path: Path, wire: Wire, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    message = mixed(TEXT, file(b"image/png; name=a.png", bytes(3_000_000)))
    engine, id_ = await listed(tmp_path, wire, settings, dovecot, mail_user, message)
    await opened(engine, id_)
    body = _body(engine, id_)
    assert body.text == "Look inside."
    assert [one.filename for one in body.attachments] == ["a.png"]
    assert sorted(wire.sections) == ["1", "HEADER"]
    assert wire.received < 5_000
    await engine.stop()


async def test_of_a_huge_text_the_beginning_is_fetched(
    tmp_path: Path,
    wire: Wire,
    settings: AccountSettings,
    dovecot: Dovecot,
    mail_user: MailUser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(display, "PLAIN_LIMIT", 20_000)
    text = b"".join(b"line %d of the log\r\n" % number for number in range(50_000))
    engine, id_ = await listed(tmp_path, wire, settings, dovecot, mail_user, mixed(b"\r\n" + text))
    await opened(engine, id_)
    body = _body(engine, id_)
    assert body.text.startswith("line 0 of the log\nline 1 of")
    assert body.text.endswith(" of the log")
    assert 19_000 < len(body.text) < 20_000
    assert body.warnings == ("text_cut",)
    assert wire.received < 40_000
    await fetched(engine, id_, "1")
    assert engine.reader.part(id_, PartPath("1")) == text.removesuffix(b"\r\n") + b"\r\n"
    await engine.stop()


async def test_of_a_huge_header_the_beginning_is_fetched(
    tmp_path: Path, wire: Wire, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    fields = b"".join(b"X-A: %d %s\r\n" % (number, b"a" * 900) for number in range(3_000))
    message = b"From: a@mail.test\r\nSubject: large\r\n" + fields + b"\r\nhello"
    engine, id_ = await listed(tmp_path, wire, settings, dovecot, mail_user, message)
    await opened(engine, id_)
    body = _body(engine, id_)
    assert (body.text, body.warnings) == ("hello", ("header_too_large",))
    assert wire.received < 1_200_000
    await engine.stop()


async def test_a_file_in_the_text_is_here_with_the_text(
    tmp_path: Path, wire: Wire, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    code = b"begin 644 a.txt\r\n%:&5L;&\\\r\n`\r\nend\r\n"
    message = b"From: a@mail.test\r\nSubject: large\r\n\r\nLook inside.\r\n" + code
    engine, id_ = await listed(tmp_path, wire, settings, dovecot, mail_user, message)
    await opened(engine, id_)
    wire.forget()
    await fetched(engine, id_, "1!1")
    assert engine.reader.part(id_, PartPath("1!1")) == b"hello"
    assert wire.sections == []
    await fetched(engine, id_, "1!2", PartFailed)
    await engine.stop()


async def test_a_large_container_shows_what_is_inside_once_it_is_here(
    tmp_path: Path, wire: Wire, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    packed = tnef_sample.tnef(tnef_sample.file("a.bin", bytes(2_000_000)), tnef_sample.file("b.txt", b"two"))
    message = mixed(TEXT, file(b"application/ms-tnef; name=winmail.dat", packed))
    engine, id_ = await listed(tmp_path, wire, settings, dovecot, mail_user, message)
    await opened(engine, id_)
    assert [one.filename for one in _files(engine, id_)] == ["winmail.dat"]
    assert "2" not in wire.sections
    await fetched(engine, id_, "2")
    assert [(one.path, one.filename) for one in _files(engine, id_)] == [("2!1", "a.bin"), ("2!2", "b.txt")]
    wire.forget()
    await fetched(engine, id_, "2!2")
    assert engine.reader.part(id_, PartPath("2!2")) == b"two"
    assert wire.sections == []
    await engine.stop()


def _files(engine: RunningEngine, id_: MessageId) -> tuple[Attachment, ...]:
    return _body(engine, id_).attachments


def _body(engine: RunningEngine, id_: MessageId) -> Body:
    body = engine.reader.body(id_)
    assert body is not None
    return body


async def test_a_body_made_in_an_older_way_is_made_anew(
    tmp_path: Path,
    wire: Wire,
    settings: AccountSettings,
    dovecot: Dovecot,
    mail_user: MailUser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    message = mixed(TEXT, file(b"image/png; name=a.png", bytes(300_000)))
    engine, id_ = await listed(tmp_path, wire, settings, dovecot, mail_user, message)
    with monkeypatch.context() as older:
        older.setattr(display, "MAKING", MAKING - 1)
        await opened(engine, id_)
    assert not _body(engine, id_).is_current
    wire.forget()
    await opened(engine, id_)
    assert _body(engine, id_).is_current
    assert sorted(wire.sections) == ["1", "HEADER"]
    wire.forget()
    await opened(engine, id_)
    assert wire.sections == []
    await engine.stop()
