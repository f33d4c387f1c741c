"""How the parts of a search look while they are typed: operators stand out, what is not understood is told apart."""

from collections.abc import Iterator

from PySide6.QtGui import QColor, QFont, QTextCharFormat

from mailclient.gui.theme import theme
from mailclient.mail.query import Span, SpanKind, parse

_COLOURS = {
    SpanKind.OPERATOR: "accent_text",
    SpanKind.VALUE: "accent_text",
    SpanKind.CONNECTIVE: "muted",
    SpanKind.UNKNOWN: "warning",
}


def looks(words: str) -> Iterator[tuple[Span, QTextCharFormat]]:
    """The parts of what is typed that do not look as usual, in the colours of now."""
    for span in parse(words).spans:
        if (name := _COLOURS.get(span.kind)) is not None:
            look = QTextCharFormat()
            look.setForeground(QColor(getattr(theme().palette, name)))
            if span.kind is SpanKind.OPERATOR:
                look.setFontWeight(QFont.Weight.DemiBold)
            yield span, look
