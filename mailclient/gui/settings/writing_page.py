"""How messages are written and sent."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QFrame,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from mailclient.gui.composer.writing_choices import LONGEST_UNDO_SECONDS, QuotePlace, SignaturePlace, WritingChoices
from mailclient.gui.controls.choice import Choice
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.settings.spelling_section import SpellingSection
from mailclient.gui.theme import tokens
from mailclient.gui.window_state import WindowState
from mailclient.language import tr, tr_n

_UNDO_SECONDS = (5, 10, 20, 30, LONGEST_UNDO_SECONDS)
_LABELS_WIDTH = 150
"""The fields of all groups stand below each other."""
_MANY = (10, 20, 50, 100)


class WritingPage(QWidget):
    """A page of the settings; every choice holds for the next message that is begun."""

    inline_chosen = Signal(bool)
    """Answers are written below the message, or in a window of their own."""

    def __init__(self, state: WindowState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = choices = WritingChoices(state)
        self.undo = _choice(_undo_names(choices.undo_seconds), choices.undo_seconds)
        self.undo.activated.connect(lambda: setattr(choices, "undo_seconds", int(self.undo.currentData())))
        self.form = _choice({False: tr("Rich text"), True: tr("Plain text")}, choices.plain)
        self.form.activated.connect(lambda: setattr(choices, "plain", self.form.currentData()))
        self.inline = _choice({False: tr("In a window of their own"), True: tr("Below the message")}, choices.inline)
        self.inline.activated.connect(self._choose_inline)
        self.quote = _choice(_quote_names(), choices.quote)
        self.quote.activated.connect(lambda: setattr(choices, "quote", QuotePlace(self.quote.currentData())))
        self.signature = _choice(_signature_names(), choices.signature)
        self.signature.activated.connect(
            lambda: setattr(choices, "signature", SignaturePlace(self.signature.currentData()))
        )
        self.many = _choice(_many_names(choices.many), choices.many)
        self.many.activated.connect(lambda: setattr(choices, "many", int(self.many.currentData())))
        self.receipt = _tick(tr("Ask for read receipts"), choices.receipt, lambda on: setattr(choices, "receipt", on))
        self.reports = _tick(
            tr("Ask servers to tell when a message is delivered"),
            choices.reports,
            lambda on: setattr(choices, "reports", on),
        )
        self.keep = _tick(
            tr("Keep drafts without asking when a message is closed"),
            choices.keeps_drafts,
            lambda on: setattr(choices, "keeps_drafts", on),
        )
        self.monospace = _tick(
            tr("Show plain text in letters of one width"),
            choices.monospace,
            lambda on: setattr(choices, "monospace", on),
        )
        self.spelling = SpellingSection()
        self._arrange()

    def _choose_inline(self) -> None:
        self._choices.inline = bool(self.inline.currentData())
        self.inline_chosen.emit(self._choices.inline)

    def _arrange(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(tokens.SPACE_16, tokens.SPACE_24, tokens.SPACE_16, tokens.SPACE_16)
        column.setSpacing(tokens.SPACE_12)
        column.addLayout(
            _form(
                (tr("New messages are"), self.form),
                (tr("Answers are written"), self.inline),
                (tr("The quote stands"), self.quote),
                (tr("Signature in answers"), self.signature),
            )
        )
        column.addWidget(self.monospace)
        column.addWidget(self.keep)
        column.addWidget(_heading(tr("Sending")))
        column.addLayout(_form((tr("Can be undone for"), self.undo), (tr("Ask before sending to"), self.many)))
        column.addWidget(self.receipt)
        column.addWidget(self.reports)
        column.addWidget(_heading(tr("Spelling")))
        column.addWidget(self.spelling)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(page)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(area)


def _undo_names(now: int) -> dict[int, str]:
    """The usual ones, and what is chosen."""
    names = {0: tr("Not at all")}
    for seconds in sorted({*_UNDO_SECONDS, now} - {0}):
        names[seconds] = tr_n("{count} second", "{count} seconds", seconds)
    return names


def _many_names(now: int) -> dict[int, str]:
    names = {0: tr("Do not ask")}
    for number in sorted({*_MANY, now} - {0}):
        names[number] = tr_n("{count} person or more", "{count} people or more", number)
    return names


def _quote_names() -> dict[QuotePlace, str]:
    return {QuotePlace.BELOW: tr("Below what I write"), QuotePlace.ABOVE: tr("Above what I write")}


def _signature_names() -> dict[SignaturePlace, str]:
    return {
        SignaturePlace.IDENTITY: tr("As each identity says"),
        SignaturePlace.ABOVE_QUOTE: tr("Above the quote"),
        SignaturePlace.BOTTOM: tr("At the very end"),
        SignaturePlace.NONE: tr("None"),
    }


def _choice(names: Mapping[Any, str], now: object) -> Choice:
    box = Choice()
    for value, name in names.items():
        box.addItem(name, value)
    box.setCurrentIndex(list(names).index(now))
    box.setMinimumWidth(220)
    return box


def _tick(text: str, now: bool, choose: Callable[[bool], object]) -> QCheckBox:
    box = QCheckBox(text)
    box.setChecked(now)
    box.toggled.connect(choose)
    return box


def _heading(text: str) -> PlainLabel:
    label = PlainLabel(text)
    label.setProperty("kind", "strong")
    label.setContentsMargins(0, tokens.SPACE_8, 0, 0)
    return label


def _form(*rows: tuple[str, QWidget]) -> QFormLayout:
    form = QFormLayout()
    form.setVerticalSpacing(tokens.SPACE_8)
    form.setHorizontalSpacing(tokens.SPACE_24)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
    for text, widget in rows:
        label = PlainLabel(text)
        label.setBuddy(widget)
        label.setMinimumWidth(_LABELS_WIDTH)
        widget.setAccessibleName(text)
        form.addRow(label, widget)
    return form
