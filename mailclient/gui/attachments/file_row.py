"""How a row of the list of files is painted: a picture or an icon, name, sender and subject, date and size."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from mailclient.gui.attachments.attachment_files import icon_for
from mailclient.gui.attachments.file_list import FileList, FoundFile
from mailclient.gui.attachments.thumbnails import Thumbnails
from mailclient.gui.message_list.dates import short_date
from mailclient.gui.message_view.chip import size_text
from mailclient.gui.message_view.stranger_text import label_text, name_text, subject_text
from mailclient.gui.message_view.wall_time import local_now
from mailclient.gui.theme import pixmap, theme, tokens
from mailclient.gui.theme.fonts import window_font

HEIGHT = 60
_PICTURE = 44
_RIGHT = 96


class FileRow(QStyledItemDelegate):
    """Asks ``thumbnails`` for what is here; nothing is fetched to be painted."""

    def __init__(self, files: FileList, thumbnails: Thumbnails) -> None:
        super().__init__(files)
        self._files, self._thumbnails = files, thumbnails

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """As wide as the list."""
        return QSize(200, HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one file."""
        found = self._files.file(index)
        if found is None:
            return
        colours, rect = theme().palette, QRect(option.rect)
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(colours.tint))
            painter.fillRect(QRect(rect.left(), rect.top(), tokens.ACCENT_BAR, rect.height()), QColor(colours.accent))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(colours.list_hover))
        self._paint_picture(painter, rect, found)
        left = rect.left() + 16 + _PICTURE + 12
        room = rect.width() - (left - rect.left()) - _RIGHT - 16
        attachment, message = found.attachment, found.message
        name = name_text(attachment.filename)
        self._line(painter, QRect(left, rect.top() + 10, room, 20), name, colours.text, strong=True)
        words = f"{label_text(message.sender)} · {subject_text(message.subject)}"
        self._line(painter, QRect(left, rect.top() + 31, room, 18), words, colours.muted)
        right = QRect(rect.right() - _RIGHT - 16, rect.top() + 10, _RIGHT, 20)
        self._line(painter, right, short_date(message.received_at, local_now()), colours.muted, right=True)
        self._line(painter, right.translated(0, 21), size_text(attachment.size), colours.muted, right=True)
        painter.setPen(QColor(colours.hairline))
        painter.drawLine(left, rect.bottom(), rect.right(), rect.bottom())
        painter.restore()

    def _paint_picture(self, painter: QPainter, rect: QRect, found: FoundFile) -> None:
        box = QRectF(rect.left() + 16, rect.top() + (HEIGHT - _PICTURE) / 2, _PICTURE, _PICTURE)
        image = self._thumbnails.image(found.message.id, found.attachment)
        path = QPainterPath()
        path.addRoundedRect(box, tokens.RADIUS_CONTROL, tokens.RADIUS_CONTROL)
        if image is None or image.isNull():
            painter.fillPath(path, QColor(theme().palette.field))
            name = icon_for(found.attachment.media_type, found.attachment.filename)
            icon = pixmap(name, tokens.ICON, "accent_text")
            inset = (_PICTURE - tokens.ICON) / 2
            painter.drawPixmap(round(box.left() + inset), round(box.top() + inset), icon)
            return
        painter.save()
        painter.setClipPath(path)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(box, image, _square(image))
        painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QColor(theme().palette.hairline))  # a white page has no edge of its own
        painter.drawPath(path)

    def _line(
        self, painter: QPainter, rect: QRect, text: str, colour: str, *, strong: bool = False, right: bool = False
    ) -> None:
        size = tokens.TEXT_UI if strong else tokens.TEXT_META
        painter.setFont(window_font(size, tokens.WEIGHT_STRONG if strong else tokens.WEIGHT_NORMAL))
        painter.setPen(QColor(colour))
        mode = Qt.TextElideMode.ElideMiddle if strong else Qt.TextElideMode.ElideRight
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        shown = painter.fontMetrics().elidedText(text, mode, rect.width())
        painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter, shown)


def _square(image: QImage) -> QRectF:
    side = min(image.width(), image.height())
    return QRectF((image.width() - side) / 2, (image.height() - side) / 2, side, side)
