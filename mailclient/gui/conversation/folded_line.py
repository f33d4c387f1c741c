"""A message as one line: who, the first words, when."""

from datetime import datetime

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mailclient.gui.message_view.avatar import Avatar
from mailclient.gui.message_view.column import column_margin
from mailclient.gui.message_view.moment import moment_text
from mailclient.gui.theme import pixmap, theme, tokens
from mailclient.gui.theme.fonts import window_font
from mailclient.language import tr
from mailclient.language.subject import subject_words
from mailclient.mail.flag import Flag
from mailclient.store.rows import MessageRow

HEIGHT = 44
_AVATAR = 28
_TEXT_LEFT = 40 + tokens.SPACE_12
"""As in the header of an unfolded message, whose avatar is 40 wide."""
_SENDER_SHARE = 0.3


class FoldedLine(QWidget):
    """Shows one row of the store; a click, Enter or Space asks to unfold it."""

    pressed = Signal()

    def __init__(self, now: datetime, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._row: MessageRow | None = None
        self._is_hovered = False
        self._avatar = Avatar(_AVATAR, self)
        self._avatar.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme().changed.connect(self.update)

    def show_row(self, row: MessageRow) -> None:
        """Show this message."""
        self._row = row
        self._avatar.show_address(row.sender)
        said = _first_words(row) or subject_words(row.subject)
        words = (row.sender.label, said, self._moment(row))
        self.setAccessibleName(", ".join((tr("Unread"), *words) if self._is_unread else words))
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(400, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line."""
        row = self._row
        if row is None:
            return
        painter = QPainter(self)
        palette = theme().palette
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        margin = column_margin(self.width())
        if self._is_hovered or self.hasFocus():
            around = self.rect().adjusted(margin - tokens.SPACE_12, 1, tokens.SPACE_12 - margin, -1)
            painter.setPen(
                QPen(QColor(palette.accent), tokens.FOCUS_RING) if self.hasFocus() else QPen(Qt.PenStyle.NoPen)
            )
            painter.setBrush(QColor(palette.list_hover))
            painter.drawRoundedRect(around, tokens.RADIUS_CONTROL, tokens.RADIUS_CONTROL)
        room = QRect(margin + _TEXT_LEFT, 0, self.width() - 2 * margin - _TEXT_LEFT, self.height())
        self._paint_words(painter, row, room)

    def _paint_words(self, painter: QPainter, row: MessageRow, room: QRect) -> None:
        palette = theme().palette
        centred = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(window_font(tokens.TEXT_META))
        moment = self._moment(row)
        width = painter.fontMetrics().horizontalAdvance(moment)
        painter.setPen(QColor(palette.muted))
        painter.drawText(room, centred | Qt.AlignmentFlag.AlignRight, moment)
        room.setRight(room.right() - width - tokens.SPACE_12)
        starred = bool(row.flags.bits & Flag.FLAGGED)
        for name, wanted in (("paperclip", row.has_attachment), ("lock", row.encrypted), ("star", starred)):
            if wanted:
                room.setRight(room.right() - tokens.ICON_SMALL - tokens.SPACE_4)
                place = QPointF(room.right() + tokens.SPACE_4, (self.height() - tokens.ICON_SMALL) / 2)
                painter.drawPixmap(place, pixmap(name, tokens.ICON_SMALL, "star" if name == "star" else "muted"))
        strong = tokens.WEIGHT_STRONG if self._is_unread else tokens.WEIGHT_NORMAL
        painter.setFont(window_font(tokens.TEXT_UI, strong))
        painter.setPen(QColor(palette.text))
        most = max(round(room.width() * _SENDER_SHARE), 80)
        sender = painter.fontMetrics().elidedText(row.sender.label, Qt.TextElideMode.ElideRight, most)
        painter.drawText(room, centred, sender)
        room.setLeft(room.left() + painter.fontMetrics().horizontalAdvance(sender) + tokens.SPACE_12)
        painter.setFont(window_font(tokens.TEXT_UI))
        painter.setPen(QColor(palette.muted))
        words = painter.fontMetrics().elidedText(_first_words(row), Qt.TextElideMode.ElideRight, max(room.width(), 0))
        painter.drawText(room, centred, words)

    def resizeEvent(self, event: object) -> None:
        """Keep the avatar at the left of the column, centred below those of unfolded messages."""
        margin = column_margin(self.width())
        self._avatar.move(margin + (40 - _AVATAR) // 2, (HEIGHT - _AVATAR) // 2)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Lit under the pointer."""
        self._is_hovered = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Not any more."""
        self._is_hovered = False
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click unfolds."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """So do Enter and Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.pressed.emit()
        else:
            super().keyPressEvent(event)

    @property
    def _is_unread(self) -> bool:
        return self._row is not None and not self._row.flags.bits & Flag.SEEN

    def _moment(self, row: MessageRow) -> str:
        return moment_text(datetime.fromtimestamp(row.received_at, self._now.tzinfo), self._now)


def _first_words(row: MessageRow) -> str:
    words = tr("Encrypted message") if row.encrypted else " ".join(row.preview.split())
    return tr("Draft: {words}", words=words) if row.flags.bits & Flag.DRAFT else words
