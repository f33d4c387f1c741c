"""Saving a certificate of one's own with its private key (PKCS#12, RFC 7292): under a passphrase, always."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from mailclient.bridge import commands, events
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.accounts.password_field import PasswordField
from mailclient.gui.controls.field import Field
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.keys.backup import write_file
from mailclient.gui.keys.holding import Holding
from mailclient.gui.keys.sheet import Sheet
from mailclient.language import tr
from mailclient.mime.filename import safe_filename

_SHORTEST = 8


class ExportCertificateSheet(Sheet):
    """Sends ``ExportCertificate`` with a passphrase, then asks where to."""

    def __init__(self, link: EngineLink, holding: Holding, parent: QWidget | None = None) -> None:
        super().__init__(
            link, parent, tr("Save with the private key"),
            tr("For another device, or as a backup. Whoever has the file and the passphrase can read what is encrypted "
               "for you and sign as you."),
            tr("Save…"),
        )  # fmt: skip
        self._holding = holding
        self.passphrase, self.again = PasswordField(), PasswordField()
        self.passphrase_field = Field(tr("Passphrase of the file"), self.passphrase)
        self.again_field = Field(tr("Repeat the passphrase"), self.again)
        self.body.addWidget(self.passphrase_field)
        self.body.addWidget(self.again_field)
        self.forward.clicked.connect(self.go)

    def go(self) -> None:
        """Ask for it, or say what is wrong with the passphrase."""
        words = self.passphrase.text()
        if len(words) < _SHORTEST:
            self.passphrase_field.complain(tr("Take at least {count} characters.", count=_SHORTEST))
        elif words != self.again.text():
            self.again_field.complain(tr("These are two different passphrases."))
        else:
            command = commands.ExportCertificate(fresh_request_id(), self._holding.fingerprint, True, words)
            self.request(command, self._ask_place)
        self.fit()

    def _ask_place(self, event: events.Finished) -> None:
        if event.exported is None:
            return
        proposed = safe_filename(f"{self._holding.name}.p12")
        name, _ = QFileDialog.getSaveFileName(self, tr("Save"), proposed, "PKCS#12 (*.p12)")
        problem = write_file(Path(name), event.exported.data, secret=True) if name else ""
        if problem:
            self.tell(problem)
        elif name:
            self.accept()
