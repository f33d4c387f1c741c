"""What a message may be made of (RFC 9580 §10.3), checked before gpg sees the bytes it is about.

gpg takes more than one message after another, plain text where an encrypted one was expected, and a whole signed
message where a detached signature was expected: each let somebody show a text that was not signed or not encrypted.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mailclient.crypto.openpgp.armor import broken, dearmored
from mailclient.crypto.openpgp.packets import Packet, PacketReader, Tag, read_packets
from mailclient.mail.problem import MailError, Problem, ProblemKind

MOST_SESSION_KEYS = 2_000
MOST_PASSPHRASES = 16
MOST_SIGNATURES = 64
MOST_BYTES_BEFORE = 4 << 20
"""Of session keys."""
_PASSED_OVER = {Tag.MARKER, Tag.PADDING}
_SESSION_KEYS = {Tag.PUBLIC_SESSION_KEY, Tag.SYMMETRIC_SESSION_KEY}
_CONTAINERS = {Tag.ENCRYPTED, Tag.OCB_ENCRYPTED, Tag.OLD_ENCRYPTED}
_CLASSIC_KEYS = {1, 2, 16, 18}
"""RSA, Elgamal, ECDH: what GnuPG 2.2 can decrypt with."""
_ARGON2 = 4
_OCB = 2
"""The only way of authenticated encryption (RFC 9580 §9.6) that GnuPG has."""
_KNOWN_VERSIONS: dict[int, tuple[int, ...]] = {
    Tag.PUBLIC_SESSION_KEY: (2, 3),
    Tag.SYMMETRIC_SESSION_KEY: (4, 5),
    Tag.SIGNATURE: (2, 3, 4, 5),
    Tag.ONE_PASS: (3,),
}
"""What GnuPG reads; 5 is its own."""


@dataclass(frozen=True, slots=True)
class EncryptedTo:
    """What the outside of an encrypted message tells. ``key_ids``: upper-case hex, "" for a hidden recipient.

    ``too_new``: nobody with GnuPG 2.2 could open it.
    """

    key_ids: tuple[str, ...] = ()
    by_passphrase: bool = False
    ocb: bool = False
    """In GnuPG's own way with integrity, of which gpg 2.2 does not tell."""
    too_new: bool = False


def encrypted_to(packets: Iterable[Packet]) -> EncryptedTo:
    """Read from the packets that have been met up to now."""
    met = list(packets)
    public = [packet for packet in met if packet.tag == Tag.PUBLIC_SESSION_KEY]
    by_passphrase = [packet for packet in met if packet.tag == Tag.SYMMETRIC_SESSION_KEY]
    known = [packet for packet in public if packet.version == 3 and _algorithm(packet) in _CLASSIC_KEYS]
    known += [packet for packet in by_passphrase if _s2k(packet) not in (None, _ARGON2)]
    return EncryptedTo(
        key_ids=tuple(dict.fromkeys(_key_id(packet) for packet in public)),
        by_passphrase=bool(by_passphrase),
        ocb=any(packet.tag == Tag.OCB_ENCRYPTED for packet in met),
        too_new=any(packet.tag == Tag.ENCRYPTED and packet.version > 1 for packet in met)
        or (bool(public or by_passphrase) and not known),
    )


def _algorithm(packet: Packet) -> int:
    return packet.head[9] if len(packet.head) > 9 else 0


def _s2k(packet: Packet) -> int | None:
    """The kind of string-to-key specifier (§3.7.1) of versions that GnuPG reads."""
    at = {4: 2, 5: 3}.get(packet.version)
    return packet.head[at] if at is not None and len(packet.head) > at else None


def _key_id(packet: Packet) -> str:
    """§5.1.1 and §5.1.2: a key id, or the fingerprint whose first (v6) or last (v4) octets are the id."""
    if packet.version == 6:
        length = packet.head[1] if len(packet.head) > 1 else 0
        fingerprint = packet.head[3 : 2 + length]
        found = fingerprint[:8] if length == 33 else fingerprint[-8:]
    else:
        found = packet.head[1:9]
    return found.hex().upper() if any(found) else ""


