"""Encrypted mail from the server to the reader: how it is fetched, what is kept, what is asked, what is told."""

import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from mailclient.bridge.commands import AcceptKey, FetchBody, FetchPart, GivePassphrase, OpenBytes, OpenMessage, Sync
from mailclient.bridge.events import BodyStored, ClearPiece, Failed, Finished, PartStored, PassphraseNeeded
from mailclient.engine.outside import Outside
from mailclient.engine.protection.opened import Opened
from mailclient.mail.account import AccountSettings, Server
from mailclient.mail.ids import MessageId, PartPath
from mailclient.mail.protection import Acceptance, Integrity, SignatureVerdict, System
from mailclient.mime.display import message_body
from mailclient.mime.reader import read
from mailclient.transport.connect import dial
from mailclient.transport.stream import Dial, Stream
from tests.engine.running import RunningEngine
from tests.servers.dovecot import Dovecot, MailUser

CANARY = "canary-5b1e77"
PASSPHRASE = "correct horse"
INSIDE = (
    'Content-Type: text/plain; charset=utf-8; hp="cipher"\r\nSubject: About the canary-5b1e77\r\n'
    "From: Alice <alice@mail.test>\r\nTo: bob@mail.test\r\nHP-Outer: Subject: [...]\r\n"
    "HP-Outer: From: Alice <alice@mail.test>\r\nHP-Outer: To: bob@mail.test\r\n\r\nIt sings: canary-5b1e77.\r\n"
)


@dataclass(frozen=True)
class Home:
    """A GnuPG home; ``plain``: Alice's key has no passphrase, Bob's has ``PASSPHRASE``."""

    path: Path

    def gpg(self, *words: str, data: bytes = b"") -> bytes:
        command = ["gpg", "--homedir", str(self.path), "--batch", "--quiet", "--pinentry-mode", "loopback", *words]
        return subprocess.run(command, input=data, check=True, capture_output=True, timeout=60).stdout

    def encrypted(self, address: str) -> bytes:
        options = ("--trust-model", "always", "--local-user", "alice@mail.test", "--armor")
        armour = self.gpg(*options, "--sign", "--encrypt", "-r", address, data=INSIDE.encode())
        return (
            b"From: Alice <alice@mail.test>\r\nTo: bob@mail.test\r\nSubject: [...]\r\nMIME-Version: 1.0\r\n"
            b"Date: Sat, 21 Nov 2026 10:00:00 +0000\r\n"
            b'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="e"\r\n\r\n'
            b"--e\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n"
            b'--e\r\nContent-Type: application/octet-stream; name="encrypted.asc"\r\n\r\n'
            + armour.replace(b"\n", b"\r\n")
            + b"--e--\r\n"
        )


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    with tempfile.TemporaryDirectory(prefix="k", dir="/tmp") as folder:
        Path(folder).chmod(0o700)
        found = Home(Path(folder))
        try:
            for address, passphrase in (("alice@mail.test", ""), ("bob@mail.test", PASSPHRASE)):
                found.gpg("--passphrase", passphrase, "--quick-gen-key", f"Somebody <{address}>", "future-default")
            subprocess.run(["gpgconf", "--homedir", folder, "--kill", "all"], check=False, timeout=20)
            yield found
        finally:
            subprocess.run(["gpgconf", "--homedir", folder, "--kill", "all"], check=False, timeout=20)


class WithKeys(RunningEngine):
    """With its own GnuPG; ``asked`` has every line that went to the mail server."""

    def __init__(self, directory: Path, home: Home) -> None:
        self._home = home
        self.asked: list[bytes] = []
        super().__init__(directory)

    def outside(self, dialled: Dial) -> Outside:
        async def listened(server: Server) -> Stream:
            return _Listened(await dial(server), self.asked)

        return replace(super().outside(dialled), dial=listened, gnupg_home=self._home.path)

    def clear(self) -> bytes:
        return b"".join(event.data for event in self.events if isinstance(event, ClearPiece))


class _Listened:
    def __init__(self, stream: Stream, asked: list[bytes]) -> None:
        self._stream = stream
        self._asked = asked

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    async def write(self, data: bytes) -> None:
        self._asked.append(data)
        await self._stream.write(data)


def asked_parts(engine: WithKeys) -> list[bytes]:
    return [line for line in engine.asked if b"PEEK[" in line and b"PEEK[HEADER.FIELDS" not in line]


