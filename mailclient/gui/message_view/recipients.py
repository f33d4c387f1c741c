"""Who a message went to: one line ("to me, Jun +3"), and all of them on demand."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QGridLayout, QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from mailclient.gui.message_view.flow_layout import FlowLayout
from mailclient.gui.theme import bind_icon, theme, tokens
from mailclient.language import tr
from mailclient.mail.address import Address

_NAMED = 3
"""Recipients that the one line names."""
_SHOWN_PER_FIELD = 500
"""More than anyone reads; the raw source has them all."""


def summary(recipients: Sequence[Address], own: Collection[str]) -> str:
    """ "to me, Jun +3"; ``own`` addresses in lower case."""
    labels = [tr("me") if address.address.lower() in own else _short(address) for address in recipients]
    if not labels:
        return tr("no recipients named")
    named = ", ".join(labels[:_NAMED])
    more = len(labels) - _NAMED
    return tr("to {names} +{count}", names=named, count=more) if more > 0 else tr("to {names}", names=named)


def _short(address: Address) -> str:
    """The first word of a name in Latin letters, else the label."""
    if address.name and address.name.isascii() and "," not in address.name:
        return address.name.split()[0]
    return address.label


class RecipientsLine(QToolButton):
    """The one line, with a chevron; checked while all recipients are shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "recipients")
        self.setCheckable(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setToolTip(tr("Show all recipients and the full date"))
        bind_icon(self, "chevron-down", 14)
        self.toggled.connect(lambda on: bind_icon(self, "chevron-up" if on else "chevron-down", 14))

    def show_recipients(self, recipients: Sequence[Address], own: Collection[str]) -> None:
        """Name these; ``own`` addresses in lower case."""
        self.setText(summary(recipients, own))
        self.setAccessibleName(self.text())


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
        name, address = _escaped(self._address.name), _escaped(self._address.address)
        muted = f'<span style="color:{theme().palette.muted}">{address}</span>'
        self.setText(f"{name}&nbsp; {muted}" if name else address)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what one does with an address."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        address = self._address.address
        copy = menu.addAction(tr("Copy address"))
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(address))
        write = menu.addAction(tr("Write to {name}", name=self._address.label))
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
        self._grid.setContentsMargins(0, tokens.SPACE_4, 0, 0)
        self._grid.setHorizontalSpacing(tokens.SPACE_12)
        self._grid.setVerticalSpacing(tokens.SPACE_4)
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
            flow = FlowLayout(box, spacing=tokens.SPACE_12)
            for address in addresses[:_SHOWN_PER_FIELD]:
                shown = AddressLabel(address)
                shown.mailto_requested.connect(self.mailto_requested)
                shown.search_requested.connect(self.search_requested)
                flow.addWidget(shown)
            self._add_row(row, label, box)
            row += 1
        self._add_row(row, tr("Date"), QLabel(date))

    def _add_row(self, row: int, label: str, content: QWidget) -> None:
        title = QLabel(label)
        title.setProperty("kind", "muted")
        self._grid.addWidget(title, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(content, row, 1)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
