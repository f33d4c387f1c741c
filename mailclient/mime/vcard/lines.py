"""A card as its properties: ``group.NAME;PARAM=value:value``, each with the bytes it came as (RFC 6350 section 3).

Tolerant: folds inside a character, vCard 2.1's quoted-printable and its base64 without indentation, parameters without
a name, lines that are none (they belong to the text before them). Never raises.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from mailclient.mime.charset import charset_of, decode

Parameters = tuple[tuple[str, tuple[str, ...]], ...]

_ELEMENT = r'(?:"[^"\n]*+"|[^":;,\n]*+)'
_VALUES = rf"{_ELEMENT}(?:,{_ELEMENT})*+"
_HEAD = re.compile(rf'([\w.-]{{1,100}}+)((?:\s*+;\s*+[^:;="\n]{{1,60}}+(?:={_VALUES})?+)*+)\s*+:')
_PARAMETER = re.compile(rf';\s*+([^:;="\n]++)(=?+)((?<==){_VALUES})?+')
_ONE_VALUE = re.compile(r'"[^"]*+"|[^,]++')
_SOFT = re.compile(rb";\s*(?:encoding\s*=\s*)?quoted-printable\b[^:]*:", re.IGNORECASE)
_BASE64 = re.compile(rb";\s*(?:encoding\s*=\s*)?(?:base64|b)\s*[;:]", re.IGNORECASE)
_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/=]+\s*\Z")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_ENCODINGS = ("QUOTED-PRINTABLE", "BASE64", "B", "8BIT", "7BIT")
_URN = re.compile(r"\s*urn:uuid:", re.IGNORECASE)
_USUAL = {"X-ABLABEL": "X-ABLabel", "X-ABADR": "X-ABADR"}
"""As those write it who made it up; some compare letter by letter."""
_LONG_TEXTS = ("NOTE", "LABEL")
"""What some write over several lines without folding."""
_TELLING_LENGTH = 4_000
"""Bytes; a longer line is a picture, which tells nothing of the charset."""
_LINES_MAX = 20_000
_LINE_OCTETS = 75
"""RFC 6350 section 3.2, without the line end."""


@dataclass(frozen=True, slots=True)
class Property:
    """``name`` and names of parameters are upper case; ``value`` is unfolded and decoded, its escapes still in.

    ``raw``: as it came, folds and line end too; b"": it is new, and is written when the card is. Without a name it is
    something that could not be read, and is kept.
    """

    name: str
    value: str
    parameters: Parameters = ()
    group: str = ""
    raw: bytes = b""

    @property
    def text(self) -> str:
        """The value as one text, escapes undone (RFC 6350 section 3.4)."""
        return unescaped(self.value)

    def all(self, name: str) -> tuple[str, ...]:
        """The values of a parameter."""
        return tuple(value for key, values in self.parameters if key == name for value in values)

    def first(self, name: str) -> str:
        """The first of them, or ""."""
        return next(iter(self.all(name)), "")

    @property
    def types(self) -> tuple[str, ...]:
        """TYPE in lower case; vCard 2.1 leaves out the name."""
        return tuple(word.strip().lower() for value in self.all("TYPE") for word in value.split(","))

    @property
    def essence(self) -> tuple[str, str, frozenset[tuple[str, str]]]:
        """What it says, however it is written."""
        said = {
            (key, word.strip().lower())
            for key, values in self.parameters
            for value in values
            for word in value.split(",")
            if key not in ("CHARSET", "ENCODING")
        }
        return self.name, self.value.strip(), frozenset(said)


def bare_uid(said: str) -> str:
    """A uid without the scheme that members of groups have, and uids sometimes (RFC 6350 section 6.7.6)."""
    found = _URN.match(said)
    return said[found.end() if found else 0 :].strip()


@dataclass(frozen=True, slots=True)
class Card:
    """The properties between BEGIN and END, in order."""

    properties: tuple[Property, ...]

    def all(self, name: str) -> list[Property]:
        """The properties of that name."""
        return [one for one in self.properties if one.name == name]

    def first(self, name: str) -> Property | None:
        """The first of them."""
        return next((one for one in self.properties if one.name == name), None)

    def text(self, name: str) -> str:
        """The text of the first one, or ""."""
        found = self.first(name)
        return "" if found is None else found.text.strip()

    @property
    def version(self) -> str:
        """ "2.1", "3.0", "4.0", or what it says."""
        return self.text("VERSION") or "3.0"

    @property
    def uid(self) -> str:
        """Who it is, or "" where it does not say; see ``bare_uid``."""
        return bare_uid(self.text("UID"))

    def __bytes__(self) -> bytes:
        """As it is stored and sent: what came stays as it came."""
        body = b"".join(one.raw or written(one, self.version) for one in self.properties)
        return b"BEGIN:VCARD\r\n" + body + b"END:VCARD\r\n"


def read_card(data: bytes) -> Card:
    """The properties of one card, with or without its BEGIN and END."""
    lines = list(islice(_unfolded(data), _LINES_MAX))
    charset = charset_of(b"\n".join(line for _, line in lines if len(line) < _TELLING_LENGTH), "utf-8")
    found: list[Property] = []
    more: list[Property] = []
    """Lines that belong to the last one found."""
    for raw, unfolded in lines:
        one = _property(raw, unfolded, charset)
        if one.name in ("BEGIN", "END") and one.value.strip().upper() == "VCARD" and not one.group:
            continue
        if not one.name and found and found[-1].name in _LONG_TEXTS and unfolded.strip():
            more.append(one)
        elif one.name or unfolded.strip():
            _join(found, more)
            found.append(one)
    _join(found, more)
    return Card(tuple(found))


def _join(found: list[Property], more: list[Property]) -> None:
    """Give the last one found the lines that belong to it, all at once: a card may have thousands."""
    if more:
        value = "\\n".join((found[-1].value, *(one.value for one in more)))
        found[-1] = replace(found[-1], value=value, raw=found[-1].raw + b"".join(one.raw for one in more))
        more.clear()


def written(one: Property, version: str) -> bytes:
    """A property as a folded line with its end. A fold never stands inside a character."""
    head = f"{one.group}." if one.group else ""
    name, value = _USUAL.get(one.name, one.name), one.value
    parameters = list(one.parameters)
    if version == "2.1" and not (value.isascii() and "\n" not in value):
        parameters += [("CHARSET", ("UTF-8",)), ("ENCODING", ("QUOTED-PRINTABLE",))]
        plain = value.replace("\\n", "\r\n").replace("\\,", ",")  # 2.1 knows one escape, that of the semicolon
        quoted = binascii.b2a_qp(plain.encode("utf-8", "replace"), istext=False).replace(b"=\n", b"=\r\n")
        return f"{head}{name}{_parameters(parameters, version)}:".encode() + quoted + b"\r\n"
    line = f"{head}{name}{_parameters(parameters, version)}:{value}".replace("\r", "").replace("\n", "\\n")
    return folded(line.encode("utf-8", "replace"))


def folded(line: bytes) -> bytes:
    """Cut into lines of 75 octets at most."""
    pieces: list[bytes] = []
    room, start = _LINE_OCTETS, 0
    while len(line) - start > room:
        end = start + room
        while end > start and line[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(line[start:end])
        start, room = end, _LINE_OCTETS - 1
    pieces.append(line[start:])
    return b"\r\n ".join(pieces) + b"\r\n"


def escaped(text: str) -> str:
    """Text as a value (RFC 6350 section 3.4)."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = "".join(char for char in plain if char == "\n" or char == "\t" or char >= " ")
    return plain.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;").replace("\n", "\\n")


