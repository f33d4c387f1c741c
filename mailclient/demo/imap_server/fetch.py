"""What FETCH can ask for: reading the items, and writing them for one message (RFC 3501 section 6.4.5)."""

import functools
from dataclasses import dataclass
from datetime import datetime

from mailclient.demo.imap_server.answer import BadCommandError, literal, string
from mailclient.demo.imap_server.arguments import Arguments
from mailclient.demo.imap_server.body_structure import body_structure
from mailclient.demo.imap_server.envelope import envelope
from mailclient.demo.imap_server.raw_part import RawPart, read_part
from mailclient.demo.imap_server.section import Section, read_section
from mailclient.demo.mailbox import Mail

ITEM_LIMIT = 200
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MACROS = {
    "ALL": ("FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE"),
    "FAST": ("FLAGS", "INTERNALDATE", "RFC822.SIZE"),
    "FULL": ("FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE", "BODY"),
}
_SIMPLE = {"FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE", "BODYSTRUCTURE", "UID", "MODSEQ"}
_OLD = {
    "RFC822": (Section(), True),
    "RFC822.HEADER": (Section(text="HEADER"), False),
    "RFC822.TEXT": (Section(text="TEXT"), True),
}


@dataclass(frozen=True, slots=True)
class FetchItem:
    """One item. With a ``section``, ``partial`` is (first byte, count) or None, and ``marks_seen`` is not PEEK."""

    name: str
    section: Section | None = None
    partial: tuple[int, int] | None = None
    marks_seen: bool = False


def read_items(arguments: Arguments) -> list[FetchItem]:
    """Take a macro, one item, or items in parentheses."""
    if not arguments.skip(b"("):
        return _read_item(arguments, macros=True)
    items = _read_item(arguments)
    while arguments.skip(b" "):
        items += _read_item(arguments)
        if len(items) > ITEM_LIMIT:
            raise BadCommandError("Too many items")
    arguments.expect(b")")
    return items


def write_item(item: FetchItem, mail: Mail, flags: bytes) -> bytes:
    """The item's name and value for one message; ``flags`` is its finished FLAGS item."""
    if item.section is not None:
        return _write_section(item, item.section, mail)
    match item.name:
        case "FLAGS":
            return flags
        case "UID":
            return b"UID %d" % mail.uid
        case "MODSEQ":
            return b"MODSEQ (%d)" % mail.modseq
        case "INTERNALDATE":
            return b"INTERNALDATE " + string(internal_date(mail.received))
        case "RFC822.SIZE":
            return b"RFC822.SIZE %d" % len(mail.data)
        case "ENVELOPE":
            return b"ENVELOPE " + _envelope(mail.data)
        case _:
            return item.name.encode("ascii") + b" " + _structure(mail.data, item.name == "BODYSTRUCTURE")


def internal_date(moment: datetime) -> bytes:
    """A date-time, "21-Nov-2026 09:05:00 +0900"."""
    month = MONTHS[moment.month - 1]
    return f"{moment.day:2d}-{month}-{moment.year:04d} {moment:%H:%M:%S %z}".encode("ascii")


@functools.lru_cache(maxsize=256)
def tree(data: bytes) -> RawPart:
    """The part tree of a message, read once."""
    return read_part(data)


@functools.lru_cache(maxsize=1024)
def _envelope(data: bytes) -> bytes:
    return envelope(tree(data))


@functools.lru_cache(maxsize=1024)
def _structure(data: bytes, extended: bool) -> bytes:
    return body_structure(tree(data), extended=extended)


def _read_item(arguments: Arguments, *, macros: bool = False) -> list[FetchItem]:
    for start, marks_seen in ((b"BODY.PEEK[", False), (b"BODY[", True)):
        if arguments.skip(start):
            arguments.back(1)
            section = read_section(arguments)
            return [FetchItem("BODY", section, _read_partial(arguments), marks_seen)]
    name = arguments.word()
    if macros and name in _MACROS:
        return [FetchItem(item) for item in _MACROS[name]]
    if name in _OLD:
        section, marks_seen = _OLD[name]
        return [FetchItem(name, section, None, marks_seen)]
    if name not in _SIMPLE and name != "BODY":
        raise BadCommandError("Unknown fetch item")
    return [FetchItem(name)]


def _read_partial(arguments: Arguments) -> tuple[int, int] | None:
    if not arguments.skip(b"<"):
        return None
    first = arguments.number()
    arguments.expect(b".")
    count = arguments.number()
    arguments.expect(b">")
    if count == 0:
        raise BadCommandError("A partial of no bytes")
    return first, count


def _write_section(item: FetchItem, section: Section, mail: Mail) -> bytes:
    data = section.find(tree(mail.data), mail.data)
    name = item.name.encode("ascii")
    if item.name == "BODY":
        name += b"[" + section.written() + b"]"
    if item.partial is not None:
        first, count = item.partial
        name += b"<%d>" % first
        data = data[first : first + count] if data is not None else None
    return name + b" " + (b"NIL" if data is None else literal(data))
