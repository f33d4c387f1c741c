"""Passages' words as Qt's formats and back. A document holds only these: what they look like is painted over them.

Colours are kept by name, so that they follow the theme on the screen and are the same in every message.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextFormat,
    QTextFrameFormat,
    QTextImageFormat,
    QTextLength,
    QTextListFormat,
    QTextTableFormat,
)

from mailclient.gui.composer.editing.passage import HEADINGS, Kind, Line, Table
from mailclient.gui.composer.editing.run import Look, Picture
from mailclient.gui.message_view.text_body import QUOTE_INDENT, block_format
from mailclient.gui.theme import tokens

_PROPERTY = QTextFormat.Property
SIGNATURE = _PROPERTY.UserProperty.value + 1
"""Set on the lines of a signature."""
_INK, _MARKER = _PROPERTY.UserProperty.value + 2, _PROPERTY.UserProperty.value + 3

_LIST_INDENT = 40
_NARROWEST_TEXT = 400
"""Pixels. Qt knows a picture's widest only as a share of the whole text, not of what an indent leaves."""
_LEAST_SHARE = 40

_ALIGNMENTS = {
    "center": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute,
    "justify": Qt.AlignmentFlag.AlignJustify,
}
_DIRECTIONS = {"rtl": Qt.LayoutDirection.RightToLeft, "ltr": Qt.LayoutDirection.LeftToRight}
_LIST_STYLES = {"ul": QTextListFormat.Style.ListDisc, "ol": QTextListFormat.Style.ListDecimal}
_DEEPER_DISCS = (QTextListFormat.Style.ListDisc, QTextListFormat.Style.ListCircle, QTextListFormat.Style.ListSquare)
_ORDERED = (
    QTextListFormat.Style.ListDecimal,
    QTextListFormat.Style.ListLowerAlpha,
    QTextListFormat.Style.ListUpperAlpha,
    QTextListFormat.Style.ListLowerRoman,
    QTextListFormat.Style.ListUpperRoman,
)


# --- runs ---------------------------------------------------------------------------------------------------------


def char_format(look: Look) -> QTextCharFormat:
    """The format of a run."""
    made = QTextCharFormat()
    if look.bold:
        made.setFontWeight(QFont.Weight.DemiBold)
    if look.italic:
        made.setFontItalic(True)
    if look.underline:
        made.setFontUnderline(True)
    if look.strike:
        made.setFontStrikeOut(True)
    if look.code:
        made.setFontFixedPitch(True)
    if look.ink:
        made.setProperty(_INK, look.ink)
    if look.marker:
        made.setProperty(_MARKER, look.marker)
    if look.url:
        made.setAnchor(True)
        made.setAnchorHref(look.url)
    return made


def look_of(style: QTextCharFormat) -> Look:
    """The look of a run with this format."""
    url = style.anchorHref() if style.isAnchor() else ""
    return Look(
        bold=style.fontWeight() >= QFont.Weight.DemiBold,
        italic=style.fontItalic(),
        underline=style.fontUnderline() and not url,
        strike=style.fontStrikeOut(),
        code=style.fontFixedPitch(),
        ink=ink_of(style),
        marker=marker_of(style),
        url=url,
    )


def ink_of(style: QTextCharFormat) -> str:
    """The name of the text colour, or ""."""
    return style.stringProperty(_INK)


def marker_of(style: QTextCharFormat) -> str:
    """The name of the colour behind the text, or ""."""
    return style.stringProperty(_MARKER)


def ink_change(name: str) -> QTextCharFormat:
    """A format to merge: this text colour ("": none)."""
    made = QTextCharFormat()
    made.setProperty(_INK, name)
    return made


def marker_change(name: str) -> QTextCharFormat:
    """A format to merge: this colour behind the text ("": none)."""
    made = QTextCharFormat()
    made.setProperty(_MARKER, name)
    return made


def image_format(picture: Picture, url: str = "", line: Line | None = None) -> QTextImageFormat:
    """The format of a picture; never wider than the text of the line it stands in."""
    made = QTextImageFormat()
    made.setName(f"cid:{picture.content_id}")
    indent = line.level * QUOTE_INDENT + line.depth * _LIST_INDENT if line is not None else 0
    share = max(_LEAST_SHARE, 100 - indent * 100 / _NARROWEST_TEXT)
    made.setMaximumWidth(QTextLength(QTextLength.Type.PercentageLength, share))
    if picture.alt:
        made.setProperty(_PROPERTY.ImageAltText, picture.alt)
    if picture.width:
        made.setWidth(picture.width)
    if url:
        made.setAnchor(True)
        made.setAnchorHref(url)
    return made


