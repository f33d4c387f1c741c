"""A GnuPG that is not here, hangs, dies or cannot read its keys: told soon, and plain mail goes all the same."""

import errno
import os
import shutil
import tempfile
import time
from base64 import encodebytes
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from subprocess import Popen

import msgspec
import pytest
import pytest_asyncio

from mailclient.bridge.commands import CancelRequest, OpenBytes, SendDraft
from mailclient.bridge.draft import DraftContent
from mailclient.bridge.events import Failed, Finished, Refused
from mailclient.crypto.openpgp import gpg
from mailclient.crypto.openpgp.open_pgp import OpenPgp
from mailclient.engine.composing import protecting
from mailclient.engine.composing.ciphertext import Ciphertext
from mailclient.mail.account import AccountSettings
from mailclient.mail.ids import AccountId, DraftId, OperationId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from tests.engine.running import RunningEngine
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.model_smtp import ModelSmtp

SIGNATURE = b"\xc2\x0a\x04\x00\x16\x08" + bytes(6)
PACKETS = b"\xc1\x5e\x03" + bytes(8) + b"\x12" + bytes(84) + b"\xd2\x3d\x01" + bytes(60)
ENCRYPTED = (
    b"From: a@x.test\r\nTo: b@x.test\r\nSubject: [...]\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="e"\r\n\r\n'
    b"--e\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n"
    b"--e\r\nContent-Type: application/octet-stream\r\n\r\n"
    b"-----BEGIN PGP MESSAGE-----\r\n\r\n" + encodebytes(PACKETS) + b"-----END PGP MESSAGE-----\r\n--e--\r\n"
)
VERSION = 'case "$*" in *--list-config*) echo "cfg:version:2.4.5"; exit 0;; esac\n'


class Writer:
    """An engine with an account that can send, and whatever gpg ``gpg_does`` says."""

    def __init__(self, engine: RunningEngine, server: ModelSmtp, path: Path) -> None:
        self.engine, self.server, self.path = engine, server, path
        self.account_id = AccountId(0)

    def gpg_does(self, script: str) -> None:
        program = self.path / "gpg"
        program.write_text("#!/bin/sh\n" + script)
        program.chmod(0o755)

    def command(self, content: DraftContent, id_: str) -> SendDraft:
        return SendDraft(OperationId(id_), DraftId(id_), self.account_id, msgspec.msgpack.encode(content))

    async def sends(self, content: DraftContent) -> float:
        """How long it takes until it is in the outbox."""
        started = time.monotonic()
        await self.engine.operate(self.command(content, "send"), done=False)
        return time.monotonic() - started

    async def is_refused(self, content: DraftContent, id_: str = "refused") -> Problem:
        await self.engine.engine.perform(self.command(content, id_))
        return (await self.engine.wait_for(Refused, lambda one: one.operation_id == id_)).problem


