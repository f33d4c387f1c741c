"""A message opened: layer by layer from the outside, each checked before what is inside is looked at.

Only its root, or the one part inside a list's wrapper, is decrypted. What is shown is made of the very bytes that were
checked: ``Opened.clear``, or the message itself where reading it gives the same text.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module

from mailclient.engine.protection.beside import beside
from mailclient.engine.protection.keys import Keys
from mailclient.engine.protection.opened import Ask, AsStored, FoundSignature, Opened, Tell, Walk
from mailclient.engine.protection.weighing import weigh_signatures
from mailclient.engine.revocation.revocations import Revocations
from mailclient.mail.address import Address
from mailclient.mail.body import Body
from mailclient.mail.ids import PartPath
from mailclient.mail.problem import MailError
from mailclient.mail.protection import Covers, Encryption, Protection, SignatureVerdict, System
from mailclient.mime.display import message_body
from mailclient.mime.header import fields_of
from mailclient.mime.protection.clear_message import clear_message
from mailclient.mime.protection.inside import ONLY_A_PART, protection_inside
from mailclient.mime.protection.layer import Layer, Wrapper, entity_of, layer_of, text_entity
from mailclient.mime.protection.part import part_as_message
from mailclient.mime.protection.protected import ShownHeader, outer_header, shown_header
from mailclient.mime.protection.sender import ClaimedSender, claimed_sender
from mailclient.mime.reader import read
from mailclient.mime.scanner import Entity, scan

LAYERS = 8
"""More than these are not opened: no program makes them, but a bomb does."""
_CHECKED_AT_ONCE = 2
_DECRYPTED_AT_ONCE = 4
"""These may wait for a passphrase or a card; what is merely signed never waits for them."""

_LAYERS = "mailclient.engine.protection.layers"
"""Brings GnuPG and cryptography, which few messages need; that takes longer than the loop may stand still."""
_SIGNATURE_NAMES = (".asc", ".sig", ".pgp", ".gpg", ".p7s")


@dataclass(slots=True)
class _Root:
    """What is left when the layers are off: ``payload`` None: the message as it is."""

    payload: bytes | None = None
    entity: Entity | None = None
    """The payload, read."""
    replaced: bool = False
    """The payload is not in the message as it stands: it was decrypted, or was inside a CMS object or a text."""
    wrapper: Wrapper | None = None


class Opening:
    """One for the engine; a few messages at a time, the others wait. ``now``: epoch seconds."""

    def __init__(
        self, keys: Keys, revocations: Revocations | None = None, now: Callable[[], float] = time.time
    ) -> None:
        self._keys = keys
        self._now = now
        self._revocations = revocations
        self._checking = asyncio.Semaphore(_CHECKED_AT_ONCE)
        self._decrypting = asyncio.Semaphore(_DECRYPTED_AT_ONCE)

    async def open(
        self,
        data: bytes,
        *,
        at: float,
        path: PartPath | None = None,
        ask: Ask | None = None,
        quietly: bool = False,
        tell: Tell | None = None,
        stored: AsStored | None = None,
        patient: bool = True,
    ) -> Opened:
        """Open a message, or a part of one (``OpenBytes.path``). Nothing in it raises.

        ``at``: the time that counts for keys. ``ask``: for passphrases. ``quietly``: nobody is asked for anything.
        ``tell``: how far a large one is. ``stored``: what is shown of it if there is nothing else to show.
        ``patient``: as of ``Revocations.status``.
        """
        covers = Covers.ALL
        if path:
            data, is_message = await beside(part_as_message, data, path)
            covers = Covers.ALL if is_message else Covers.PART
        message = await beside(_scanned, data)
        walk = Walk(at, covers=covers, quietly=quietly, latest=max(at, self._now()), patient=patient)
        walk.tell = tell or walk.tell
        root = await self._walk(message, walk, ask)
        walk.signatures = [await self._asked(found, walk) for found in walk.signatures]
        return await self._opened(data, message, root, walk, stored)

    async def _asked(self, found: FoundSignature, walk: Walk) -> FoundSignature:
        """With what its authority says of the certificate: only of a chain that is trusted, and if it can be asked."""
        if self._revocations is None or not found.chain or walk.quietly:
            return found
        revocation = await self._revocations.status(
            found.chain, walk.at, was_encrypted=found.inside > 0, patient=walk.patient
        )
        if revocation != "revoked":
            return replace(found, revocation=revocation)
        walk.harvest = [one for one in walk.harvest if one.signer != found.chain[0]]
        revoked = SignatureVerdict.REVOKED
        return replace(found, revocation=revocation, verdict=revoked, reason="certificate_revoked", chained=False)

    async def _walk(self, message: Entity, walk: Walk, ask: Ask | None) -> _Root:
        """Take the layers off, as far as that goes."""
        root, entity = _Root(), message
        for depth in range(LAYERS + 1):
            layer = await beside(layer_of, entity, is_root=depth == 0)
            if layer is None:
                return root
            if depth == LAYERS:
                _stop_here(layer, walk)
                return root
            if depth == 0:
                root.wrapper = layer.wrapper
                walk.covers = Covers.PART if Covers.PART in (layer.covers, walk.covers) else Covers.ALL
            if layer.problem == "text_around":
                walk.problem = layer.problem
            async with self._decrypting if layer.encrypted else self._checking:
                inside = await self._peel(layer, walk, ask)
            if inside is None or walk.problem:
                return root
            root.replaced = root.replaced or layer.encrypted or layer.content is None or bool(layer.text_type)
            root.payload = text_entity(inside, layer.text_type) if layer.text_type else inside
            entity = root.entity = await beside(entity_of, root.payload)
            if layer.text_type:
                return root
        return root

    async def _peel(self, layer: Layer, walk: Walk, ask: Ask | None) -> bytes | None:
        await beside(import_module, _LAYERS)
        from mailclient.engine.protection import layers

        try:
            if layer.system is System.OPENPGP:
                openpgp = self._keys.openpgp
                if layer.encrypted:
                    return await beside(layers.peel_openpgp_encryption, openpgp, layer, walk, ask)
                return await beside(layers.peel_openpgp_signature, openpgp, layer, walk)
            if layer.encrypted:
                own = await self._keys.own_certificates()
                return await beside(layers.peel_smime_encryption, layer, walk, own)
            if not layer.signed:
                return await beside(layers.peel_smime_compression, layer, walk)
            trust = await self._keys.trust(walk.at)
            return await beside(layers.peel_smime_signature, layer, walk, trust)
        except MailError as error:  # of the keys: the keyring is locked, or the like
            if layer.encrypted:
                walk.encryptions.append(Encryption(layer.system, decrypted=False, reason=layers.reason_of(error)))
            else:
                walk.signatures.append(layers.unchecked(layer.system, layers.reason_of(error)))
            return None

    async def _opened(self, data: bytes, message: Entity, root: _Root, walk: Walk, stored: AsStored | None) -> Opened:
        encryption = walk.encryption
        is_open = encryption is None or encryption.decrypted
        if encryption is not None and encryption.decrypted and root.wrapper is not None:
            encryption = replace(encryption, reason=ONLY_A_PART)  # what stands beside it anybody could read and write
        shown = outer_header(message)
        payload = root.entity
        if payload is not None and is_open and (encryption is not None or _is_right(walk)):
            shown = shown_header(message, payload, encrypted=encryption is not None)
        signature = await weigh_signatures(walk, _sender(shown), self._keys)
        inside = Protection()
        if not walk.signatures and encryption is None:
            inside = await beside(protection_inside, message)
        protection = Protection(
            signature or inside.signature, encryption or inside.encryption, shown.hidden, shown.changed
        )
        clear = None
        if root.payload is not None and is_open:
            clear = await beside(_clear, data, message, root, shown, stored)
        header = payload.header if payload is not None and encryption is not None and is_open else b""
        return Opened(protection, clear, header, tuple(walk.harvest))


def _stop_here(layer: Layer, walk: Walk) -> None:
    """What is below is not looked at, so nothing above it can be a mark for it."""
    if layer.encrypted:
        walk.encryptions.append(Encryption(layer.system, decrypted=False, reason="too_deep"))
    walk.problem = "too_deep"


def _scanned(data: bytes) -> Entity:
    return scan(data).root


def _is_right(walk: Walk) -> bool:
    """Whether the signature nearest to the text is a right one, whoever made it."""
    wrong = (SignatureVerdict.BAD, SignatureVerdict.UNKNOWN_KEY, SignatureVerdict.WEAK, SignatureVerdict.NONE)
    return bool(walk.signatures) and not walk.problem and all(one.verdict not in wrong for one in walk.signatures)


def _sender(shown: ShownHeader) -> ClaimedSender:
    sender = claimed_sender(fields_of(b"".join(field.raw for field in shown.fields)))
    if "from" in shown.changed and not sender.doubt:
        return ClaimedSender(sender.address, "outer_sender_differs")
    return sender


def _clear(data: bytes, message: Entity, root: _Root, shown: ShownHeader, stored: AsStored | None) -> bytes | None:
    """None where the message itself shows the same."""
    assert root.payload is not None
    clear = clear_message(shown, root.payload, root.wrapper)
    if root.replaced or shown.fields != outer_header(message).fields:
        return clear
    checked = read(clear)
    as_it_is, as_signed = message_body(read(data)), message_body(checked)
    if stored is not None:
        as_it_is = stored.body or as_it_is
        if _addresses(stored.senders) != _addresses(checked.envelope.from_):
            return clear
    same = (as_it_is.text, as_it_is.html) == (as_signed.text, as_signed.html)
    return None if same and _files(as_it_is) == _files(as_signed) else clear


def _addresses(people: tuple[Address, ...]) -> list[str]:
    return [one.address.lower() for one in people]


def _files(body: Body) -> list[tuple[str, str, int]]:
    """What is listed as a file, without the signature: one by another name is something to be opened."""
    return [
        (one.filename, one.media_type, one.size)
        for one in body.attachments
        if not (one.is_signature and one.filename.lower().endswith(_SIGNATURE_NAMES))
    ]
