"""Files, attachments, headers → keys and certificates. What is already said of them is kept."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from mailclient.crypto.openpgp.words import Imported
from mailclient.crypto.smime.certificates import read_certificates
from mailclient.crypto.smime.own import OwnCertificate
from mailclient.crypto.smime.pem import private_keys_in
from mailclient.crypto.smime.pkcs12 import read_pkcs12
from mailclient.engine.keys.acceptance import Said, addresses_of
from mailclient.engine.keys.key_book import KeyBook
from mailclient.mail.account import Secret
from mailclient.mail.key import KeyImport, KeySource, MailCertificate, OpenPgpKey
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.protection import Acceptance, System
from mailclient.store import certificates, keys
from mailclient.store.reader import Reader
from mailclient.store.transaction import Transaction
from mailclient.store.writer import Writer

FILE_LIMIT = 64 * 1024 * 1024
_KEPT = (Acceptance.VERIFIED, Acceptance.REJECTED, Acceptance.OWN)
"""What an import does not change."""


async def read_source(data: bytes, path: str) -> bytes:
    """What is to be taken: ``data``, or what is in the file. ``MailError`` FILE_UNREADABLE."""
    if not path:
        return data

    def read() -> bytes:
        with Path(path).open("rb") as file:
            return file.read(FILE_LIMIT + 1)

    try:
        found = await asyncio.to_thread(read)
    except OSError as error:
        raise MailError(Problem(ProblemKind.FILE_UNREADABLE, path, str(error))) from error
    if len(found) > FILE_LIMIT:
        raise MailError(Problem(ProblemKind.FILE_UNREADABLE, path, f"more than {FILE_LIMIT} bytes"))
    return found


class Importing:
    """Writes to GnuPG's keyrings and to the store."""

    def __init__(self, book: KeyBook, writer: Writer, reader: Reader, now: Callable[[], float]) -> None:
        self._book = book
        self._writer = writer
        self._reader = reader
        self._now = now

    async def keys(
        self, data: bytes, acceptance: Acceptance, source: KeySource, passphrase: Secret | None = None
    ) -> KeyImport:
        """OpenPGP keys. Those nobody said anything of are kept apart from the user's own keyring.

        ``MailError``: NO_KEYS, GNUPG_MISSING.
        """
        openpgp = self._book.openpgp
        looked = await asyncio.to_thread(openpgp.look_at, data)
        _refuse_secrets([key.fingerprint for key in looked if key.secret], source)
        extra = acceptance is Acceptance.UNDECIDED and not any(key.secret for key in looked)
        imported = await asyncio.to_thread(lambda: openpgp.import_keys(data, extra=extra, passphrase=passphrase))
        self._book.changed()
        found = [key for key in await self._book.keys() if key.fingerprint in imported.fingerprints]
        said = self._reader.acceptances(System.OPENPGP)
        accepted = [(key.fingerprint, *_acceptance(key, imported, acceptance, said)) for key in found]
        await self._writer.transaction("note imported keys", _note, accepted, imported.added, source, self._now())
        now_known = {key.fingerprint: key for key in await self._book.keys()}
        return KeyImport(
            keys=tuple(now_known[key.fingerprint] for key in found),
            new=imported.added,
            changed=imported.changed,
            secret=imported.secret,
            unreadable=imported.unreadable,
        )

    async def certificates(
        self,
        data: bytes,
        acceptance: Acceptance,
        passphrase: Secret | None = None,
        source: KeySource = KeySource.IMPORTED,
    ) -> KeyImport:
        """Certificates, one's own with their private keys. With an acceptance, self-signed authorities become roots.

        ``MailError``: NO_KEYS, PASSPHRASE_NEEDED, PASSPHRASE_WRONG, those of the keyring.
        """
        known = [one.data for one in self._reader.certificates()]
        ders, own = await asyncio.to_thread(lambda: certificates_in(data, passphrase, known))
        if not ders:
            raise MailError(Problem(ProblemKind.NO_KEYS))
        _refuse_secrets([sha256(one.certificate).hexdigest().upper() for one in own], source)
        private = {one.certificate: one.key for one in own}
        looked = await self._book.certificates.looked_at(ders)
        explicit = acceptance in (Acceptance.ACCEPTED, Acceptance.VERIFIED)
        new, roots = [], []
        for one, der in zip(looked, ders, strict=True):
            root = explicit and one.authority and _signed_itself(one)
            origin = KeySource.OWN if der in private else source
            if await self._book.certificates.keep(der, origin, private_key=private.get(der), root=root):
                new.append(one.fingerprint)
            if root:
                roots.append(one.fingerprint)
        said = self._reader.acceptances(System.SMIME)
        accepted = [(one.fingerprint, *_said_of(one, roots, acceptance, said)) for one in looked]
        await self._writer.transaction("accept certificates", _accept_certificates, accepted, self._now())
        prints = [one.fingerprint for one in looked]
        return KeyImport(
            certificates=tuple([(await self._book.certificates.one(one))[1] for one in prints]),
            new=tuple(new),
            secret=tuple(one.fingerprint for one, der in zip(looked, ders, strict=True) if der in private),
            roots=tuple(roots),
        )

    async def harvest(
        self, ders: Sequence[bytes], wished: bytes | None, address: str, signed_at: float, *, reads_gcm: bool = False
    ) -> None:
        """Certificates of mail whose signature is right: kept, and how the signer wants mail encrypted: to which of
        them (``wished``; None: that is not believed), and whether by AES-GCM.

        Roots are not taken from mail. A certificate that was verified stays the one that is used.
        """
        some = dict.fromkeys(ders[:_HARVEST_LIMIT])
        looked = {one.fingerprint: one for one in await self._book.certificates.looked_at(list(some))}
        for der in some:
            one = looked.get(sha256(der).hexdigest().upper())
            if one is None or (_signed_itself(one) and one.authority):
                continue
            await self._book.certificates.keep(der, KeySource.SIGNED_MAIL)
            if der == wished and one.can_encrypt and address.lower() in one.addresses:
                wish = (address.lower(), one.fingerprint, signed_at, reads_gcm)
                await self._writer.transaction("note certificate wish", certificates.wish, *wish)


