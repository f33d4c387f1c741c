"""The sheet of people who are there twice: what each group would become, merged one by one or all at once."""

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from mailclient.gui.contacts.deeds import Deeds
from mailclient.gui.contacts.duplicates import duplicates, fullest_first
from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.controls.surface import on_ground
from mailclient.gui.theme import tokens
from mailclient.language import tr, tr_n
from mailclient.mail.contact import BookId, Contact, ContactRow
from mailclient.store.reader import Reader

_AT_ONCE = 200
_SHOWN = 100
"""Groups in the sheet; the others come when these are done."""


class DuplicatesSheet(QDialog):
    """Looks through a book (None: all, each by itself) a few cards at a time; nothing waits for it."""

    def __init__(self, reader: Reader, book_id: BookId | None, deeds: Deeds, parent: QWidget) -> None:
        super().__init__(parent)
        self._reader, self._book_id, self._deeds = reader, book_id, deeds
        self.groups: list[list[Contact]] = []
        self.setWindowTitle(tr("Find duplicates"))
        self.setModal(True)
        self.resize(520, 480)
        self.title = PlainLabel(tr("Looking…"), wordWrap=True)
        self.title.setProperty("kind", "title")
        self._page = QWidget()
        on_ground(self._page, "reader")
        self._lines = QVBoxLayout(self._page)
        self._lines.setContentsMargins(0, 0, tokens.SPACE_8, 0)
        self._lines.setSpacing(tokens.SPACE_8)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(self._page)
        self.all = text_button(tr("Merge all"))
        self.all.setEnabled(False)
        self.all.clicked.connect(self._merge_all)
        close = text_button(tr("Done"), "primary")
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addWidget(self.all)
        row.addStretch(1)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_16)
        column.setSpacing(tokens.SPACE_12)
        column.addWidget(self.title)
        column.addWidget(scroll, 1)
        column.addLayout(row)
        self.finished.connect(self.deleteLater)
        self._found: list[Contact] = []
        self._reading = self._read()
        self._next = QTimer(self, interval=0)
        self._next.timeout.connect(self._step)
        self._next.start()

    def _read(self) -> Iterator[None]:
        after: ContactRow | None = None
        fixed = {book.id for book in self._reader.books() if book.read_only}
        while True:
            rows = self._reader.contacts("", book_id=self._book_id, after=after, limit=_AT_ONCE)
            for place, row in enumerate(rows):
                contact = self._reader.contact(row.id)
                if contact is not None and contact.book_id not in fixed:
                    self._found.append(replace(contact, photo=None))
                if place % 20 == 19:
                    yield
            if len(rows) < _AT_ONCE:
                return
            after = rows[-1]

    def _step(self) -> None:
        if next(self._reading, self) is not self:
            return
        self._next.stop()
        by_book: dict[BookId, list[Contact]] = {}
        for contact in self._found:
            by_book.setdefault(contact.book_id, []).append(contact)
        self.groups = [group for contacts in by_book.values() for group in duplicates(contacts)]
        self._found = []
        self._show()

    def _show(self) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        count = len(self.groups)
        self.title.setText(
            tr_n("{count} person is there more than once", "{count} people are there more than once", count)
            if count
            else tr("Nobody is there twice.")
        )
        self.all.setEnabled(bool(count))
        for group in self.groups[:_SHOWN]:
            self._lines.addWidget(self._card(group))
        self._lines.addStretch(1)

    def _card(self, group: list[Contact]) -> QWidget:
        frame = QFrame()
        frame.setProperty("kind", "card")
        words = QVBoxLayout()
        words.setSpacing(2)
        for contact in group[:6]:
            said = [contact.name, *(entry.value for entry in (*contact.emails, *contact.phones)[:3])]
            words.addWidget(PlainLabel(" · ".join(part for part in said if part), wordWrap=True))
        merge = text_button(tr("Merge"))
        merge.setAccessibleName(tr("Merge {name}", name=group[0].name))
        merge.clicked.connect(lambda: self._merge(group))
        row = QHBoxLayout(frame)
        row.setContentsMargins(tokens.SPACE_12, tokens.SPACE_8, tokens.SPACE_8, tokens.SPACE_8)
        row.addLayout(words, 1)
        row.addWidget(merge)
        return frame

    def _merge(self, group: list[Contact]) -> None:
        self._merge_all_of([group])
        self.groups.remove(group)
        self._show()

    def _merge_all(self) -> None:
        self._merge_all_of(self.groups)
        self.groups = []
        self._show()

    def _merge_all_of(self, groups: list[list[Contact]]) -> None:
        """As they are now, with their pictures."""
        ids = [[one.id for one in group if one.id is not None] for group in groups]
        whole = [[found for one in group if (found := self._reader.contact(one)) is not None] for group in ids]
        self._deeds.merge([fullest_first(group) for group in whole if len(group) > 1])
