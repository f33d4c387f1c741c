"""The headers of OpenPGP packets (RFC 9580 §4.2, §4.3), read by pieces: enough to know what a message is made of.

Nothing is decrypted or unpacked. Memory: the first bytes of each packet.
"""

from dataclasses import dataclass
from enum import IntEnum

from mailclient.crypto.openpgp.armor import broken, dearmored

HEAD_BYTES = 80
"""How much of a packet's body is kept: all that is in the clear of a session key packet (§5.1)."""
MOST_PACKETS = 20_000
"""Of a message."""


class Tag(IntEnum):
    """Kinds of packets (§5)."""

    PUBLIC_SESSION_KEY = 1
    SIGNATURE = 2
    SYMMETRIC_SESSION_KEY = 3
    ONE_PASS = 4
    SECRET_KEY = 5
    PUBLIC_KEY = 6
    SECRET_SUBKEY = 7
    COMPRESSED = 8
    OLD_ENCRYPTED = 9
    """Without integrity: SED."""
    MARKER = 10
    LITERAL = 11
    TRUST = 12
    USER_ID = 13
    PUBLIC_SUBKEY = 14
    USER_ATTRIBUTE = 17
    ENCRYPTED = 18
    OCB_ENCRYPTED = 20
    """GnuPG's own, before RFC 9580."""
    PADDING = 21


@dataclass(slots=True)
class Packet:
    """``head``: the first bytes of its body. ``size``: of its body, as far as it has been read.

    ``start`` and ``end``: where it stands in the data, with its header.
    """

    tag: int
    start: int = 0
    head: bytes = b""
    size: int = 0
    end: int = 0

    @property
    def version(self) -> int:
        """The first byte, which is the version in all packets that have one."""
        return self.head[0] if self.head else 0


class PacketReader:
    """Bytes in by pieces; ``packets`` are those met up to now. ``MESSAGE_BROKEN``."""

    def __init__(self, most: int = MOST_PACKETS) -> None:
        self.packets: list[Packet] = []
        self._most = most
        self._header = b""
        self._left: int | None = 0
        """Of the body, or of its present part; None: all to the end."""
        self._partial = False
        self._position = 0

    def read(self, piece: bytes) -> None:
        """A further piece."""
        view = memoryview(piece)
        while view:
            if self._left == 0:
                view = self._read_header(view)
                continue
            length = len(view) if self._left is None else min(self._left, len(view))
            packet = self.packets[-1]
            if len(packet.head) < HEAD_BYTES:
                packet.head += bytes(view[: min(length, HEAD_BYTES - len(packet.head))])
            packet.size += length
            self._position += length
            packet.end = self._position
            view = view[length:]
            if self._left is not None:
                self._left -= length

    def finish(self) -> None:
        """The end: it must be that of a packet."""
        if self._header or self._partial or self._left:
            raise broken("cut off within a packet")

    def _read_header(self, view: memoryview) -> memoryview:
        """Byte by byte, since a header has six at most and may be cut anywhere."""
        self._header += bytes(view[:1])
        self._position += 1
        if self._partial:
            self._take_length(self._header)
        elif not self._header[0] & 0x80:
            raise broken("not a packet")
        elif self._header[0] & 0x40:
            if len(self._header) > 1:
                start = self._position - len(self._header)
                self._take_length(self._header[1:], Packet(self._header[0] & 0x3F, start))
        else:
            self._take_old_length()
        return view[1:]

    def _take_length(self, octets: bytes, packet: Packet | None = None) -> None:
        """A length of one, two or five octets, or that of a part (§4.2.1)."""
        first = octets[0]
        if 224 <= first < 255:
            self._begin(packet, 1 << (first & 0x1F), partial=True)
        elif first < 192:
            self._begin(packet, first)
        elif first < 224 and len(octets) == 2:
            self._begin(packet, ((first - 192) << 8) + octets[1] + 192)
        elif first == 255 and len(octets) == 5:
            self._begin(packet, int.from_bytes(octets[1:], "big"))

    def _take_old_length(self) -> None:
        first = self._header[0]
        width = {0: 1, 1: 2, 2: 4}.get(first & 3, 0)
        if len(self._header) == 1 + width:
            length = int.from_bytes(self._header[1:], "big") if width else None
            self._begin(Packet((first >> 2) & 0xF, self._position - len(self._header)), length)

    def _begin(self, packet: Packet | None, length: int | None, *, partial: bool = False) -> None:
        if packet is not None:
            if packet.tag == 0 or len(self.packets) >= self._most:
                raise broken("a packet that may not be, or too many")
            if (length is None or partial) and packet.tag not in _STREAMS:
                raise broken("a packet of this kind must tell its length")
            self.packets.append(packet)
        self.packets[-1].end = self._position
        self._header = b""
        self._left = length
        self._partial = partial


_STREAMS = {Tag.COMPRESSED, Tag.OLD_ENCRYPTED, Tag.LITERAL, Tag.ENCRYPTED, Tag.OCB_ENCRYPTED}
"""Only these may come in parts (§4.2.1.4)."""


def packets(data: bytes) -> list[Packet]:
    """All packets of armored or binary data, the outermost only. ``MESSAGE_BROKEN``."""
    return read_packets(b"".join(dearmored([data])))


def read_packets(raw: bytes, most: int = MOST_PACKETS) -> list[Packet]:
    """All packets of binary data. ``MESSAGE_BROKEN``."""
    reader = PacketReader(most)
    reader.read(raw)
    reader.finish()
    return reader.packets
