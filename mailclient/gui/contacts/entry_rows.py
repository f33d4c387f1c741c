"""Several entries of one kind in the edit form: a line each, with what it is for; the last one is empty."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from mailclient.gui.contacts.words import kind_name, kinds
from mailclient.gui.controls.button import icon_button
from mailclient.gui.controls.choice import Choice
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.mail.contact import ContactEntry

_KIND_WIDTH = 104


class EntryRows(QWidget):
    """``fault(value)`` is a sentence about why a value will not do, "" when it will."""

    changed = Signal()

    def __init__(
        self, title: str, entries: Sequence[ContactEntry], fault: Callable[[str], str] = lambda _value: ""
    ) -> None:
        super().__init__()
        self._title, self._fault = title, fault
        self._rows: list[tuple[QLineEdit, Choice, ContactEntry]] = []
        self._note = PlainLabel(wordWrap=True)
        self._note.setProperty("kind", "danger")
        self._note.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(tokens.SPACE_4)
        label = PlainLabel(title)
        label.setProperty("kind", "meta")
        self._column.addWidget(label)
        self._column.addWidget(self._note)
        for entry in (*entries, ContactEntry("")):
            self._add(entry)

    def entries(self) -> tuple[ContactEntry, ...]:
        """What is in it, without empty lines."""
        return tuple(
            ContactEntry(value, str(kind.currentData() or ""), given.preferred)
            for line, kind, given in self._rows
            if (value := line.text().strip())
        )

    def complaint(self) -> str:
        """The first fault, said below the title and gone to; "" when all is well."""
        for line, _kind, _given in self._rows:
            value = line.text().strip()
            words = self._fault(value) if value else ""
            if words:
                self._note.setText(words)
                self._note.show()
                line.setFocus()
                return words
        self._note.hide()
        return ""

    def _add(self, entry: ContactEntry) -> None:
        line = QLineEdit(entry.value)
        line.setCursorPosition(0)
        line.setAccessibleName(self._title)
        kind = Choice()
        kind.setAccessibleName(tr("Kind"))
        kind.setFixedWidth(_KIND_WIDTH)
        known = dict(kinds())
        if entry.kind and entry.kind not in known:
            known[entry.kind] = kind_name(entry.kind)
        for value, name in known.items():
            kind.addItem(name, value)
        kind.setCurrentIndex(list(known).index(entry.kind) if entry.kind in known else 0)
        remove = icon_button("x", tr("Remove"), size=tokens.ICON_SMALL)
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.SPACE_4)
        row.addWidget(line, 1)
        row.addWidget(kind)
        row.addWidget(remove)
        self._column.insertWidget(self._column.count() - 1, box)
        made = (line, kind, entry)
        self._rows.append(made)
        line.textEdited.connect(self._typed)
        kind.activated.connect(self.changed)
        remove.clicked.connect(lambda: self._remove(made, box))

    def _typed(self) -> None:
        self._note.hide()
        if self._rows[-1][0].text().strip():
            self._add(ContactEntry(""))
        self.changed.emit()

    def _remove(self, row: tuple[QLineEdit, Choice, ContactEntry], box: QWidget) -> None:
        self._rows.remove(row)
        box.hide()
        box.deleteLater()
        if not self._rows or self._rows[-1][0].text().strip():
            self._add(ContactEntry(""))
        self.changed.emit()
