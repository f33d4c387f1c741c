"""Values with parameters: Content-Type, Content-Disposition (RFC 2045 5.1, RFC 2183, RFC 2231, RFC 2047 by habit)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import unquote_to_bytes

from mailclient.mime.charset import codec_name, decode_and_tell
from mailclient.mime.words import clean, decode_words, header_text

PARAMETER_LIMIT = 500

_VALUE = re.compile(r"\s*([^;\s]*)[^;=]*?(?=;|\s[^;\s=]+\s*=|$)")
_PARAMETER = re.compile(r"""[;\s="]++|([^\s=;"]++)\s*+(?:=\s*+("(?:[^"\\]|\\.)*+"|[^;]*+))?[^;]*+""", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_COMMENT = re.compile(r"\([^()]*+\)")
_PIECE = re.compile(r"([^*]+)(?:\*(0|[1-9]\d{0,3}))?(\*)?")
_FREE_TEXT = {"name", "filename"}


def parse_value(raw: bytes | str) -> tuple[str, dict[str, str]]:
    """``(value, parameters)`` of 'text/plain; charset=utf-8': the value in lower case, parameters decoded."""
    text = header_text(raw)
    value = _VALUE.match(text)
    start = value.end() if value else 0
    name = _COMMENT.sub("", value[1]) if value else ""
    return name.strip('" ').lower(), join_parameters(_pairs(text[start:]))


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for match in islice(_PARAMETER.finditer(text), PARAMETER_LIMIT):
        name, value = match[1], match[2]
        if value is None:
            continue
        name, value = name.lower(), value.strip()
        if value.startswith('"'):
            value = _ESCAPED.sub(r"\1", value[1:-1] if len(value) > 1 and value.endswith('"') else value[1:])
        elif name.split("*")[0] not in _FREE_TEXT:
            value = _COMMENT.sub("", value).strip()
        yield name, value


@dataclass(slots=True)
class _Pieces:
    """What was said about one parameter, in the three ways it can be said; the first of each counts."""

    plain: str | None = None
    extended: str | None = None
    numbered: dict[int, tuple[str, bool]] = field(default_factory=dict)
    """number → (text, whether it is percent-encoded)"""
    repeated: bool = False

    def number(self, number: int, text: str, *, encoded: bool) -> None:
        """Take a piece; once one comes twice, somebody has appended to the header and the rest is not believed."""
        self.repeated = self.repeated or number in self.numbered
        if not self.repeated:
            self.numbered[number] = (text, encoded)

    def whole(self) -> list[tuple[str, bool]]:
        """What ``name*`` says."""
        return [] if self.extended is None else [(self.extended, True)]

    def run(self) -> list[tuple[str, bool]]:
        """What ``name*0`` and those after it say, up to the first that is missing."""
        run: list[tuple[str, bool]] = []
        while len(run) in self.numbered:
            run.append(self.numbered[len(run)])
        return run


def join_parameters(pairs: Iterable[tuple[bytes | str, bytes | str]]) -> dict[str, str]:
    """Decoded parameters from raw ones, as IMAP's BODYSTRUCTURE lists them.

    Joins RFC 2231 pieces (``name*0*``), decodes its charset, and encoded words in values. Names in lower case.
    """
    found: dict[str, _Pieces] = {}
    for raw_name, raw_value in pairs:
        name = _PIECE.fullmatch(header_text(raw_name).strip().lower())
        if name is None:
            continue
        value = header_text(raw_value)
        pieces = found.setdefault(name[1], _Pieces())
        if name[2] is not None:
            pieces.number(int(name[2]), value, encoded=bool(name[3]))
        elif name[3]:
            pieces.extended = pieces.extended if pieces.extended is not None else value
        elif pieces.plain is None:
            pieces.plain = value
    decoded = {name: _decoded(pieces, detect=name in _FREE_TEXT) for name, pieces in found.items()}
    return {name: value for name, value in decoded.items() if value is not None}


def _decoded(pieces: _Pieces, *, detect: bool) -> str | None:
    """The first way it is said in that can be read without guessing; the first of all where there is none."""
    guessed = []
    for run in (pieces.whole(), pieces.run()):
        text, sure = _extended(run, detect=detect) if run else ("", False)
        if sure:
            return text
        if run:
            guessed.append(text)
    if pieces.plain is not None:
        return decode_words(pieces.plain, detect=detect)
    return guessed[0] if guessed else None


def _extended(run: list[tuple[str, bool]], *, detect: bool) -> tuple[str, bool]:
    """RFC 2231: the first piece starts with charset'language' when it is percent-encoded. And whether it fits."""
    charset = ""
    first, encoded = run[0]
    if encoded and first.count("'") >= 2:
        charset, _, first = first.split("'", 2)
        run = [(first, True), *run[1:]]
    if not any(encoded for _, encoded in run):
        return decode_words("".join(text for text, _ in run), detect=detect), True
    codec = codec_name(charset)
    data = b"".join(
        unquote_to_bytes(text) if encoded else text.encode(codec or "utf-8", "replace") for text, encoded in run
    )
    text, guessed = decode_and_tell(data, charset, detect=detect)
    sure = data.isascii() or (codec is not None and not guessed and "\ufffd" not in text)
    return clean(text).strip(), sure
