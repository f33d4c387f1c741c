"""One line of the list that completes a recipient: picture, name and address with the matched part strong. Painted."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPixmap

from mailclient.gui.contacts.portrait import icon_disc, paint_portrait
from mailclient.gui.message_view.stranger_text import address_text, name_text
from mailclient.gui.theme import pixmap, theme, tokens
from mailclient.gui.theme.fonts import window_font
from mailclient.language import tr_n
from mailclient.mail.address import Address
from mailclient.mail.contact import Proposal, ProposalKind

HEIGHT = 46
_PICTURE = 30


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """``typed`` is what it completes; ``again``: another address of the person above."""

    proposal: Proposal
    typed: str
    when: str = ""
    again: bool = False
    photo: QPixmap | None = None

    @property
    def first(self) -> str:
        """The upper words."""
        if self.proposal.kind is ProposalKind.GROUP or self.proposal.name:
            return name_text(self.proposal.name)
        return address_text(self.proposal.addresses[0].address)

    @property
    def second(self) -> str:
        """The lower words; "" where the upper say it all."""
        if self.proposal.kind is ProposalKind.GROUP:
            names = ", ".join(name_text(one.label) for one in self.proposal.addresses[:4])
            count = len(self.proposal.addresses)
            return f"{tr_n('{count} person', '{count} people', count)}: {names}"
        return address_text(self.proposal.addresses[0].address) if self.proposal.name else ""

    def spoken(self) -> str:
        """For a screen reader."""
        return ", ".join(part for part in (self.first, self.second, self.when) if part)


def paint_row(painter: QPainter, place: QRect, row: ProposalRow, *, chosen: bool) -> None:
    """Paint it into ``place``."""
    colours = theme().palette
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if chosen:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.tint))
        painter.drawRoundedRect(place.adjusted(0, 1, 0, -1), tokens.RADIUS_CONTROL, tokens.RADIUS_CONTROL)
    left = place.left() + tokens.SPACE_8
    if not row.again:
        _paint_picture(painter, QRect(left, place.top() + (HEIGHT - _PICTURE) // 2, _PICTURE, _PICTURE), row)
    words = place.adjusted(tokens.SPACE_8 + _PICTURE + tokens.SPACE_12, 0, -tokens.SPACE_8, 0)
    meta = window_font(tokens.TEXT_META)
    if row.when:
        painter.setFont(meta)
        painter.setPen(QColor(colours.muted))
        width = painter.fontMetrics().horizontalAdvance(row.when)
        if width < words.width() // 2:
            painter.drawText(words, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, row.when)
            words.setRight(words.right() - width - tokens.SPACE_12)
    if row.second:
        upper = QRect(words.left(), place.top() + 5, words.width(), 19)
        lower = QRect(words.left(), place.top() + 23, words.width(), 17)
        _write(painter, upper, row.first, row.typed, (window_font(), window_font(weight=tokens.WEIGHT_STRONG)), "text")
        strong = window_font(tokens.TEXT_META, tokens.WEIGHT_STRONG)
        _write(painter, lower, row.second, row.typed, (meta, strong), "muted")
    else:
        _write(painter, words, row.first, row.typed, (window_font(), window_font(weight=tokens.WEIGHT_STRONG)), "text")
    painter.restore()


def _paint_picture(painter: QPainter, place: QRect, row: ProposalRow) -> None:
    if row.proposal.kind is ProposalKind.GROUP:
        ratio = painter.device().devicePixelRatioF()
        icon_disc(painter, place, pixmap("users", tokens.ICON_SMALL, "accent_text", ratio=ratio), tokens.ICON_SMALL)
        return
    who = row.proposal.addresses[0] if row.proposal.addresses else Address(row.proposal.name, "")
    paint_portrait(painter, place, Address(row.proposal.name, who.address), row.photo)


def matched(words: str, typed: str) -> tuple[int, int]:
    """Where in ``words`` a word begins with ``typed``, as (start, end); (0, 0) where none does."""
    sought, text = typed.casefold().strip(), words.casefold()
    if not sought or len(text) != len(words):
        return 0, 0
    at = text.find(sought)
    while at >= 0:
        if at == 0 or not text[at - 1].isalnum():
            return at, at + len(sought)
        at = text.find(sought, at + 1)
    return 0, 0


def _write(painter: QPainter, room: QRect, words: str, typed: str, fonts: tuple[QFont, QFont], colour: str) -> None:
    """The words, cut where there is no room, the matched part in the second font."""
    plain, strong = fonts
    painter.setPen(QColor(getattr(theme().palette, colour)))
    painter.setFont(strong)
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, max(room.width(), 0))
    start, end = matched(shown, typed)
    place = QRect(room)
    for text, font in ((shown[:start], plain), (shown[start:end], strong), (shown[end:], plain)):
        if text:
            painter.setFont(font)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, text)
            place.setLeft(place.left() + painter.fontMetrics().horizontalAdvance(text))
