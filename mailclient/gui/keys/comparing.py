"""Comparing two people's fingerprints, as words that are read aloud, as groups of digits, or by scanning a code."""

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mailclient.bridge import commands
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.controls.field import Field
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.controls.question import ask
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.keys.holding import Holding
from mailclient.gui.keys.qr import fingerprint_code
from mailclient.gui.keys.sheet import Sheet
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.language.fingerprint import SpokenLanguage, grouped, groups, matches, words
from mailclient.mail.protection import Acceptance

_COLUMNS = 5
_CODE = 168
_WIDTH = 560


class CompareSheet(Sheet):
    """Sends ``AcceptKey``: VERIFIED when both are the same, REJECTED when they are not. ``mine`` may be None."""

    _careful = True

    def __init__(
        self, link: EngineLink, holding: Holding, mine: Holding | None, parent: QWidget | None = None, address: str = ""
    ) -> None:
        super().__init__(
            link, parent, tr("Is this really the key of {name}?", name=holding.name),
            tr("Meet or call {name}, and compare what both of you see here. Do not do it by mail: who could send you "
               "a wrong key could also change the mail.", name=holding.name),
            tr("They are the same"), width=_WIDTH,
        )  # fmt: skip
        self.holding, self._mine, self._address = holding, mine, address
        self.pages = QStackedWidget()
        self.pages.addWidget(self._spoken(SpokenLanguage.ENGLISH))
        self.pages.addWidget(self._spoken(SpokenLanguage.KOREAN))
        self.pages.addWidget(self._digits())
        self.pages.addWidget(self._codes())
        self.ways = self._switch()
        self.typed = QLineEdit(placeholderText=tr("Fingerprint they gave you"))
        self.typed_field = Field(tr("Or paste it here"), self.typed)
        self.typed.textChanged.connect(self._look)
        self.body.addLayout(self.ways)
        self.body.addWidget(self.pages)
        self.body.addWidget(self.typed_field)
        self.differ = self.add_button(tr("They differ…"), "danger")
        self.differ.clicked.connect(self._ask_reject)
        self.cancel.setText(tr("Later"))
        self.forward.clicked.connect(lambda: self._say(Acceptance.VERIFIED))
        korean = QLocale().language() == QLocale.Language.Korean
        self._group.button(1 if korean else 0).click()

    def _switch(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(tokens.SPACE_4)
        self._group = QButtonGroup(self)
        for place, text in enumerate((tr("Words (English)"), tr("Words (Korean)"), tr("Digits"), tr("Scan"))):
            button = QToolButton()
            button.setText(text)
            button.setCheckable(True)
            button.setProperty("kind", "scope")
            self._group.addButton(button, place)
            row.addWidget(button)
        row.addStretch(1)
        self._group.idClicked.connect(self._show_page)
        return row

    def _show_page(self, place: int) -> None:
        """As high as the page that is shown, not as the highest."""
        self.pages.setCurrentIndex(place)
        page = self.pages.currentWidget()
        if page is not None:
            self.pages.setFixedHeight(page.sizeHint().height())
        self.fit()

    def _both(self, theirs: QWidget, mine: QWidget | None) -> QWidget:
        """One above the other, each with whose it is."""
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_8)
        for title, widget in ((self.holding.name, theirs), (tr("Yours, for the other side"), mine)):
            if widget is not None:
                head = PlainLabel(title)
                head.setProperty("kind", "meta")
                column.addWidget(head)
                column.addWidget(widget)
        column.addStretch(1)
        return page

    def _spoken(self, language: SpokenLanguage) -> QWidget:
        mine = _table(words(self._mine.fingerprint, language)) if self._mine is not None else None
        return self._both(_table(words(self.holding.fingerprint, language)), mine)

    def _digits(self) -> QWidget:
        mine = _table(groups(self._mine.fingerprint)) if self._mine is not None else None
        return self._both(_table(groups(self.holding.fingerprint)), mine)

    def _codes(self) -> QWidget:
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.SPACE_24)
        for title, one in ((self.holding.name, self.holding), (tr("Yours, for the other side"), self._mine)):
            if one is None:
                continue
            picture = QLabel()
            scaled = QPixmap.fromImage(fingerprint_code(one.fingerprint)).scaled(
                _CODE, _CODE, Qt.AspectRatioMode.KeepAspectRatio
            )
            picture.setPixmap(scaled)
            picture.setAccessibleName(grouped(one.fingerprint))
            head = PlainLabel(title)
            head.setProperty("kind", "meta")
            column = QVBoxLayout()
            column.addWidget(head)
            column.addWidget(picture)
            row.addLayout(column)
        row.addStretch(1)
        return page

    def _look(self) -> None:
        text = self.typed.text().strip()
        if not text:
            self.typed_field.hush()
        elif matches(self.holding.fingerprint, text):
            self.typed_field.advise(tr("This is the same fingerprint."))
        else:
            self.typed_field.complain(tr("This is another fingerprint, or only a part of one."))
        self.fit()

    def _say(self, acceptance: Acceptance) -> None:
        addresses = (self._address,) if self._address else ()
        command = commands.AcceptKey(
            fresh_request_id(), self.holding.fingerprint, acceptance, addresses, self.holding.system
        )
        self.request(command, lambda _event: self.accept())

    def _ask_reject(self) -> None:
        ask(
            self, tr("Reject this key?"),
            tr("Nothing is encrypted for it, and what it signed is not taken for {name}'s. You can change that later.",
               name=self.holding.name),
            tr("Reject"), lambda: self._say(Acceptance.REJECTED), danger=True,
        )  # fmt: skip


def _table(cells: tuple[str, ...]) -> QWidget:
    table = QWidget()
    table.setAccessibleName(" ".join(cells))
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(tokens.SPACE_12)
    grid.setVerticalSpacing(tokens.SPACE_4)
    for place, cell in enumerate(cells):
        label = PlainLabel(cell)
        label.setProperty("kind", "title")
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        grid.addWidget(label, place // _COLUMNS, place % _COLUMNS)
    return table
