"""RTF for reading: the HTML that Outlook wrapped in it (MS-OXRTFEX), and the words.

No formatting is kept but paragraphs: who wants it opens the file. One pass over the tokens, nothing recursive.
"""

import re
from dataclasses import dataclass, field, replace

from mailclient.mime.charset import codec_name, decode

RTF_LIMIT = 2_000_000
"""Bytes read; a second of work."""
GROUP_LIMIT = 1_000

_TOKEN = re.compile(
    rb"([{}])|\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\(.)|[\r\n]+|([^\\{}\r\n]+)|\\", re.DOTALL
)
_SKIPPED = {
    b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"header", b"footer", b"headerf", b"footerf",
    b"listtable", b"listoverridetable", b"themedata", b"datastore", b"generator", b"fldinst", b"mmathPr",
}  # fmt: skip
_CHARACTERS = {
    b"par": "\n", b"line": "\n", b"sect": "\n", b"row": "\n", b"page": "\n", b"tab": "\t", b"cell": "\t",
    b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•", b"endash": "–",
    b"emdash": "—", b"enspace": " ", b"emspace": " ", b"zwj": "\u200d", b"zwnj": "\u200c",
}  # fmt: skip
_SYMBOLS = {b"~": "\xa0", b"_": "\u2011", b"\\": "\\", b"{": "{", b"}": "}", b"\n": "\n", b"\r": "\n"}
_CHARSETS = {
    0: "cp1252", 77: "mac-roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030", 136: "cp950", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rtf:
    """What it says. ``html`` is "" where none is wrapped in it; ``is_plain``: it was made from plain text."""

    text: str
    html: str
    is_plain: bool


def read_rtf(data: bytes) -> Rtf:
    """Never raises; of more than RTF_LIMIT bytes the beginning."""
    reader = _Reader()
    for token in _TOKEN.finditer(data[:RTF_LIMIT]):
        reader.token(token)
    reader.flush()
    html = _joined(reader.html) if reader.wraps_html else ""
    return Rtf("" if html else _joined(reader.text), html, reader.wraps_text)


def _joined(pieces: list[str]) -> str:
    """\\u has the two halves of a character beyond U+FFFF one after the other."""
    return "".join(pieces).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").strip()


@dataclass(slots=True)
class _Group:
    """What holds until the group's end."""

    skipped: bool = False
    is_tag: bool = False
    """Inside \\*\\htmltag: markup that stands in the HTML as it is."""
    is_hidden: bool = False
    """After \\htmlrtf: there for readers of RTF alone."""
    is_fonts: bool = False
    font: int = 0
    fallback_bytes: int = 1
    """How many characters after \\uN are for readers without Unicode."""


@dataclass(slots=True)
class _Reader:
    text: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    wraps_html: bool = False
    wraps_text: bool = False
    _groups: list[_Group] = field(default_factory=lambda: [_Group()])
    _depth: int = 0
    _optional: bool = False
    _skip: int = 0
    _bytes: bytearray = field(default_factory=bytearray)
    _charset: str = "cp1252"
    _fonts: dict[int, str] = field(default_factory=dict)

    def token(self, token: "re.Match[bytes]") -> None:
        brace, word, number, hexadecimal, symbol, run = token.groups()
        if run is not None:
            self._run(run)
        elif hexadecimal is not None:
            self._run(bytes((int(hexadecimal, 16),)))
        elif brace is not None:
            self._brace(opens=brace == b"{")
        elif word is not None:
            self._word(word, None if number is None else int(number))
        elif symbol == b"*":
            self._optional = True
        elif symbol is not None and symbol in _SYMBOLS:
            self._characters(_SYMBOLS[symbol])

    def flush(self) -> None:
        """Bytes become text when a run of one charset ends: a character may be in two tokens."""
        if self._bytes:
            data, self._bytes = bytes(self._bytes), bytearray()
            self._write(decode(data, self._fonts.get(self._groups[-1].font, self._charset)))

    def _brace(self, *, opens: bool) -> None:
        self.flush()
        self._optional = False
        self._skip = 0
        if opens:
            self._depth += 1
            if self._depth < GROUP_LIMIT:
                self._groups.append(replace(self._groups[-1]))
        else:
            if self._depth < GROUP_LIMIT and len(self._groups) > 1:
                self._groups.pop()
            self._depth = max(0, self._depth - 1)

    def _run(self, run: bytes) -> None:
        self._optional = False
        if self._skip:
            skipped = min(self._skip, len(run))
            self._skip -= skipped
            run = run[skipped:]
        if not self._groups[-1].skipped:
            self._bytes += run

    def _word(self, word: bytes, number: int | None) -> None:
        if word != b"u" or not self._bytes:
            self.flush()
        group = self._groups[-1]
        optional, self._optional = self._optional, False
        if word == b"htmltag" and optional:
            group.is_tag, group.skipped = True, False
        elif word in _SKIPPED or optional:
            group.skipped = True
            group.is_fonts = word == b"fonttbl"
        elif word == b"u" and number is not None:
            self.flush()
            self._unicode(number)
        elif word in _CHARACTERS:
            self._characters(_CHARACTERS[word])
        else:
            self._setting(group, word, number)

    def _setting(self, group: _Group, word: bytes, number: int | None) -> None:
        value = number or 0
        if word == b"htmlrtf":
            group.is_hidden = number != 0
        elif word == b"fromhtml":
            self.wraps_html = True
        elif word == b"fromtext":
            self.wraps_text = True
        elif word == b"uc":
            group.fallback_bytes = max(0, min(value, 10))
        elif word == b"ansicpg" and codec_name(f"cp{value}"):
            self._charset = f"cp{value}"
        elif word in (b"f", b"deff"):
            group.font = value
        elif word == b"fcharset" and group.is_fonts and value in _CHARSETS and value:
            self._fonts.setdefault(group.font, _CHARSETS[value])
        elif word == b"plain":
            group.font = 0

    def _unicode(self, number: int) -> None:
        code = number & 0xFFFF
        if not self._groups[-1].skipped:
            self._write(chr(code))
        self._skip = self._groups[-1].fallback_bytes

    def _characters(self, characters: str) -> None:
        self.flush()
        self._optional = False
        self._skip = 0
        if not self._groups[-1].skipped:
            self._write(characters)

    def _write(self, characters: str) -> None:
        group = self._groups[-1]
        if group.is_hidden and not group.is_tag:
            return
        self.html.append(characters)
        if not group.is_tag:
            self.text.append(characters)