def unescaped(value: str) -> str:
    """A value as text."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value) if "\\" in value else value


def parts(value: str, separator: str = ";") -> list[str]:
    """The pieces of a value between separators that are not escaped, each as text."""
    found, start, place = [], 0, 0
    while place < len(value):
        if value[place] == "\\":
            place += 1
        elif value[place] == separator:
            found.append(value[start:place])
            start = place + 1
        place += 1
    return [unescaped(piece).strip() for piece in (*found, value[start:])]


def _parameters(parameters: list[tuple[str, tuple[str, ...]]], version: str) -> str:
    said = []
    for name, values in parameters:
        if not values:
            continue
        if version == "2.1" and name == "TYPE":
            said += [f";{value.upper()}" for value in values]
        else:
            said.append(f";{name}={','.join(map(_parameter_value, values))}")
    return "".join(said)


def _parameter_value(value: str) -> str:
    """Quoted where it must be; RFC 6868 for what cannot stand inside."""
    if any(char in value for char in '"\n^'):
        value = value.replace("^", "^^").replace("\n", "^n").replace('"', "^'")
    return f'"{value}"' if any(char in value for char in ",;: ") else value


def _unfolded(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each property: the bytes it came as, and those of its one line."""
    raw, line, soft, is_base64 = bytearray(), bytearray(), False, False
    for piece in data.splitlines(keepends=True):
        bare = piece.rstrip(b"\r\n")
        if soft and line.endswith(b"="):
            del line[-1:]
            line += bare
        elif raw and bare[:1] in (b" ", b"\t") and (bare.strip() or not is_base64):
            line += bare.lstrip() if is_base64 else bare[1:]
        elif raw and is_base64 and _BASE64_LINE.match(bare):
            line += bare
        elif raw and is_base64 and not bare.strip():
            is_base64 = False
        else:
            if raw:
                yield bytes(raw), bytes(line)
            raw, line = bytearray(), bytearray(bare)
            soft, is_base64 = _SOFT.search(bare) is not None, _BASE64.search(bare) is not None
        raw += piece
    if raw:
        yield bytes(raw), bytes(line)


def _property(raw: bytes, line: bytes, charset: str) -> Property:
    text = decode(line, charset)
    head = _HEAD.match(text.lstrip("\ufeff"))
    if head is None:
        return Property("", text.strip("\ufeff"), raw=raw)
    text = text.lstrip("\ufeff")
    parameters = tuple(_parameter(*found) for found in _PARAMETER.findall(head[2]))
    group, _, name = head[1].rpartition(".")
    one = Property(name.upper(), text[head.end() :], parameters, group, raw)
    if "QUOTED-PRINTABLE" in (value.upper() for value in one.all("ENCODING")):
        data = binascii.a2b_qp(line[line.index(b":", len(text[: head.end() - 1].encode("ascii", "ignore"))) + 1 :])
        plain = decode(data, one.first("CHARSET") or "utf-8")
        return replace(one, value=plain.replace("\r\n", "\n").replace("\n", "\\n"))
    if one.first("CHARSET"):
        whole = decode(line, one.first("CHARSET"))
        again = _HEAD.match(whole)
        return one if again is None else replace(one, value=whole[again.end() :])
    return one


def _parameter(name: str, equals: str, value: str) -> tuple[str, tuple[str, ...]]:
    key = name.strip().upper()
    if not equals:
        return ("ENCODING" if key in _ENCODINGS else "TYPE"), (name.strip(),)
    return key, tuple(_plain(each) for each in _ONE_VALUE.findall(value))


def _plain(value: str) -> str:
    """Without its quotes, RFC 6868 escapes undone."""
    bare = value.strip().strip('"')
    if "^" not in bare:
        return bare
    return re.sub(r"\^(['n^])", lambda found: {"'": '"', "n": "\n", "^": "^"}[found[1]], bare)
