"""Text of office files: Office Open XML (ECMA-376) and OpenDocument (ISO/IEC 26300), both XML in a zip.

Bounded against bombs: what is unpacked is counted as it comes, never believed from the directory of the zip; entities
are refused before they are expanded, external ones are never fetched.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from xml.parsers import expat

from mailclient.engine.attachment_texts.outcome import Outcome, ReadingError

_UNPACKED_LIMIT = 60_000_000
"""Bytes of all members read."""
_TEXT_LIMIT = 400_000
_DEPTH_LIMIT = 200
_PIECE = 65_536
_OPEN_XML = re.compile(
    r"word/(document|footnotes|endnotes|comments|header\d*|footer\d*)\.xml"
    r"|ppt/(slides/slide\d+|notesSlides/notesSlide\d+)\.xml"
    r"|xl/(sharedStrings|workbook|worksheets/sheet\d+)\.xml"
)
_PARAGRAPHS = frozenset({"p", "si", "h", "br", "tab", "is", "tc", "table-cell", "line-break", "row"})
_TEXT = frozenset({"t"})


def text_of(data: bytes) -> str:
    """``ReadingError`` when it is no such file, locked, or too large when unpacked."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise ReadingError(Outcome.LOCKED)  # an encrypted one is an OLE file
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _text_in(archive)
    except (zipfile.BadZipFile, expat.ExpatError, NotImplementedError, EOFError) as error:
        raise ReadingError(Outcome.UNREADABLE) from error
    except RuntimeError as error:  # a member that wants a password
        raise ReadingError(Outcome.LOCKED) from error


def _text_in(archive: zipfile.ZipFile) -> str:
    names = archive.namelist()
    is_open_document = "content.xml" in names
    wanted = ["content.xml"] if is_open_document else [name for name in names if _OPEN_XML.fullmatch(name)]
    if not wanted:
        raise ReadingError(Outcome.UNREADABLE)
    words = _Words(everything=is_open_document)
    left = _UNPACKED_LIMIT
    for name in sorted(set(wanted), key=_in_order):
        words.begin()
        for piece in _pieces(archive, name):
            left -= len(piece)
            if left < 0:
                raise ReadingError(Outcome.TOO_LARGE)
            words.feed(piece)
            if words.length > _TEXT_LIMIT:
                return words.text
    return words.text


def _pieces(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with archive.open(name) as member:
        while piece := member.read(_PIECE):
            yield piece


def _in_order(name: str) -> tuple[bool, str, int]:
    number = re.search(r"(\d+)\.xml$", name)
    return name != "word/document.xml", name.rstrip("0123456789.xml"), int(number[1]) if number else 0


class _Words:
    """Character data of XML: of elements ``t``, or ``everything``; a line for each paragraph."""

    def __init__(self, *, everything: bool) -> None:
        self._everything = everything
        self._pieces: list[str] = []
        self.length = 0

    def begin(self) -> None:
        """The next document."""
        self._inside = self._depth = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._data
        self._parser.EntityDeclHandler = self._refuse
        self._parser.ExternalEntityRefHandler = self._refuse

    def feed(self, data: bytes) -> None:
        """Some of it."""
        self._parser.Parse(data, False)

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEPTH_LIMIT:
            raise ReadingError(Outcome.UNREADABLE)
        local = name.rpartition(":")[2]
        self._inside += local in _TEXT
        if local == "sheet" and attributes.get("name"):
            self._add(f"{attributes['name']}\n")

    def _end(self, name: str) -> None:
        self._depth -= 1
        local = name.rpartition(":")[2]
        self._inside -= local in _TEXT
        if local in _PARAGRAPHS:
            self._add("\n")

    def _data(self, data: str) -> None:
        if self._everything or self._inside:
            self._add(data)

    def _add(self, text: str) -> None:
        self._pieces.append(text)
        self.length += len(text)

    def _refuse(self, *_declared: object) -> int:
        raise ReadingError(Outcome.UNREADABLE)
