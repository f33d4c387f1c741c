"""Lengths, colours and contrast of CSS values, as far as they are needed to tell what can be seen."""

import re
from functools import lru_cache

import tinycss2.color4

_LENGTH = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)([a-z]*|%)")
_UNITS = {
    "": 1.0,
    "px": 1.0,
    "pt": 4 / 3,
    "pc": 16.0,
    "in": 96.0,
    "cm": 37.8,
    "mm": 3.78,
    "q": 0.945,
    "rem": 16.0,
    "vw": 6.0,
    "vh": 6.0,
    "vmin": 6.0,
    "vmax": 6.0,
}
_KEYWORDS = ("normal", "auto", "none", "inherit", "initial", "unset", "revert", "thin", "medium", "thick")

Colour = tuple[float, float, float, float]
"""Red, green, blue, alpha, each 0 to 1."""


def pixels(value: str, font: float, whole: float) -> float | None:
    """A length in pixels where 1em is ``font`` and 100 % is ``whole``; None: it cannot be told (``calc()``)."""
    found = _LENGTH.fullmatch(value.strip())
    if found is None:
        return None
    number, unit = float(found[1]), found[2]
    if unit == "%":
        return number * whole / 100
    if unit in ("em", "ex", "ch"):
        return number * font * (1.0 if unit == "em" else 0.5)
    factor = _UNITS.get(unit)
    return None if factor is None else number * factor


def is_keyword(value: str) -> bool:
    """Whether it is no length but a word for the usual."""
    return not value or value in _KEYWORDS


@lru_cache(maxsize=2048)
def colour_of(value: str) -> Colour | None:
    """The colour that a value begins with or is; None where it is none that is known."""
    try:
        parsed = tinycss2.color4.parse_color(value)
    except (ValueError, TypeError, ZeroDivisionError, OverflowError):
        return None
    if parsed is None or parsed == "currentcolor":
        return None
    try:
        red, green, blue, alpha = parsed.to("srgb")
    except (ValueError, TypeError, NotImplementedError, ZeroDivisionError, OverflowError):
        return None
    return tuple(0.0 if part is None else float(part) for part in (red, green, blue, alpha))  # type: ignore[return-value]  # four


def over(colour: Colour, ground: Colour) -> Colour:
    """``colour`` painted on an opaque ground."""
    alpha = max(0.0, min(1.0, colour[3]))
    red, green, blue = (each * alpha + below * (1 - alpha) for each, below in zip(colour[:3], ground[:3], strict=True))
    return (red, green, blue, 1.0)


def contrast(one: Colour, other: Colour) -> float:
    """1 (the same) to 21 (black on white), as WCAG 2 counts it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(max(0.0, min(1.0, part))) for part in colour[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
