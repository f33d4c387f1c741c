"""The header of a message: subject, who wrote it, to whom and when."""

from collections.abc import Collection, Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.message_view.avatar import Avatar
from mailclient.gui.message_view.icon_label import ElidedLabel
from mailclient.gui.message_view.look_button import LookButton
from mailclient.gui.message_view.moment import full_moment_text, moment_text
from mailclient.gui.message_view.recipients import RecipientsLine, RecipientsTable
from mailclient.gui.message_view.stranger_text import address_text, label_text, subject_text
from mailclient.gui.origin.mark import OriginMark
from mailclient.gui.protection.mark import ProtectionMark
from mailclient.gui.tags.tag_chips import TagChips
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.language.subject import subject_words
from mailclient.mail.address import Address
from mailclient.mail.message import Envelope

_NAME_WIDTH = 140
"""Pixels; the address gives way before the name gets narrower."""
_NARROW = 600
"""Pixels; with less, the second line has no room for another mark."""
_TABLE_HEIGHT = 168
"""Pixels; a list of hundreds of recipients scrolls inside."""


class MessageHeader(QWidget):
    """Shows an envelope; nobody's address is hidden, so that a false name does not pass for a person."""

    mailto_requested = Signal(str)
    search_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.subject = PlainLabel()
        self.subject.setProperty("kind", "subject")
        self.subject.setWordWrap(True)
        self.subject.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.subject.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.tags = TagChips()
        self.avatar = Avatar()
        self.avatar.setAccessibleName(tr("Sender"))
        self.avatar.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.avatar.setCursor(Qt.CursorShape.PointingHandCursor)
        self.sender_name = ElidedLabel(least=_NAME_WIDTH)
        self.sender_name.setProperty("kind", "strong")
        self.sender_address = ElidedLabel()
        self.sender_address.setProperty("kind", "muted")
        self.sender_address.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.origin = OriginMark()
        self.protection = ProtectionMark()
        self.look = LookButton()
        self.date = PlainLabel()
        self.date.setProperty("kind", "meta")
        self.recipients = RecipientsLine()
        self.table = RecipientsTable()
        self.table.mailto_requested.connect(self.mailto_requested)
        self.table.search_requested.connect(self.search_requested)
        self._scroll = _table_scroll(self.table)
        self._details: tuple[Sequence[tuple[str, Sequence[Address]]], str] = ((), "")
        self._second, self._third = QHBoxLayout(), QHBoxLayout()
        self.recipients.toggled.connect(self._expand)
        self._arrange()

    def show_envelope(
        self, envelope: Envelope, received: datetime, now: datetime, own: Collection[str], *, encrypted: bool = False
    ) -> None:
        """``received`` and ``now`` are local times; the sender's own date is shown when there is one."""
        when = envelope.date.astimezone(now.tzinfo) if envelope.date else received
        sender = envelope.from_[0] if envelope.from_ else Address("", "")
        self.subject.setText(subject_words(subject_text(envelope.subject), encrypted=encrypted))
        self.avatar.show_address(sender)
        self.sender_name.setText(label_text(sender) or tr("Unknown sender"))
        self.sender_address.setText(address_text(sender.address) if sender.name else "")
        self.date.setText(moment_text(when, now))
        self.date.setToolTip(full_moment_text(when))
        self.recipients.show_recipients((*envelope.to, *envelope.cc, *envelope.bcc), own)
        replies = () if envelope.reply_to in ((), envelope.from_) else envelope.reply_to
        fields = (
            (tr("From"), envelope.from_),
            (tr("Reply to"), replies),
            (tr("To"), envelope.to),
            (tr("Cc"), envelope.cc),
            (tr("Bcc"), envelope.bcc),
        )
        self._details = (fields, full_moment_text(when))
        self.recipients.setChecked(False)
        for label in (self.sender_name, self.sender_address):
            label.updateGeometry()

    def put_at_end(self, widget: QWidget) -> None:
        """Below the date, at the right."""
        self._second.addWidget(widget)
        self._second.setContentsMargins(0, 0, -tokens.SPACE_8, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The mark of protection stands beside that of the origin, or below where that would cut its words."""
        super().resizeEvent(event)
        row = self._third if event.size().width() < _NARROW else self._second
        if row.indexOf(self.protection) < 0:
            other = self._second if row is self._third else self._third
            other.removeWidget(self.protection)
            row.insertWidget(0 if row is self._third else row.indexOf(self.origin) + 1, self.protection)

    def _expand(self, on: bool) -> None:
        if on:  # made on demand: a message may go to a hundred thousand
            self.table.show_fields(*self._details)
        height = self.table.heightForWidth(max(self.width() - 56, 200)) if self.table.hasHeightForWidth() else 0
        self._scroll.setFixedHeight(min(max(height, self.table.minimumSizeHint().height()) + 2, _TABLE_HEIGHT))
        self._scroll.setVisible(on)

    def _arrange(self) -> None:
        names = QHBoxLayout()
        names.setSpacing(tokens.SPACE_8)
        names.addWidget(self.sender_name)
        names.addWidget(self.sender_address)
        names.addStretch(1)
        names.addWidget(self.look)
        names.addWidget(self.date)
        person = QVBoxLayout()
        person.setSpacing(0)
        person.addLayout(names)
        self._second.setSpacing(tokens.SPACE_12)
        self._second.addWidget(self.recipients)
        self._second.addWidget(self.origin)
        self._second.addWidget(self.protection)
        self._second.addStretch(1)
        person.addLayout(self._second)
        self._third.addStretch(1)
        person.addLayout(self._third)
        person.addWidget(self._scroll)
        row = QHBoxLayout()
        row.setSpacing(tokens.SPACE_12)
        row.addWidget(self.avatar, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(person, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_16)
        column.addWidget(self.subject)
        column.addWidget(self.tags)
        column.addLayout(row)


def _table_scroll(table: QWidget) -> QScrollArea:
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setWidget(table)
    scroll.viewport().setAutoFillBackground(False)
    table.setAutoFillBackground(False)
    scroll.hide()
    return scroll
