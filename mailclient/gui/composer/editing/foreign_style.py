"""What a style attribute of anybody's HTML says about meaning: weight, colours, alignment, whether it is seen. Pure."""

import colorsys
import re
from dataclasses import dataclass
from functools import lru_cache

from mailclient.gui.composer.editing.run import INKS
from mailclient.gui.composer.editing.run_writing import ink_colour, marker_colour

_STYLE_LIMIT = 2_000
_HUES = ((15, "red"), (70, "yellow"), (165, "green"), (195, "teal"), (255, "blue"), (290, "purple"), (345, "pink"))
"""Up to so many degrees; after the last one it is red again."""
_NAMED = {
    "red": "#ff0000", "yellow": "#ffff00", "green": "#008000", "lime": "#00ff00", "blue": "#0000ff", "navy": "#000080",
    "purple": "#800080", "magenta": "#ff00ff", "fuchsia": "#ff00ff", "cyan": "#00ffff", "aqua": "#00ffff",
    "teal": "#008080", "orange": "#ffa500", "maroon": "#800000", "olive": "#808000", "brown": "#a52a2a",
    "pink": "#ffc0cb", "violet": "#ee82ee", "gold": "#ffd700", "crimson": "#dc143c", "darkred": "#8b0000",
    "darkgreen": "#006400", "darkblue": "#00008b", "tomato": "#ff6347", "indigo": "#4b0082",
}  # fmt: skip
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*(?:[,/]\s*([\d.]{1,8})%?\s*)?\)")
_WORD_LIST = re.compile(r"\blevel(\d{1,2})\b")
_FIXED = re.compile(r"mono|courier|consolas|menlo|\bcode\b", re.IGNORECASE)
_NOTHING = re.compile(r"0(?:\.0+)?(?:px|pt|em|%)?")


@dataclass(frozen=True, slots=True)
class Meaning:
    """None: it says nothing of it."""

    bold: bool | None = None
    italic: bool | None = None
    underline: bool | None = None
    strike: bool | None = None
    fixed: bool = False
    ink: str | None = None
    marker: str | None = None
    hidden: bool = False
    align: str = ""
    direction: str = ""
    keeps_space: bool = False
    """White space and line breaks are shown."""
    word_level: int = 0
    """Of a list item of Word, which has paragraphs for them."""
    word_mark: bool = False
    """The number or dot that Word wrote before a list item."""


@lru_cache(maxsize=2_000)
def meaning_of(style: str) -> Meaning:
    """Of one style attribute."""
    said = _declarations(style[:_STYLE_LIMIT])
    weight = said.get("font-weight", "")
    line = f"{said.get('text-decoration', '')} {said.get('text-decoration-line', '')}".strip()
    slant = said.get("font-style", "")
    level = _WORD_LIST.search(said.get("mso-list", ""))
    ground = said.get("background-color") or said.get("background", "")
    return Meaning(
        bold=_is_bold(weight) if weight else None,
        italic=slant in ("italic", "oblique") if slant else None,
        underline="underline" in line if line else None,
        strike="line-through" in line if line else None,
        fixed=bool(_FIXED.search(said.get("font-family", "").split(",")[0])),
        ink=ink_of(said["color"]) if "color" in said else None,
        marker=marker_of(ground) if ground else None,
        hidden=_is_hidden(said),
        align=_alignment(said.get("text-align", "")),
        direction=said.get("direction", "") if said.get("direction") in ("rtl", "ltr") else "",
        keeps_space=said.get("white-space", "") in ("pre", "pre-wrap", "break-spaces"),
        word_level=min(int(level.group(1)), 9) if level else 0,
        word_mark="ignore" in said.get("mso-list", ""),
    )


def ink_of(colour: str) -> str:
    """The name among ``INKS`` of a text colour; "" for black, white and what is between."""
    rgb = _rgb(colour)
    if rgb is None:
        return ""
    written = "#{:02x}{:02x}{:02x}".format(*rgb)
    exact = next((name for name in INKS if ink_colour(name) == written), "")
    return exact or _nearest(rgb, light_is_nothing=True)


def marker_of(colour: str) -> str:
    """The name among ``INKS`` of the colour behind a text; "" for white and grey."""
    rgb = _rgb(colour)
    if rgb is None:
        return ""
    written = "#{:02x}{:02x}{:02x}".format(*rgb)
    exact = next((name for name in INKS if marker_colour(name) == written), "")
    return exact or _nearest(rgb, light_is_nothing=False)


def _declarations(style: str) -> dict[str, str]:
    said = {}
    for one in style.split(";"):
        name, colon, value = one.partition(":")
        if colon:
            said[name.strip().lower()] = value.replace("!important", "").strip().lower()
    return said


def _is_bold(weight: str) -> bool:
    return weight in ("bold", "bolder") or (weight.isascii() and weight.isdigit() and int(weight[:4]) >= 600)


def _is_hidden(said: dict[str, str]) -> bool:
    return (
        said.get("display") == "none"
        or said.get("visibility") in ("hidden", "collapse")
        or said.get("mso-hide") == "all"
        or any(_NOTHING.fullmatch(said.get(name, "")) is not None for name in ("font-size", "opacity"))
    )


def _alignment(value: str) -> str:
    value = value.removeprefix("-webkit-").removeprefix("-moz-")
    return value if value in ("center", "right", "justify") else {"end": "right"}.get(value, "")


def _rgb(colour: str) -> tuple[int, int, int] | None:
    colour = _NAMED.get(colour.strip().lower(), colour.strip().lower())
    if found := _RGB.match(colour):
        if found.group(4) is not None and found.group(4).strip(".0") == "":
            return None
        red, green, blue = (min(int(found.group(n)), 255) for n in (1, 2, 3))
        return red, green, blue
    digits = colour.removeprefix("#").split()[0] if colour.startswith("#") and len(colour) > 1 else ""
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    if len(digits) != 6 or not all(digit in "0123456789abcdef" for digit in digits):
        return None
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def _nearest(rgb: tuple[int, int, int], *, light_is_nothing: bool) -> str:
    hue, lightness, saturation = colorsys.rgb_to_hls(*(channel / 255 for channel in rgb))
    if saturation < 0.3 or lightness < 0.12 or lightness > (0.85 if light_is_nothing else 0.97):
        return ""
    return next((name for limit, name in _HUES if hue * 360 < limit), "red")
