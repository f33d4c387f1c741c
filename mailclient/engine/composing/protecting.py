"""With what a draft is signed and encrypted: the keys of all, found before anything is made.

What cannot be done is a ``MailError``: the draft stays as it is, and nothing goes out.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from mailclient.bridge.draft import QUOTED_IN_CLEAR, DraftContent
from mailclient.engine.composing.copies import WHOLE, Copy, Group, groups
from mailclient.engine.composing.message import envelope_of
from mailclient.engine.composing.openpgp import OpenPgpProtection
from mailclient.engine.composing.same_bytes import Seen
from mailclient.engine.composing.smime import SmimeProtection
from mailclient.engine.keys.key_book import KeyBook
from mailclient.engine.protection.opened import Ask
from mailclient.mail.identity import Encrypting, Identity
from mailclient.mail.key import ProtectionPlan
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.protection import System
from mailclient.mime.attached import File
from mailclient.mime.autocrypt.header import field_value
from mailclient.mime.build import Protection

if TYPE_CHECKING:
    from mailclient.crypto.smime.own import OwnCertificate

log = logging.getLogger(__name__)

_TELLING_SECONDS = 5.0
"""Mail that is neither signed nor encrypted waits so long for GnuPG, and no longer."""
_GOSSIP_LIMIT = 30
"""Recipients of whose keys the others are told; of more the header would be larger than the message."""
_NO_KEY = (ProblemKind.OWN_KEY_MISSING, ProblemKind.RECIPIENT_KEY_MISSING)
_HEADER_KEY_LIMIT = 16 * 1024
"""Bytes of a key in a header field."""


class Protecting:
    """Of one engine; ``keys``: whose keys are here, ``now``: epoch seconds."""

    def __init__(self, keys: KeyBook, now: Callable[[], float]) -> None:
        self._keys, self._now = keys, now

    async def copies(self, content: DraftContent, sender: Identity) -> list[Copy]:
        """The messages it becomes, the main one first.

        ``MailError`` OWN_KEY_MISSING, RECIPIENT_KEY_MISSING, SPLIT_NEEDED, QUOTED_IN_CLEAR, of GnuPG, of the keyring.
        """
        if content.quotes_secret and not content.encrypt and QUOTED_IN_CLEAR not in content.heard:
            raise MailError(Problem(ProblemKind.QUOTED_IN_CLEAR))
        wanted = System(content.protection) if content.protection else None
        try:
            copies = await self._protected(content, sender, wanted)
        except MailError as error:
            if error.problem.kind in _NO_KEY and wanted is not System.SMIME:
                await self._ask_gnupg(sender)
            raise
        outside = await self._autocrypt(sender)
        attached = await self._attached_key(sender, copies[0].system) if content.attach_key else ()
        return [replace(copy, outside=outside, files=attached) for copy in copies]

    async def _protected(self, content: DraftContent, sender: Identity, wanted: System | None) -> list[Copy]:
        if content.encrypt:
            return await self._encrypted(content, sender, wanted)
        if not content.sign:
            return [WHOLE]
        plan = await self._keys.plan_for(sender.address, ())
        system = wanted or next(iter(plan.can_sign), System.OPENPGP)
        return [Copy(system=system, signer=await self._signer(await self._own_fingerprint(sender, system), system))]

    async def _ask_gnupg(self, sender: Identity) -> None:
        """Where there is no GnuPG, or it cannot answer, no key is there: that is why, and is told instead."""
        if await self._keys.signing_key(sender, System.SMIME) is None:
            await self._keys.keys()

    @contextmanager
    def protection(self, copy: Copy, name: str, ask: Ask, seen: Seen) -> Iterator[Protection | None]:
        """What signs and encrypts it on a thread; what it made is there until this ends. ``name``: of the sender."""
        with ExitStack() as kept:
            if copy.system is None:
                yield None
            elif copy.system is System.OPENPGP:
                signer = copy.signer if isinstance(copy.signer, str) else None
                keys = [one for one in copy.keys if isinstance(one, str)]
                yield OpenPgpProtection(self._keys.openpgp, signer, name, keys, copy.inside, ask, seen, kept)
            else:
                own = None if isinstance(copy.signer, str) else copy.signer
                certificates = [one for one in copy.keys if isinstance(one, bytes)]
                yield SmimeProtection(own, certificates, copy.authenticated, self._now(), seen, kept)

    async def _encrypted(self, content: DraftContent, sender: Identity, wanted: System | None) -> list[Copy]:
        envelope = envelope_of(content, sender)
        own = sender.address.lower()
        blind = [address for address in envelope.blind if address.lower() != own]
        plan = await self._keys.plan_for(sender.address, (*envelope.visible, *blind))
        found = groups(plan, envelope.visible, blind, wanted, split=content.split)
        copies = [await self._for_group(group, content, sender, visible=envelope.visible) for group in found]
        if len(blind) < len(envelope.blind):  # what one sends oneself is encrypted to oneself in any case
            mine = tuple(address for address in envelope.blind if address not in blind)
            first = copies[0] if copies else await self._for_group(self._to_self(plan, wanted), content, sender)
            copies = [replace(first, recipients=(*(first.recipients or ()), *mine)), *copies[1:]]
        return copies

    def _to_self(self, plan: ProtectionPlan, wanted: System | None) -> Group:
        return Group(wanted or next(iter(plan.can_sign), System.OPENPGP), ())

    async def _for_group(
        self, group: Group, content: DraftContent, sender: Identity, visible: Sequence[str] = ()
    ) -> Copy:
        keys = await self._keys.encryption_keys(group.recipients, group.system, sender.address)
        missing = [address for address in group.recipients if address.lower() not in keys]
        if missing:
            raise MailError(Problem(ProblemKind.RECIPIENT_KEY_MISSING, ", ".join(missing)))
        fingerprint = await self._own_fingerprint(sender, group.system)
        own = fingerprint if group.system is System.OPENPGP else await self._certificate(fingerprint)
        everyone = tuple(dict.fromkeys((own, *keys.values())))
        signer = await self._signer(fingerprint, group.system) if content.sign else None
        told = [address for address in group.recipients if address in visible]
        inside = await self._gossip(told, keys) if group.system is System.OPENPGP else b""
        people = {address: key for address, key in keys.items() if isinstance(key, bytes) and key != own}
        authenticated = self._keys.certificates.all_read_gcm(people)
        return Copy(group.recipients, group.system, signer, everyone, inside=inside, authenticated=authenticated)

    async def _own_fingerprint(self, sender: Identity, system: System) -> str:
        found = await self._keys.signing_key(sender, system)
        if found is None:
            raise MailError(Problem(ProblemKind.OWN_KEY_MISSING, sender.address))
        return found

    async def _signer(self, fingerprint: str, system: System) -> "str | OwnCertificate":
        return fingerprint if system is System.OPENPGP else await self._keys.certificates.own_one(fingerprint)

    async def _certificate(self, fingerprint: str) -> bytes:
        stored, _known = await self._keys.certificates.one(fingerprint)
        return stored.data

    async def _gossip(self, addresses: Sequence[str], keys: Mapping[str, str | bytes]) -> bytes:
        """Of whom all may know: then they can answer all of them encrypted (Autocrypt 2.4)."""
        if not 1 < len(addresses) <= _GOSSIP_LIMIT:
            return b""
        fields = b""
        for address in addresses:
            key = keys[address.lower()]
            assert isinstance(key, str)
            fields += await self._key_field("Autocrypt-Gossip", key, address)
        return fields

    async def _autocrypt(self, sender: Identity) -> bytes:
        """The field that tells the own key to those who look for it (Autocrypt 2.1)."""
        try:
            async with asyncio.timeout(_TELLING_SECONDS):
                fingerprint = await self._keys.signing_key(sender, System.OPENPGP)
                if fingerprint is None:
                    return b""
                prefers = sender.encrypts is Encrypting.WHEN_READY
                return await self._key_field("Autocrypt", fingerprint, sender.address, prefers=prefers)
        except (MailError, TimeoutError) as error:  # it is a courtesy: no mail waits for it, or fails by it
            log.info("the own key is not told: %s", error)
            return b""

    async def _key_field(self, name: str, fingerprint: str, address: str, *, prefers: bool = False) -> bytes:
        key = await asyncio.to_thread(self._keys.openpgp.minimal_export, fingerprint, address)
        if len(key) > _HEADER_KEY_LIMIT or not address.isascii():
            return b""
        return f"{name}: {field_value(address, key, prefers_encryption=prefers)}\r\n".encode("ascii")

    async def _attached_key(self, sender: Identity, system: System | None) -> tuple[File, ...]:
        if system is System.SMIME:
            certificate = await self._certificate(await self._own_fingerprint(sender, System.SMIME))
            return (File(f"{sender.address}.cer", "application/pkix-cert", certificate),)
        fingerprint = await self._own_fingerprint(sender, System.OPENPGP)
        key = await asyncio.to_thread(self._keys.openpgp.export, fingerprint)
        return (File(f"OpenPGP_0x{fingerprint[-16:]}.asc", "application/pgp-keys", key),)
