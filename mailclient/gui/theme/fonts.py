"""The font: the system's own, with a family for CJK behind it.

On a bare X11 session Qt's default is DejaVu Sans, which is wide and has no Hangul; there Inter is taken when it is
installed. The families are only named, never enumerated: listing them costs more than the whole first page.
"""

import sys

from PySide6.QtGui import QFont, QFontDatabase

from mailclient.gui.theme import tokens

_CJK_FAMILIES = (
    "Pretendard",
    "Noto Sans CJK KR",
    "Noto Sans KR",
    "Apple SD Gothic Neo",
    "Malgun Gothic",
    "NanumGothic",
    "Nanum Gothic",
)
_PLAIN_X11_DEFAULTS = ("sans", "sans serif", "sans-serif", "dejavu sans", "helvetica", "")


def window_font(pixel_size: int = tokens.TEXT_UI, weight: int = tokens.WEIGHT_NORMAL) -> QFont:
    """The font of the window's own words."""
    family = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    wanted = [family]
    if sys.platform.startswith("linux") and family.lower() in _PLAIN_X11_DEFAULTS:
        wanted = ["Inter", "Noto Sans", family]
    font = QFont()
    font.setFamilies([*wanted, *_CJK_FAMILIES])
    font.setPixelSize(pixel_size)
    font.setWeight(QFont.Weight(weight))
    font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    return font


def fixed_font(pixel_size: int = tokens.TEXT_UI) -> QFont:
    """The font of technical lines and of plain text that wants columns."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setFamilies([font.family(), "NanumGothicCoding", *_CJK_FAMILIES])
    font.setPixelSize(pixel_size)
    return font
