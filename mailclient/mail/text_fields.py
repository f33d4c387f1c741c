"""Fields in a text, as in "Dear {first name}": found, and filled in. Used by templates and by mail merge. Pure."""

import re
from collections.abc import Mapping
from html import escape, unescape

_FIELD = re.compile(r"\{([^{}<>\n]{1,80})\}")
_BEGINS_ONE = re.compile(r"(?:\A|[,;])\s*\Z")
_ENDS_ONE = re.compile(r"\s*(?:[,;]|\Z)")
_BEFORE_ADDRESS = re.compile(r"[^,;<>]*<")
_SPECIAL = re.compile(r'[()<>\[\]:;@\\,."]')
"""RFC 5322 section 3.2.3."""


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
        return escape(found).replace("\r\n", "\n").replace("\n", "<br>") if html else found

    return _FIELD.sub(value, text)


def filled_recipients(text: str, values: Mapping[str, str]) -> str:
    """``text``, a list of recipients, with its fields: no value makes more of it than the place it stands in.

    Before an address it is a name, within or beside one a part of it; only a field alone may hold several recipients.
    """

    def value(field: re.Match[str]) -> str:
        found = values.get(field_key(field[1]))
        if found is None:
            return field[0]
        before, after = text[: field.start()], text[field.end() :]
        if before.count('"') % 2:
            return found.replace("\\", "").replace('"', "")
        if before.rstrip().endswith("<"):
            return _SPECIAL.sub(lambda one: one[0] if one[0] in "@." else " ", found)
        if _BEFORE_ADDRESS.match(after):
            bare = found.replace("\\", "").replace('"', "")
            return f'"{bare}"' if _SPECIAL.search(bare) else bare
        if _BEGINS_ONE.search(before) and _ENDS_ONE.match(after):
            return found
        return _SPECIAL.sub(lambda one: one[0] if one[0] == "." else " ", found)

    return _FIELD.sub(value, text)


def first_name(name: str) -> str:
    """How a person is addressed: "Kim" of "Kim Lee" and of "Lee, Kim"; a name in one word, or in Korean, as it is."""
    family, comma, given = name.partition(",")
    words = (given if comma and given.strip() else family).split()
    if not words:
        return ""
    is_latin = all(letter < "\u2e80" for letter in name)
    return words[0] if is_latin else " ".join(words)