@pytest.fixture
def path(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A PATH without gpg, and a GnuPG home where keys could be."""
    folder = Path(tempfile.mkdtemp(prefix="bg", dir="/tmp"))
    for name in ("sh", "sleep", "cat"):
        (folder / name).symlink_to(shutil.which(name) or "")
    home = folder / "home"
    home.mkdir()
    (home / "pubring.kbx").write_bytes(b"keys")
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("GNUPGHOME", str(home))
    yield folder
    shutil.rmtree(folder)


@pytest_asyncio.fixture
async def writer(path: Path, tmp_path: Path, dovecot: Dovecot, mail_user: MailUser) -> AsyncIterator[Writer]:
    engine = await RunningEngine(tmp_path / "profile").start()
    async with ModelSmtp() as server:
        made = Writer(engine, server, path)
        settings = AccountSettings(mail_user.name, "Alice", dovecot.imap(mail_user), server.address)
        made.account_id = await engine.add(settings, mail_user.secret)
        yield made
        await engine.stop()


async def test_there_is_none(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protecting, "_TELLING_SECONDS", 60.0)
    for content in (DraftContent(to="bob@x.test", encrypt=True), DraftContent(to="bob@x.test", sign=True)):
        assert (await writer.is_refused(content, repr(content))).kind is ProblemKind.GNUPG_MISSING
    assert await writer.sends(DraftContent(to="bob@x.test", subject="plain")) < 30


async def test_it_cannot_read_its_keys(writer: Writer) -> None:
    writer.gpg_does(VERSION + "exit 2\n")
    problem = await writer.is_refused(DraftContent(to="bob@x.test", encrypt=True))
    assert problem.kind is ProblemKind.GNUPG_FAILED
    await writer.sends(DraftContent(to="bob@x.test", subject="plain"))


@pytest.mark.parametrize("script", ["sleep 100\n", VERSION + "sleep 100\n"])
async def test_it_hangs(
    writer: Writer, monkeypatch: pytest.MonkeyPatch, script: str, expected_warnings: list[str]
) -> None:
    """At its start or later, in a script around it: it is ended, and plain mail does not wait even for that."""
    expected_warnings.append("gpg returned a non-zero error code")
    clocks: list[gpg._Clock] = []

    class Clock(gpg._Clock):
        def __init__(self, process: "Popen[bytes]", seconds: float) -> None:
            super().__init__(process, seconds)
            clocks.append(self)

    monkeypatch.setattr(gpg, "_Clock", Clock)
    gpg_may_take(monkeypatch, 60.0)
    monkeypatch.setattr(protecting, "_TELLING_SECONDS", 0.1)
    writer.gpg_does(script)
    assert await writer.sends(DraftContent(to="bob@x.test", subject="plain")) < 30
    await writer.engine.until(lambda: bool(clocks))
    gpg_may_take(monkeypatch, 1.0)
    for clock in clocks:
        clock.shorten(1.0)
    problem = await writer.is_refused(DraftContent(to="bob@x.test", encrypt=True))
    assert problem.kind in (ProblemKind.TIMED_OUT, ProblemKind.GNUPG_FAILED)


def gpg_may_take(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    monkeypatch.setattr(gpg, "_START_SECONDS", seconds)
    monkeypatch.setattr("mailclient.crypto.openpgp.key_ring._LISTING_SECONDS", seconds)


async def test_an_opening_that_is_not_wanted_any_more_ends_gpg(writer: Writer) -> None:
    started = writer.path / "started"
    writer.gpg_does(VERSION + f'echo $$ > "{started}"; while :; do sleep 1; done\n')
    await writer.engine.engine.perform(OpenBytes("open", ENCRYPTED))
    await writer.engine.until(lambda: started.exists() and started.read_text().endswith("\n"))
    await writer.engine.engine.perform(CancelRequest("open"))
    failed = await writer.engine.wait_for(Failed)
    assert failed.problem.kind is ProblemKind.CANCELLED
    await writer.engine.until(lambda: not runs(int(started.read_text())))


async def test_it_is_killed_midway(writer: Writer) -> None:
    writer.gpg_does(VERSION + "kill -9 $$\n")
    answer = await writer.engine.request(OpenBytes("", ENCRYPTED))
    assert isinstance(answer, Finished)
    assert answer.opened is not None
    assert answer.opened.protection.encryption is not None
    assert not answer.opened.protection.encryption.decrypted


def runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_no_room_for_the_ciphertext(monkeypatch: pytest.MonkeyPatch) -> None:
    """``/dev/full`` is a disk on which there is no room: told as such, while it is written and at its end."""
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda: Path("/dev/full").open("w+b"))  # noqa: SIM115
    written = Ciphertext()
    with pytest.raises(MailError) as full:
        written.add(bytes(100_000))
    assert full.value.problem.kind is ProblemKind.DISK_FULL
    few = Ciphertext()
    few.add(b"few")
    with pytest.raises(MailError) as full:
        list(few)
    assert full.value.problem.kind is ProblemKind.DISK_FULL
    for one in (few, written):
        one.close()


def test_no_room_for_a_signature(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_of: object) -> object:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryDirectory", full)
    signature = b"-----BEGIN PGP SIGNATURE-----\n\n" + encodebytes(SIGNATURE) + b"-----END PGP SIGNATURE-----\n"
    with pytest.raises(MailError) as failed:
        OpenPgp(path / "home").verify([b"x"], signature)
    assert failed.value.problem.kind is ProblemKind.GNUPG_FAILED
