"""What is done with files in a composer: chosen, dropped, pasted, shrunk, put into one zip file."""

import uuid
from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtWidgets import QFileDialog

from mailclient.bridge.draft import DraftFile
from mailclient.gui.composer.files.drop_mark import DropMark
from mailclient.gui.composer.files.local_file import NotAttachableError, file_size, local_file
from mailclient.gui.composer.files.shrink_dialog import ShrinkDialog
from mailclient.gui.composer.files.shrinking import is_shrinkable
from mailclient.gui.composer.files.zipping import Zipping
from mailclient.gui.composer.paper import Paper
from mailclient.gui.contacts.dragging import people_in
from mailclient.gui.message_list.dragging import dragged_messages
from mailclient.language import tr
from mailclient.mail.contact import ContactId
from mailclient.mail.problem import Problem
from mailclient.mime.filename import safe_filename
from mailclient.store.reader import Reader

_TOLD = 3


class FileDeeds(QObject):
    """Of one composer. What is made here is kept in the profile's folder of the draft and goes with the draft."""

    messages_dropped = Signal(object)
    """list[MessageId]: to be attached."""

    def __init__(self, pane: Paper, reader: Reader, folder: Path) -> None:
        super().__init__(pane)
        self._pane, self._reader, self._folder = pane, reader, folder
        self._zippings: list[Zipping] = []
        self.mark = DropMark(pane)
        self.mark.dropped.connect(self.take_dropped)
        pane.files.shrink_wanted.connect(self.ask_measure)
        pane.files.zip_wanted.connect(self.zip_all)
        pane.closed.connect(self._cancel)

    def ask_files(self) -> None:
        """Ask which files to attach."""
        names, _ = QFileDialog.getOpenFileNames(self._pane, tr("Attach files"))
        self.attach_paths(map(Path, names))

    def attach_paths(self, paths: Iterable[Path]) -> None:
        """Attach what can be; a folder becomes a zip file; of the others it is said why not."""
        files, refused = [], []
        for path in paths:
            if path.is_dir():
                self.zip([path])
                continue
            try:
                files.append(local_file(path))
            except NotAttachableError as error:
                refused.append(str(error))
        if files:
            self._pane.attach(files)
        if refused:
            more = len(refused) - _TOLD
            words = [*refused[:_TOLD], *([tr("{count} more cannot be attached.", count=str(more))] if more > 0 else [])]
            self._pane.bar.tell(" ".join(words), tone="warning", icon="triangle-alert")
            self._pane.bar.show()

    def take_dropped(self, data: QMimeData, into_text: bool) -> None:
        """Files, pictures, messages and contacts that were dropped on the composer."""
        dragged = dragged_messages(data)
        if dragged is not None:
            self.messages_dropped.emit(dragged.message_ids)
            return
        people = people_in(data)
        if people:
            self._pane.attach([card for card in map(self._card, people) if card is not None])
            return
        if not data.hasUrls():
            self._pane.editor.insertFromMimeData(data)
            return
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        self.attach_paths(path for path in paths if not (into_text and self._shown_in_text(path)))

    def _card(self, contact_id: ContactId) -> DraftFile | None:
        """The vCard of a contact, as a file named after it; None when it is gone."""
        data, contact = self._reader.contact_card(contact_id), self._reader.contact(contact_id)
        name = safe_filename(contact.name) if contact is not None and contact.name else tr("Contact")
        return DraftFile(f"{name}.vcf", "text/vcard", data=data) if data is not None else None

    def _shown_in_text(self, path: Path) -> bool:
        try:
            return self._pane.editor.insert_image(local_file(path))
        except NotAttachableError:
            return False

    # --- smaller --------------------------------------------------------------------------------------------------

    def ask_measure(self) -> ShrinkDialog | None:
        """Ask how large the photographs are to be; None when there is none worth it."""
        files = [file for file in self._pane.files.files() if is_shrinkable(file, file_size(file))]
        if not files:
            return None
        dialog = ShrinkDialog(files, self._pane.window())
        dialog.chosen.connect(self._use_copies)
        dialog.open()
        return dialog

    def _use_copies(self, copies: dict[DraftFile, DraftFile]) -> None:
        for file, copy in copies.items():
            self._pane.files.replace(file, copy)

    # --- one zip file ---------------------------------------------------------------------------------------------

    def zip_all(self) -> None:
        """All files that are attached become one."""
        files = [file for file in self._pane.files.files() if file.path]
        self.zip([Path(file.path) for file in files], [file.filename for file in files], instead_of=files)

    def zip(self, paths: Sequence[Path], names: Sequence[str] = (), *, instead_of: Sequence[DraftFile] = ()) -> Zipping:
        """Attach these files and folders as one zip file; its chip shows how far it is."""
        stem = (paths[0].name or tr("Files")) if len(paths) == 1 else tr("Files")
        name = f"{stem}.zip"
        zipping = Zipping(paths, self._folder / f"{uuid.uuid4().hex}.zip", self, names=names)
        chip = self._pane.files.await_file(name, 0, "application/zip")
        self._zippings.append(zipping)
        zipping.progressed.connect(chip.set_progress)
        zipping.done.connect(lambda path: self._zipped(zipping, path, name, instead_of))
        zipping.failed.connect(lambda problem: self._not_zipped(zipping, problem))
        chip.button_clicked.connect(zipping.cancel)
        zipping.setProperty("chip", chip)
        zipping.start()
        return zipping

    def _zipped(self, zipping: Zipping, path: Path, name: str, instead_of: Sequence[DraftFile]) -> None:
        self._zippings.remove(zipping)
        if zipping.cancelled:  # just when it was done
            path.unlink(missing_ok=True)
            return
        made = local_file(path)
        file = DraftFile(name, "application/zip", path=made.path, size=made.size, modified_ns=made.modified_ns)
        if self._pane.protecting.choice.is_secret:  # the engine keeps it sealed
            file = DraftFile(name, "application/zip", data=path.read_bytes())
            path.unlink()
        self._pane.files.arrive(zipping.property("chip"), file)
        for packed in instead_of:
            self._pane.files.remove(packed.path)

    def _not_zipped(self, zipping: Zipping, problem: Problem) -> None:
        self._zippings.remove(zipping)
        self._pane.files.drop(zipping.property("chip"))
        self._pane.tell_problem(problem)

    def _cancel(self) -> None:
        for zipping in self._zippings:
            zipping.cancel()
