"""Whether a browser takes a declaration: one that it does not leaves the one before it in force (CSS 2 section 4.2).

Without it ``display:none; display:bogus`` would hide nothing here, and everything on the screen. What is neither surely
valid nor surely not stays: where it cannot be told what it does, ``sight.py`` takes it to hide.
"""

import re
from functools import lru_cache

from mailclient.mime.html.tags import words

_WIDE = frozenset(("inherit", "initial", "unset", "revert", "revert-layer"))
_KEYWORDS = {
    "display": words(
        "none inline block inline-block flex inline-flex grid inline-grid table inline-table table-row table-cell"
        " table-row-group table-header-group table-footer-group table-column table-column-group table-caption"
        " list-item contents flow-root -webkit-box -webkit-inline-box -webkit-flex"
    ),
    "visibility": frozenset(("visible", "hidden", "collapse")),
    "table-layout": frozenset(("auto", "fixed")),
}
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?")
_NOT_NEGATIVE = re.compile(r"font-size|line-height|padding|(?:max-)?(?:height|width)")
_LENGTHS = re.compile(
    r"(?:font-size|(?:max-)?(?:height|width)|letter-spacing|word-spacing|text-indent|(?:margin|padding).*)"
)
_BEFORE_SIZE = words(
    "normal italic oblique small-caps bold bolder lighter 100 200 300 400 500 600 700 800 900 condensed expanded"
)
_BOLD = ("bold", "bolder", "600", "700", "800", "900")
_FAMILY = re.compile(r"\s*(?:\"[^\"]*\"|'[^']*'|-?[a-z_\u0080-\U0010ffff][\w-]*(?:\s+-?[a-z_][\w-]*)*)\s*")
_SLASH = re.compile(r"\s*/\s*")
_LINE = re.compile(r"(?:normal|(?:\d+\.?\d*|\.\d+)(?:px|pt|em|rem|%)?)")
SIZES = {
    "xx-small": 9.0,
    "x-small": 10.0,
    "small": 13.0,
    "medium": 16.0,
    "large": 18.0,
    "x-large": 24.0,
    "xx-large": 32.0,
    "xxx-large": 48.0,
}
"""Pixels of the sizes that have a name."""


@lru_cache(maxsize=4096)
def is_valid(name: str, value: str) -> bool:
    """False where a browser surely passes ``name: value`` over, both in lower case."""
    if value in _WIDE:
        return True
    if (known := _KEYWORDS.get(name)) is not None:
        return value in known
    if name == "overflow":
        return 0 < len(value.split()) <= 2
    if name == "opacity":
        return "(" in value or _NUMBER.fullmatch(value.removesuffix("%")) is not None
    if name in ("margin", "padding"):
        parts = split(value)
        return 0 < len(parts) <= 4 and all(_is_length(name, part) for part in parts)
    if _LENGTHS.fullmatch(name):
        return _is_length(name, value)
    if name == "font":
        return bool(font_of(value))
    return bool(value)


def _is_length(name: str, value: str) -> bool:
    """Of a number without a unit only 0 is one; what else may be one is left to others."""
    if _NUMBER.fullmatch(value):
        return float(value) == 0
    return not (value.startswith("-") and value[1:2].isdigit() and _NOT_NEGATIVE.match(name))


def font_of(value: str) -> list[tuple[str, str]]:
    """The shorthand ``font`` in its parts; [] where it is not valid, as it is without a size and a family.

    One that is not understood has a size that cannot be told.
    """
    found = [("font-style", "normal"), ("font-weight", "normal")]
    parts = split(_SLASH.sub("/", value))
    for place, part in enumerate(parts):
        size, slash, line = part.partition("/")
        if part in _BEFORE_SIZE:
            found += [("font-weight", "bold")] if part in _BOLD else []
            found += [("font-style", "italic")] if part == "italic" else []
        elif not (size[:1] in "0123456789.+-" or "(" in size or size in SIZES) or place + 1 == len(parts):
            return []
        elif all(map(_FAMILY.fullmatch, " ".join(parts[place + 1 :]).split(","))) and (
            not slash or _LINE.fullmatch(line)
        ):
            return [
                *found,
                ("font-size", size if _is_length("font-size", size) else "?"),
                ("line-height", line or "normal"),
            ]
        else:
            return [("font-size", "?")]
    return []


def split(value: str) -> list[str]:
    """At spaces that are in no bracket."""
    parts, depth = [""], 0
    for character in value:
        depth += (character == "(") - (character == ")")
        if character.isspace() and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part for part in parts if part]
