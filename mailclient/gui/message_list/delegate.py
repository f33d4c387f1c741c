"""Paints one row: dot, who, count, date; subject and marks; preview. Nothing is measured that is not painted."""

from collections.abc import Collection
from datetime import datetime

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from mailclient.gui.message_list.dates import short_date
from mailclient.gui.message_list.marked_line import from_first_mark
from mailclient.gui.message_list.people import people
from mailclient.gui.message_list.roles import MARKS_ROLE, ROW_ROLE, SECTION_ROLE, SNIPPET_ROLE, Index, Marks
from mailclient.gui.message_list.row_cache import PaintedRow
from mailclient.gui.message_list.row_layout import (
    HEAD_HEIGHT,
    ROW_HEIGHTS,
    ROW_LEFT,
    Density,
    RowLayout,
    hover_cells,
    row_layout,
)
from mailclient.gui.tags.look import CHIP_HEIGHT, chip_width, paint_chip
from mailclient.gui.theme import pixmap, theme, tokens
from mailclient.gui.theme.fonts import window_font
from mailclient.language import tr
from mailclient.language.subject import subject_words
from mailclient.mail.flag import Flag
from mailclient.mail.ids import AccountId, FolderId
from mailclient.mail.search import Snippet
from mailclient.mail.tag import tags_of

_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
_LONGEST = 300
"""Characters measured at most; no column is that wide."""
_TAGS_SHOWN = 2
_TAGS_SHARE = 0.4
"""Of the line that tags may take at most: the subject is more."""
_PLACE_WIDTH, _PLACE_SHARE = 110, 0.35
"""The name of a folder or account takes so many pixels at most, and so much of its line."""
_COUNT_HEIGHT = 17
_COUNT_PADDING = 6
_HOVER_ICONS = {"archive": "archive", "delete": "trash-2", "flag": "star"}


