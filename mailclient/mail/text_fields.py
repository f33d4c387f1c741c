"""Fields in a text, as in "Dear {first name}": found, and filled in. Used by templates and by mail merge. Pure."""

import re
from collections.abc import Mapping
from html import escape, unescape

_FIELD = re.compile(r"\{([^{}<>\n]{1,80})\}")


def field_key(name: str) -> str:
    """What a name is compared by: neither its case nor its spaces count."""
    return " ".join(unescape(name).replace("\xa0", " ").split()).casefold()


def fields_in(text: str) -> list[str]:
    """The names of its fields, each once, as they are first written."""
    found: dict[str, str] = {}
    for field in _FIELD.finditer(text):
        found.setdefault(field_key(field[1]), unescape(field[1]).strip())
    return list(found.values())


def filled(text: str, values: Mapping[str, str], *, html: bool) -> str:
    """``text`` with the fields that ``values`` knows (by ``field_key``); others stay as they are.

    In HTML a value is text, whatever it looks like; its lines become lines.
    """

    def value(field: re.Match[str]) -> str:
        found = values.get(field_key(field[1]))
        if found is None:
            return field[0]
        return escape(found, quote=False).replace("\r\n", "\n").replace("\n", "<br>") if html else found

    return _FIELD.sub(value, text)


def first_name(name: str) -> str:
    """How a person is addressed: "Kim" of "Kim Lee" and of "Lee, Kim"; a name in one word, or in Korean, as it is."""
    family, comma, given = name.partition(",")
    words = (given if comma and given.strip() else family).split()
    if not words:
        return ""
    is_latin = all(letter < "\u2e80" for letter in name)
    return words[0] if is_latin else " ".join(words)
