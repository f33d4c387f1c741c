"""XML from strangers as a small tree: no document type, so no entities; little in size, number and depth.

Expat by hand and not ``xml.etree``, whose parser cannot be told to stop at a document type: whatever comes in one
(entities that grow by the billion, files of this computer, addresses to fetch) is refused with it.
"""

from dataclasses import dataclass, field
from xml.parsers import expat

BYTES_MAX = 256 * 1024
_ELEMENTS_MAX = 5_000
_DEPTH_MAX = 20
_TEXT_MAX = 10_000
"""Characters of one element; also keeps the gathering of many small pieces cheap."""
_BUFFER = 1024 * 1024
"""Bytes of text that come as one piece."""


class XmlRefused(ValueError):  # noqa: N818  it says what happened
    """It is no XML, or more than it should be."""


@dataclass(slots=True)
class Element:
    """``name`` without a namespace; ``text`` is that before the first child, without spaces around it."""

    name: str
    attributes: dict[str, str]
    children: list["Element"] = field(default_factory=list)
    text: str = ""

    def all(self, name: str) -> list["Element"]:
        """Its children of this name."""
        return [child for child in self.children if child.name == name]

    def child(self, name: str) -> "Element | None":
        """The first of them."""
        return next((child for child in self.children if child.name == name), None)

    def text_of(self, name: str) -> str:
        """The text of the first child of this name; "" without one."""
        found = self.child(name)
        return found.text if found is not None else ""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is taken: of bytes, elements, and characters in one element."""

    bytes_max: int = BYTES_MAX
    elements_max: int = _ELEMENTS_MAX
    text_max: int = _TEXT_MAX


def read_xml(data: bytes, bounds: Bounds = Bounds()) -> Element:
    """The root element. ``XmlRefused``."""
    if len(data) > bounds.bytes_max:
        raise XmlRefused(f"{len(data)} bytes")
    builder = _Builder(bounds)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = _BUFFER
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.characters
    try:
        parser.Parse(data.lstrip(), True)
    except (expat.ExpatError, LookupError, ValueError) as error:  # LookupError: a charset that nobody knows
        raise XmlRefused(str(error)) from error
    return builder.root()


def _refuse_doctype(*_declaration: object) -> None:
    raise XmlRefused("a document type")


class _Builder:
    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._open: list[Element] = []
        self._root: Element | None = None
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > self._bounds.elements_max or len(self._open) >= _DEPTH_MAX:
            raise XmlRefused("too many elements")
        element = Element(name.rpartition(":")[2], attributes)
        if self._open:
            self._open[-1].children.append(element)
        elif self._root is None:
            self._root = element
        self._open.append(element)

    def end(self, _name: str) -> None:
        element = self._open.pop()
        element.text = element.text.strip()

    def characters(self, text: str) -> None:
        if self._open and not self._open[-1].children:
            self._open[-1].text += text
            if len(self._open[-1].text) > self._bounds.text_max:
                raise XmlRefused("a text is too long")

    def root(self) -> Element:
        if self._root is None:
            raise XmlRefused("no element")
        return self._root
