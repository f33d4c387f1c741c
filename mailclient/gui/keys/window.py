"""The window of keys and certificates: sections at the left; one's addresses, or a list with a card beside it."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QStackedWidget, QWidget

from mailclient.bridge import events
from mailclient.gui.controls.empty_state import EmptyState
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.keys.address_page import AddressPage
from mailclient.gui.keys.deeds import Deeds
from mailclient.gui.keys.holding import Section
from mailclient.gui.keys.holding_card import HoldingCard
from mailclient.gui.keys.holding_list import HoldingList
from mailclient.gui.keys.holdings import Holdings
from mailclient.gui.keys.layout import arrange
from mailclient.gui.keys.setup_message import ReadSetupSheet
from mailclient.gui.main_window.toast import Toast
from mailclient.gui.message_view.bar import Bar
from mailclient.language import tr
from mailclient.mail.problem import Problem
from mailclient.store.reader import Reader

_ADDRESSES = "addresses"
"""The section that is no list."""


class KeysWindow(QWidget):
    """``AccountsChanged`` and ``KeysChanged`` refresh it. Sends what ``Deeds`` and the sheets send."""

    def __init__(
        self, reader: Reader, link: EngineLink, parent: QWidget | None = None, *, now: Callable[[], float] = time.time
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Keys and certificates"))
        self.setAcceptDrops(True)
        self.link, self._reader = link, reader
        self._wanted = ""
        """Fingerprint to go to once the lists are here."""
        self._person = ""
        """Address to go to, likewise."""
        self.holdings = Holdings(link, self)
        self.deeds = Deeds(reader, link, self.holdings, self, self.tell, self.tell_problem)
        self.sections = QListWidget()
        self.search = QLineEdit(placeholderText=tr("Search"), clearButtonEnabled=True)
        self.search.setAccessibleName(tr("Search keys and certificates"))
        self.list = HoldingList(now)
        self.card = HoldingCard(self.deeds, now)
        self.addresses = AddressPage(reader, self.holdings, self.deeds, now)
        self.bar = Bar()
        self.bar.hide()
        self.nothing = EmptyState("key-round", "")
        self.unchosen = EmptyState("key-round", tr("Choose one to see more"))
        self.rows, self.detail, self.pages = QStackedWidget(), QStackedWidget(), QStackedWidget()
        self._invitations = self._make_invitations()
        arrange(self, self)
        self.toast = Toast(self, self.pages)
        self._fill_sections()
        self._connect()
        self.addresses.read_again()
        self._show_rows()
        self.holdings.ask()
        self.sections.setFocus()

    # --- where one goes ---------------------------------------------------------------------------------------------

    @property
    def section(self) -> Section | None:
        """The one that is shown; None: one's addresses."""
        name = str(self.sections.currentItem().data(Qt.ItemDataRole.UserRole))
        return None if name == _ADDRESSES else Section(name)

    def show_section(self, section: Section | None) -> None:
        """Go there."""
        for place in range(self.sections.count()):
            if self.sections.item(place).data(Qt.ItemDataRole.UserRole) == (section or _ADDRESSES):
                self.sections.setCurrentRow(place)

    def show_fingerprint(self, fingerprint: str) -> None:
        """Go to this key or certificate, now or once it is here."""
        found = self.holdings.find(fingerprint)
        self._wanted = "" if found is not None else fingerprint
        if found is not None:
            self.search.clear()
            self.show_section(found.section)
            self.list.choose(fingerprint)

    def show_address(self, address: str) -> None:
        """One's own: its card; somebody's: their keys, or where to look for one."""
        if self.addresses.show_address(address) is not None:
            self.show_section(None)
            self.addresses.show_address(address)
            return
        if not self.holdings.arrived:
            self._person = address
            return
        self._person = ""
        self.show_section(Section.PEOPLE)
        self.search.setText(address)
        if not self.holdings.of_address(address):
            self.deeds.look_up(address)

    def make_key(self, address: str) -> None:
        """Straight to making one for this own address; "": the first."""
        for card in self.addresses.cards:
            if not address or card.identity.address.casefold() == address.casefold():
                self.deeds.make(card.account, card.identity)
                return

    def read_setup_message(self, data: bytes) -> None:
        """Take the key out of a message from another device."""
        ReadSetupSheet(self._reader, self.link, data, self.tell, self).open()

    # --- what is said -----------------------------------------------------------------------------------------------

    def tell(self, sentence: str) -> None:
        """For some seconds, at the bottom."""
        self.toast.tell(sentence)

    def tell_problem(self, problem: Problem) -> None:
        """Until something else is done."""
        self.bar.tell_problem(problem)
        self.bar.add_action(tr("Close"), self.bar.hide)

    # --- what is shown ----------------------------------------------------------------------------------------------

    def _fill_sections(self) -> None:
        self.sections.setProperty("kind", "sections")
        self.sections.setAccessibleName(tr("Sections"))
        for name, words in (
            (_ADDRESSES, tr("My addresses")),
            (Section.MINE, tr("My keys")),
            (Section.PEOPLE, tr("People")),
            (Section.AUTHORITIES, tr("Authorities")),
        ):
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, str(name))
            self.sections.addItem(item)
        self.sections.setCurrentRow(0)

    def _show_rows(self) -> None:
        """What section and search say."""
        section = self.section
        if section is None:
            self.pages.setCurrentWidget(self.addresses)
            return
        self.pages.setCurrentIndex(1)
        query = self.search.text().strip()
        rows = self.holdings.shown(section, query)
        self.list.show_rows(rows)
        if rows and query and self.list.current() is None:
            self.list.choose(rows[0].fingerprint)
        if rows:
            self.rows.setCurrentWidget(self.list)
        elif query or not self.holdings.arrived:
            self.nothing.show_words(
                "search" if query else "key-round", tr("Nothing found") if query else tr("Looking…")
            )
            self.rows.setCurrentWidget(self.nothing)
        else:
            self.rows.setCurrentWidget(self._invitations[section])
        self._show_card()

    def _show_card(self) -> None:
        chosen = self.list.current()
        listed = self.rows.currentWidget() is self.list
        beside = self.detail.parentWidget()
        assert beside is not None
        beside.setVisible(listed)
        if chosen is None or not listed:
            self.detail.setCurrentWidget(self.unchosen)
            return
        self.card.show_holding(chosen, self.holdings.all, self.holdings.rival(chosen))
        self.detail.setCurrentWidget(self.card)

    def _make_invitations(self) -> dict[Section, EmptyState]:
        """What stands in a section where there is nothing yet."""
        deeds = self.deeds
        made = {
            Section.MINE: EmptyState(
                "key-round", tr("No key of your own yet"), tr("It takes two clicks to make one."),
                ((tr("Make a key…"), lambda: self.make_key("")), (tr("Import…"), deeds.ask_import)),
            ),
            Section.PEOPLE: EmptyState(
                "users", tr("No keys of other people yet"),
                tr("They come by themselves with the mail of people who have one. You can look one up, too."),
                ((tr("Look up…"), lambda: deeds.look_up()), (tr("Import…"), deeds.ask_import)),
            ),
            Section.AUTHORITIES: EmptyState(
                "shield", tr("No authorities"), tr("They vouch for certificates. Your system brings some along."),
                ((tr("Import…"), deeds.ask_import),),
            ),
        }  # fmt: skip
        for state in made.values():
            self.rows.addWidget(state)
        return made

    def _take_changes(self) -> None:
        self.addresses.read_again()
        self._show_rows()
        if self._wanted and self.holdings.arrived:
            self.show_fingerprint(self._wanted)
        if self._person and self.holdings.arrived:
            self.show_address(self._person)

    # --- wires ------------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        self.holdings.changed.connect(self._take_changes)
        self.sections.currentRowChanged.connect(lambda _row: self._show_rows())
        self._typing = QTimer(self, singleShot=True, interval=80)
        self._typing.timeout.connect(self._show_rows)
        self.search.textChanged.connect(lambda _text: self._typing.start())
        self.list.chosen.connect(self._show_card)
        self.list.delete_pressed.connect(self._remove_chosen)
        self.link.received.connect(self._receive)
        for keys, act in (
            (QKeySequence(QKeySequence.StandardKey.Find), self._find),
            (QKeySequence(QKeySequence.StandardKey.Paste), self.deeds.paste),
            (QKeySequence(QKeySequence.StandardKey.Open), self.deeds.ask_import),
            (QKeySequence(QKeySequence.StandardKey.Close), self.close),
            (QKeySequence("Esc"), self.close),
        ):
            QShortcut(keys, self).activated.connect(act)

    def _find(self) -> None:
        if self.section is None:
            self.show_section(Section.PEOPLE)
        self.search.setFocus()
        self.search.selectAll()

    def _remove_chosen(self) -> None:
        chosen = self.list.current()
        if chosen is not None and not chosen.of_system:
            self.deeds.remove(chosen)

    def _receive(self, event: events.AnyEvent) -> None:
        if isinstance(event, events.AccountsChanged | events.EverythingChanged):
            self.addresses.read_again()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files, or a key as text."""
        if event.mimeData().hasUrls() or event.mimeData().hasText():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """As pasted."""
        event.acceptProposedAction()
        self.deeds.take_data(event.mimeData())

    def changeEvent(self, event: QEvent) -> None:
        """Come back to it: what another program did to the keyring is seen."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow() and self.holdings.arrived:
            self.holdings.ask()
