"""The settings' dialog: every choice takes effect at once; there is no OK."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QFormLayout, QLabel, QTabWidget, QVBoxLayout, QWidget

from mailclient.gui.accounts.account_list import AccountList
from mailclient.gui.controls.choice import Choice
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.main_window.menus import density_names, scheme_names
from mailclient.gui.message_list.row_layout import Density
from mailclient.gui.settings.default_mail import DefaultMail
from mailclient.gui.settings.reading_page import ReadingPage
from mailclient.gui.settings.security_page import SecurityPage
from mailclient.gui.settings.writing_page import WritingPage
from mailclient.gui.theme import Scheme, theme, tokens
from mailclient.gui.window_state import WindowState
from mailclient.language import tr
from mailclient.store.reader import Reader

_LANGUAGES = {"": "", "en": "English", "ko": "한국어"}


class SettingsDialog(QDialog):
    """Keeps choices in ``state``; the window follows the signals."""

    scheme_chosen = Signal(object)
    density_chosen = Signal(object)
    inline_chosen = Signal(bool)
    """Answers are written below the message, or in a window of their own."""
    keys_requested = Signal()
    language_chosen = Signal(str)
    """ "en", "ko", or "" for the system's."""

    def __init__(self, reader: Reader, link: EngineLink, state: WindowState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Settings"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(600, 520)
        self.scheme = Choice()
        self.density = Choice()
        self.language = Choice()
        self.notify = QCheckBox(tr("Tell me about new mail when I am elsewhere"))
        self.notify.setChecked(state.text("notify", "yes") != "no")
        self.notify.toggled.connect(lambda on: state.set_text("notify", "yes" if on else "no"))
        self._fill(state)
        form = QFormLayout()
        form.setContentsMargins(tokens.SPACE_16, tokens.SPACE_24, tokens.SPACE_16, tokens.SPACE_16)
        form.setVerticalSpacing(tokens.SPACE_12)
        form.setHorizontalSpacing(tokens.SPACE_24)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for text, box in (
            (tr("Theme"), self.scheme),
            (tr("Message list"), self.density),
            (tr("Language"), self.language),
        ):
            label = QLabel(text)
            label.setBuddy(box)
            box.setAccessibleName(text)
            box.setMinimumWidth(220)
            form.addRow(label, box)
        form.addRow("", self.notify)
        form.addRow(tr("Mail links"), DefaultMail())
        general = QWidget()
        general.setLayout(form)
        pages = QTabWidget()
        pages.setDocumentMode(True)
        pages.addTab(general, tr("General"))
        pages.addTab(ReadingPage(reader, link, state), tr("Reading"))
        writing = WritingPage(state)
        writing.inline_chosen.connect(self.inline_chosen)
        pages.addTab(writing, tr("Writing"))
        security = SecurityPage(reader, link)
        security.keys_requested.connect(self._open_keys)
        pages.addTab(security, tr("Security"))
        pages.addTab(AccountList(reader, link), tr("Accounts"))
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_12, tokens.SPACE_12, tokens.SPACE_12, tokens.SPACE_12)
        column.addWidget(pages)

    def _open_keys(self) -> None:
        """In place of the settings: they would lie over that window."""
        self.accept()
        self.keys_requested.emit()

    def _fill(self, state: WindowState) -> None:
        for scheme, name in scheme_names().items():
            self.scheme.addItem(name, scheme.value)
        for density, name in density_names().items():
            self.density.addItem(name, density.value)
        for code, name in _LANGUAGES.items():
            self.language.addItem(name or tr("As the system"), code)
        self.scheme.setCurrentIndex(self.scheme.findData(theme().scheme.value))
        self.density.setCurrentIndex(max(self.density.findData(state.text("density")), 0))
        self.language.setCurrentIndex(max(self.language.findData(state.text("language")), 0))
        self.scheme.activated.connect(lambda: self.scheme_chosen.emit(Scheme(self.scheme.currentData())))
        self.density.activated.connect(lambda: self.density_chosen.emit(Density(self.density.currentData())))
        self.language.activated.connect(lambda: self.language_chosen.emit(self.language.currentData()))
