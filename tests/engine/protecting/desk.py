"""A writer at work, and what gpg and openssl say of what arrives."""

import email
import email.policy
import subprocess
import time
from base64 import encodebytes
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

import msgspec

from mailclient.bridge.commands import (
    ImportCertificates,
    ImportKeys,
    OpenDraft,
    OpenMessage,
    SaveDraft,
    SendDraft,
    Sync,
)
from mailclient.bridge.draft import DraftContent
from mailclient.bridge.events import Failed, Finished, Refused
from mailclient.crypto.smime.own import OwnCertificate
from mailclient.crypto.smime.signing import sign
from mailclient.mail.account import AccountSettings
from mailclient.mail.ids import AccountId, DraftId, OperationId
from mailclient.mail.problem import Problem
from mailclient.mail.protection import Acceptance, SignatureVerdict
from tests.engine.running import RunningEngine
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.model_smtp import ModelSmtp, Taken
from tests.unit.crypto.smime.authority import Authority

NO_ID = OperationId("")
DRAFT = DraftId("draft")


@dataclass(frozen=True)
class Clear:
    """What gpg or openssl made of a message: its clear text, and whether it says that the signature is right."""

    data: bytes
    signed: bool

    @property
    def message(self) -> EmailMessage:
        return parsed(self.data)


@dataclass(frozen=True)
class People:
    """Those who get mail: secret keys in a GnuPG home of their own, certificates of one authority."""

    home: Path
    authority: Authority
    keys: dict[str, str] = field(default_factory=dict)
    certificates: dict[str, OwnCertificate] = field(default_factory=dict)

    def gpg(self, *arguments: str, data: bytes = b"", home: Path | None = None) -> subprocess.CompletedProcess[bytes]:
        command = ["gpg", "--homedir", str(home or self.home), "--batch", "--no-tty", "--yes", *arguments]
        return subprocess.run(command, input=data, capture_output=True, timeout=60, check=False)

    def key_of(self, user_id: str, *, home: Path | None = None, passphrase: str = "", expires: str = "never") -> str:
        words = ("--passphrase", passphrase, "--pinentry-mode", "loopback", "--status-fd", "1")
        said = self.gpg(*words, "--quick-generate-key", user_id, "future-default", "default", expires, home=home)
        return next(line.split()[3].decode() for line in said.stdout.splitlines() if b"KEY_CREATED" in line)

    def public(self, fingerprint: str, home: Path | None = None) -> bytes:
        return self.gpg("--armor", "--export", fingerprint, home=home).stdout

    def decrypted(self, message: bytes, home: Path | None = None) -> Clear:
        """By gpg, of a multipart/encrypted."""
        encrypted = [part for part in parsed(message).walk() if part.get_content_type() == "application/octet-stream"]
        armoured = encrypted[0].get_content()
        made = self.gpg("--status-fd", "2", "--decrypt", data=armoured, home=home)
        assert b"DECRYPTION_OKAY" in made.stderr
        assert b"GOODMDC" in made.stderr
        return Clear(made.stdout, b"GOODSIG" in made.stderr)

    def is_signed(self, entity: bytes, home: Path | None = None) -> bool:
        """By gpg, of a multipart/signed with its exact bytes."""
        signed, signature = signed_parts(entity)
        (self.home / "data").write_bytes(signed)
        (self.home / "sig").write_bytes(parsed(signature).get_content())
        made = self.gpg("--status-fd", "1", "--verify", str(self.home / "sig"), str(self.home / "data"), home=home)
        return b"GOODSIG" in made.stdout

    def openssl(self, *arguments: str, data: bytes) -> subprocess.CompletedProcess[bytes]:
        (self.home / "root.pem").write_bytes(_pem("CERTIFICATE", self.authority.der))
        (self.home / "in").write_bytes(data)
        command = ["openssl", "cms", *arguments, "-in", str(self.home / "in")]
        return subprocess.run(command, capture_output=True, timeout=60, check=False)

    def opened(self, message: bytes, name: str) -> bytes:
        """By openssl, as ``name``."""
        own = self.certificates[name]
        (self.home / "own.pem").write_bytes(_pem("CERTIFICATE", own.certificate) + _pem("PRIVATE KEY", own.key))
        made = self.openssl("-decrypt", "-recip", str(self.home / "own.pem"), data=message)
        assert made.returncode == 0, made.stderr
        return made.stdout

    def is_verified(self, message: bytes) -> bool:
        """By openssl, with the chain up to the root."""
        made = self.openssl("-verify", "-CAfile", str(self.home / "root.pem"), data=message)
        return made.returncode == 0