def picture_of(style: QTextImageFormat) -> Picture:
    """The picture with this format."""
    alt = style.stringProperty(_PROPERTY.ImageAltText)
    width = round(style.width()) if style.hasProperty(_PROPERTY.ImageWidth) else 0
    return Picture(style.name().removeprefix("cid:"), alt, max(width, 0))


# --- lines --------------------------------------------------------------------------------------------------------


def line_format(line: Line, *, indented: bool = True) -> QTextBlockFormat:
    """The format of a line without its list; ``indented``: it is in no table, whose cells stand as they are."""
    made = block_format(line.level)
    if not indented:
        for no_more in (_PROPERTY.BlockLeftMargin, _PROPERTY.LineHeight, _PROPERTY.LineHeightType):
            made.clearProperty(no_more)
    if line.kind in HEADINGS:
        made.setHeadingLevel(HEADINGS.index(line.kind) + 1)
        made.setTopMargin(tokens.SPACE_8)
        made.setBottomMargin(tokens.SPACE_4)
    elif line.kind is Kind.CODE:
        made.setProperty(_PROPERTY.BlockCodeFence, "`")
        made.setLeftMargin(made.leftMargin() + tokens.SPACE_12)
        made.setRightMargin(tokens.SPACE_12)
    elif line.kind is Kind.RULE:
        made.setProperty(_PROPERTY.BlockTrailingHorizontalRulerWidth, _full_width())
    if line.align:
        made.setAlignment(_ALIGNMENTS[line.align])
    if line.signature:
        made.setProperty(SIGNATURE, True)
    if line.direction:
        made.setLayoutDirection(_DIRECTIONS[line.direction])
    return made


def _full_width() -> QTextLength:
    return QTextLength(QTextLength.Type.PercentageLength, 100)


def kind_of(style: QTextBlockFormat) -> Kind:
    """What a line with this format is."""
    if level := style.headingLevel():
        return HEADINGS[min(level, len(HEADINGS)) - 1]
    if style.hasProperty(_PROPERTY.BlockCodeFence):
        return Kind.CODE
    if style.hasProperty(_PROPERTY.BlockTrailingHorizontalRulerWidth):
        return Kind.RULE
    return Kind.TEXT


def quote_level(style: QTextFormat) -> int:
    """How deep a line or table is quoted."""
    return style.intProperty(_PROPERTY.BlockQuoteLevel)


def alignment_of(style: QTextBlockFormat) -> str:
    """ "center", "right", "justify" or ""."""
    if not style.hasProperty(_PROPERTY.BlockAlignment):
        return ""
    aligned = style.alignment()
    return next((name for name, flag in _ALIGNMENTS.items() if aligned & flag & ~Qt.AlignmentFlag.AlignAbsolute), "")


def direction_of(style: QTextBlockFormat) -> str:
    """ "rtl", "ltr", or "" where the words say it."""
    if not style.hasProperty(QTextFormat.Property.LayoutDirection):
        return ""
    return next((name for name, way in _DIRECTIONS.items() if style.layoutDirection() == way), "")


def list_format(tag: str, depth: int, start: int = 1) -> QTextListFormat:
    """The format of a list."""
    made = QTextListFormat()
    made.setStyle(_DEEPER_DISCS[(depth - 1) % 3] if tag == "ul" else _LIST_STYLES[tag])
    made.setIndent(depth)
    if start != 1:
        made.setStart(start)
    return made


def list_tag_of(style: QTextListFormat) -> str:
    """ "ul" or "ol"."""
    return "ol" if style.style() in _ORDERED else "ul"


def table_format(table: Table) -> QTextTableFormat:
    """The format of a table: hairlines, as wide as its words."""
    made = QTextTableFormat()
    made.setCellPadding(tokens.SPACE_4)
    made.setCellSpacing(0)
    made.setBorder(1)
    made.setBorderCollapse(True)
    made.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    made.setHeaderRowCount(table.header_rows)
    made.setTopMargin(tokens.SPACE_4)
    made.setBottomMargin(tokens.SPACE_4)
    if table.level:
        made.setProperty(_PROPERTY.BlockQuoteLevel, table.level)
        made.setLeftMargin(table.level * QUOTE_INDENT)
    return made
