"""Whose key a recipient has: how it is known, and what can be done about it. A card at the chip."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from mailclient.bridge import commands, events
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.composer.protection.key_deeds import KeyDeeds
from mailclient.gui.composer.protection.standing import Situation, key_of, readiness_of
from mailclient.gui.controls.button import link_row, text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.icon_label import IconLabel
from mailclient.gui.message_view.moment import full_moment_text
from mailclient.gui.message_view.stranger_text import address_text, name_text
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.language.fingerprint import grouped
from mailclient.language.readiness import acceptance_words, readiness_icon, readiness_words, source_words
from mailclient.mail.key import KeySource, MailCertificate, OpenPgpKey, Readiness
from mailclient.mail.protection import Acceptance, System

_WIDTH = 420


@dataclass(frozen=True, slots=True)
class _Facts:
    """Of the one key or certificate that would be used."""

    fingerprint: str
    system: System
    acceptance: Acceptance
    source: KeySource
    expires: float | None
    algorithm: str


class ChipPopover(QFrame):
    """Goes away with a click elsewhere or Esc. Sends ``ListKeys`` or ``ListCertificates`` when it is opened."""

    remove_wanted = Signal()
    compare_wanted = Signal(str)
    """A fingerprint."""

    def __init__(self, link: EngineLink, deeds: KeyDeeds, address: str, now: Situation, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("kind", "card")
        self.setFixedWidth(_WIDTH)
        self._link, self._deeds, self._address = link, deeds, address
        self._how = now.marks().get(address.casefold(), Readiness.MISSING)
        name = now.names.get(address.casefold(), "")
        title = PlainLabel(name_text(name) if name else address_text(address), wordWrap=True)
        title.setProperty("kind", "strong")
        self._lines = QGridLayout()
        self._lines.setHorizontalSpacing(tokens.SPACE_12)
        self._lines.setVerticalSpacing(tokens.SPACE_4)
        self._lines.setColumnStretch(1, 1)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(tokens.SPACE_8)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_16, tokens.SPACE_12, tokens.SPACE_16, tokens.SPACE_12)
        column.setSpacing(tokens.SPACE_8)
        column.addWidget(title)
        if name:
            below = PlainLabel(address_text(address), wordWrap=True)
            below.setProperty("kind", "meta")
            column.addWidget(below)
        column.addLayout(self._verdict())
        column.addLayout(self._lines)
        column.addSpacing(tokens.SPACE_4)
        column.addLayout(self._buttons)
        remove = text_button(tr("Remove recipient"), "link")
        remove.clicked.connect(self.close)
        remove.clicked.connect(self.remove_wanted)
        column.addLayout(link_row(remove))
        one = readiness_of(address, now)
        self._key = key_of(one, now.system) if one is not None else None
        self._offer(None)
        self._ask()

    def _verdict(self) -> QHBoxLayout:
        icon, colour = readiness_icon(self._how)
        words = readiness_words(self._how)
        row = QHBoxLayout()
        row.setSpacing(tokens.SPACE_8)
        row.addWidget(IconLabel(icon, tokens.ICON_SMALL, colour), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(PlainLabel(words, wordWrap=True), 1)
        self.setAccessibleName(f"{address_text(self._address)}: {words}")
        return row

    # --- the key ------------------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        if self._key is None:
            return
        _fingerprint, system = self._key
        kind = commands.ListKeys if system is System.OPENPGP else commands.ListCertificates
        self._link.request(kind(fresh_request_id(), self._address), self._answered)

    def _answered(self, answer: events.Finished | events.Failed) -> None:
        if not isValid(self) or isinstance(answer, events.Failed) or self._key is None:
            return
        facts = next((one for one in _facts(answer.keys, answer.certificates) if one.fingerprint == self._key[0]), None)
        if facts is not None:
            self._tell(facts)
            self._offer(facts)
            self._fit()

    def _tell(self, facts: _Facts) -> None:
        known = acceptance_words(facts.acceptance)
        if facts.source is not KeySource.OWN:
            known = f"{known} · {source_words(facts.source)}"
        self._line(tr("How it is known"), known)
        if facts.expires is not None:
            self._line(tr("Runs out"), full_moment_text(datetime.fromtimestamp(facts.expires).astimezone()))
        self._line(tr("Fingerprint"), grouped(facts.fingerprint))
        kind = "OpenPGP" if facts.system is System.OPENPGP else "S/MIME"
        self._line(tr("Kind"), f"{kind}, {facts.algorithm}" if facts.algorithm else kind)

    def _line(self, title: str, words: str) -> None:
        name, said = PlainLabel(title, self), PlainLabel(words, self, wordWrap=True)
        name.setProperty("kind", "meta")
        said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = self._lines.rowCount()
        for column, label in enumerate((name, said)):
            self._lines.addWidget(label, row, column, Qt.AlignmentFlag.AlignTop if not column else Qt.AlignmentFlag(0))
            label.show()  # what is not shown yet has no height

    # --- what can be done ---------------------------------------------------------------------------------------------

    def _offer(self, facts: _Facts | None) -> None:
        while (item := self._buttons.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if self._how in (Readiness.MISSING, Readiness.EXPIRED):
            self._button(tr("Look it up"), "primary", lambda: self._deeds.look_up([self._address]))
        if facts is not None and facts.acceptance is Acceptance.UNDECIDED:
            self._button(tr("Use this key"), "primary", lambda: self._say(facts, Acceptance.ACCEPTED))
        if facts is not None and facts.acceptance not in (Acceptance.OWN, Acceptance.VERIFIED):
            self._button(tr("Compare…"), "", lambda: self.compare_wanted.emit(facts.fingerprint))
        if facts is not None and facts.acceptance is Acceptance.UNDECIDED:
            self._button(tr("Reject"), "", lambda: self._say(facts, Acceptance.REJECTED))
        self._buttons.addStretch(1)

    def _say(self, facts: _Facts, acceptance: Acceptance) -> None:
        self._deeds.say(facts.fingerprint, facts.system, self._address, acceptance)

    def _button(self, words: str, kind: str, act: Callable[[], object]) -> None:
        button = text_button(words, kind)
        button.clicked.connect(self.close)
        button.clicked.connect(lambda _checked=False: act())
        self._buttons.addWidget(button)
        if self.isVisible():
            button.show()

    def _fit(self) -> None:
        """As high as its words need at its width, which is known only when they stand."""
        self._column.activate()
        self.resize(_WIDTH, self._column.totalHeightForWidth(_WIDTH))

    def open_at(self, field: QWidget, chip: QRect) -> None:
        """Below a chip of this field."""
        self._fit()
        place = field.mapToGlobal(QPoint(chip.left(), chip.bottom() + tokens.SPACE_4))
        screen = field.screen().availableGeometry()
        place.setX(max(min(place.x(), screen.right() - self.width()), screen.left()))
        if place.y() + self.height() > screen.bottom():
            place.setY(field.mapToGlobal(chip.topLeft()).y() - self.height() - tokens.SPACE_4)
        self.move(place)
        self.show()


def _facts(keys: Sequence[OpenPgpKey], certificates: Sequence[MailCertificate]) -> list[_Facts]:
    return [
        *(_Facts(k.fingerprint, System.OPENPGP, k.acceptance, k.source, k.expires, k.algorithm) for k in keys),
        *(_Facts(c.fingerprint, System.SMIME, c.acceptance, c.source, c.not_after, c.algorithm) for c in certificates),
    ]
