"""The postal addresses in the edit form."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from mailclient.gui.controls.button import link_row, text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.mail.contact import PostalAddress


class PlaceRows(QWidget):
    """Street, postcode, town and country of each; emptied ones are gone."""

    changed = Signal()

    def __init__(self, given: Sequence[PostalAddress]) -> None:
        super().__init__()
        self._rows: list[tuple[PostalAddress, dict[str, QLineEdit]]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(tokens.SPACE_4)
        title = PlainLabel(tr("Addresses"))
        title.setProperty("kind", "meta")
        self._column.addWidget(title)
        add = text_button(tr("Add an address"), "link")
        add.clicked.connect(lambda: self._add(PostalAddress()))
        self._column.addLayout(link_row(add))
        for place in given:
            self._add(place)

    def places(self) -> tuple[PostalAddress, ...]:
        """What is in it."""
        found = (
            _with(given, {name: line.text().strip() for name, line in lines.items()}) for given, lines in self._rows
        )
        return tuple(place for place in found if place)

    def _add(self, given: PostalAddress) -> None:
        lines = {}
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, tokens.SPACE_8)
        column.setSpacing(tokens.SPACE_4)
        for names in ((("street", tr("Street")),), (("code", tr("Postcode")), ("locality", tr("Town"))),
                      (("region", tr("Region")), ("country", tr("Country")))):  # fmt: skip
            row = QHBoxLayout()
            row.setSpacing(tokens.SPACE_4)
            for name, words in names:
                line = QLineEdit(str(getattr(given, name)).replace("\n", ", "), placeholderText=words)
                line.setCursorPosition(0)
                line.setAccessibleName(words)
                line.textEdited.connect(self.changed)
                lines[name] = line
                row.addWidget(line, 1 if name == "code" else 2)
            column.addLayout(row)
        self._column.insertWidget(self._column.count() - 1, box)
        self._rows.append((given, lines))
        if not given:
            lines["street"].setFocus()


def _with(given: PostalAddress, said: dict[str, str]) -> PostalAddress:
    return replace(
        given,
        street=said["street"],
        code=said["code"],
        locality=said["locality"],
        region=said["region"],
        country=said["country"],
    )
