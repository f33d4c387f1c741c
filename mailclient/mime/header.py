"""A header block cut into fields (RFC 5322 sections 2.2 and 3.6, tolerant); values stay raw bytes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

FIELD_LIMIT = 5_000
"""Fields read of one block."""

_FIELD = re.compile(rb"^([!-9;-~]++)[ \t]*+:([^\n]*+(?:\n[ \t][^\n]*+)*+)", re.MULTILINE)
_FOLD = re.compile(rb"\r*\n")


@dataclass(frozen=True, slots=True)
class Field:
    """One field: ``name`` in lower case, ``value`` unfolded (line breaks gone) but not decoded."""

    name: str
    value: bytes


def fields_of(header_block: bytes) -> tuple[Field, ...]:
    """All fields in order. Lines that are no field are skipped; bare CR and LF end lines; at most FIELD_LIMIT."""
    if b"\n" not in header_block:
        header_block = header_block.replace(b"\r", b"\n")
    fields = []
    for match in _FIELD.finditer(header_block):
        name, value = match.groups()
        if b"\n" in value:
            value = _FOLD.sub(b"", value)
        fields.append(Field(name.decode("ascii").lower(), value.strip()))
        if len(fields) == FIELD_LIMIT:
            break
    return tuple(fields)


def first(fields: Iterable[Field], name: str) -> bytes:
    """The value of the first field called ``name`` (lower case), b"" when there is none."""
    return next((field.value for field in fields if field.name == name), b"")