class MessageDelegate(QStyledItemDelegate):
    """``hovered`` is the row under the pointer, ``hovered_action`` the action under it; the view sets both."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.density = Density.COMFORTABLE
        self.show_recipients = False
        self.own_names: Collection[str] = ()
        """What the user is called in mail: "me" among others."""
        self.accounts: dict[AccountId, int] = {}
        """Account → place in the colours, where a list is of several; else empty."""
        self.places: dict[FolderId, str] = {}
        """Folder → what its rows name, where it is not plain; else empty."""
        self.hovered = -1
        self.hovered_action = ""
        self.forbidden: frozenset[str] = frozenset()
        """Hover actions that the folder does not allow."""
        self.keyboard = False
        self._plain = window_font()
        self._strong = window_font(weight=tokens.WEIGHT_STRONG)
        self._meta = window_font(tokens.TEXT_META)
        self._meta_strong = window_font(tokens.TEXT_META, tokens.WEIGHT_STRONG)
        self._metrics = {id(font): QFontMetrics(font) for font in (self._plain, self._strong, self._meta)}

    def row_height(self, *, head: bool = False) -> int:
        """Pixels."""
        return ROW_HEIGHTS[self.density] + (HEAD_HEIGHT if head else 0)

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Only asked by accessibility and tests; the view fixes the heights itself."""
        return QSize(0, self.row_height(head=bool(index.data(SECTION_ROLE))))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the row, with the title of its section above it when it begins one."""
        title = str(index.data(SECTION_ROLE) or "")
        layout = row_layout(option.rect, self.density, head=bool(title))
        painter.save()
        if title:
            self._paint_title(painter, option.rect, title)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        self._paint_ground(painter, layout, option, selected=selected, hovered=index.row() == self.hovered)
        row = index.data(ROW_ROLE)
        if isinstance(row, PaintedRow):
            why = (index.data(SNIPPET_ROLE), index.data(MARKS_ROLE) or ())
            self._paint_row(painter, layout, row, why, hovered=index.row() == self.hovered)
            if index.row() == self.hovered:
                self._paint_actions(painter, layout, row, selected=selected)
        painter.restore()

    # --- ground ----------------------------------------------------------------------------------------------

    def _paint_title(self, painter: QPainter, row: QRect, title: str) -> None:
        colours = theme().palette
        line = QRect(row.left(), row.top(), row.width(), HEAD_HEIGHT)
        painter.fillRect(line, QColor(colours.list))
        painter.setFont(self._meta_strong)
        painter.setPen(QColor(colours.muted))
        painter.drawText(line.adjusted(ROW_LEFT, 6, -tokens.SPACE_16, 0), _LEFT, title)
        painter.fillRect(QRect(row.left(), line.bottom(), row.width(), 1), QColor(colours.hairline))

    def _paint_ground(
        self, painter: QPainter, layout: RowLayout, option: QStyleOptionViewItem, *, selected: bool, hovered: bool
    ) -> None:
        colours = theme().palette
        card = layout.card
        if selected:
            painter.fillRect(card, QColor(colours.tint))
            painter.fillRect(QRect(card.left(), card.top(), tokens.ACCENT_BAR, card.height()), QColor(colours.accent))
        elif hovered:
            painter.fillRect(card, QColor(colours.list_hover))
        if not layout.single:
            line = QRect(card.left() + (0 if selected else ROW_LEFT), card.bottom(), card.width(), 1)
            painter.fillRect(line, QColor(colours.hairline))
        if self.keyboard and option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(colours.accent))
            painter.drawRect(card.adjusted(0, 0, -1, -1))
            painter.drawRect(card.adjusted(1, 1, -2, -2))

    # --- words -------------------------------------------------------------------------------------------------

    def _paint_row(
        self,
        painter: QPainter,
        layout: RowLayout,
        row: PaintedRow,
        why: tuple[Snippet | None, Marks],
        *,
        hovered: bool,
    ) -> None:
        unread, (snippet, marks) = row.unread, why
        if unread:
            self._paint_dot(painter, layout.dot, theme().palette.accent)
        date_line = layout.subject if layout.single else layout.top
        date_width = self._paint_date(painter, date_line, row, unread=unread, shown=not (layout.single and hovered))
        sender = layout.top if layout.single else layout.top.adjusted(0, 0, -date_width, 0)
        self._paint_people(painter, sender, row, unread=unread)
        line = layout.subject.adjusted(0, 0, -date_width if layout.single else 0, 0)
        hidden = self._actions_width(layout) if hovered else 0
        line.setRight(line.right() - (hidden or self._paint_marks(painter, line, row)))
        if row.keywords:
            line.setRight(line.right() - self._paint_tags(painter, line, row))
        strong = self._strong if unread and not layout.single else self._plain
        subject = subject_words(row.subject, encrypted=row.message.encrypted)
        used = self._draw(painter, line, subject, strong, "text", marks)
        preview = layout.preview
        if preview.isNull():
            preview = line.adjusted(used + tokens.SPACE_8, 0, 0, 0)
        else:
            preview = preview.adjusted(0, 0, -hidden, 0)
        if preview.width() > 40 and snippet is not None:
            self._draw_snippet(painter, preview, snippet)
        elif preview.width() > 40:
            words = tr("Encrypted message") if row.message.encrypted else row.message.preview
            self._draw(painter, preview, words, self._plain, "muted")

    def _draw_snippet(self, painter: QPainter, line: QRect, snippet: Snippet) -> None:
        """The words that were looked for stand out; the line begins so that the first of them is seen."""
        text, marks = from_first_mark(snippet, _LONGEST)
        place, last = QRect(line), 0
        for start, end in [*marks, (len(text), len(text))]:
            for words, font, colour in (
                (text[last:start], self._plain, "muted"),
                (text[start:end], self._strong, "text"),
            ):
                if words and place.width() > 0:
                    self._draw(painter, place, words, font, colour)
                    place.setLeft(place.left() + self._metrics[id(font)].horizontalAdvance(words))
            last = end

    def _paint_dot(self, painter: QPainter, place: QRect, colour: str) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        painter.drawEllipse(place)

    def _paint_people(self, painter: QPainter, line: QRect, row: PaintedRow, *, unread: bool) -> None:
        """Who wrote, and the number of messages where it is more than one."""
        font = self._strong if unread else self._plain
        conversation = row.conversation
        if conversation is None:
            self._draw(painter, line, self._sender(row), font, "text")
            return
        number = f"{conversation.messages:,}"
        width = self._metrics[id(self._meta)].horizontalAdvance(number) + 2 * _COUNT_PADDING
        names = people(conversation.senders, self.own_names) if not self.show_recipients else ""
        room = line.adjusted(0, 0, -width - tokens.SPACE_8, 0)
        used = self._draw(painter, room, names or self._sender(row), font, "text")
        middle = line.center().y() - _COUNT_HEIGHT // 2 + 1
        pill = QRect(line.left() + used + tokens.SPACE_8, middle, width, _COUNT_HEIGHT)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme().palette.hairline))
        painter.drawRoundedRect(pill, _COUNT_HEIGHT / 2, _COUNT_HEIGHT / 2)
        painter.setFont(self._meta_strong if unread else self._meta)
        painter.setPen(QColor(theme().palette.text))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, number)

    def _sender(self, row: PaintedRow) -> str:
        if self.show_recipients and row.message.recipients:
            return tr("To: {names}", names=row.message.recipients)
        return row.message.sender.label or tr("(unknown sender)")

    def _paint_date(self, painter: QPainter, line: QRect, row: PaintedRow, *, unread: bool, shown: bool) -> int:
        """The date; before it the place and the colour of the account where they are told; returns the width."""
        words = short_date(row.message.received_at, datetime.now().astimezone())
        metrics = self._metrics[id(self._meta)]
        width = metrics.horizontalAdvance(words) + tokens.SPACE_12
        if shown:
            painter.setFont(self._meta)
            painter.setPen(QColor(theme().palette.accent_text if unread else theme().palette.muted))
            painter.drawText(line, _RIGHT, words)
        width += self._paint_place(painter, line.adjusted(0, 0, -width, 0), row, shown=shown)
        colour = self.accounts.get(row.message.account_id)
        if shown and colour is not None:
            left = line.right() - width - 1
            self._paint_dot(painter, QRect(left, line.center().y() - 2, 7, 7), theme().palette.account(colour))
        return width + (tokens.SPACE_12 if colour is not None else 0)

    def _paint_place(self, painter: QPainter, line: QRect, row: PaintedRow, *, shown: bool) -> int:
        """The name of the folder or the account, at the right; returns the width it takes."""
        folder_id = row.message.folder_id
        name = self.places.get(folder_id, "") if folder_id is not None else ""
        if not name:
            return 0
        metrics = self._metrics[id(self._meta)]
        room = min(_PLACE_WIDTH, int(line.width() * _PLACE_SHARE))
        words = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
        if shown:
            painter.setPen(QColor(theme().palette.muted))
            painter.drawText(line, _RIGHT, words)
        return metrics.horizontalAdvance(words) + tokens.SPACE_12

    def _paint_marks(self, painter: QPainter, line: QRect, row: PaintedRow) -> int:
        """Star, paper clip, lock, answered, forwarded, from the right; returns the width they take."""
        marks = []
        if row.flagged:
            marks.append(("star", "star", True))
        if row.has_attachment:
            marks.append(("paperclip", "muted", False))
        if row.message.encrypted:
            marks.append(("lock", "muted", False))
        if Flag.ANSWERED in row.message.flags.bits:
            marks.append(("reply", "muted", False))
        if Flag.FORWARDED in row.message.flags.bits:
            marks.append(("forward", "muted", False))
        right = line.right() + 1
        for name, colour, filled in marks:
            right -= tokens.ICON_SMALL
            picture = pixmap(name, tokens.ICON_SMALL, colour, filled=filled, ratio=painter.device().devicePixelRatioF())
            painter.drawPixmap(QPoint(right, line.center().y() - tokens.ICON_SMALL // 2 + 1), picture)
            right -= 6
        return line.right() + 1 - right if marks else 0

    def _paint_tags(self, painter: QPainter, line: QRect, row: PaintedRow) -> int:
        """The first tags from the right; returns the width they take."""
        metrics = self._metrics[id(self._meta)]
        right, leftmost = line.right() + 1, line.right() - int(line.width() * _TAGS_SHARE)
        for keyword in reversed(tags_of(row.keywords)[:_TAGS_SHOWN]):
            width = chip_width(keyword, metrics)
            if right - width < leftmost:
                break
            place = QRect(right - width, line.center().y() - CHIP_HEIGHT // 2 + 1, width, CHIP_HEIGHT)
            paint_chip(painter, place, keyword, self._meta, metrics)
            right -= width + tokens.SPACE_4
        return line.right() + 1 - right if right <= line.right() else 0

    def _draw(self, painter: QPainter, line: QRect, words: str, font: QFont, colour: str, marks: Marks = ()) -> int:
        """Draw one line, cut with an ellipsis, on a ground of its own what is marked; returns its width."""
        metrics = self._metrics[id(font)]
        cut = metrics.elidedText(words[:_LONGEST], Qt.TextElideMode.ElideRight, line.width())
        seen = len(cut) if cut == words else len(cut) - 1
        for start, end in marks:
            if start < seen:
                left = line.left() + metrics.horizontalAdvance(cut[:start])
                right = line.left() + metrics.horizontalAdvance(cut[: min(end, seen)])
                ground = QRect(left, line.center().y() - metrics.height() // 2, right - left, metrics.height() + 1)
                painter.fillRect(ground, QColor(theme().palette.warning_ground))
        painter.setFont(font)
        painter.setPen(QColor(getattr(theme().palette, colour)))
        painter.drawText(line, _LEFT | Qt.TextFlag.TextSingleLine, cut)
        return min(metrics.horizontalAdvance(cut), line.width())

    # --- actions under the pointer -----------------------------------------------------------------------------

    def _actions_width(self, layout: RowLayout) -> int:
        cells = hover_cells(layout.card, self.forbidden)
        return layout.card.right() - min(cell.left() for cell in cells.values()) - tokens.SPACE_8 if cells else 0

    def _paint_actions(self, painter: QPainter, layout: RowLayout, row: PaintedRow, *, selected: bool) -> None:
        colours = theme().palette
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for name, cell in hover_cells(layout.card, self.forbidden).items():
            if name == self.hovered_action:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(colours.list if selected else colours.hairline))
                painter.drawRoundedRect(cell.adjusted(1, 0, -1, 0), tokens.RADIUS_CONTROL, tokens.RADIUS_CONTROL)
            starred = name == "flag" and row.flagged
            colour = "star" if starred else ("text" if name == self.hovered_action else "muted")
            picture = pixmap(
                _HOVER_ICONS[name],
                tokens.ICON_SMALL,
                colour,
                filled=starred,
                ratio=painter.device().devicePixelRatioF(),
            )
            half = tokens.ICON_SMALL // 2
            painter.drawPixmap(QPoint(cell.center().x() - half + 1, cell.center().y() - half + 1), picture)
