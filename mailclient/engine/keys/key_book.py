"""``KeyBook``: whose keys are here, what they are worth, and with what mail is signed and encrypted.

Reading asks ``acceptance`` and ``trust``; sending asks ``plan_for``, ``encryption_keys``, ``signing_key``. All answers
are for now; none asks the network. What reads keys and certificates is loaded when one is met.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mailclient.bridge.events import KeysChanged
from mailclient.engine.announce import Publish
from mailclient.engine.keys import acceptance, own_keys, readiness
from mailclient.engine.keys.acceptance import Said
from mailclient.engine.keys.key_listing import KeyListing, watched_files
from mailclient.engine.keys.readiness import Candidate, Standing
from mailclient.engine.outside import Outside
from mailclient.engine.secrets.sealing_key import SealingKey
from mailclient.mail.identity import Encrypting, Identity
from mailclient.mail.ids import AccountId
from mailclient.mail.key import KeySource, OpenPgpKey, ProtectionPlan
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.protection import Acceptance, System
from mailclient.mime.autocrypt.peer_state import Recommendation, recommendation
from mailclient.profile import Profile
from mailclient.store.changes import Changes
from mailclient.store.reader import Reader
from mailclient.store.writer import Writer

if TYPE_CHECKING:
    from mailclient.crypto.openpgp.open_pgp import OpenPgp
    from mailclient.crypto.smime.own import OwnCertificate
    from mailclient.crypto.smime.trust import Trust
    from mailclient.engine.keys.certificate_book import CertificateBook


log = logging.getLogger(__name__)


class KeyBook:
    """One for the engine; ``close`` at the end ends GnuPG's agent where the home is a private one."""

    def __init__(self, profile: Profile, writer: Writer, reader: Reader, outside: Outside, publish: Publish) -> None:
        self._profile = profile
        self._writer = writer
        self._reader = reader
        self._outside = outside
        self._publish = publish
        self._home = outside.gnupg_home or _private_home(profile)
        self._extra = profile.directory / "keys.kbx"
        self._listing = KeyListing(lambda: self.openpgp.keys(), lambda: watched_files(self._home, self._extra))

    @cached_property
    def openpgp(self) -> "OpenPgp":
        """GnuPG, one for the process. What it does blocks."""
        from mailclient.crypto.openpgp.open_pgp import OpenPgp

        return OpenPgp(self._home, self._extra)

    @cached_property
    def certificates(self) -> "CertificateBook":
        """Certificates, and what they are worth."""
        from mailclient.engine.keys.certificate_book import CertificateBook

        sealing = SealingKey(self._outside.credentials.entries, str(self._profile.directory), "certificates")
        return CertificateBook(self._writer, self._reader, sealing, self._outside.now)

    def heard(self, changes: Changes) -> None:
        """What the store changed."""
        if changes.keys and "certificates" in self.__dict__:
            self.certificates.heard()

    def changed(self) -> None:
        """Keys of GnuPG changed: list them again, and tell."""
        self._listing.forget()
        self._publish(KeysChanged())

    async def close(self) -> None:
        """End what GnuPG runs for us."""
        if "openpgp" in self.__dict__:
            await asyncio.to_thread(self.openpgp.close)

    # --- whose keys are here -----------------------------------------------------------------------------------

    async def keys(self, address: str = "") -> list[OpenPgpKey]:
        """All OpenPGP keys, or those that name ``address``, with what is said of them. ``MailError`` GNUPG_MISSING."""
        found = list((await self._listing.keys()).values())
        if address:
            found = [key for key in found if address.lower() in acceptance.addresses_of(key)]
        said, sources = self._reader.acceptances(System.OPENPGP), self._reader.key_sources()
        return [
            replace(key, acceptance=acceptance.of_key(key, said), source=_source(key, sources.get(key.fingerprint)))
            for key in found
        ]

    async def key(self, fingerprint: str) -> OpenPgpKey:
        """``MailError`` KEY_MISSING, GNUPG_MISSING."""
        for key in await self.keys():
            if key.fingerprint == fingerprint:
                return key
        raise MailError(Problem(ProblemKind.KEY_MISSING, fingerprint))

    async def acceptance(
        self, fingerprint: str, address: str | None = None, system: System = System.OPENPGP
    ) -> Acceptance:
        """What is said of a key for this address; without one the best of all. UNDECIDED of a key that is not here.

        Of a certificate it is what the user said; where that is UNDECIDED, its chain decides (``trust``).
        """
        if system is System.SMIME:
            said = self._reader.acceptances(System.SMIME)
            stored = self._reader.certificate(fingerprint)
            own = stored is not None and stored.private_key is not None
            otherwise = Acceptance.OWN if own else Acceptance.UNDECIDED
            named = (address,) if address else ()
            return acceptance.of_certificate(fingerprint, named, said, otherwise, address)
        key = (await self._listing.keys()).get(fingerprint)
        return Acceptance.UNDECIDED if key is None else acceptance.of_key(key, self._said(), address)

    async def trust(self, at: float | None = None) -> "Trust":
        """Whom to believe about certificates at that time (None: now)."""
        return await self.certificates.trust(at)

    async def own_certificates(self) -> "tuple[OwnCertificate, ...]":
        """One's own, with private keys. ``MailError`` of the keyring."""
        return await self.certificates.own()

    # --- with what one writes ----------------------------------------------------------------------------------

    async def signing_key(self, identity: Identity, system: System) -> str | None:
        """The fingerprint of the key or certificate that this identity signs with; None: there is none."""
        if system is System.SMIME:
            listed = (
                await self.certificates.listed(authorities=True)
                if identity.smime_certificate
                else (await self.certificates.listed(identity.address))
            )
            certificate = own_keys.own_certificate(identity, listed, self._outside.now())
            return None if certificate is None else certificate.fingerprint
        key = await self._own_key(identity)
        return None if key is None else key.fingerprint

    async def plan_for(
        self, from_: str, addresses: Sequence[str], account_id: AccountId | None = None
    ) -> ProtectionPlan:
        """What works for these recipients of a message from ``from_``. 200 recipients: some milliseconds."""
        identity = self.identity(from_, account_id)
        mutual = identity.encrypts is Encrypting.WHEN_READY
        wanted = list(dict.fromkeys(address.lower() for address in addresses))
        smime = await self._smime_standings(wanted)
        able = [System.SMIME] if await self.signing_key(identity, System.SMIME) is not None else []
        openpgp: dict[str, Standing] = {}
        try:
            openpgp = await self._openpgp_standings(wanted, mutual=mutual)
            if await self.signing_key(identity, System.OPENPGP) is not None:
                able.insert(0, System.OPENPGP)
        except MailError as error:
            if not able:
                raise
            log.info("without OpenPGP: %s", error)  # whoever writes by S/MIME needs no GnuPG
        recipients = [
            readiness.recipient(address, openpgp.get(address, Standing()), smime.get(address, Standing()))
            for address in wanted
        ]
        return readiness.plan(recipients, able, encrypts_by_itself=mutual)

    async def encryption_keys(
        self, addresses: Sequence[str], system: System, from_: str = ""
    ) -> dict[str, str | bytes]:
        """With what to encrypt to each that can be reached: fingerprints of OpenPGP keys, certificates as DER.

        By address in lower case; those that cannot be reached are left out.
        """
        plan = await self.plan_for(from_, addresses)
        reached = [one for one in plan.recipients if readiness.is_reachable(one, system)]
        if system is System.OPENPGP:
            return {one.address: one.openpgp_key for one in reached}
        found = {one.address: self._reader.certificate(one.smime_certificate) for one in reached}
        return {address: stored.data for address, stored in found.items() if stored is not None}

    def identity(self, from_: str, account_id: AccountId | None = None) -> Identity:
        """The identity that writes as ``from_``; where there is none, one that only has this address."""
        accounts = [one for one in self._reader.accounts() if account_id is None or one.id == account_id]
        for account in accounts:
            for identity in account.settings.senders:
                if identity.address.lower() == from_.lower():
                    return identity
        return Identity("", from_)

    async def _own_key(self, identity: Identity) -> OpenPgpKey | None:
        if identity.openpgp_key:
            try:
                keys = list((await self._listing.keys()).values())
            except MailError as error:
                if error.problem.kind is not ProblemKind.GNUPG_MISSING:
                    raise
                return None
        else:
            address = identity.address.lower()
            keys = (await self._listing.naming([address])).get(address, [])
        said = self._said()
        usable = [key for key in keys if acceptance.of_key(key, said) is not Acceptance.REJECTED]
        return own_keys.own_key(identity, usable, self._outside.now())

    async def _openpgp_standings(self, addresses: list[str], *, mutual: bool) -> dict[str, Standing]:
        now, said = self._outside.now(), self._said()
        found = await self._listing.naming(addresses)
        peers = self._reader.peers(addresses) if mutual else {}
        standings = {}
        for address, keys in found.items():
            candidates = [_candidate(key, acceptance.of_key(key, said, address), now) for key in keys]
            usable = [one.fingerprint for one in candidates if one.usable and not one.is_over(now)]
            advice, fingerprint = recommendation(peers.get(address), usable)
            standings[address] = readiness.standing(
                candidates, now, fingerprint if advice is Recommendation.ENCRYPT else ""
            )
        return standings

    async def _smime_standings(self, addresses: list[str]) -> dict[str, Standing]:
        candidates = await self.certificates.candidates(addresses)
        return {address: readiness.standing(found, self._outside.now()) for address, found in candidates.items()}

    def _said(self) -> Said:
        return self._reader.acceptances(System.OPENPGP)


def _candidate(key: OpenPgpKey, accepted: Acceptance, now: float) -> Candidate:
    """GnuPG says of a key that has run out that it cannot encrypt: then it is that, and not unusable."""
    ends = [end for end in (key.expires, key.encrypts_until) if end is not None]
    usable = not key.revoked and (key.can_encrypt or any(end <= now for end in ends))
    return Candidate(key.fingerprint, accepted, key.created, min(ends, default=None), usable)


def _source(key: OpenPgpKey, noted: KeySource | None) -> KeySource:
    if key.secret:
        return KeySource.OWN
    return key.source if noted is None else noted


def _private_home(profile: Profile) -> Path | None:
    """A profile may bring its own GnuPG: the demonstration does, and tests."""
    home = profile.directory / "gnupg"
    return home if home.is_dir() else None
