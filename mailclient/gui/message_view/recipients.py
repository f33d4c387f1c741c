"""Who a message went to: one line ("to me, Jun +3"), and all of them on demand."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QLabel, QMenu, QSizePolicy, QWidget

from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.message_view.flow_layout import FlowLayout
from mailclient.gui.message_view.stranger_text import address_text, label_text, name_text, person_text
from mailclient.gui.theme import pixmap, theme, tokens
from mailclient.language import tr, tr_n
from mailclient.mail.address import Address

_NAMED = 3
"""Recipients that the one line names."""
_CHEVRON = 14
_SHOWN_PER_FIELD = 300
"""More than anyone reads; the raw source has them all."""


def summary(recipients: Sequence[Address], own: Collection[str]) -> str:
    """ "to me, Jun +3"; ``own`` addresses in lower case."""
    if not recipients:
        return tr("no recipients named")
    first = recipients[:_NAMED]
    named = ", ".join(tr("me") if address.address.lower() in own else _short(address) for address in first)
    more = len(recipients) - _NAMED
    return tr("to {names} +{count}", names=named, count=more) if more > 0 else tr("to {names}", names=named)


def _short(address: Address) -> str:
    """The first word of a name in Latin letters, else the label."""
    if address.name.strip() and address.name.isascii() and "," not in address.name:
        return name_text(address.name.split()[0])
    return label_text(address)


class RecipientsLine(QAbstractButton):
    """The one line, with a chevron; checked while all recipients are shown. Painted, so that it can be cut short."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setToolTip(tr("Show all recipients and the full date"))
        theme().changed.connect(self.update)

    def show_recipients(self, recipients: Sequence[Address], own: Collection[str]) -> None:
        """Name these; ``own`` addresses in lower case."""
        self.setText(summary(recipients, own))
        self.setAccessibleName(self.text())
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """The text with the chevron."""
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + _CHEVRON + 12, 22)

    def minimumSizeHint(self) -> QSize:
        """It can be cut."""
        return QSize(60, 22)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line; underlined when it has the keyboard."""
        colours = theme().palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        strong = self.underMouse() or self.isChecked()
        painter.setPen(QColor(colours.text if strong else colours.muted))
        room = self.width() - _CHEVRON - 8
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(0, 0, room, self.height()), Qt.AlignmentFlag.AlignVCenter, text)
        name = "chevron-up" if self.isChecked() else "chevron-down"
        chevron = pixmap(name, _CHEVRON, "text" if strong else "muted", ratio=self.devicePixelRatioF())
        painter.drawPixmap(self.fontMetrics().horizontalAdvance(text) + 4, (self.height() - _CHEVRON) // 2 + 1, chevron)
        if self.hasFocus():
            painter.fillRect(
                QRect(0, self.height() - tokens.FOCUS_RING, self.width(), tokens.FOCUS_RING),
                QColor(colours.accent_text),
            )


class AddressLabel(QLabel):
    """Name and address, selectable; its menu copies, writes to and searches the address."""

    mailto_requested = Signal(str)
    search_requested = Signal(str)

    def __init__(self, address: Address, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._address = address
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._fill()
        theme().changed.connect(self._fill)

    def _fill(self) -> None:
        name, address = _escaped(person_text(self._address.name)), _escaped(address_text(self._address.address))
        muted = f'<span style="color:{theme().palette.muted}">{address}</span>'
        self.setText(f"{name}&nbsp; {muted}" if name else address)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what one does with an address."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        address = self._address.address
        copy = menu.addAction(tr("Copy address"))
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(address))
        write = menu.addAction(tr("Write to {name}", name=label_text(self._address)))
        write.triggered.connect(lambda: self.mailto_requested.emit(f"mailto:{address}"))
        search = menu.addAction(tr("Search for mail from this address"))
        search.triggered.connect(lambda: self.search_requested.emit(address))
        menu.popup(event.globalPos())


class RecipientsTable(QWidget):
    """All fields with all addresses, and the full date."""

    mailto_requested = Signal(str)
    search_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, tokens.SPACE_4, 0, tokens.SPACE_4)
        self._grid.setHorizontalSpacing(tokens.SPACE_12)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)

    def show_fields(self, fields: Sequence[tuple[str, Sequence[Address]]], date: str) -> None:
        """``fields``: (label, addresses), empty ones are left out."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        row = 0
        for label, addresses in fields:
            if not addresses:
                continue
            box = QWidget()
            flow = FlowLayout(box, spacing=tokens.SPACE_12, line_spacing=2)
            for address in addresses[:_SHOWN_PER_FIELD]:
                shown = AddressLabel(address)
                shown.mailto_requested.connect(self.mailto_requested)
                shown.search_requested.connect(self.search_requested)
                flow.addWidget(shown)
            if (more := len(addresses) - _SHOWN_PER_FIELD) > 0:
                flow.addWidget(PlainLabel(tr_n("and {count} more", "and {count} more", more)))
            self._add_row(row, label, box)
            row += 1
        self._add_row(row, tr("Date"), PlainLabel(date))

    def _add_row(self, row: int, label: str, content: QWidget) -> None:
        title = PlainLabel(label)
        title.setProperty("kind", "muted")
        self._grid.addWidget(title, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(content, row, 1)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
