"""The filters of the folders on this computer: all that there is to set about them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.filters.filter_list import FilterList
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.language.account_names import account_name
from mailclient.mail.account import Account
from mailclient.store.reader import Reader


class FilterDialog(QDialog):
    """``FilterList`` in a window of its own."""

    def __init__(self, reader: Reader, link: EngineLink, account: Account, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        name = account_name(account.settings)
        self.setWindowTitle(tr("Settings of {email}", email=name))
        self.resize(480, 480)
        title = PlainLabel(name)
        title.setProperty("kind", "subject")
        self.filters = FilterList(reader, link, account.id)
        close = text_button(tr("Close"), "primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_16)
        column.setSpacing(tokens.SPACE_12)
        column.addWidget(title)
        column.addWidget(self.filters, 1)
        column.addLayout(row)
