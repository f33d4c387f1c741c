"""One node of a part tree from its raw MIME fields; the same for a parsed message and for IMAP's BODYSTRUCTURE."""

import re
from collections.abc import Iterable

from mailclient.mail.ids import PartPath
from mailclient.mail.part import Part
from mailclient.mime.parameters import join_parameters
from mailclient.mime.words import header_text

RawPairs = Iterable[tuple[bytes | str, bytes | str]]

_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,127}/[a-z0-9!#$&^_.+-]{1,127}")
_ENCODING = re.compile(r"[a-z0-9-]{1,40}")
_WORD = re.compile(r"[a-z0-9_.+-]{1,80}")
_INSIDE = ".TEXT"


def make_part(
    path: PartPath,
    media_type: str,
    parameters: RawPairs = (),
    *,
    encoding: str = "7bit",
    disposition: str = "",
    disposition_parameters: RawPairs = (),
    content_id: bytes | str = "",
    location: bytes | str = "",
    size: int = 0,
    children: tuple[Part, ...] = (),
) -> Part:
    """The part with parameters and file name decoded and everything in the form ``Part`` promises.

    ``parameters`` are raw name/value pairs as BODYSTRUCTURE gives them (RFC 2231 pieces not joined). The file name is
    the disposition's "filename", else the type's "name".
    """
    return plain_part(
        path,
        media_type,
        join_parameters(parameters),
        encoding=encoding,
        disposition=disposition,
        disposition_parameters=join_parameters(disposition_parameters),
        content_id=content_id,
        location=location,
        size=size,
        children=children,
    )


def plain_part(
    path: PartPath,
    media_type: str,
    parameters: dict[str, str],
    *,
    encoding: str,
    disposition: str,
    disposition_parameters: dict[str, str],
    content_id: bytes | str,
    location: bytes | str,
    size: int,
    children: tuple[Part, ...],
) -> Part:
    """``make_part`` for parameters that are decoded already."""
    media_type = media_type.strip().lower()
    encoding = encoding.strip().lower()
    disposition = disposition.strip().lower()
    return Part(
        path=path,
        media_type=media_type if _MEDIA_TYPE.fullmatch(media_type) else "text/plain",
        parameters=parameters,
        encoding=encoding if _ENCODING.fullmatch(encoding) else "7bit",
        disposition=_disposition(disposition),
        filename=disposition_parameters.get("filename") or parameters.get("name", ""),
        content_id=header_text(content_id).strip().strip("<>").strip(),
        size=size,
        children=children,
        location="".join(header_text(location).split()),
    )


def _disposition(word: str) -> str:
    """An unknown disposition is an attachment (RFC 2183 section 2.8), what is no word at all is none."""
    if word == "inline" or not _WORD.fullmatch(word):
        return word if word == "inline" else ""
    return "attachment"


def child_path(parent: PartPath, number: int) -> PartPath:
    """The path of a multipart's child, counted from 1: ("", 2) → "2", ("1", 2) → "1.2".

    The multipart directly inside message/rfc822 part "2" has the path "2.TEXT" (the IMAP section of its bytes); its
    children are "2.1", "2.2"; a single part there is "2.1" (RFC 9051 section 6.4.5.1).
    """
    parent = PartPath(parent.removesuffix(_INSIDE))
    return PartPath(f"{parent}.{number}" if parent else str(number))


def inner_path(message: PartPath, inner_media_type: str) -> PartPath:
    """The path of the structure inside the message/rfc822 part ``message`` (see ``child_path``)."""
    return PartPath(message + _INSIDE if inner_media_type.startswith("multipart/") else f"{message}.1")
