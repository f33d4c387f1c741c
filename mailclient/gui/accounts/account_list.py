"""The list of accounts, for the settings."""

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from mailclient.bridge import commands, events
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.accounts.account_settings import open_settings
from mailclient.gui.accounts.account_setup import AccountSetup
from mailclient.gui.accounts.server_report_dialog import ServerReportDialog
from mailclient.gui.accounts.vault_dialog import open_vault_settings
from mailclient.gui.controls.button import icon_button, link_row, text_button
from mailclient.gui.controls.empty_state import EmptyState
from mailclient.gui.controls.question import ask
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.avatar import Avatar
from mailclient.gui.message_view.icon_label import ElidedLabel
from mailclient.gui.theme import tokens
from mailclient.language import tr, tr_n
from mailclient.language.account_names import account_name
from mailclient.mail.account import Account, AccountKind, on_this_computer
from mailclient.mail.address import Address
from mailclient.store.reader import Reader


class AccountList(QWidget):
    """The accounts, each with its server's report, Edit and Remove, and a button that adds one.

    Refreshed by ``AccountsChanged``.

    Sends ``RemoveAccount`` after a confirmation; adding and changing is the dialog's.
    """

    def __init__(self, reader: Reader, link: EngineLink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reader, self._link = reader, link
        self.rows: list[AccountRow] = []
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.add_button = text_button(tr("Add account"), "primary")
        self.add_button.clicked.connect(lambda: AccountSetup(link, self, name=self._user_name()).open())
        self.local_button = text_button(tr("Make folders on this computer"), "link")
        self.local_button.setToolTip(tr("Folders without a server, for mail that is to be kept here only"))
        self.local_button.clicked.connect(self._add_local)
        self.vault_button = text_button("", "link")
        self.vault_button.clicked.connect(self._open_vault)
        bottom = QHBoxLayout()
        bottom.addLayout(link_row(self.local_button, self.vault_button), 1)
        bottom.addWidget(self.add_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_16, tokens.SPACE_16, tokens.SPACE_16, tokens.SPACE_16)
        column.addWidget(self._scroll, 1)
        column.addLayout(bottom)
        link.received.connect(self._receive)
        self.read_again()

    def read_again(self) -> None:
        """Show the accounts as they are in the store."""
        accounts = self._reader.accounts()
        self.rows = [AccountRow(account, self) for account in accounts]
        self.local_button.setVisible(all(one.settings.kind is not AccountKind.LOCAL for one in accounts))
        self.vault_button.setText(
            tr("Passphrase of the vault…") if self._link.profile.vault.exists() else tr("Keep passwords in a vault…")
        )
        self.vault_button.setVisible(any(one.settings.kind is not AccountKind.LOCAL for one in accounts))
        if not accounts:
            self._scroll.setWidget(EmptyState("mailbox", tr("No account yet")))
            return
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_8)
        for row in self.rows:
            column.addWidget(row)
        column.addStretch(1)
        self._scroll.setWidget(box)
        self._reach_rows_first()

    def _reach_rows_first(self) -> None:
        """Tab meets the accounts, then the buttons below them, though these were here before."""
        row = self.rows[-1]
        # Qt 6.11 puts nothing behind the last widget of a window: the buttons go before that one, then it before them.
        for before, after in pairwise((row.edit_button, self.local_button, self.vault_button, self.add_button)):
            QWidget.setTabOrder(before, after)
        QWidget.setTabOrder(row.edit_button, row.remove_button)

    def _add_local(self) -> None:
        self.local_button.hide()
        self._link.request(commands.AddAccount(fresh_request_id(), on_this_computer(), "", ""))

    def _open_vault(self) -> None:
        open_vault_settings(self._link, self).accepted.connect(self.read_again)

    def _user_name(self) -> str:
        """As in the account before."""
        return next((one.settings.name for one in reversed(self._reader.accounts()) if one.settings.name), "")

    def edit(self, account: Account) -> QDialog:
        """Open the dialog for an account."""
        return open_settings(self._reader, self._link, account, self)

    def report(self, account: Account) -> ServerReportDialog:
        """Show what its server can do."""
        command = commands.ReportServer(fresh_request_id(), account.id)
        dialog = ServerReportDialog(self._link, account.settings.email, command, self)
        dialog.open()
        return dialog

    def remove(self, account: Account) -> None:
        """Ask, then remove."""
        downloaded = account.settings.kind is not AccountKind.IMAP
        mail = (
            _lost_mail(account)
            if downloaded
            else tr("Its mail is removed from this computer. The server keeps everything.")
        )
        written = _lost_writing(*self._reader.written_only_here(account.id))
        only_here = downloaded or bool(written)
        ask(
            self,
            tr("Remove the account {email}?", email=account_name(account.settings)),
            "\n\n".join([mail, *written]),
            tr("Delete account and mail") if only_here else tr("Remove account"),
            lambda: self._link.request(commands.RemoveAccount(fresh_request_id(), account.id, only_here)),
            danger=True,
        )

    def _receive(self, event: events.AnyEvent) -> None:
        if isinstance(event, events.AccountsChanged | events.EverythingChanged):
            self.read_again()


