"""The section of BODY[…]: reading it, and finding its bytes in a message (RFC 3501 section 6.4.5)."""

import re
from dataclasses import dataclass

from mailclient.demo.imap_server.answer import BadCommandError, astring
from mailclient.demo.imap_server.arguments import Arguments
from mailclient.demo.imap_server.raw_part import RawPart, header_fields

_PATH = re.compile(rb"\d{1,9}(?:\.\d{1,9})*")
FIELD_LIMIT = 500


@dataclass(frozen=True, slots=True)
class Section:
    """``path`` of part numbers, then "", HEADER, HEADER.FIELDS, HEADER.FIELDS.NOT, TEXT or MIME."""

    path: tuple[int, ...] = ()
    text: str = ""
    fields: tuple[bytes, ...] = ()

    def written(self) -> bytes:
        """The section as it is repeated in the answer."""
        words = [str(number) for number in self.path] + ([self.text] if self.text else [])
        written = ".".join(words).encode("ascii")
        if self.text.startswith("HEADER.FIELDS"):
            written += b" (" + b" ".join(astring(name) for name in self.fields) + b")"
        return written

    def find(self, message: RawPart, data: bytes) -> bytes | None:
        """The bytes of this section; None (NIL) when the message has no such part."""
        if not self.path:
            return data if not self.text else self._of_message(message)
        part = _part_at(message, self.path)
        if part is None:
            return None
        if not self.text:
            return part.body
        if self.text == "MIME":
            return part.header
        return self._of_message(part.children[0]) if part.is_message else None

    def _of_message(self, message: RawPart) -> bytes:
        if self.text == "HEADER":
            return message.header
        if self.text == "TEXT":
            return message.body
        wanted = {name.lower() for name in self.fields}
        unwanted = self.text == "HEADER.FIELDS.NOT"
        kept = [raw for name, raw in header_fields(message.header) if (name in wanted) != unwanted]
        return b"".join(kept) + b"\r\n"


def read_section(arguments: Arguments) -> Section:
    """Take a section with its brackets."""
    arguments.expect(b"[")
    path: tuple[int, ...] = ()
    if arguments.peek().isdigit():
        path = tuple(int(number) for number in arguments.take(_PATH, "a section").split(b"."))
        if 0 in path:
            raise BadCommandError("Part numbers begin at 1")
        if arguments.skip(b"]"):
            return Section(path)
        arguments.expect(b".")
    elif arguments.skip(b"]"):
        return Section()
    text = arguments.word()
    if text not in ("HEADER", "HEADER.FIELDS", "HEADER.FIELDS.NOT", "TEXT") and not (path and text == "MIME"):
        raise BadCommandError("Unknown section")
    fields: tuple[bytes, ...] = ()
    if text.startswith("HEADER.FIELDS"):
        fields = _field_names(arguments)
    arguments.expect(b"]")
    return Section(path, text, fields)


def _field_names(arguments: Arguments) -> tuple[bytes, ...]:
    arguments.space()
    arguments.expect(b"(")
    names = [arguments.astring()]
    while arguments.skip(b" "):
        names.append(arguments.astring())
        if len(names) > FIELD_LIMIT:
            raise BadCommandError("Too many fields")
    arguments.expect(b")")
    return tuple(names)


def _part_at(message: RawPart, path: tuple[int, ...]) -> RawPart | None:
    """The part; below a message/rfc822 the numbers count the parts of the message inside."""
    part = message.part(path[0])
    for number in path[1:]:
        if part is None:
            return None
        if part.is_message:
            part = part.children[0].part(number)
        elif part.is_multipart:
            part = part.part(number)
        else:
            return None
    return part
