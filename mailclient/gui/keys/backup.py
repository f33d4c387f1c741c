"""The sheet that makes a backup sheet: on paper, as a PDF, or as a file that only a passphrase opens."""

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMarginsF, QSaveFile, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter
from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import isValid

from mailclient.bridge import commands, events
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.keys.backup_paper import Backup, paper
from mailclient.gui.keys.holding import Holding
from mailclient.gui.keys.sheet import Sheet
from mailclient.gui.keys.words import day_words
from mailclient.language import tr
from mailclient.mime.filename import safe_filename

_MARGIN_MM = 15.0


class BackupSheet(Sheet):
    """Sends ``ExportKey`` twice: the secret key, and what withdraws it. Nothing of it is kept but where one says."""

    def __init__(self, link: EngineLink, holding: Holding, parent: QWidget | None = None) -> None:
        super().__init__(
            link, parent, tr("Back up your key"),
            tr("A sheet of paper with the key as text and as codes to be scanned, and with what withdraws it when it "
               "is stolen. Print it, or save it as a PDF on a stick that you lock away."),
            tr("Print…"), width=560,
        )  # fmt: skip
        self._holding = holding
        self._secret = b""
        self.backup: Backup | None = None
        self.pdf = self.add_button(tr("Save as PDF…"))
        self.file = self.add_button(tr("Only the key, as a file…"), "link")
        self.pdf.clicked.connect(lambda: self._with_backup(self._ask_pdf))
        self.file.clicked.connect(lambda: self._with_backup(self._ask_file))
        self.forward.clicked.connect(lambda: self._with_backup(self._ask_print))

    def _with_backup(self, then: Callable[[Backup], object]) -> None:
        """Ask for both parts once; ``then`` gets them."""
        if self.backup is not None:
            then(self.backup)
            return
        command = commands.ExportKey(fresh_request_id(), self._holding.fingerprint, secret=True)
        self.request(command, lambda event: self._take_secret(event, then), busy=tr("Fetching the key…"))

    def _take_secret(self, event: events.Finished, then: Callable[[Backup], object]) -> None:
        self._secret = event.exported.data if event.exported is not None else b""
        command = commands.ExportKey(fresh_request_id(), self._holding.fingerprint, revocation=True)
        self.be_busy(tr("Fetching the key…"))
        self.link.request(self.unlocked(command), lambda answer: self._take_revocation(answer, then))

    def _take_revocation(self, event: events.Finished | events.Failed, then: Callable[[Backup], object]) -> None:
        """Without it the backup is still worth having: gpg makes none where the key is on a card."""
        if not isValid(self):
            return
        exported = event.exported if isinstance(event, events.Finished) else None
        revocation = exported.data.decode("utf-8", "replace") if exported is not None else ""
        done = events.Finished(event.request_id)
        self.take_answer(done, lambda _event: self._make(revocation, then))

    def _make(self, revocation: str, then: Callable[[Backup], object]) -> None:
        one = self._holding
        text = self._secret.decode("utf-8", "replace")
        self.backup = Backup(one.name, one.addresses, one.fingerprint, day_words(one.made), text, revocation)
        then(self.backup)

    def _ask_print(self, backup: Backup) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(tr("Backup of a key"))
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._print(backup, printer))
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.show()

    def _print(self, backup: Backup, printer: object) -> None:
        from PySide6.QtPrintSupport import QPrinter

        assert isinstance(printer, QPrinter)
        paper(backup).print_(printer)
        self.accept()

    def _ask_pdf(self, backup: Backup) -> None:
        proposed = safe_filename(tr("Backup of {name}.pdf", name=backup.name))
        name, _ = QFileDialog.getSaveFileName(self, tr("Save the backup sheet"), proposed, "PDF (*.pdf)")
        if name:
            self.save_pdf(backup, Path(name))

    def save_pdf(self, backup: Backup, path: Path) -> None:
        """Write it, readable by its owner alone."""
        try:
            path.unlink(missing_ok=True)
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except OSError as error:
            self.tell(tr("The file could not be written: {reason}", reason=error.strerror or str(error)))
            return
        writer = QPdfWriter(str(path))
        writer.setTitle(tr("Backup of a key"))
        writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
        writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
        paper(backup).print_(writer)
        del writer
        self.accept()

    def _ask_file(self, backup: Backup) -> None:
        proposed = safe_filename(tr("Secret key of {name}.asc", name=backup.name))
        name, _ = QFileDialog.getSaveFileName(self, tr("Save the secret key"), proposed, "*.asc")
        if name:
            self.save_file(backup, Path(name))

    def save_file(self, backup: Backup, path: Path) -> None:
        """Write the secret key alone, likewise."""
        problem = write_file(path, backup.secret.encode(), secret=True)
        if problem:
            self.tell(problem)
        else:
            self.accept()


def write_file(path: Path, data: bytes, *, secret: bool = False) -> str:
    """Write it whole or not at all; a sentence that says why it could not be."""
    file = QSaveFile(str(path))
    if not file.open(QSaveFile.OpenModeFlag.WriteOnly):
        return tr("The file could not be written: {reason}", reason=file.errorString())
    if secret:
        file.setPermissions(QSaveFile.Permission.ReadOwner | QSaveFile.Permission.WriteOwner)
    file.write(data)
    if not file.commit():
        return tr("The file could not be written: {reason}", reason=file.errorString())
    return ""
