"""Paints one line of the sidebar: fold mark, icon, name, count."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from mailclient.gui.folder_list.line import Line, line_of
from mailclient.gui.folder_list.model import ACCOUNT_ROLE, BRANCH_ROLE, HEADING_ROLE, Index
from mailclient.gui.theme import pixmap, theme, tokens
from mailclient.gui.theme.fonts import window_font
from mailclient.mail.account import Account
from mailclient.mail.ids import AccountId

ROW_HEIGHT = 32
_ACCOUNT_HEIGHT = 36
_MARGIN = tokens.SPACE_8
_FOLD = 16
"""The width kept for the fold mark, also where there is none, so that names line up."""
_INDENT = 14


class FolderDelegate(QStyledItemDelegate):
    """Reads ``theme().palette`` at each paint."""

    def __init__(
        self, view: QTreeView, is_chosen: Callable[[str], bool], is_pointed_at: Callable[[Index], bool]
    ) -> None:
        super().__init__(view)
        self._view = view
        self._is_chosen, self._is_pointed_at = is_chosen, is_pointed_at
        self.accounts: dict[AccountId, int] = {}
        """Account → place in the colours, where lists of several tell them apart; else empty."""
        self._plain = window_font()
        self._strong = window_font(weight=tokens.WEIGHT_STRONG)
        self._count = window_font(tokens.TEXT_META)
        self._count_strong = window_font(tokens.TEXT_META, tokens.WEIGHT_STRONG)
        self._account = window_font(tokens.TEXT_META, tokens.WEIGHT_STRONG)

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Accounts stand a little apart."""
        return QSize(0, _ACCOUNT_HEIGHT if index.data(HEADING_ROLE) else ROW_HEIGHT)

    def fold_mark(self, row: QRect, index: Index) -> QRect:
        """Where the mark is that folds and unfolds; as wide as the empty space around it."""
        left = row.left() + _MARGIN + _INDENT * max(_depth(index) - 1, 0)
        return QRect(left, row.top(), _FOLD + tokens.SPACE_4, row.height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the line; the tree's own branch column is zero wide."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row: QRect = option.rect
        if index.data(HEADING_ROLE):
            self._paint_heading(painter, row, option, index)
        else:
            self._paint_line(painter, row, option, index, line_of(index))
        painter.restore()

    def _paint_heading(self, painter: QPainter, row: QRect, option: QStyleOptionViewItem, index: Index) -> None:
        line = row.adjusted(0, tokens.SPACE_4, 0, 0)
        self._paint_ring(painter, line.adjusted(_MARGIN, 1, -_MARGIN, -1), option.state, index)
        self._paint_fold(painter, line, index)
        words = line.adjusted(_MARGIN + _FOLD + tokens.SPACE_4, 0, -_MARGIN, 0)
        account = index.data(ACCOUNT_ROLE)
        if isinstance(account, Account) and (place := self.accounts.get(account.id)) is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme().palette.account(place)))
            painter.drawEllipse(QRect(words.right() - tokens.SPACE_16, words.center().y() - 2, 7, 7))
            words.setRight(words.right() - tokens.SPACE_24)
        painter.setFont(self._account)
        painter.setPen(QColor(theme().palette.muted))
        name = QFontMetrics(self._account).elidedText(str(index.data()), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)

    def _paint_line(
        self, painter: QPainter, row: QRect, option: QStyleOptionViewItem, index: Index, line: Line
    ) -> None:
        colours = theme().palette
        state: QStyle.StateFlag = option.state
        selected = self._is_chosen(str(index.data(BRANCH_ROLE)))
        pill = row.adjusted(_MARGIN, 1, -_MARGIN, -1)
        ground = self._ground(state, selected)
        if ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(pill, tokens.RADIUS_CONTROL, tokens.RADIUS_CONTROL)
        self._paint_ring(painter, pill, state, index)
        self._paint_fold(painter, row, index)
        left = row.left() + _MARGIN + _INDENT * (_depth(index) - 1) + _FOLD + tokens.SPACE_4
        mark = pixmap(
            line.icon,
            tokens.ICON_SMALL,
            "accent_text" if selected else "muted",
            ratio=painter.device().devicePixelRatioF(),
        )
        painter.drawPixmap(QPoint(left, row.center().y() - tokens.ICON_SMALL // 2 + 1), mark)
        left += tokens.ICON_SMALL + tokens.SPACE_8
        words = QRect(left, row.top(), pill.right() - tokens.SPACE_8 - left, row.height())
        words.setRight(words.right() - self._paint_count(painter, words, line.count, line.unread))
        font = self._strong if line.unread and line.count else self._plain
        painter.setFont(font)
        painter.setPen(QColor(colours.muted if line.pale else colours.text))
        name = QFontMetrics(font).elidedText(str(index.data()), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)

    def _paint_ring(self, painter: QPainter, place: QRect, state: QStyle.StateFlag, index: Index) -> None:
        """Around what the keys, an open menu or a drag mean."""
        by_key = bool(state & QStyle.StateFlag.State_HasFocus) and bool(self._view.property("keyboard"))
        if by_key or self._is_pointed_at(index):
            painter.setPen(QPen(QColor(theme().palette.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(place, tokens.RADIUS_CONTROL, tokens.RADIUS_CONTROL)

    def _ground(self, state: QStyle.StateFlag, selected: bool) -> str:
        if selected:
            return theme().palette.sidebar_tint
        return theme().palette.sidebar_hover if state & QStyle.StateFlag.State_MouseOver else ""

    def _paint_count(self, painter: QPainter, words: QRect, count: int, unread: bool) -> int:
        """Paint the number at the right; returns the width it takes."""
        if not count:
            return 0
        font = self._count_strong if unread else self._count
        painter.setFont(font)
        painter.setPen(QColor(theme().palette.text if unread else theme().palette.muted))
        number = f"{count:,}"
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, number)
        return QFontMetrics(font).horizontalAdvance(number) + tokens.SPACE_8

    def _paint_fold(self, painter: QPainter, row: QRect, index: Index) -> None:
        model = self._view.model()
        if not model.hasChildren(index):
            return
        name = "chevron-down" if self._view.isExpanded(index) else "chevron-right"
        place = self.fold_mark(row, index)
        mark = pixmap(name, 14, ratio=painter.device().devicePixelRatioF())
        painter.drawPixmap(QPoint(place.left() + 2, row.center().y() - 6), mark)


def _depth(index: Index) -> int:
    depth = 0
    while index.parent().isValid():
        index, depth = index.parent(), depth + 1
    return depth
