"""The certificates of this profile: what they are worth now, who they are for, one's own with the key unsealed.

A certificate is worth what its chain says, unless the user said something else of it. What it is worth is worked out
once and remembered for an hour or until a certificate changes: a chain costs a millisecond.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

from mailclient.crypto.sealing import SealError, seal, unseal
from mailclient.crypto.smime.capabilities import can_authenticate
from mailclient.crypto.smime.certificate import CertificateError
from mailclient.crypto.smime.certificate import certificate as parsed
from mailclient.crypto.smime.certificates import look_at
from mailclient.crypto.smime.chain import Use, chain_of
from mailclient.crypto.smime.own import OwnCertificate
from mailclient.crypto.smime.reason import Reason
from mailclient.crypto.smime.trust import Trust
from mailclient.engine.keys import acceptance
from mailclient.engine.keys.acceptance import Said
from mailclient.engine.keys.readiness import Candidate
from mailclient.engine.secrets.sealing_key import SealingKey
from mailclient.mail.key import KeySource, MailCertificate
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.protection import Acceptance, System
from mailclient.store import certificates
from mailclient.store.certificates import StoredCertificate
from mailclient.store.reader import Reader
from mailclient.store.writer import Writer
from mailclient.transport.system_roots import system_roots

log = logging.getLogger(__name__)

_FRESH_SECONDS = 3600.0
_REVOKED = Reason.CERTIFICATE_REVOKED.value


class CertificateBook:
    """``heard`` when the store says that keys changed. Private keys leave it only inside ``OwnCertificate``."""

    def __init__(self, writer: Writer, reader: Reader, sealing: SealingKey, now: Callable[[], float]) -> None:
        self._writer = writer
        self._reader = reader
        self._sealing = sealing
        self._now = now
        self._facts: dict[str, MailCertificate] = {}
        self._worked_out_at = 0.0
        self._roots: tuple[bytes, ...] | None = None

    def heard(self) -> None:
        """Certificates, or what is said of them, changed."""
        self._facts = {}

    async def trust(self, at: float | None = None) -> Trust:
        """Whom to believe at that time (None: now): the system's roots and the user's own, less those rejected."""
        if self._roots is None:
            self._roots = await asyncio.to_thread(system_roots)
        stored = self._reader.certificates()
        rejected = {fingerprint for fingerprint, said in self._said().items() if Acceptance.REJECTED in said.values()}
        roots = (*(one.data for one in stored if one.root), *self._roots)
        return Trust(
            roots=tuple(data for data in roots if sha256(data).hexdigest().upper() not in rejected),
            at=self._now() if at is None else at,
            intermediates=tuple(one.data for one in stored if not one.root),
        )

    async def listed(self, address: str = "", *, authorities: bool = False) -> list[MailCertificate]:
        """Those of people, or those that name ``address``; with ``authorities`` also these and the system's roots."""
        found = self._reader.certificates_of([address]).get(address.lower(), []) if address else None
        stored = self._reader.certificates() if found is None else found
        known = self._stated(await self._known(stored))
        listed = [one for one in known if authorities or address or one.secret or not one.authority]
        if authorities and not address:
            listed += await self._system_listed({one.fingerprint for one in listed})
        return listed

    async def one(self, fingerprint: str) -> tuple[StoredCertificate, MailCertificate]:
        """``MailError`` KEY_MISSING."""
        stored = self._reader.certificate(fingerprint)
        known = await self._known([stored]) if stored is not None else []
        if stored is None or not known:
            raise MailError(Problem(ProblemKind.KEY_MISSING, fingerprint))
        return stored, self._stated(known)[0]

    async def candidates(self, addresses: Sequence[str]) -> dict[str, list[Candidate]]:
        """Whom mail could be encrypted to, by address in lower case."""
        found = self._reader.certificates_of(addresses)
        wishes = self._reader.certificate_wishes(addresses)
        said, now = self._said(), self._now()
        facts = {one.fingerprint: one for one in await self._known([one for many in found.values() for one in many])}
        return {
            address: [
                _candidate(facts[one.fingerprint], address, said, now, wished=wishes.get(address) == one.fingerprint)
                for one in stored
                if one.fingerprint in facts
            ]
            for address, stored in found.items()
        }

    def all_read_gcm(self, people: Mapping[str, bytes]) -> bool:
        """Whether AES-GCM can be sent to all of these: certificates (DER) by address. Nobody: no."""
        said = self._reader.reading_gcm(tuple(people))
        return bool(people) and all(
            sha256(der).hexdigest().upper() in said or can_authenticate(der) for der in people.values()
        )

    async def own(self) -> tuple[OwnCertificate, ...]:
        """One's own, with the chain above each. ``MailError`` of the keyring; one that cannot be unsealed is left."""
        stored = [one for one in self._reader.certificates() if one.private_key is not None]
        opened = []
        for one in stored:
            try:
                opened.append(await self._opened(one))
            except MailError as error:
                if error.problem.kind is not ProblemKind.KEY_UNUSABLE:
                    raise
                log.warning("the private key of a certificate cannot be unsealed: %s", error.problem.subject)
        return tuple(opened)

    async def own_one(self, fingerprint: str) -> OwnCertificate:
        """``MailError`` KEY_MISSING and those of the keyring."""
        stored = self._reader.certificate(fingerprint)
        if stored is None or stored.private_key is None:
            raise MailError(Problem(ProblemKind.KEY_MISSING, fingerprint))
        return await self._opened(stored)

    async def keep(
        self, data: bytes, source: KeySource, *, private_key: bytes | None = None, root: bool = False
    ) -> bool:
        """Keep a certificate (DER), whether it is new; ``private_key`` is PKCS#8. ``CertificateError``."""
        found = parsed(data)
        sealed = None
        if private_key is not None:
            sealed = seal(await self._sealing.key(), private_key, _context(found.fingerprint))
        stored = StoredCertificate(found.fingerprint, data, source, found.authority, root, sealed)
        addresses = () if found.authority and private_key is None else found.addresses
        return await self._writer.transaction("keep certificate", certificates.keep, stored, addresses, self._now())

    async def system_root(self, fingerprint: str) -> bytes | None:
        """One of the operating system's authorities; None: there is no such one."""
        if self._roots is None:
            self._roots = await asyncio.to_thread(system_roots)
        return next((data for data in self._roots if sha256(data).hexdigest().upper() == fingerprint), None)

    async def looked_at(
        self, ders: Sequence[bytes], *, secret: frozenset[bytes] = frozenset()
    ) -> list[MailCertificate]:
        """What these are, though they are not kept. Those that cannot be read are left out."""
        trust = await self.trust()

        def work() -> list[MailCertificate]:
            found = [_looked_at(data, trust, tuple(ders), secret) for data in ders]
            return [one for one in found if one is not None]

        return await asyncio.to_thread(work)

    async def _known(self, stored: Sequence[StoredCertificate]) -> list[MailCertificate]:
        now = self._now()
        if not 0 <= now - self._worked_out_at < _FRESH_SECONDS:
            self._facts, self._worked_out_at = {}, now
        missing = {one.fingerprint: one for one in stored if one.fingerprint not in self._facts}
        if missing:
            trust = await self.trust(now)
            self._facts |= await asyncio.to_thread(lambda: _facts_of(list(missing.values()), trust))
        return [self._facts[one.fingerprint] for one in stored if one.fingerprint in self._facts]

    async def _system_listed(self, known: set[str]) -> list[MailCertificate]:
        trust = await self.trust()
        found = await self.looked_at(self._roots or ())
        believed = {sha256(data).hexdigest().upper() for data in trust.roots}
        return [
            replace(one, source=KeySource.SYSTEM, trusted=one.fingerprint in believed)
            for one in found
            if one.fingerprint not in known
        ]

    async def _opened(self, stored: StoredCertificate) -> OwnCertificate:
        assert stored.private_key is not None
        try:
            key = unseal(await self._sealing.key(), stored.private_key, _context(stored.fingerprint))
        except SealError as error:
            raise MailError(Problem(ProblemKind.KEY_UNUSABLE, stored.fingerprint, str(error))) from error
        trust = await self.trust()

        def chain() -> tuple[bytes, ...]:
            return tuple(one.der for one in chain_of(parsed(stored.data), (), trust, Use.ANY).certificates[1:])

        return OwnCertificate(stored.data, key, await asyncio.to_thread(chain))

    def _stated(self, known: Sequence[MailCertificate]) -> list[MailCertificate]:
        """With what the user said of them."""
        said = self._said()
        return [
            replace(one, acceptance=acceptance.of_certificate(one.fingerprint, one.addresses, said, one.acceptance))
            for one in known
        ]

    def _said(self) -> Said:
        return self._reader.acceptances(System.SMIME)


