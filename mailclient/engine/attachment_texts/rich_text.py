"""Text of Rich Text Format files (RTF 1.9.1): what is shown, without fonts, styles, pictures and fields' codes."""

import re

_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.IGNORECASE
)
_UNSHOWN = frozenset(
    (
        *(b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"objdata", b"themedata", b"fldinst"),
        *(b"datastore", b"latentstyles", b"listtable", b"listoverridetable", b"rsidtbl", b"generator", b"filetbl"),
        *(b"colorschememapping", b"xmlnstbl", b"revtbl"),
    )
)
_BREAKS = {b"par": "\n", b"line": "\n", b"tab": "\t", b"cell": "\t", b"row": "\n", b"sect": "\n", b"page": "\n"}
_CHARACTERS = {b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”"}
_DEPTH_LIMIT = 2_000
_TEXT_LIMIT = 400_000


def text_of(data: bytes) -> str:
    """As much as can be read; nothing in it is an error."""
    return _Reading(data).text()


class _Reading:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._code_page = "cp1252"
        self._pieces: list[str] = []
        self._bytes = bytearray()
        self._length = 0
        self._skipped = 0
        """How many characters after a ``\\u`` are what older readers show in its place."""

    def text(self) -> str:
        hidden = [False]
        after_star = False
        skip_after_u = [1]
        for found in _TOKEN.finditer(self._data):
            word, number, octet, symbol, brace, plain = found.groups()
            if brace == b"{" and len(hidden) < _DEPTH_LIMIT:
                hidden.append(hidden[-1])
                skip_after_u.append(skip_after_u[-1])
            elif brace == b"}" and len(hidden) > 1:
                hidden.pop()
                skip_after_u.pop()
            elif symbol == b"*":
                after_star = True
                continue
            elif word is not None:
                hidden[-1] = hidden[-1] or word in _UNSHOWN or after_star
                if word == b"uc":
                    skip_after_u[-1] = int(number or 1)
                self._word(word, number, hidden[-1], skip_after_u[-1])
            elif not hidden[-1]:
                self._shown(octet, symbol, plain)
            after_star = False
            if self._length > _TEXT_LIMIT:
                break
        self._flush()
        return "".join(self._pieces)

    def _word(self, word: bytes, number: bytes | None, hidden: bool, skip: int) -> None:
        if word == b"ansicpg" and number and 0 < int(number) < 65002:
            self._code_page = f"cp{int(number)}"
        elif hidden:
            return
        elif word == b"u" and number is not None:
            self._add(chr(int(number) % 65536))
            self._skipped = skip
        else:
            text = _BREAKS.get(word) or _CHARACTERS.get(word)
            if text:
                self._add(text)

    def _shown(self, octet: bytes | None, symbol: bytes | None, plain: bytes | None) -> None:
        if octet is not None:
            if self._skipped:
                self._skipped -= 1
            else:
                self._bytes += bytes.fromhex(octet.decode("ascii"))
        elif symbol is not None:
            self._add({b"~": " ", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}"}.get(symbol, ""))
        elif plain is not None:
            shown = plain[self._skipped :]
            self._skipped = max(0, self._skipped - len(plain))
            self._bytes += shown

    def _add(self, text: str) -> None:
        self._flush()
        self._pieces.append(text)
        self._length += len(text)

    def _flush(self) -> None:
        if self._bytes:
            try:
                text = self._bytes.decode(self._code_page, "replace")
            except LookupError:
                text = self._bytes.decode("cp1252", "replace")
            self._pieces.append(text)
            self._length += len(text)
            self._bytes.clear()
