"""The recipients of a message that were not accepted: why, and their addresses to be corrected."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.controls.tooltip import tell_plainly
from mailclient.gui.theme import tokens
from mailclient.language import tr, tr_n
from mailclient.language.sending import refusal_words
from mailclient.mail.refusal import RecipientRefusal, Remedy, remedy_of

_SHOWN = 20
"""Of thousands the rest is sent again as it is."""


class RefusedPeople(QWidget):
    """``people`` is whom to send it to once more; a box before each says whether."""

    changed = Signal()

    def __init__(self, refusals: tuple[RecipientRefusal, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._refusals = refusals
        self.lines: list[tuple[QCheckBox, QLineEdit]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_4)
        for refusal in refusals[:_SHOWN]:
            self._add(column, refusal)
        more = len(refusals) - _SHOWN
        if more > 0:
            column.addWidget(_meta(tr_n("and {count} more", "and {count} more", more)))

    @property
    def people(self) -> tuple[tuple[str, str], ...]:
        """Pairs of the address that was refused and the one to send to now."""
        shown = zip(self._refusals, self.lines, strict=False)
        chosen = [(one.address, line.text().strip()) for one, (box, line) in shown if box.isChecked()]
        rest = [(one.address, one.address) for one in self._refusals[_SHOWN:]] if chosen else []
        return tuple((before, now) for before, now in (*chosen, *rest) if now)

    def _add(self, column: QVBoxLayout, refusal: RecipientRefusal) -> None:
        box = QCheckBox(tr("Send again to"))
        line = QLineEdit(refusal.address)
        line.setAccessibleName(tr("Address"))
        box.setAccessibleName(tr("Send again to {address}", address=refusal.address))
        why, advice = refusal_words(refusal)
        words = _meta(" ".join(word for word in (f"{refusal.address}:", why, advice) if word))
        tell_plainly(words, refusal.line)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(words)
        row = QWidget()
        inner = QHBoxLayout(row)
        inner.setContentsMargins(0, 0, 0, tokens.SPACE_4)
        inner.setSpacing(tokens.SPACE_8)
        inner.addWidget(box)
        inner.addWidget(line, 1)
        line.setEnabled(False)
        box.toggled.connect(line.setEnabled)
        box.toggled.connect(lambda _on: self.changed.emit())
        line.textEdited.connect(lambda _text: self.changed.emit())
        column.addWidget(row)
        self.lines.append((box, line))
        if remedy_of(refusal) is not Remedy.ASK_OTHERWISE:
            box.setChecked(True)


def _meta(text: str) -> PlainLabel:
    label = PlainLabel(text, wordWrap=True)
    label.setProperty("kind", "meta")
    return label
