"""Colours of a designed message in the dark: which colour stands for which, so that what could be read can be read.

Light backgrounds become dark and dark text becomes light; what is already so stays, with its hue. Lightness is that of
Oklab, where equal steps look equal; hue and chroma stay, as far as a screen can show them. Pure: no Qt.
"""

import colorsys
import math
import re
from dataclasses import dataclass
from functools import lru_cache

_HEX = re.compile(r"#([0-9a-f]{3,8})\Z", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?\d*\.?\d+%?")
_KEPT_BACKGROUND = 0.33
"""A background that is as dark as that stays."""
_DARKEST = 0.24
"""What white becomes."""
_SEEN_BY_HUE = 0.6
"""How much lighter a strong colour becomes than white, so that what is marked stays marked."""
_FAINT_LINE = 0.42
_KEPT_TEXT = 0.76
"""Text that is as light as that stays."""
_LIGHTEST = 0.94

NAMES = {
    "aliceblue": 0xF0F8FF, "antiquewhite": 0xFAEBD7, "aqua": 0x00FFFF, "aquamarine": 0x7FFFD4, "azure": 0xF0FFFF,
    "beige": 0xF5F5DC, "bisque": 0xFFE4C4, "black": 0x000000, "blanchedalmond": 0xFFEBCD, "blue": 0x0000FF,
    "blueviolet": 0x8A2BE2, "brown": 0xA52A2A, "burlywood": 0xDEB887, "cadetblue": 0x5F9EA0, "chartreuse": 0x7FFF00,
    "chocolate": 0xD2691E, "coral": 0xFF7F50, "cornflowerblue": 0x6495ED, "cornsilk": 0xFFF8DC, "crimson": 0xDC143C,
    "cyan": 0x00FFFF, "darkblue": 0x00008B, "darkcyan": 0x008B8B, "darkgoldenrod": 0xB8860B, "darkgray": 0xA9A9A9,
    "darkgreen": 0x006400, "darkgrey": 0xA9A9A9, "darkkhaki": 0xBDB76B, "darkmagenta": 0x8B008B,
    "darkolivegreen": 0x556B2F, "darkorange": 0xFF8C00, "darkorchid": 0x9932CC, "darkred": 0x8B0000,
    "darksalmon": 0xE9967A, "darkseagreen": 0x8FBC8F, "darkslateblue": 0x483D8B, "darkslategray": 0x2F4F4F,
    "darkslategrey": 0x2F4F4F, "darkturquoise": 0x00CED1, "darkviolet": 0x9400D3, "deeppink": 0xFF1493,
    "deepskyblue": 0x00BFFF, "dimgray": 0x696969, "dimgrey": 0x696969, "dodgerblue": 0x1E90FF, "firebrick": 0xB22222,
    "floralwhite": 0xFFFAF0, "forestgreen": 0x228B22, "fuchsia": 0xFF00FF, "gainsboro": 0xDCDCDC,
    "ghostwhite": 0xF8F8FF, "gold": 0xFFD700, "goldenrod": 0xDAA520, "gray": 0x808080, "green": 0x008000,
    "greenyellow": 0xADFF2F, "grey": 0x808080, "honeydew": 0xF0FFF0, "hotpink": 0xFF69B4, "indianred": 0xCD5C5C,
    "indigo": 0x4B0082, "ivory": 0xFFFFF0, "khaki": 0xF0E68C, "lavender": 0xE6E6FA, "lavenderblush": 0xFFF0F5,
    "lawngreen": 0x7CFC00, "lemonchiffon": 0xFFFACD, "lightblue": 0xADD8E6, "lightcoral": 0xF08080,
    "lightcyan": 0xE0FFFF, "lightgoldenrodyellow": 0xFAFAD2, "lightgray": 0xD3D3D3, "lightgreen": 0x90EE90,
    "lightgrey": 0xD3D3D3, "lightpink": 0xFFB6C1, "lightsalmon": 0xFFA07A, "lightseagreen": 0x20B2AA,
    "lightskyblue": 0x87CEFA, "lightslategray": 0x778899, "lightslategrey": 0x778899, "lightsteelblue": 0xB0C4DE,
    "lightyellow": 0xFFFFE0, "lime": 0x00FF00, "limegreen": 0x32CD32, "linen": 0xFAF0E6, "magenta": 0xFF00FF,
    "maroon": 0x800000, "mediumaquamarine": 0x66CDAA, "mediumblue": 0x0000CD, "mediumorchid": 0xBA55D3,
    "mediumpurple": 0x9370DB, "mediumseagreen": 0x3CB371, "mediumslateblue": 0x7B68EE, "mediumspringgreen": 0x00FA9A,
    "mediumturquoise": 0x48D1CC, "mediumvioletred": 0xC71585, "midnightblue": 0x191970, "mintcream": 0xF5FFFA,
    "mistyrose": 0xFFE4E1, "moccasin": 0xFFE4B5, "navajowhite": 0xFFDEAD, "navy": 0x000080, "oldlace": 0xFDF5E6,
    "olive": 0x808000, "olivedrab": 0x6B8E23, "orange": 0xFFA500, "orangered": 0xFF4500, "orchid": 0xDA70D6,
    "palegoldenrod": 0xEEE8AA, "palegreen": 0x98FB98, "paleturquoise": 0xAFEEEE, "palevioletred": 0xDB7093,
    "papayawhip": 0xFFEFD5, "peachpuff": 0xFFDAB9, "peru": 0xCD853F, "pink": 0xFFC0CB, "plum": 0xDDA0DD,
    "powderblue": 0xB0E0E6, "purple": 0x800080, "rebeccapurple": 0x663399, "red": 0xFF0000, "rosybrown": 0xBC8F8F,
    "royalblue": 0x4169E1, "saddlebrown": 0x8B4513, "salmon": 0xFA8072, "sandybrown": 0xF4A460, "seagreen": 0x2E8B57,
    "seashell": 0xFFF5EE, "sienna": 0xA0522D, "silver": 0xC0C0C0, "skyblue": 0x87CEEB, "slateblue": 0x6A5ACD,
    "slategray": 0x708090, "slategrey": 0x708090, "snow": 0xFFFAFA, "springgreen": 0x00FF7F, "steelblue": 0x4682B4,
    "tan": 0xD2B48C, "teal": 0x008080, "thistle": 0xD8BFD8, "tomato": 0xFF6347, "turquoise": 0x40E0D0,
    "violet": 0xEE82EE, "wheat": 0xF5DEB3, "white": 0xFFFFFF, "whitesmoke": 0xF5F5F5, "yellow": 0xFFFF00,
    "yellowgreen": 0x9ACD32,
    # of the system, as they are on a light one (CSS Color level 4 sections 6.2 and appendix A)
    "windowtext": 0x000000, "window": 0xFFFFFF, "canvas": 0xFFFFFF, "canvastext": 0x000000, "buttonface": 0xEFEFEF,
    "buttontext": 0x000000, "graytext": 0x6D6D6D, "infobackground": 0xFFFFFF, "infotext": 0x000000,
}  # fmt: skip
"""CSS Color level 4 section 6.1."""


@dataclass(frozen=True, slots=True)
class Colour:
    """sRGB, each from 0 to 1."""

    red: float
    green: float
    blue: float
    alpha: float = 1.0

    @property
    def luminance(self) -> float:
        """Relative luminance (WCAG 2.2)."""
        red, green, blue = (_linear(part) for part in (self.red, self.green, self.blue))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    @property
    def css(self) -> str:
        """#rrggbb, or rgba()."""
        red, green, blue = (round(255 * min(1.0, max(0.0, part))) for part in (self.red, self.green, self.blue))
        if self.alpha < 1:
            return f"rgba({red},{green},{blue},{self.alpha:g})"
        return f"#{red:02x}{green:02x}{blue:02x}"


def contrast(one: Colour, other: Colour) -> float:
    """Contrast ratio, 1 to 21 (WCAG 2.2 success criterion 1.4.3: text wants 4.5)."""
    lighter, darker = sorted((one.luminance, other.luminance), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@lru_cache(maxsize=2048)
def colour_of(text: str) -> Colour | None:
    """What a CSS colour (or one of an HTML attribute) means; None for words that are none, and for transparent ones."""
    text = text.strip().lower()
    if text in NAMES:
        return _from_number(NAMES[text])
    if found := _HEX.match(text):
        return _from_hex(found[1])
    name, bracket, rest = text.partition("(")
    if bracket and name in ("rgb", "rgba", "hsl", "hsla"):
        return _from_function(name, _NUMBER.findall(rest))
    return None


def dark_background(colour: Colour) -> Colour:
    """What stands for it as a background on a dark page."""
    light, a, b = _oklab(colour)
    if light <= _KEPT_BACKGROUND:
        return colour
    share = (light - _KEPT_BACKGROUND) / (1 - _KEPT_BACKGROUND)
    darkest = _DARKEST + _SEEN_BY_HUE * math.hypot(a, b)
    return _from_oklab(_KEPT_BACKGROUND - share * (_KEPT_BACKGROUND - darkest), a, b, colour.alpha)


def light_text(colour: Colour) -> Colour:
    """What stands for it as text on a dark page."""
    light, a, b = _oklab(colour)
    if light >= _KEPT_TEXT:
        return colour
    return _from_oklab(_LIGHTEST - light / _KEPT_TEXT * (_LIGHTEST - _KEPT_TEXT), a, b, colour.alpha)


def line_in_the_dark(colour: Colour) -> Colour:
    """What stands for it as a line: black is white, grey is faint; a coloured line is often a button's frame."""
    light, a, b = _oklab(colour)
    if math.hypot(a, b) > 0.05:
        return dark_background(colour)
    return _from_oklab(_FAINT_LINE, a, b, colour.alpha) if light > 0.6 else light_text(colour)


def is_near_white(colour: Colour) -> bool:
    """Whether as a background it says nothing."""
    return min(colour.red, colour.green, colour.blue) > 0.93


def _from_number(number: int) -> Colour:
    return Colour((number >> 16) / 255, (number >> 8 & 255) / 255, (number & 255) / 255)


def _from_hex(digits: str) -> Colour | None:
    if len(digits) in (3, 4):
        digits = "".join(2 * digit for digit in digits)
    if len(digits) not in (6, 8):
        return None
    colour = _from_number(int(digits[:6], 16))
    alpha = int(digits[6:] or "ff", 16) / 255
    return Colour(colour.red, colour.green, colour.blue, round(alpha, 3)) if alpha else None


def _from_function(name: str, parts: list[str]) -> Colour | None:
    if len(parts) not in (3, 4):
        return None
    alpha = _share(parts[3], 1) if len(parts) == 4 else 1.0
    if not alpha:
        return None
    if name.startswith("rgb"):
        red, green, blue = (_share(part, 255) for part in parts[:3])
        return Colour(red, green, blue, alpha)
    hue = float(parts[0].rstrip("%")) / 360 % 1
    red, green, blue = colorsys.hls_to_rgb(hue, _share(parts[2], 100), _share(parts[1], 100))
    return Colour(red, green, blue, alpha)


def _share(part: str, whole: float) -> float:
    value = float(part.rstrip("%")) / (100 if part.endswith("%") else whole)
    return min(1.0, max(0.0, value))


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _curved(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


def _oklab(colour: Colour) -> tuple[float, float, float]:
    red, green, blue = (_linear(part) for part in (colour.red, colour.green, colour.blue))
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _from_oklab(light: float, a: float, b: float, alpha: float) -> Colour:
    """The nearest that a screen can show: chroma is given up, lightness is not."""
    for part in (1.0, 0.85, 0.7, 0.55, 0.4, 0.25, 0.1, 0.0):
        rgb = _linear_rgb(light, a * part, b * part)
        if all(-0.001 <= each <= 1.001 for each in rgb):
            break
    red, green, blue = (_curved(min(1.0, max(0.0, each))) for each in rgb)
    return Colour(red, green, blue, alpha)


def _linear_rgb(light: float, a: float, b: float) -> tuple[float, float, float]:
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