def _candidate(one: MailCertificate, address: str, said: Said, now: float, *, wished: bool) -> Candidate:
    accepted = acceptance.of_certificate(one.fingerprint, one.addresses, said, one.acceptance, address)
    usable = one.can_encrypt and not one.authority and one.problem != _REVOKED and one.not_before <= now
    by_chain = not one.secret and said.get(one.fingerprint, {}).get(address) not in acceptance.TRUSTED
    return Candidate(one.fingerprint, accepted, one.not_before, one.not_after, usable, wished, by_chain)


def _facts_of(stored: Sequence[StoredCertificate], trust: Trust) -> dict[str, MailCertificate]:
    """What their chains say of them; what the user said is not in it."""
    found = {}
    for one in stored:
        secret = frozenset([one.data]) if one.private_key is not None else frozenset[bytes]()
        facts = _looked_at(one.data, trust, (), secret)
        if facts is not None:
            found[one.fingerprint] = replace(facts, source=one.source)
    return found


def _looked_at(
    data: bytes, trust: Trust, others: tuple[bytes, ...], secret: frozenset[bytes]
) -> MailCertificate | None:
    try:
        return look_at(data, trust, others, secret=data in secret)
    except CertificateError:
        return None


def _context(fingerprint: str) -> str:
    return f"certificate:{fingerprint}"
