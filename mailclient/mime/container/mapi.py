"""MAPI properties as TNEF encodes them (MS-OXTNEF section 2.1.3.4): a number, then type, id and values of each."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from mailclient.mime.charset import decode

VALUE_LIMIT = 1_000
"""Values read of one property."""

STRING, UNICODE, BINARY, OBJECT, TIME = 0x1E, 0x1F, 0x102, 0x0D, 0x40
_MULTIPLE = 0x1000
_VARIABLE = {STRING, UNICODE, BINARY, OBJECT}
_SIZES = {0x00: 0, 0x01: 0, 0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8,
          TIME: 8, 0x48: 16}  # fmt: skip
_NAMED = 0x8000
_NAMED_BY_TEXT = 1


class MapiDamagedError(ValueError):
    """The bytes end too soon, or name a type that there is not."""


@dataclass(frozen=True, slots=True)
class Property:
    """One property; of several values the first. ``id`` of a named one is 0: nothing here looks for those."""

    id: int
    type: int
    data: bytes

    def text(self, charset: str) -> str:
        """A string; ``charset`` is that of 8-bit strings."""
        text = self.data.decode("utf-16-le", "replace") if self.type == UNICODE else decode(self.data, charset)
        return text.split("\0", 1)[0]

    def number(self) -> int:
        """An integer or a time, without sign."""
        return int.from_bytes(self.data, "little")


def properties(data: bytes) -> Iterator[Property]:
    """One by one; ``MapiDamagedError`` where they break off, after those that could be read."""
    yield from _Cursor(data).properties()


@dataclass(slots=True)
class _Cursor:
    data: bytes
    position: int = 0

    def properties(self) -> Iterator[Property]:
        for _ in range(self._u32()):
            kind, id_ = struct.unpack("<HH", self._take(4))
            if id_ >= _NAMED:
                self._skip_name()
                id_ = 0
            values = self._values(kind)
            yield Property(id_, kind & ~_MULTIPLE, values[0] if values else b"")

    def _skip_name(self) -> None:
        self._take(16)
        if self._u32() == _NAMED_BY_TEXT:
            self._padded(self._u32())
        else:
            self._u32()

    def _values(self, kind: int) -> list[bytes]:
        single = kind & ~_MULTIPLE
        if single in _VARIABLE:
            return [self._padded(self._u32()) for _ in range(self._count())]
        size = _SIZES.get(single)
        if size is None:
            raise MapiDamagedError(f"type {kind:#x}")
        count = self._count() if kind & _MULTIPLE else 1
        return [self._take(size) for _ in range(count)]

    def _count(self) -> int:
        count = self._u32()
        if count > VALUE_LIMIT:
            raise MapiDamagedError("too many values")
        return count

    def _padded(self, size: int) -> bytes:
        data = self._take(size)
        self.position = min(len(self.data), self.position + -size % 4)
        return data

    def _u32(self) -> int:
        return int.from_bytes(self._take(4), "little")

    def _take(self, size: int) -> bytes:
        data = self.data[self.position : self.position + size]
        if len(data) < size:
            raise MapiDamagedError("breaks off")
        self.position += size
        return data
