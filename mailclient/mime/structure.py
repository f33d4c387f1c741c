"""One node of a part tree from its raw MIME fields; the same for a parsed message and for IMAP's BODYSTRUCTURE."""

from collections.abc import Iterable

from mailclient.mail.ids import PartPath
from mailclient.mail.part import Part

RawPairs = Iterable[tuple[bytes | str, bytes | str]]


def make_part(
    path: PartPath,
    media_type: str,
    parameters: RawPairs = (),
    *,
    encoding: str = "7bit",
    disposition: str = "",
    disposition_parameters: RawPairs = (),
    content_id: bytes | str = "",
    size: int = 0,
    children: tuple[Part, ...] = (),
) -> Part:
    """The part with parameters and file name decoded and everything in the form ``Part`` promises.

    ``parameters`` are raw name/value pairs as BODYSTRUCTURE gives them (RFC 2231 pieces not joined). The file name is
    the disposition's "filename", else the type's "name".
    """
    raise NotImplementedError


def child_path(parent: PartPath, number: int) -> PartPath:
    """The path of a multipart's child, counted from 1: ("", 2) → "2", ("1", 2) → "1.2".

    The multipart directly inside message/rfc822 part "2" has the path "2.TEXT" (the IMAP section of its bytes); its
    children are "2.1", "2.2"; a single part there is "2.1" (RFC 9051 section 6.4.5.1).
    """
    raise NotImplementedError


def inner_path(message: PartPath, inner_media_type: str) -> PartPath:
    """The path of the structure inside the message/rfc822 part ``message`` (see ``child_path``)."""
    raise NotImplementedError
