r"""``prefs.js`` → names and values: lines ``user_pref("name", value);``, with a string, a number, true or false.

Read with one regular expression, never run: it is no program. What is no such line is skipped; strings have the escapes
of JavaScript (``\" \\ \n \r \t \xNN \uNNNN``).
"""

import re
from pathlib import Path

from mailclient.engine.imports.foreign_file import read_start
from mailclient.mail.problem import MailError

LIMIT = 16_000_000
"""Bytes of a file that are read; a large one has one."""
_WANTED = ("mail.", "mailnews.", "ldap_2.")
_LINE = re.compile(
    r"""^[ \t]*user_pref\(\s*(?P<name>"(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+')\s*,"""
    r"""\s*(?P<value>"(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+'|-?\d{1,18}|true|false)\s*\)\s*;""",
    re.MULTILINE,
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(.))")
_LETTERS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": ""}

Value = str | int | bool


class Prefs:
    """What is set; the rest is at its default, which the caller knows. A value of another type counts as not set."""

    def __init__(self, values: dict[str, Value], *, cut: bool = False) -> None:
        self._values = values
        self.cut = cut
        """The file was longer than what is read of it."""

    @classmethod
    def of(cls, profile: Path) -> "Prefs":
        """Of a profile: ``prefs.js`` and over it ``user.js``, as Thunderbird does. ``MailError(FILE_UNREADABLE)``."""
        data = read_start(profile / "prefs.js", LIMIT)
        try:
            own = read_start(profile / "user.js", LIMIT)
        except MailError:
            own = b""
        return cls(parse(data) | parse(own), cut=LIMIT in (len(data), len(own)))

    def text(self, name: str, default: str = "") -> str:
        """A string; white space around it is gone."""
        value = self._values.get(name)
        return value.strip() if isinstance(value, str) else default

    def number(self, name: str, default: int = 0) -> int:
        """A number."""
        value = self._values.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else default

    def flag(self, name: str, default: bool = False) -> bool:
        """True or false."""
        value = self._values.get(name)
        return value if isinstance(value, bool) else default

    def words(self, name: str) -> list[str]:
        """A list, separated by commas; each once."""
        return list(dict.fromkeys(word.strip() for word in self.text(name).split(",") if word.strip()))

    def below(self, start: str) -> list[str]:
        """The next components of all names that begin so, in order: "mailnews.tags." → keys of tags …"""
        found = (name[len(start) :] for name in self._values if name.startswith(start))
        return list(dict.fromkeys(found))


def parse(data: bytes) -> dict[str, Value]:
    """The values that concern mail; of a name that comes twice the last."""
    text = data.decode("utf-8", "replace")
    found = ((_unquoted(match["name"]), match["value"]) for match in _LINE.finditer(text))
    return {name: _value(value) for name, value in found if name.startswith(_WANTED)}


def _value(text: str) -> Value:
    if text in ("true", "false"):
        return text == "true"
    return int(text) if text[0] not in "\"'" else _unquoted(text)


def _unquoted(text: str) -> str:
    inner = text[1:-1]
    return _ESCAPE.sub(_unescaped, inner) if "\\" in inner else inner


def _unescaped(match: "re.Match[str]") -> str:
    if code := match[1] or match[2]:
        character = chr(int(code, 16))
        return "\ufffd" if "\ud800" <= character <= "\udfff" else character
    return _LETTERS.get(match[3], match[3])
