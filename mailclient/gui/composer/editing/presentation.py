"""How the text looks while it is written: headings, code, colours, links, quotes, and words that may be misspelt.

Painted over the document by a ``QSyntaxHighlighter``; nothing of it is in the text, so nothing of it is sent.
"""

from collections.abc import Callable

from PySide6.QtGui import (
    QColor,
    QFont,
    QSyntaxHighlighter,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)

from mailclient.gui.composer.editing import formats
from mailclient.gui.composer.editing.document_reading import table_at
from mailclient.gui.composer.editing.passage import HEADINGS, Kind
from mailclient.gui.composer.editing.run import INKS, units
from mailclient.gui.message_view.text_body import quote_text_colour
from mailclient.gui.theme import theme, tokens
from mailclient.gui.theme.fonts import fixed_font

HEADING_SIZES = (tokens.TEXT_SUBJECT + 4, tokens.TEXT_SUBJECT, tokens.TEXT_BODY + 2)
"""Pixels."""

Misspelt = Callable[[QTextBlock], list[tuple[int, int]]]
"""(start, length) of the words of a block that are underlined."""


def no_words(_block: QTextBlock) -> list[tuple[int, int]]:
    """Nothing is misspelt."""
    return []


class Presentation(QSyntaxHighlighter):
    """Of one document."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self.misspelt: Misspelt = no_words
        self._fixed = fixed_font(tokens.TEXT_BODY - 1).families()

    def highlightBlock(self, text: str) -> None:
        """Dress one line."""
        if not text:
            return
        block = self.currentBlock()
        line = self._line_format(block)
        if line is not None:
            self.setFormat(0, units(text), line)
        for span in block.textFormats():
            style = span.format
            if span.length and _is_special(style):
                made = QTextCharFormat(line) if line is not None else QTextCharFormat()
                self._dress(made, style)
                self.setFormat(span.start, span.length, made)
        for start, length in self.misspelt(block):
            made = self.format(start)
            made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SpellCheckUnderline)
            made.setUnderlineColor(QColor(theme().palette.danger))
            self.setFormat(start, length, made)

    def _line_format(self, block: QTextBlock) -> QTextCharFormat | None:
        style = block.blockFormat()
        kind, level = formats.kind_of(style), formats.quote_level(style)
        made = QTextCharFormat()
        if level:
            made.setForeground(quote_text_colour(level))
        elif style.hasProperty(formats.SIGNATURE):
            made.setForeground(QColor(theme().palette.muted))
        if kind in HEADINGS:
            made.setFontWeight(QFont.Weight.DemiBold)
            made.setProperty(QTextCharFormat.Property.FontPixelSize, HEADING_SIZES[HEADINGS.index(kind)])
        elif kind is Kind.CODE:
            self._fix(made)
        elif _is_header_cell(block):
            made.setFontWeight(QFont.Weight.DemiBold)
        return made if made.propertyCount() else None

    def _fix(self, made: QTextCharFormat) -> None:
        made.setFontFamilies(self._fixed)
        made.setProperty(QTextCharFormat.Property.FontPixelSize, tokens.TEXT_BODY - 1)

    def _dress(self, made: QTextCharFormat, style: QTextCharFormat) -> None:
        palette = theme().palette
        if style.fontFixedPitch():
            self._fix(made)
            made.setBackground(QColor(palette.field))
        if ink := formats.ink_of(style):
            made.setForeground(QColor(palette.avatars[INKS.index(ink)][1]))
        if marker := formats.marker_of(style):
            made.setBackground(QColor(palette.avatars[INKS.index(marker)][0]))
            if not ink:
                made.setForeground(QColor(palette.text))
        if style.isAnchor():
            made.setForeground(QColor(palette.accent_text))
            made.setFontUnderline(True)


def _is_special(style: QTextCharFormat) -> bool:
    return bool(style.isAnchor() or style.fontFixedPitch() or formats.ink_of(style) or formats.marker_of(style))


def _is_header_cell(block: QTextBlock) -> bool:
    table = table_at(QTextCursor(block))
    return table is not None and table.cellAt(block.position()).row() < table.format().headerRowCount()