def _lost_mail(account: Account) -> str:
    """What goes for good with an account whose mail is on this computer."""
    if account.settings.kind is AccountKind.LOCAL:
        return tr("All mail in its folders exists on this computer only. It is deleted for good.")
    return tr(
        "Its mail was downloaded and exists on this computer only, but for what is still on the server. "
        "It is deleted for good."
    )


class AccountRow(QFrame):
    """One account: who, where, and what can be done with it."""

    def __init__(self, account: Account, owner: AccountList) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        settings = account.settings
        avatar = Avatar(36)
        avatar.show_address(Address(settings.name, settings.email or account_name(settings)))
        name = account_name(settings)
        email = ElidedLabel(name)
        email.setProperty("kind", "strong")
        local = settings.kind is AccountKind.LOCAL
        kind = "POP3" if settings.kind is AccountKind.POP3 else "IMAP"
        hosts = dict.fromkeys((settings.incoming.host, settings.smtp.host))
        servers = ElidedLabel(tr("Folders without a server") if local else " · ".join((kind, *hosts)))
        servers.setProperty("kind", "meta")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(email)
        words.addWidget(servers)
        self.server_button = icon_button("server", tr("Test {email}", email=name), size=tokens.ICON_SMALL)
        self.server_button.setVisible(not local)
        self.server_button.clicked.connect(lambda: owner.report(account))
        self.edit_button = icon_button("pencil", tr("Change {email}", email=name), size=tokens.ICON_SMALL)
        self.remove_button = icon_button("trash-2", tr("Remove {email}", email=name), size=tokens.ICON_SMALL)
        self.edit_button.clicked.connect(lambda: owner.edit(account))
        self.remove_button.clicked.connect(lambda: owner.remove(account))
        self.buttons = (self.server_button, self.edit_button, self.remove_button)
        """In their order."""
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.SPACE_12, tokens.SPACE_12, tokens.SPACE_8, tokens.SPACE_12)
        row.setSpacing(tokens.SPACE_12)
        row.addWidget(avatar, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)
        row.addWidget(self.server_button)
        row.addWidget(self.edit_button)
        row.addWidget(self.remove_button)


def _lost_writing(unsent: int, drafts: int) -> list[str]:
    """What the user has written that goes for good with an account."""
    said = []
    if unsent:
        said.append(
            tr_n(
                "{count} message is not sent yet, and is deleted.",
                "{count} messages are not sent yet, and are deleted.",
                unsent,
            )
        )
    if drafts:
        said.append(
            tr_n(
                "{count} draft is on this computer only, and is deleted.",
                "{count} drafts are on this computer only, and are deleted.",
                drafts,
            )
        )
    return said
