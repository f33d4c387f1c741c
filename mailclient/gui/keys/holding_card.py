"""One key or certificate, to be read: how it stands, what one does with it, and the facts behind it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QMenu, QScrollArea, QToolButton, QVBoxLayout, QWidget

from mailclient.gui.controls.button import icon_button, text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.controls.surface import on_ground
from mailclient.gui.keys.deeds import Deeds
from mailclient.gui.keys.holding import Holding, Section
from mailclient.gui.keys.words import day_words, standing
from mailclient.gui.message_view.bar import Bar
from mailclient.gui.message_view.icon_label import IconLabel
from mailclient.gui.message_view.stranger_text import address_text, name_text
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.language.fingerprint import groups
from mailclient.language.protection_mark import authority_name
from mailclient.language.readiness import source_words
from mailclient.mail.key import MailCertificate
from mailclient.mail.protection import Acceptance, System

_WIDEST = 560
_LABELS = 96
_Deed = tuple[str, str, Callable[[], object]]
"""Words, kind of button, what it does."""


class HoldingCard(QScrollArea):
    """``show_holding`` fills it; its buttons ask ``deeds``."""

    def __init__(self, deeds: Deeds, now: Callable[[], float], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._deeds, self._now = deeds, now
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.holding: Holding | None = None

    def show_holding(self, holding: Holding, all_: tuple[Holding, ...], rival: Holding | None) -> None:
        """Show it; ``all_`` are those that are here, for the chain of a certificate."""
        self.holding = holding
        page = QWidget()
        on_ground(page, "reader")
        page.setMaximumWidth(_WIDEST)
        column = QVBoxLayout(page)
        column.setContentsMargins(tokens.SPACE_24, tokens.SPACE_16, tokens.SPACE_24, tokens.SPACE_24)
        column.setSpacing(tokens.SPACE_16)
        column.addLayout(self._head(holding))
        if rival is not None:
            words = tr("You have accepted another key of this person, made on {day}. Compare before you use this one.",
                       day=day_words(rival.made))  # fmt: skip
            column.addWidget(Bar(words, tone="warning", icon="triangle-alert"))
        column.addLayout(self._buttons(holding))
        column.addLayout(self._facts(holding, all_))
        column.addStretch(1)
        self.setWidget(page)

    def _head(self, holding: Holding) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(tokens.SPACE_4)
        name = PlainLabel(holding.name, wordWrap=True)
        name.setProperty("kind", "subject")
        name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(name)
        stands = standing(holding, self._now())
        row = QHBoxLayout()
        row.setSpacing(tokens.SPACE_8)
        row.addWidget(IconLabel(stands.icon, tokens.ICON_SMALL, stands.colour), 0, Qt.AlignmentFlag.AlignTop)
        said = PlainLabel(stands.words, wordWrap=True)
        row.addWidget(said, 1)
        column.addLayout(row)
        return column

    def _buttons(self, holding: Holding) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(tokens.SPACE_8)
        for words, kind, act in self.deeds_of(holding):
            button = text_button(words, kind)
            button.clicked.connect(lambda _checked=False, act=act: act())
            row.addWidget(button)
        row.addStretch(1)
        more = icon_button("ellipsis", tr("More"))
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(more)
        for words, _kind, act in self.more_of(holding):
            menu.addAction(words).triggered.connect(lambda _checked=False, act=act: act())
        more.setMenu(menu)
        row.addWidget(more)
        return row

    def deeds_of(self, holding: Holding) -> tuple[_Deed, ...]:
        """What one does with it most."""
        deeds = self._deeds
        if holding.section is Section.MINE:
            save = (tr("Save for others…"), "", lambda: deeds.save_public(holding))
            secret = tr("Back up…") if holding.system is System.OPENPGP else tr("Save with the private key…")
            return ((secret, "primary", lambda: deeds.export_secret(holding)), save)
        if holding.section is Section.AUTHORITIES:
            trusted = isinstance(holding.item, MailCertificate) and holding.item.trusted
            words = tr("Stop trusting it") if trusted else tr("Trust it…")
            return ((words, "", lambda: deeds.trust(holding, on=not trusted)),) if holding.is_root else ()
        compare = (tr("Compare…"), "primary", lambda: deeds.compare(holding))
        reject = (tr("Reject"), "danger", lambda: deeds.accept(holding, Acceptance.REJECTED))
        match holding.item.acceptance:
            case Acceptance.UNDECIDED:
                return (compare, (tr("Accept it"), "", lambda: deeds.ask_accept(holding)), reject)
            case Acceptance.REJECTED:
                return (compare, (tr("Do not reject"), "", lambda: deeds.accept(holding, Acceptance.UNDECIDED)))
            case Acceptance.VERIFIED:
                return ((tr("Compare again…"), "", lambda: deeds.compare(holding)), reject)
            case _:
                return (compare, reject)

    def more_of(self, holding: Holding) -> tuple[_Deed, ...]:
        """What one does now and then."""
        deeds = self._deeds
        save: _Deed = (tr("Save for others…"), "", lambda: deeds.save_public(holding))
        copy: _Deed = (tr("Copy as text"), "", lambda: deeds.copy_public(holding))
        remove: _Deed = (tr("Remove…"), "", lambda: deeds.remove(holding))
        if holding.section is Section.MINE and holding.system is System.OPENPGP:
            return (
                copy,
                (tr("Change how long it holds…"), "", lambda: deeds.change_expiry(holding)),
                (tr("Take to another device…"), "", lambda: deeds.take_to_device(holding)),
                (tr("Withdraw…"), "", lambda: deeds.revoke(holding)),
                (tr("Delete…"), "", lambda: deeds.remove(holding)),
            )
        if holding.of_system:
            return (save,)
        if holding.section is Section.PEOPLE and holding.system is System.OPENPGP:
            undecided: _Deed = (tr("Decide later"), "", lambda: deeds.accept(holding, Acceptance.UNDECIDED))
            known = holding.item.acceptance in (Acceptance.ACCEPTED, Acceptance.VERIFIED)
            return (save, copy, *((undecided,) if known else ()), remove)
        return (save, remove)

    def _facts(self, holding: Holding, all_: tuple[Holding, ...]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens.SPACE_16)
        grid.setVerticalSpacing(tokens.SPACE_8)
        grid.setColumnMinimumWidth(0, _LABELS)
        grid.setColumnStretch(1, 1)
        for name, text in facts(holding, all_):
            label = PlainLabel(name)
            label.setProperty("kind", "muted")
            value = PlainLabel(text, wordWrap=True)
            value.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            row = grid.rowCount()
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
            grid.addWidget(value, row, 1)
        return grid


def facts(holding: Holding, all_: tuple[Holding, ...]) -> list[tuple[str, str]]:
    """(name, words) of what is known of it, fit to be shown."""
    item = holding.item
    found = [
        (tr("Addresses"), "\n".join(map(address_text, holding.addresses))),
        (tr("Origin"), source_words(item.source)),
        (tr("Made on"), day_words(holding.made)),
        (tr("Holds until"), day_words(holding.expires)),
        (tr("Can be used"), _uses(holding)),
        (tr("Fingerprint"), _in_lines(holding.fingerprint)),
        (tr("Kind"), " · ".join(filter(None, (holding.kind, name_text(item.algorithm))))),
    ]
    if isinstance(item, MailCertificate):
        found += [
            (tr("Confirmed by"), "\n".join(chain(holding, all_))),
            (tr("Full name"), name_text(item.subject)),
            (tr("Number"), _in_lines(item.serial)),
        ]
    elif item.on_card:
        found.append((tr("Place"), tr("On a smart card")))
    return [(name, words) for name, words in found if words]


def _in_lines(fingerprint: str) -> str:
    """Five groups on a line, so that the eye finds its place again."""
    cut = groups(fingerprint)
    return "\n".join(" ".join(cut[start : start + 5]) for start in range(0, len(cut), 5))


def _uses(holding: Holding) -> str:
    item = holding.item
    if holding.section is Section.AUTHORITIES:
        return ""
    if item.can_sign and item.can_encrypt:
        return tr("To sign and to encrypt")
    return tr("To sign") if item.can_sign else tr("To encrypt") if item.can_encrypt else tr("For nothing")


def chain(holding: Holding, all_: tuple[Holding, ...]) -> list[str]:
    """The authorities above a certificate, from below, as far as they are here."""
    by_subject = {one.item.subject: one.item for one in all_ if isinstance(one.item, MailCertificate)}
    item, found = holding.item, list[str]()
    seen: set[str] = set()
    while isinstance(item, MailCertificate) and item.issuer != item.subject and item.issuer not in seen:
        seen.add(item.issuer)
        found.append(name_text(authority_name((item.issuer,))))
        above = by_subject.get(item.issuer)
        if above is None:
            break
        item = above
    return found