def holding_the_canary(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()]


async def test_it_is_fetched_whole_opened_and_never_written(
    tmp_path: Path, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser, home: Home
) -> None:
    dovecot.deliver(mail_user, home.encrypted("alice@mail.test"))
    engine = await WithKeys(tmp_path / "profile", home).start()
    await engine.add(settings, mail_user.secret)
    await engine.request(Sync(""))
    row = engine.row("INBOX", "[...]")
    await engine.engine.perform(FetchBody(row.id))
    await engine.wait_for(BodyStored)
    body = engine.reader.body(row.id)
    assert body is not None
    assert body.cover is not None
    assert body.cover.encrypted
    assert (body.text, body.html, engine.row("INBOX", "[...]").preview) == ("", None, "")

    answer = await engine.request(OpenMessage("", row.id))
    assert isinstance(answer, Finished)
    assert answer.opened is not None
    protection = answer.opened.protection
    assert protection.encryption is not None
    assert (protection.encryption.decrypted, protection.encryption.integrity) == (True, Integrity.OK)
    assert protection.signature is not None
    assert (protection.signature.verdict, protection.hidden_fields) == (SignatureVerdict.GOOD, ("subject",))
    message = read(engine.clear())
    assert message.envelope.subject == "About the canary-5b1e77"
    assert message_body(message).text.strip() == "It sings: canary-5b1e77."

    await engine.engine.perform(FetchPart(row.id, PartPath("2")))
    await engine.wait_for(PartStored)
    assert all(b"PEEK[]" in line for line in asked_parts(engine)), asked_parts(engine)
    again = len(engine.events)
    assert isinstance(await engine.request(OpenMessage("", row.id)), Finished)
    assert any(isinstance(event, ClearPiece) for event in engine.events[again:])
    await engine.stop()
    assert holding_the_canary(tmp_path) == []
    assert not any(CANARY in repr(event) for event in engine.events)


async def test_the_server_cannot_tell_what_opened_from_what_did_not(
    tmp_path: Path, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser, home: Home
) -> None:
    opens = home.encrypted("alice@mail.test")
    dovecot.deliver(mail_user, opens)
    place = len(opens) - 200
    damaged = opens[:place] + (b"A" if opens[place : place + 1] != b"A" else b"B") + opens[place + 1 :]
    dovecot.deliver(mail_user, damaged.replace(b"[...]", b"[---]"))
    engine = await WithKeys(tmp_path / "profile", home).start()
    await engine.add(settings, mail_user.secret)
    await engine.request(Sync("", bodies=True))
    fetched = asked_parts(engine)
    assert fetched
    assert all(b"BODY.PEEK[])" in line for line in fetched)
    before = len(engine.asked)
    for subject, is_open in (("[...]", True), ("[---]", False)):
        row = engine.row("INBOX", subject)
        answer = await engine.request(OpenMessage("", row.id))
        assert isinstance(answer, Finished)
        assert answer.opened is not None
        encryption = answer.opened.protection.encryption
        assert encryption is not None
        assert encryption.decrypted is is_open
        await engine.request(OpenMessage("", row.id))
    assert [line for line in engine.asked[before:] if b"IDLE" not in line and line.strip() != b"DONE"] == []
    await engine.stop()


async def test_what_was_opened_quietly_is_looked_at_again_when_it_is_read(
    tmp_path: Path, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser, home: Home
) -> None:
    """Quietly nobody is asked whether its certificates were withdrawn."""
    dovecot.deliver(mail_user, home.encrypted("alice@mail.test"))
    engine = await WithKeys(tmp_path / "profile", home).start()
    await engine.add(settings, mail_user.secret)
    await engine.request(Sync(""))
    row, opened = engine.row("INBOX", "[...]"), []

    async def note(message_id: MessageId, _opened: Opened) -> None:
        opened.append(message_id)

    engine.engine._openings.hear(note)
    assert await engine.engine._openings.open_quietly(row.id)
    for _ in range(2):
        await engine.request(OpenMessage("", row.id))
    assert opened == [row.id, row.id]
    assert await engine.engine._openings.open_quietly(row.id)
    assert opened == [row.id, row.id, row.id], "the words of one that is still open are learnt, too"
    await engine.stop()


