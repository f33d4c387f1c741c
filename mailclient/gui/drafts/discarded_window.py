"""Drafts that were thrown away lately, to be brought back."""

from collections.abc import Callable
from datetime import datetime

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from mailclient.bridge.draft import DraftContent
from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.empty_state import EmptyState
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.message_view.moment import moment_text
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.mail.ids import AccountId, DraftId
from mailclient.store.reader import Reader

_SIZE = (460, 420)

BringBack = Callable[[DraftId, AccountId, DraftContent], object]
Unseal = Callable[[DraftId, AccountId], object]


class DiscardedWindow(QDialog):
    """The newest first; a double click, Enter or "Bring back" opens one in a composer: with that it is kept again."""

    def __init__(self, reader: Reader, bring_back: BringBack, unseal: Unseal, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Discarded drafts"))
        self.resize(*_SIZE)
        self._reader, self._bring_back, self._unseal = reader, bring_back, unseal
        self._rows = reader.discarded_drafts()
        self.list = QListWidget()
        self.list.setProperty("kind", "framed")
        self.list.setAccessibleName(tr("Discarded drafts"))
        now = datetime.now().astimezone()
        for row in self._rows:
            when = moment_text(datetime.fromtimestamp(row.saved_at).astimezone(), now)
            about = " · ".join(part for part in (row.recipients, when) if part)
            subject = tr("Encrypted draft") if row.sealed else row.subject or tr("(no subject)")
            self.list.addItem(QListWidgetItem(f"{subject}\n{about}"))
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(lambda _item: self._take())
        hint = PlainLabel(tr("A draft that was thrown away is here for 30 days."), wordWrap=True)
        hint.setProperty("kind", "meta")
        self.back = text_button(tr("Bring back"), "primary")
        self.back.clicked.connect(self._take)
        close = text_button(tr("Close"))
        close.clicked.connect(self.reject)
        empty = EmptyState("trash-2", tr("No discarded drafts"), hint.text())
        for widget, shown in ((self.list, True), (hint, True), (self.back, True), (empty, False)):
            widget.setVisible(bool(self._rows) is shown)
        buttons = QHBoxLayout()
        buttons.setSpacing(tokens.SPACE_8)
        buttons.addStretch()
        buttons.addWidget(close)
        buttons.addWidget(self.back)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_16, tokens.SPACE_16, tokens.SPACE_16, tokens.SPACE_16)
        column.setSpacing(tokens.SPACE_12)
        for widget in (self.list, empty, hint):
            column.addWidget(widget)
        column.addLayout(buttons)

    def _take(self) -> None:
        row = self._rows[self.list.currentRow()]
        if row.sealed:
            self.accept()
            self._unseal(row.id, row.account_id)
            return
        data = self._reader.discarded_draft(row.id)
        self.accept()
        if data is not None:
            self._bring_back(row.id, row.account_id, msgspec.msgpack.decode(data, type=DraftContent))
