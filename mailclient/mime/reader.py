"""A whole message read: part tree with byte ranges, envelope; contents are cut out and decoded only when asked for.

RFC 5322, RFC 2045, RFC 2046. One pass over the bytes looking for boundary lines, nothing copied: linear in time, flat
in memory. Never raises on a message; what is broken is in ``warnings``.
"""

from dataclasses import dataclass

from mailclient.mail.ids import PartPath
from mailclient.mail.message import Envelope
from mailclient.mail.part import Part


@dataclass(frozen=True, slots=True)
class ParsedMessage:
    """The message; ``header_block`` is the raw header up to and with the empty line. ``warnings``: ``MimeWarning``."""

    envelope: Envelope
    root: Part
    header_block: bytes
    warnings: tuple[str, ...]

    def content(self, path: PartPath) -> bytes:
        """The decoded bytes of a part; for a multipart and for "" its raw bytes. KeyError for no such part."""
        raise NotImplementedError

    def raw(self, path: PartPath) -> bytes:
        """The bytes of a part as they are in the message, without its header. KeyError for no such part."""
        raise NotImplementedError

    def entity(self, path: PartPath) -> bytes:
        """Like ``raw`` with the part's own header in front: what a signature of multipart/signed covers."""
        raise NotImplementedError


def read(data: bytes) -> ParsedMessage:
    """Read one message (a leading mbox "From " line is skipped). Caps: nesting 50, parts 2,000, header 256 KB."""
    raise NotImplementedError