async def test_what_is_merely_signed_is_shown_as_it_is_stored(
    tmp_path: Path, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser, home: Home
) -> None:
    file = b"Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nUERG\r\n"
    inside = b"Content-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\n\r\nHello\r\n--i\r\n" + file + b"--i--"
    made = home.gpg("--local-user", "alice@mail.test", "--armor", "--detach-sign", data=inside)
    kind = b'Content-Type: multipart/signed; protocol="application/pgp-signature"; boundary=o\r\n\r\n--o\r\n'
    signature = b"Content-Type: application/pgp-signature\r\n\r\n" + made.replace(b"\n", b"\r\n")
    header = b"From: Alice <alice@mail.test>\r\nSubject: signed\r\nMIME-Version: 1.0\r\n"
    dovecot.deliver(mail_user, header + kind + inside + b"\r\n--o\r\n" + signature + b"--o--\r\n")
    engine = await WithKeys(tmp_path / "profile", home).start()
    await engine.add(settings, mail_user.secret)
    await engine.request(Sync(""))
    row = engine.row("INBOX", "signed")
    await engine.engine.perform(FetchBody(row.id))
    await engine.wait_for(BodyStored)
    answer = await engine.request(OpenMessage("", row.id))
    assert isinstance(answer, Finished)
    assert answer.opened is not None
    found = answer.opened.protection.signature
    assert found is not None
    assert (found.verdict, engine.clear()) == (SignatureVerdict.GOOD, b"")
    await engine.stop()


async def test_a_passphrase_is_asked_for_until_it_is_right(tmp_path: Path, home: Home) -> None:
    engine = await WithKeys(tmp_path / "profile", home).start()
    data = home.encrypted("bob@mail.test")
    command = OpenBytes("open", data)
    await engine.engine.perform(command)
    first = await engine.wait_for(PassphraseNeeded)
    assert (first.request_id, first.name, first.wrong) == ("open", "bob@mail.test", False)
    heard = len(engine.events)
    await engine.engine.perform(GivePassphrase("open", "wrong"))
    assert (await engine.wait_for(PassphraseNeeded, after=heard)).wrong
    await engine.engine.perform(GivePassphrase("open", PASSPHRASE))
    answer = await engine.wait_for(Finished)
    assert answer.opened is not None
    assert answer.opened.protection.encryption is not None
    assert answer.opened.protection.encryption.decrypted
    assert CANARY.encode() in engine.clear()
    await engine.stop()


async def test_without_a_passphrase_it_stays_closed(tmp_path: Path, home: Home) -> None:
    engine = await WithKeys(tmp_path / "profile", home).start()
    await engine.engine.perform(OpenBytes("open", home.encrypted("bob@mail.test")))
    await engine.wait_for(PassphraseNeeded)
    await engine.engine.perform(GivePassphrase("open", None))
    answer = await engine.wait_for(Finished)
    assert answer.opened is not None
    assert answer.opened.protection.encryption is not None
    assert answer.opened.protection.encryption.reason == "passphrase_cancelled"
    assert engine.clear() == b""
    await engine.stop()


async def test_a_message_that_is_gone(tmp_path: Path, home: Home) -> None:
    engine = await WithKeys(tmp_path / "profile", home).start()
    assert isinstance(await engine.request(OpenMessage("", MessageId(77))), Failed)
    await engine.stop()


async def test_what_was_said_of_a_key_holds_at_once(
    tmp_path: Path, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser, home: Home
) -> None:
    dovecot.deliver(mail_user, home.encrypted("alice@mail.test"))
    engine = await WithKeys(tmp_path / "profile", home).start()
    await engine.add(settings, mail_user.secret)
    await engine.request(Sync(""))
    row = engine.row("INBOX", "[...]")

    async def verdict() -> SignatureVerdict:
        answer = await engine.request(OpenMessage("", row.id))
        assert isinstance(answer, Finished)
        assert answer.opened is not None
        assert answer.opened.protection.signature is not None
        return answer.opened.protection.signature.verdict

    assert await verdict() is SignatureVerdict.GOOD
    fingerprint = home.gpg("--with-colons", "--list-keys", "alice@mail.test").split(b"fpr:::::::::")[1].split(b":")[0]
    said = AcceptKey("", fingerprint.decode(), Acceptance.REJECTED, ("alice@mail.test",), System.OPENPGP)
    assert isinstance(await engine.request(said), Finished)
    assert await verdict() is not SignatureVerdict.GOOD
    await engine.stop()
