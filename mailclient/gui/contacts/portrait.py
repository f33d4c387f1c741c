"""Pictures of people: the photograph of the address book, else the initials on a colour of their own."""

import zlib
from collections import OrderedDict

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPixmap

from mailclient.gui.attachments.picture_drawing import draw_picture
from mailclient.gui.theme import theme, tokens
from mailclient.gui.theme.fonts import window_font
from mailclient.mail.address import Address
from mailclient.mail.contact import ContactId
from mailclient.store.reader import Reader

_KEPT = 400
"""Pictures in memory, 96 pixels each: 15 MB at most."""
_DRAWN = 96


class Portraits:
    """The photographs of contacts, drawn small once and kept; ``forget`` when contacts changed."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._of_contact: OrderedDict[ContactId, QPixmap | None] = OrderedDict()
        self._of_address: dict[str, ContactId | None] = {}

    def forget(self) -> None:
        """Read all anew."""
        self._of_contact.clear()
        self._of_address.clear()

    def of_contact(self, contact_id: ContactId) -> QPixmap | None:
        """The picture of a contact, a square; None where there is none. By primary key at the first question."""
        if contact_id in self._of_contact:
            self._of_contact.move_to_end(contact_id)
            return self._of_contact[contact_id]
        found = square_picture(self._reader.contact_photo(contact_id) or b"", _DRAWN)
        self._of_contact[contact_id] = found
        while len(self._of_contact) > _KEPT:
            self._of_contact.popitem(last=False)
        return found

    def of_address(self, address: str) -> QPixmap | None:
        """The picture of whoever has this address."""
        key = address.casefold()
        if key not in self._of_address:
            contact = self._reader.contact_of(address)
            self._of_address[key] = None if contact is None else contact.id
        contact_id = self._of_address[key]
        return None if contact_id is None else self.of_contact(contact_id)


def square_picture(data: bytes, side: int) -> QPixmap | None:
    """The middle of a picture, ``side`` pixels square; None where the bytes are none. Never raises."""
    if not data:
        return None
    image, _size = draw_picture(data, QSize(2 * side, 2 * side))
    return None if image.isNull() else QPixmap.fromImage(middle_of(image, side))


def middle_of(image: QImage, side: int) -> QImage:
    """The largest square in the middle, scaled to ``side`` pixels."""
    least = min(image.width(), image.height())
    cut = image.copy((image.width() - least) // 2, (image.height() - least) // 2, least, least)
    return cut.scaled(side, side, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)


def paint_portrait(painter: QPainter, place: QRect, who: Address, photo: QPixmap | None) -> None:
    """A disc with the photograph, else with the initials."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if photo is not None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        disc = QPainterPath()
        disc.addEllipse(QRectF(place))
        painter.setClipPath(disc)
        painter.drawPixmap(place, photo)
    else:
        avatars = theme().palette.avatars
        ground, letter = avatars[zlib.crc32((who.address or who.name).lower().encode()) % len(avatars)]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawEllipse(QRectF(place))
        painter.setPen(QColor(letter))
        painter.setFont(window_font(round(place.width() * 0.38), tokens.WEIGHT_STRONG))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, initials(who))
    painter.restore()


def initials(address: Address) -> str:
    """One character of a name in Hangul, kana or Han (the family name), else the initials of first and last word."""
    label = address.name.strip().strip("\"'([") or address.address
    words = [word for word in label.replace(",", " ").split() if word[0].isalnum()]
    if not words:
        return "?"
    if not words[0][0].isascii() and ord(words[0][0]) >= 0x1100:
        return words[0][0]
    letters = words[0][0] + (words[-1][0] if len(words) > 1 and address.name else "")
    return letters.upper()


def icon_disc(painter: QPainter, place: QRect, icon: QPixmap, size: int) -> None:
    """A disc with an icon: for groups."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme().palette.tint))
    painter.drawEllipse(QRectF(place))
    painter.drawPixmap(QPoint(place.center().x() - size // 2 + 1, place.center().y() - size // 2 + 1), icon)
    painter.restore()
