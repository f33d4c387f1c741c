"""A header block cut into fields (RFC 5322 sections 2.2 and 3.6, tolerant); values stay raw bytes."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """One field: ``name`` in lower case, ``value`` unfolded (line breaks gone) but not decoded."""

    name: str
    value: bytes


def fields_of(header_block: bytes) -> tuple[Field, ...]:
    """All fields in order. Lines that are no field are skipped; bare CR and LF end lines; size and number capped."""
    raise NotImplementedError


def first(fields: Iterable[Field], name: str) -> bytes:
    """The value of the first field called ``name`` (lower case), b"" when there is none."""
    return next((field.value for field in fields if field.name == name), b"")
