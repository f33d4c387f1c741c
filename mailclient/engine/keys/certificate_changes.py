"""What a user does with certificates: trust an authority or not, export, remove."""

import asyncio
from collections.abc import Callable

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from mailclient.bridge.commands import ExportCertificate, RemoveCertificate, TrustRoot
from mailclient.crypto.smime.pkcs12 import write_pkcs12
from mailclient.engine.keys.key_book import KeyBook
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.protection import Acceptance, System
from mailclient.store import certificates, keys
from mailclient.store.reader import Reader
from mailclient.store.transaction import Transaction
from mailclient.store.writer import Writer


class CertificateChanges:
    """``MailError`` as the commands say."""

    def __init__(self, book: KeyBook, writer: Writer, reader: Reader, now: Callable[[], float]) -> None:
        self._book = book
        self._writer = writer
        self._reader = reader
        self._now = now

    async def do(self, command: TrustRoot | RemoveCertificate) -> None:
        """Done when it is on the disk."""
        match command:
            case TrustRoot():
                await self._trust(command)
            case RemoveCertificate(fingerprint=fingerprint):
                known = (await self._book.certificates.one(fingerprint))[1]
                if known.secret and not command.secret:
                    raise MailError(Problem(ProblemKind.KEY_IS_SECRET, known.subject))
                await self._writer.transaction("remove certificate", _removed, fingerprint)

    async def export(self, command: ExportCertificate) -> bytes:
        """PEM with the chain above it, or PKCS#12."""
        if command.secret:
            own = await self._book.certificates.own_one(command.fingerprint)
            return await asyncio.to_thread(write_pkcs12, own, command.passphrase)
        stored = self._reader.certificate(command.fingerprint)
        data = stored.data if stored is not None else await self._system_root(command.fingerprint)
        return x509.load_der_x509_certificate(data).public_bytes(serialization.Encoding.PEM)

    async def _trust(self, command: TrustRoot) -> None:
        stored = self._reader.certificate(command.fingerprint)
        if stored is None:
            await self._system_root(command.fingerprint)
        elif not stored.authority:
            raise MailError(Problem(ProblemKind.KEY_UNUSABLE, command.fingerprint, "not an authority"))
        args = (command.fingerprint, command.trusted, stored is not None, self._now())
        await self._writer.transaction("trust root", _trusted, *args)

    async def _system_root(self, fingerprint: str) -> bytes:
        data = await self._book.certificates.system_root(fingerprint)
        if data is None:
            raise MailError(Problem(ProblemKind.KEY_MISSING, fingerprint))
        return data


def _removed(tx: Transaction, fingerprint: str) -> None:
    certificates.remove(tx, fingerprint)
    keys.forget(tx, System.SMIME, fingerprint)


def _trusted(tx: Transaction, fingerprint: str, trusted: bool, stored: bool, now: float) -> None:
    """One of the system's that is not to be trusted is rejected; one of our own is merely no root any more."""
    if stored:
        certificates.trust_root(tx, fingerprint, trusted=trusted)
    said = Acceptance.UNDECIDED if trusted or stored else Acceptance.REJECTED
    keys.accept(tx, System.SMIME, fingerprint, ("",), said, now)
