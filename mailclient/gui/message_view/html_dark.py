"""A message with colours of its own in the dark theme: darkened, by its own dark design, or on a light card.

A letter with a little colour (Outlook's black text, a coloured table) is darkened, each colour (``html_colour.py``).
A designed message (a newsletter) was drawn on white, with pictures made for it: it stays on a light card, unless the
reader asks for the dark or its own style sheet knows the dark. Inverting the whole picture was rejected: it spoils
pictures. Works on sanitised HTML alone, whose tags have all their values in double quotes. Pure: no Qt.
"""

import re
from collections.abc import Callable
from enum import Enum
from functools import lru_cache

from mailclient.gui.message_view.html_colour import (
    Colour,
    colour_of,
    dark_background,
    is_near_white,
    light_text,
    line_in_the_dark,
)


class Look(Enum):
    """What the reader wants of a message in the dark theme."""

    AUTO = "auto"
    LIGHT = "light"
    """As it was designed."""
    DARK = "dark"


_TAG = re.compile(r'<[a-z][a-z0-9]*+(?: [a-z-]+(?:="[^"]*+")?+)++ ?/?>')
_SHEET = re.compile(r"(<style>)(.*?)(</style>)", re.DOTALL)
_COLOURED = re.compile(
    r' (?:bgcolor|bordercolor|background|color)="'
    r'| style="(?:[^":]*+:[^";]*+;)*?[^":]*?(?:color|background|border)[a-z-]*+:'
)
_COLOURED_SHEET = re.compile(r"(?:color|background|border)[a-z-]*+:")
_ATTRIBUTE = re.compile(r' (style|bgcolor|bordercolor|color)="([^"]*+)"')
_DECLARATION = re.compile(
    r"(?<![\w-])(color|background(?:-color)?|border(?:-(?:top|right|bottom|left))?(?:-color)?|outline(?:-color)?"
    r"|text-decoration(?:-color)?|box-shadow|text-shadow)(\s*:\s*)([^;}]*)"
)
_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|(?:rgb|hsl)a?\([^()]*\)|(?<![\w.(#-])[a-zA-Z]{3,20}(?![\w(-])")
_OWN_DARK = re.compile(r"\(\s*prefers-color-scheme\s*:\s*dark\s*\)", re.IGNORECASE)
_OWN_LIGHT = re.compile(r"\(\s*prefers-color-scheme\s*:\s*(?:light|no-preference)\s*\)", re.IGNORECASE)
_ALWAYS, _NEVER = "(min-width:0)", "(max-width:0)"
_TABLES, _PICTURES = 4, 4
"""As many make a designed message; nobody writes that by hand."""


def sets_colours(html: str) -> bool:
    """Whether the HTML names any colour, so that ours may not be mixed in."""
    if _COLOURED.search(html):
        return True
    return any(_COLOURED_SHEET.search(sheet[2]) for sheet in _SHEET.finditer(html))


def is_designed(html: str) -> bool:
    """Whether it is drawn rather than written: tables in number, many pictures, pictures behind the text."""
    pictures = html.count("<img ")
    tables = html.count("<table")
    return (tables >= _TABLES and pictures > 0) or pictures > _PICTURES or tables > 3 * _TABLES or "url(" in html


def has_own_dark(html: str) -> bool:
    """Whether its style sheet says how it looks in the dark."""
    return any(_OWN_DARK.search(sheet[2]) for sheet in _SHEET.finditer(html))


def is_shown_dark(html: str, wanted: Look) -> bool:
    """How a message with colours of its own is shown in the dark theme."""
    if wanted is not Look.AUTO:
        return wanted is Look.DARK
    return has_own_dark(html) or not is_designed(html)


def with_scheme(html: str, *, dark: bool) -> str:
    """The HTML with what its sheets say of dark and light decided here, not by what the system says."""
    if "prefers-color-scheme" not in html:
        return html

    def decided(sheet: re.Match[str]) -> str:
        css = _OWN_DARK.sub(_ALWAYS if dark else _NEVER, sheet[2])
        return sheet[1] + _OWN_LIGHT.sub(_NEVER if dark else _ALWAYS, css) + sheet[3]

    return _SHEET.sub(decided, html)


def darkened(html: str) -> str:
    """The HTML with each colour replaced by what stands for it on a dark page."""
    html = _TAG.sub(lambda tag: _ATTRIBUTE.sub(lambda found: _dark_attribute(found[1], found[2]), tag[0]), html)
    return _SHEET.sub(lambda sheet: sheet[1] + _DECLARATION.sub(_dark_declaration, sheet[2]) + sheet[3], html)


@lru_cache(maxsize=1024)
def _dark_attribute(name: str, value: str) -> str:
    """Cached: a message says the same hundred times."""
    if name == "style":
        value = _DECLARATION.sub(_dark_declaration, value)
    elif (colour := colour_of(value)) is not None:
        if name != "color" and is_near_white(colour):
            return ""
        value = (light_text if name == "color" else dark_background)(colour).css
    return f' {name}="{value}"'


def _dark_declaration(declaration: re.Match[str]) -> str:
    name, between, value = declaration.groups()
    turn: Callable[[Colour], str]
    if name in ("color", "text-decoration", "text-decoration-color"):
        turn = _text
    elif name.startswith("background"):
        turn = _background
    elif name in ("box-shadow", "text-shadow"):
        return f"{name}{between}none"
    else:
        turn = _line
    return name + between + _COLOUR.sub(lambda word: _turned(word[0], turn), value)


def _turned(word: str, turn: Callable[[Colour], str]) -> str:
    colour = colour_of(word)
    return word if colour is None else turn(colour)


def _text(colour: Colour) -> str:
    return light_text(colour).css


def _background(colour: Colour) -> str:
    return "transparent" if is_near_white(colour) else dark_background(colour).css


def _line(colour: Colour) -> str:
    return line_in_the_dark(colour).css
