"""mailto: addresses read (RFC 6068). A page, a stranger's mail or another program may have written one: nothing it says
may do more than fill in what the user then sees.

Only to, cc, bcc, subject, body and in-reply-to are taken, each decoded once. Nothing can attach a file, name another
header field or carry HTML: what is unknown is passed over. Of recipients only the address is taken, no name beside it,
which could make one look like another.
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from mailclient.mime.addresses import is_address, parse_addresses
from mailclient.mime.words import clean

RECIPIENTS_LIMIT = 500
"""More were hardly meant by whoever clicks on a link."""
URL_LIMIT = 2_000_000
SUBJECT_LIMIT = 2_000
BODY_LIMIT = 200_000
"""Characters."""
_FIELDS_LIMIT = 1_000
_TAKEN = ("to", "cc", "bcc", "subject", "body", "in-reply-to")
_LINE_END = re.compile(r"[\r\n\x00]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_MESSAGE_ID = re.compile(r"<?([^\s<>@]{1,250}@[^\s<>@]{1,250})>?")


@dataclass(frozen=True, slots=True)
class Mailto:
    """What the fields of a new message begin with. ``left_out``: recipients beyond ``RECIPIENTS_LIMIT``."""

    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    subject: str = ""
    body: str = ""
    in_reply_to: str = ""
    left_out: int = 0


def is_mailto(url: str) -> bool:
    """Whether it is one, and not a path or a word."""
    return url[:7].lower() == "mailto:"


def read_mailto(url: str) -> Mailto:
    """The fields of ``url``, whatever it is. Never raises."""
    rest = url[:URL_LIMIT].strip()
    rest = rest[7:] if is_mailto(rest) else rest
    path, _, query = rest.partition("#")[0].partition("?")
    fields: dict[str, list[str]] = {"to": [path.lstrip("/")]}
    for part in re.split(r"&(?:amp;)?", query, maxsplit=_FIELDS_LIMIT)[:_FIELDS_LIMIT]:
        name, _, value = part.partition("=")
        known = _decoded(name[:60]).strip().lower()
        if known in _TAKEN:
            fields.setdefault(known, []).append(value)
    found: dict[str, tuple[str, ...]] = {}
    room = RECIPIENTS_LIMIT
    left_out = 0
    for name in ("to", "cc", "bcc"):
        addresses = _addresses(fields.get(name, []))
        found[name] = addresses[:room]
        left_out += len(addresses) - len(found[name])
        room -= len(found[name])
    message_id = _MESSAGE_ID.fullmatch(_decoded(_first(fields, "in-reply-to")).strip())
    return Mailto(
        found["to"],
        found["cc"],
        found["bcc"],
        subject=_line(_decoded(_first(fields, "subject")))[:SUBJECT_LIMIT],
        body=_text("\r\n".join(_decoded(value) for value in fields.get("body", ())))[:BODY_LIMIT],
        in_reply_to=message_id[1] if message_id and not _CONTROLS.search(message_id[1]) else "",
        left_out=left_out,
    )


def _first(fields: dict[str, list[str]], name: str) -> str:
    return next(iter(fields.get(name, ())), "")


def _decoded(text: str) -> str:
    """Percent signs undone once; "+" is a plus (RFC 6068 section 5); what is no UTF-8 becomes U+FFFD."""
    return unquote_to_bytes(text).decode("utf-8", "replace")


def _addresses(values: list[str]) -> tuple[str, ...]:
    """Each once; a comma between them may be encoded or not. What follows a line break is no recipient."""
    found: dict[str, str] = {}
    for value in values:
        text = _LINE_END.split(_decoded(value), maxsplit=1)[0]
        for each in parse_addresses(text.encode()):
            if is_address(each.address) and not _CONTROLS.search(each.address):
                found.setdefault(each.address.casefold(), each.address)
    return tuple(found.values())


def _line(text: str) -> str:
    return clean(_CONTROLS.sub("", text.replace("\r", " ").replace("\n", " "))).strip()


def _text(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", lines).replace("\ufeff", "")
