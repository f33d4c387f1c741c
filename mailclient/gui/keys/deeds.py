"""What one does with keys and certificates: opens the sheets, asks for files, sends what needs no sheet."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import isValid

from mailclient.bridge import commands, events
from mailclient.bridge.exported import Exported
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.controls.question import ask
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.keys.backup import BackupSheet, write_file
from mailclient.gui.keys.changing import ExpirySheet, RevokeSheet
from mailclient.gui.keys.comparing import CompareSheet
from mailclient.gui.keys.export_sheet import ExportCertificateSheet
from mailclient.gui.keys.holding import Holding, Section
from mailclient.gui.keys.holdings import Holdings
from mailclient.gui.keys.imported import came_words
from mailclient.gui.keys.looking_up import LookUpSheet
from mailclient.gui.keys.making import MakeKeySheet
from mailclient.gui.keys.setup_message import MakeSetupSheet
from mailclient.gui.keys.taking import TakeSheet
from mailclient.language import tr
from mailclient.mail.account import Account
from mailclient.mail.folder import FolderRole
from mailclient.mail.identity import Encrypting, Identity
from mailclient.mail.ids import FolderId
from mailclient.mail.problem import Problem
from mailclient.mail.protection import Acceptance, System
from mailclient.mime.filename import safe_filename
from mailclient.store.reader import Reader

Tell = Callable[[str], object]


class Deeds(QObject):
    """``tell`` says a sentence, ``tell_problem`` what went wrong; both without stopping anybody."""

    def __init__(
        self, reader: Reader, link: EngineLink, holdings: Holdings, window: QWidget, tell: Tell,
        tell_problem: Callable[[Problem], object],
    ) -> None:  # fmt: skip
        super().__init__(window)
        self._reader, self.link, self._holdings, self._window = reader, link, holdings, window
        self._tell, self._tell_problem = tell, tell_problem

    # --- one's own --------------------------------------------------------------------------------------------------

    def make(self, account: Account, identity: Identity) -> MakeKeySheet:
        """Make a key for an address."""

        def made(fingerprint: str, encrypts: bool) -> None:
            self._holdings.ask()
            if fingerprint and encrypts:
                self.change_identity(account, identity, encrypts=Encrypting.WHEN_READY, openpgp_key=fingerprint)

        sheet = MakeKeySheet(self.link, identity, account.id, made, self._back_up_new, self._window)
        sheet.open()
        return sheet

    def change_identity(self, account: Account, identity: Identity, **changes: object) -> None:
        """Keep how an identity signs and encrypts, beside what else may have changed of the account meanwhile."""
        from dataclasses import replace

        now = next((one for one in self._reader.accounts() if one.id == account.id), account)
        identities = tuple(
            replace(one, **changes) if one.address == identity.address else one  # type: ignore[arg-type]
            for one in now.settings.senders
        )
        self.request(commands.SetIdentities(fresh_request_id(), account.id, identities))

    def _back_up_new(self, fingerprint: str) -> None:
        holding = self._holdings.find(fingerprint)
        if holding is not None:
            self.back_up(holding)
            return

        def found(event: events.Finished) -> None:
            made = next((one for one in event.keys if one.fingerprint == fingerprint), None)
            if made is not None:
                self.back_up(Holding(made))

        self.request(commands.ListKeys(fresh_request_id()), found)

    def back_up(self, holding: Holding) -> None:
        """The backup sheet."""
        BackupSheet(self.link, holding, self._window).open()

    def change_expiry(self, holding: Holding) -> None:
        """How long it holds."""
        ExpirySheet(self.link, holding, self._window).open()

    def revoke(self, holding: Holding) -> None:
        """Say that it must not be used; then give out the key that says so."""

        def given(exported: Exported) -> None:
            self._save(exported, tr("Withdrawn key of {name}", name=holding.name) + ".asc")

        RevokeSheet(self.link, holding, given, self._window).open()

    def take_to_device(self, holding: Holding) -> None:
        """By an Autocrypt Setup Message."""
        MakeSetupSheet(self.link, holding, holding.address, lambda: self._inbox(holding.address), self._window).open()

    def export_secret(self, holding: Holding) -> None:
        """A certificate with its private key, under a passphrase; of a key that is the backup."""
        if holding.system is System.OPENPGP:
            self.back_up(holding)
        else:
            ExportCertificateSheet(self.link, holding, self._window).open()

    # --- of others --------------------------------------------------------------------------------------------------

    def compare(self, holding: Holding, address: str = "") -> CompareSheet:
        """Their fingerprint beside one's own."""
        mine = self._holdings.own(holding.system)
        addresses = [one.address for account in self._reader.accounts() for one in account.settings.senders]
        main = (one for each in addresses for one in mine if one.names_address(each))
        sheet = CompareSheet(self.link, holding, next(main, next(iter(mine), None)), self._window, address)
        sheet.open()
        return sheet

    def accept(self, holding: Holding, acceptance: Acceptance) -> None:
        """Say what one thinks of it."""
        self.request(commands.AcceptKey(fresh_request_id(), holding.fingerprint, acceptance, system=holding.system))

    def ask_accept(self, holding: Holding) -> None:
        """Accept; where another key of the person is accepted already, ask."""
        rival = self._holdings.rival(holding)
        if rival is None:
            self.accept(holding, Acceptance.ACCEPTED)
            return
        ask(
            self._window, tr("Use another key for {name}?", name=holding.name),
            tr("You have accepted a different key of {name} before. People change their keys, but a false key looks "
               "just like that. Compare before you accept it.", name=holding.name),
            tr("Accept it all the same"), lambda: self.accept(holding, Acceptance.ACCEPTED), danger=True,
        )  # fmt: skip

    def look_up(self, address: str = "") -> LookUpSheet:
        """Ask for somebody's key elsewhere."""
        sheet = LookUpSheet(self.link, self._reader.key_settings(), self._window, address)
        sheet.accepted.connect(self._holdings.ask)
        sheet.open()
        return sheet

    def trust(self, holding: Holding, *, on: bool) -> None:
        """Whether an authority may vouch for people; asks before it may."""
        command = commands.TrustRoot(fresh_request_id(), holding.fingerprint, on)
        if not on:
            self.request(command)
            return
        ask(
            self._window, tr("Let {name} vouch for people?", name=holding.name),
            tr("Whoever runs this authority can make certificates for any address, and they count as right here. "
               "Do this only for one that you know."),
            tr("Trust it"), lambda: self.request(command), danger=True,
        )  # fmt: skip

    # --- files ------------------------------------------------------------------------------------------------------

    def ask_import(self) -> None:
        """Choose a file, then look at what is in it."""
        kinds = tr(
            "Keys and certificates ({patterns})", patterns="*.asc *.gpg *.pgp *.key *.p12 *.pfx *.pem *.crt *.cer *.p7b"
        )
        every = tr("All files ({patterns})", patterns="*")
        names, _ = QFileDialog.getOpenFileNames(self._window, tr("Import keys"), "", f"{kinds};;{every}")
        for name in names:
            self.take(path=name)

    def paste(self) -> None:
        """What is in the clipboard."""
        self.take_data(QGuiApplication.clipboard().mimeData())

    def take_data(self, data: QMimeData | None) -> None:
        """What was dropped or pasted: files, or a key as text."""
        paths = [url.toLocalFile() for url in data.urls() if url.isLocalFile()] if data is not None else []
        text = data.text().strip() if data is not None else ""
        if paths:
            for path in paths:
                self.take(path=path)
        elif text:
            self.take(text.encode())
        else:
            self._tell(tr("There is no key in the clipboard."))

    def take(self, data: bytes = b"", path: str = "") -> TakeSheet:
        """Look at it, and ask what it counts for."""
        sheet = TakeSheet(self.link, lambda came: self._tell(came_words(came)), self._window, data=data, path=path)
        sheet.open()
        return sheet

    def save_public(self, holding: Holding) -> None:
        """What others need, as a file."""
        if holding.system is System.OPENPGP:
            command: commands.ExportKey | commands.ExportCertificate
            command = commands.ExportKey(fresh_request_id(), holding.fingerprint)
            name = tr("Key of {name}", name=holding.name) + ".asc"
        else:
            command = commands.ExportCertificate(fresh_request_id(), holding.fingerprint)
            name = tr("Certificate of {name}", name=holding.name) + ".pem"
        self.request(command, lambda event: self._save(event.exported, name))

    def copy_public(self, holding: Holding) -> None:
        """The same, as text in the clipboard."""

        def copied(event: events.Finished) -> None:
            if event.exported is not None:
                QGuiApplication.clipboard().setText(event.exported.data.decode("ascii", "replace"))
                self._tell(tr("Copied."))

        self.request(commands.ExportKey(fresh_request_id(), holding.fingerprint), copied)

    def remove(self, holding: Holding) -> None:
        """Ask, then forget it."""
        own = holding.section is Section.MINE
        ask(
            self._window,
            tr("Delete your own key?") if own else tr("Remove {name}?", name=holding.name),
            tr("What is encrypted for it can never be read again by anybody. Keep a backup. To stop others from using "
               "it, withdraw it before.")
            if own
            else tr("You can import it again at any time. What you have said of it is forgotten."),
            tr("Delete for ever") if own else tr("Remove"), lambda: self._remove(holding, secret=own), danger=True,
        )  # fmt: skip

    def _remove(self, holding: Holding, *, secret: bool) -> None:
        if holding.system is System.OPENPGP:
            self.request(commands.RemoveKey(fresh_request_id(), holding.fingerprint, secret))
        else:
            self.request(commands.RemoveCertificate(fresh_request_id(), holding.fingerprint, secret))

    def request(self, command: commands.AnyCommand, done: Callable[[events.Finished], object] | None = None) -> None:
        """Ask; what goes wrong is told in the window."""

        def answer(event: events.Finished | events.Failed) -> None:
            if not isValid(self):  # the window was closed meanwhile
                return
            if isinstance(event, events.Failed):
                self._tell_problem(event.problem)
            elif done is not None:
                done(event)

        self.link.request(command, answer)

    def _save(self, exported: Exported | None, proposed: str) -> None:
        if exported is None:
            return
        name, _ = QFileDialog.getSaveFileName(self._window, tr("Save"), safe_filename(proposed))
        if name:
            problem = write_file(Path(name), exported.data)
            self._tell(problem or tr("Saved as {name}", name=Path(name).name))

    def _inbox(self, address: str) -> FolderId | None:
        """Of the account that has this address."""
        for account in self._reader.accounts():
            if any(one.address.casefold() == address.casefold() for one in account.settings.senders):
                for folder in self._reader.folders(account.id):
                    if folder.role is FolderRole.INBOX:
                        return folder.id
        return None