_HARVEST_LIMIT = 20


def certificates_in(
    data: bytes, passphrase: Secret | None, known: Sequence[bytes] = ()
) -> tuple[tuple[bytes, ...], tuple[OwnCertificate, ...]]:
    """All certificates (DER), and those whose private key came along. ``MailError`` as ``Importing.certificates``.

    ``known``: certificates that are here; a private key that comes alone is that of one of these.
    """
    word = "" if passphrase is None else passphrase.reveal()
    ders = read_certificates(data)
    if ders:
        return ders, private_keys_in(data, ders, word)
    if found := private_keys_in(data, known, word):
        return tuple(one.certificate for one in found), found
    try:
        own, others = read_pkcs12(data, word)
    except MailError as error:
        if error.problem.kind is ProblemKind.PASSPHRASE_WRONG and not word:
            raise MailError(replace(error.problem, kind=ProblemKind.PASSPHRASE_NEEDED)) from error
        if error.problem.kind is ProblemKind.FILE_UNREADABLE:
            raise MailError(Problem(ProblemKind.NO_KEYS, detail=error.problem.detail)) from error
        raise
    return tuple(dict.fromkeys([*(one.certificate for one in own), *others])), own


_Accepted = tuple[str, list[str], Acceptance]
"""Of a fingerprint: the addresses of which something is said, and what."""


def _acceptance(key: OpenPgpKey, imported: Imported, wanted: Acceptance, said: Said) -> tuple[list[str], Acceptance]:
    wanted = Acceptance.OWN if key.fingerprint in imported.secret else wanted
    return _unsaid(addresses_of(key) or ("",), said.get(key.fingerprint, {})), wanted


def _said_of(
    one: MailCertificate, roots: Collection[str], wanted: Acceptance, said: Said
) -> tuple[list[str], Acceptance]:
    known = said.get(one.fingerprint, {})
    if one.fingerprint in roots:  # it was rejected, and is wanted now
        return list(known), Acceptance.UNDECIDED
    return [] if one.authority else _unsaid(one.addresses or ("",), known), wanted


def _note(
    tx: Transaction, accepted: Sequence[_Accepted], added: Collection[str], source: KeySource, now: float
) -> None:
    keys.note_source(tx, added, source, now)
    for fingerprint, addresses, acceptance in accepted:
        if acceptance is not Acceptance.UNDECIDED:
            keys.accept(tx, System.OPENPGP, fingerprint, addresses, acceptance, now)


def _accept_certificates(tx: Transaction, accepted: Sequence[_Accepted], now: float) -> None:
    for fingerprint, addresses, acceptance in accepted:
        keys.accept(tx, System.SMIME, fingerprint, addresses, acceptance, now)


def _unsaid(addresses: Collection[str], known: Mapping[str, Acceptance]) -> list[str]:
    return [address for address in addresses if known.get(address) not in _KEPT]


def _refuse_secrets(secret: Sequence[str], source: KeySource) -> None:
    """A secret key that came by mail would count as one's own, though whoever sent it can sign with it."""
    if secret and source is KeySource.ATTACHED:
        raise MailError(Problem(ProblemKind.NO_KEYS, secret[0], "a secret key that was attached to a message"))


def _signed_itself(one: MailCertificate) -> bool:
    return one.subject == one.issuer