def encrypted_message(data: Iterable[bytes], reader: PacketReader) -> Iterator[bytes]:
    """The packets of an encrypted message, without those that are to be passed over (§4.3, §10.3): gpg stops at them.

    ``MESSAGE_BROKEN``, ``INTEGRITY_MISSING``, ``FORMAT_TOO_NEW``.
    """
    before = bytearray()
    container: Packet | None = None
    for piece in dearmored(data):
        reader.read(piece)
        if container is None:
            before += piece
            container = _container(reader.packets)
            if container is None:
                if len(before) > MOST_BYTES_BEFORE:
                    raise broken("too many recipients")
                continue
            _check_container(container, encrypted_to(reader.packets))
            piece = b"".join(_kept(reader.packets, before)) + before[container.start :]
        _check_after(reader.packets, container)
        yield bytes(piece)
    reader.finish()
    if container is None:
        raise broken("nothing in it is encrypted")


def _container(packets: list[Packet]) -> Packet | None:
    """The packet with the encrypted data, once its first bytes are here. Before it only session keys may stand."""
    for packet in packets:
        if packet.tag in _CONTAINERS:
            return packet if len(packet.head) > 2 else None
        if packet.tag not in _SESSION_KEYS | _PASSED_OVER:
            raise broken("not an encrypted message")
    if len(packets) > MOST_SESSION_KEYS:
        raise broken("too many recipients")
    if sum(packet.tag == Tag.SYMMETRIC_SESSION_KEY for packet in packets) > MOST_PASSPHRASES:
        raise broken("too many passphrases")
    return None


def _check_container(container: Packet, outside: EncryptedTo) -> None:
    if container.tag == Tag.OLD_ENCRYPTED:
        raise MailError(Problem(ProblemKind.INTEGRITY_MISSING))
    if container.tag == Tag.OCB_ENCRYPTED and container.head[2:3] != bytes([_OCB]):
        raise MailError(Problem(ProblemKind.FORMAT_TOO_NEW, detail="encrypted by EAX or another way than OCB"))
    if container.tag == Tag.ENCRYPTED and container.version != 1:
        raise MailError(Problem(ProblemKind.FORMAT_TOO_NEW, detail=f"SEIPD version {container.version}"))
    if outside.by_passphrase and outside.too_new and not outside.key_ids:
        raise MailError(Problem(ProblemKind.FORMAT_TOO_NEW, detail="a newer way to use a passphrase"))


def _check_after(packets: list[Packet], container: Packet) -> None:
    if any(packet.tag not in _PASSED_OVER for packet in packets[packets.index(container) + 1 :]):
        raise broken("something follows the encrypted message")


def _kept(packets: list[Packet], raw: bytes | bytearray) -> Iterator[bytes]:
    """What gpg is to see of session keys and signatures: those of versions it knows (others are no error, §10.3)."""
    for packet in packets:
        if packet.tag == Tag.MARKER and packet.head != b"PGP":
            raise broken("a marker that is none")
        if packet.version in _KNOWN_VERSIONS.get(packet.tag, ()):
            yield bytes(raw[packet.start : packet.end])


def detached_signature(data: bytes) -> tuple[bytes, list[Packet]]:
    """The signature packets that gpg can read, binary, and all that there are. ``MESSAGE_BROKEN`` for others."""
    raw = b"".join(dearmored([data]))
    found = [packet for packet in read_packets(raw) if packet.tag not in _PASSED_OVER]
    if not found or len(found) > MOST_SIGNATURES or any(packet.tag != Tag.SIGNATURE for packet in found):
        raise broken("not a detached signature")
    return b"".join(_kept(found, raw)), found


def signed_message(data: bytes) -> bytes:
    """The packets of one message that is signed, or only packed, but not encrypted (§10.3). ``MESSAGE_BROKEN``."""
    raw = b"".join(dearmored([data]))
    found = [
        packet
        for packet in read_packets(raw)
        if packet.tag not in _PASSED_OVER and packet.version in _KNOWN_VERSIONS.get(packet.tag, (packet.version,))
    ]
    tags = [packet.tag for packet in found]
    before = 0
    while before < len(tags) and tags[before] in (Tag.ONE_PASS, Tag.SIGNATURE):
        before += 1
    one_pass = tags[:before].count(Tag.ONE_PASS)
    after = tags[before + 1 :]
    if tags[before : before + 1] not in ([Tag.LITERAL], [Tag.COMPRESSED]) or after != [Tag.SIGNATURE] * one_pass:
        raise broken("not one signed message")
    return b"".join(raw[packet.start : packet.end] for packet in found)
