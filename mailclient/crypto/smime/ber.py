"""BER as mail has it (X.690): indefinite lengths, strings in pieces. Elements are slices; nothing large is copied.

Only what is outside the leaves is read here. Trailing bytes, depth and number are bounded, and a length that goes past
its container is an error, so that nothing can hide between what two readers see.
"""

from collections.abc import Iterator
from dataclasses import dataclass

MOST_DEPTH = 32
MOST_ELEMENTS = 100_000
"""Elements that say where they end only at their end are walked once for each level above them: hence both."""
_MOST_PIECES_DEPTH = 4
"""Of pieces in pieces of a string; nobody makes two."""

INTEGER = 0x02
OCTET_STRING = 0x04
OBJECT_IDENTIFIER = 0x06
SEQUENCE = 0x30
SET = 0x31
_CONSTRUCTED = 0x20
_INDEFINITE = 0x80
_END = b"\x00\x00"


class BerError(ValueError):
    """Not BER, cut short, too deep, or not the structure that was expected."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its tag byte (class, constructed bit, number), itself with its header, and what is in it."""

    tag: int
    whole: memoryview
    contents: memoryview
    indefinite: bool = False

    @property
    def constructed(self) -> bool:
        """Whether there are elements in it."""
        return bool(self.tag & _CONSTRUCTED)

    def children(self) -> list["Element"]:
        """What is in it. ``BerError``."""
        if not self.constructed:
            raise BerError("not a constructed element")
        return list(_elements(self.contents, 1, [0]))


def element(data: bytes | memoryview) -> Element:
    """The one element that ``data`` is; zero bytes after it are allowed (some mailers pad). ``BerError``."""
    view = memoryview(data)
    found, end = _element_at(view, 0, 0, [0])
    if any(view[end : end + 4096]) or len(view) - end > 4096:
        raise BerError("bytes after the end")
    return found


def sequence(found: Element, tag: int = SEQUENCE, *, least: int = 0) -> list[Element]:
    """The children of an element that must have this tag, at least so many. ``BerError``."""
    if found.tag != tag:
        raise BerError(f"tag {found.tag:#x} where {tag:#x} was expected")
    children = found.children()
    if len(children) < least:
        raise BerError("less than was expected")
    return children


def inside(found: Element) -> Element:
    """The only child: of an explicit tag. ``BerError``."""
    children = found.children()
    if len(children) != 1:
        raise BerError("an explicit tag holds one element")
    return children[0]


def octets(found: Element) -> list[memoryview]:
    """The pieces of an OCTET STRING, whatever its (implicit) tag is. ``BerError``."""
    if not found.constructed:
        return [found.contents]
    pieces: list[memoryview] = []
    waiting = [iter(found.children())]
    while waiting:
        child = next(waiting[-1], None)
        if child is None:
            waiting.pop()
        elif child.tag == OCTET_STRING:
            pieces.append(child.contents)
        elif child.tag == OCTET_STRING | _CONSTRUCTED and len(waiting) < _MOST_PIECES_DEPTH:
            waiting.append(iter(child.children()))
        else:
            raise BerError("something else between the pieces of an OCTET STRING")
    return pieces


def der(found: Element, tag: int | None = None) -> bytes:
    """The same with definite lengths and whole strings, under another tag if one is given. ``BerError``."""
    return _der(found, tag, 0)


def header(tag: int, length: int) -> bytes:
    """Tag and length in DER."""
    if length < 0x80:
        return bytes((tag, length))
    size = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(size))) + size


def object_identifier(found: Element) -> str:
    """Dotted. ``BerError``."""
    data = bytes(found.contents)
    if found.tag != OBJECT_IDENTIFIER or not data or data[-1] & 0x80 or len(data) > 64:
        raise BerError("not an OBJECT IDENTIFIER")
    arcs = []
    value = 0
    for byte in data:
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            arcs.append(value)
            value = 0
    first = min(arcs[0] // 40, 2)
    return ".".join(str(arc) for arc in (first, arcs[0] - 40 * first, *arcs[1:]))


def _der(found: Element, tag: int | None, depth: int) -> bytes:
    if depth > MOST_DEPTH:
        raise BerError("too deep")
    own = found.tag if tag is None else tag
    if found.tag == OCTET_STRING | _CONSTRUCTED:
        own = OCTET_STRING if tag is None else tag & ~_CONSTRUCTED
        contents = b"".join(octets(found))
    elif found.constructed:
        contents = b"".join(_der(child, None, depth + 1) for child in found.children())
    else:
        contents = bytes(found.contents)
    return header(own, len(contents)) + contents


def _elements(view: memoryview, depth: int, count: list[int]) -> Iterator[Element]:
    position = 0
    while position < len(view):
        found, position = _element_at(view, position, depth, count)
        yield found


def _element_at(view: memoryview, start: int, depth: int, count: list[int]) -> tuple[Element, int]:
    """The element that starts there, and where the next one would. Indefinite ones are walked to their end."""
    count[0] += 1
    if depth > MOST_DEPTH or count[0] > MOST_ELEMENTS:
        raise BerError("too deep, or too many elements")
    if len(view) - start < 2:
        raise BerError("cut short")
    tag, first = view[start], view[start + 1]
    if tag & 0x1F == 0x1F or tag == 0:
        raise BerError("a tag that CMS does not have")
    position = start + 2
    if first == _INDEFINITE:
        return _indefinite(view, start, depth, count)
    length = first
    if first & 0x80:
        size = first & 0x7F
        if size > 8 or len(view) - position < size:
            raise BerError("a length that cannot be")
        length = int.from_bytes(view[position : position + size], "big")
        position += size
    end = position + length
    if end > len(view):
        raise BerError("cut short")
    return Element(tag, view[start:end], view[position:end]), end


def _indefinite(view: memoryview, start: int, depth: int, count: list[int]) -> tuple[Element, int]:
    tag = view[start]
    if not tag & _CONSTRUCTED:
        raise BerError("an indefinite length of something that has no elements")
    position = start + 2
    while view[position : position + 2] != _END:
        _, position = _element_at(view, position, depth + 1, count)
    end = position + 2
    return Element(tag, view[start:end], view[start + 2 : position], indefinite=True), end