@dataclass(frozen=True)
class WritingDesk:
    """``send`` and see what arrived."""

    engine: RunningEngine
    people: People
    server: ModelSmtp
    dovecot: Dovecot
    user: MailUser
    home: Path
    accounts: list[AccountId] = field(default_factory=list)

    async def begin(self, certificate: bytes) -> None:
        settings = AccountSettings(self.user.name, "Alice Ärmel", self.dovecot.imap(self.user), self.server.address)
        self.accounts.append(await self.engine.add(settings, self.user.secret))
        assert isinstance(await self.engine.request(Sync(request_id="")), Finished)
        self.people.key_of(f"Alice <{self.user.name}>", home=self.home)
        known = b"".join(self.people.public(key) for key in self.people.keys.values())
        await self.asks(ImportKeys("", known, acceptance=Acceptance.ACCEPTED))
        accepted = Acceptance.ACCEPTED
        await self.asks(ImportCertificates("", _pem("CERTIFICATE", self.people.authority.der), acceptance=accepted))
        await self.asks(ImportCertificates("", certificate, passphrase="secret", acceptance=accepted))
        for own in self.people.certificates.values():
            await self.asks(ImportCertificates("", _pem("CERTIFICATE", own.certificate), acceptance=accepted))

    async def arrives_signed(self, name: str) -> None:
        """A message from ``name``, signed with S/MIME, comes and is opened."""
        text = b"Content-Type: text/plain\r\n\r\nSigned.\r\n"
        signature = sign([text], self.people.certificates[name], time.time())
        self.dovecot.deliver(
            self.user,
            b"From: %b@mail.test\r\nSubject: signed\r\nMIME-Version: 1.0\r\nContent-Type: multipart/signed;"
            b' protocol="application/pkcs7-signature"; micalg=sha-256; boundary=b\r\n\r\n--b\r\n%b\r\n--b\r\n'
            b"Content-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n\r\n%b--b--\r\n"
            % (name.encode(), text, encodebytes(signature).replace(b"\n", b"\r\n")),
        )
        await self.engine.request(Sync(""))
        answer = await self.engine.request(OpenMessage("", self.engine.row("INBOX", "signed").id))
        assert isinstance(answer, Finished)
        assert answer.opened is not None
        assert answer.opened.protection.signature is not None
        assert answer.opened.protection.signature.verdict is SignatureVerdict.GOOD

    async def asks(self, command: ImportKeys | ImportCertificates | OpenDraft) -> Finished:
        answer = await self.engine.request(command)
        assert isinstance(answer, Finished), answer
        return answer

    async def fails(self, command: OpenDraft) -> Problem:
        answer = await self.engine.request(command)
        assert isinstance(answer, Failed), answer
        return answer.problem

    def command(self, content: DraftContent, operation_id: OperationId = NO_ID) -> SendDraft:
        return SendDraft(operation_id, DRAFT, self.accounts[0], msgspec.msgpack.encode(content))

    async def save(self, content: DraftContent) -> None:
        data = msgspec.msgpack.encode(content)
        await self.engine.operate(SaveDraft(NO_ID, DRAFT, self.accounts[0], data))

    async def send(self, content: DraftContent, messages: int = 1) -> list[Taken]:
        """What the server got of it, the outbox being empty again."""
        before = len(self.server.taken)
        await self.engine.operate(self.command(content))
        await self.engine.until(lambda: len(self.server.taken) - before == messages and not self.engine.reader.outbox())
        return self.server.taken[before:]

    async def is_refused(self, content: DraftContent) -> Problem:
        """Why; nothing is in the outbox, and nothing went out."""
        before = len(self.server.taken)
        events = len(self.engine.events)
        await self.engine.engine.perform(self.command(content, OperationId("refused")))
        refused = await self.engine.wait_for(Refused, after=events)
        assert self.engine.reader.outbox() == []
        assert len(self.server.taken) == before
        return refused.problem


def parsed(data: bytes) -> EmailMessage:
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def part_of(message: EmailMessage, number: int) -> EmailMessage:
    part = list(message.iter_parts())[number]
    assert isinstance(part, EmailMessage)
    return part


def signed_parts(entity: bytes) -> tuple[bytes, bytes]:
    """The exact bytes that are signed, and the part with the signature, of the multipart/signed that this is."""
    boundary = parsed(entity).get_boundary()
    assert boundary is not None
    line = b"--" + boundary.encode()
    _header, signed, signature, _end = entity.split(b"\r\n" + line)
    return signed.removeprefix(b"\r\n"), signature.removeprefix(b"\r\n")


def _pem(kind: str, der: bytes) -> bytes:
    return b"-----BEGIN %b-----\n%b-----END %b-----\n" % (kind.encode(), encodebytes(der), kind.encode())
