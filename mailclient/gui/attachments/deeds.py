"""What one does with the files of messages: show, open, save, drag out; each fetched first when it is not here.

Files that run are never opened from here, only saved (without the right to run). Others that can do harm are opened
after a question that gives the reason. What is opened is a read-only copy in a folder that only the user can read.
"""

import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QProcess, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QDrag
from PySide6.QtWidgets import QFileDialog, QWidget

from mailclient.gui.attachments import attachment_files
from mailclient.gui.attachments.danger_words import reasons
from mailclient.gui.attachments.file_danger import RUNS, dangers_of
from mailclient.gui.attachments.file_kind import FileKind, file_kind
from mailclient.gui.attachments.programs import Program
from mailclient.gui.controls.question import ask
from mailclient.gui.message_view.parts import Parts
from mailclient.gui.protection.told_once import Telling, tell_once, was_told
from mailclient.gui.window_state import WindowState
from mailclient.language import tr
from mailclient.mail.body import Attachment
from mailclient.mail.ids import MessageId
from mailclient.mail.problem import MailError, Problem, ProblemKind

Use = Callable[[bytes], object]
_SECRET_MS = 10 * 60_000
"""So long another program has for opening the copy of a secret file."""
_PROGRAMS = {"win32": "C:\\Program Files", "darwin": "/Applications"}


class FileDeeds(QObject):
    """Acts on files of messages; dialogs belong to ``window``."""

    failed = Signal(object)
    """Problem: a file could not be fetched, saved or opened."""
    preview_requested = Signal(object, object)
    """Attachment, FileKind: show it here."""
    message_requested = Signal(object, object)
    """Attachment, bytes: it is a message; show it as one."""

    def __init__(self, parts: Parts, window: QWidget, state: WindowState | None = None) -> None:
        """``state``: where it is noted what the user was told; None where no file is ``secret``."""
        super().__init__(window)
        self._parts, self._window, self._state = parts, window, state
        self._opened = attachment_files.OpenedFiles()
        self._memory: Path | None = None
        self._secrets: attachment_files.OpenedFiles | None = None
        self.secret = False
        """The files came encrypted: copies for other programs are in memory where that can be, and soon removed."""

    def open(self, message_id: MessageId, attachment: Attachment) -> None:
        """Show it here where that can be done, else with the system's program for it."""
        kind = file_kind(attachment.media_type, attachment.filename, attachment.size)
        if kind is FileKind.MESSAGE:
            self.with_data(message_id, attachment, lambda data: self.message_requested.emit(attachment, data))
        elif kind is not None:
            self.preview_requested.emit(attachment, kind)
        else:
            self.open_outside(message_id, attachment)

    def open_outside(self, message_id: MessageId, attachment: Attachment) -> None:
        """Open with the system's program for it, after a question where that is dangerous."""
        self.with_data(message_id, attachment, lambda data: self._weigh(message_id, attachment, data, self._open_data))

    def open_with(self, message_id: MessageId, attachment: Attachment, program: Program) -> None:
        """Open with this program, after the same question."""

        def start(_attachment: Attachment, data: bytes) -> None:
            command = program.command(self._copy(data, attachment))
            if not QProcess.startDetached(command[0], command[1:])[0]:
                raise MailError(Problem(ProblemKind.FILE_UNREADABLE, program.name))

        self.with_data(message_id, attachment, lambda data: self._weigh(message_id, attachment, data, start))

    def ask_program(self, message_id: MessageId, attachment: Attachment) -> None:
        """Ask for a program by its file."""
        start = _PROGRAMS.get(sys.platform, "/usr/bin")
        name, _ = QFileDialog.getOpenFileName(self._window, tr("Choose a program"), start)
        if name:
            words = ("open", "-a", name) if sys.platform == "darwin" else (name,)
            self.open_with(message_id, attachment, Program(Path(name).name, words))

    def ask_save(self, message_id: MessageId, attachment: Attachment) -> None:
        """Ask where to, then save."""
        proposed = attachment_files.free_path(attachment_files.downloads(), attachment.filename)
        name, _ = QFileDialog.getSaveFileName(self._window, tr("Save attachment"), str(proposed))
        if name:
            self.save(message_id, attachment, Path(name))

    def save(self, message_id: MessageId, attachment: Attachment, path: Path) -> None:
        """Save to this path, replacing what is there (the dialog asked)."""
        self.with_data(message_id, attachment, lambda data: attachment_files.save(data, path), lasting=True)

    def ask_save_all(self, message_id: MessageId, attachments: Sequence[Attachment]) -> None:
        """Ask for a folder, then save all there."""
        start = str(attachment_files.downloads())
        name = QFileDialog.getExistingDirectory(self._window, tr("Save all attachments"), start)
        if name:
            self.save_all(message_id, attachments, Path(name))

    def save_all(self, message_id: MessageId, attachments: Sequence[Attachment], folder: Path) -> None:
        """Save all in this folder; nothing is replaced."""
        for attachment in attachments:
            self.with_data(message_id, attachment, partial(_save_free, folder, attachment.filename), lasting=True)

    def drag(self, message_id: MessageId, attachment: Attachment, source: QWidget) -> bool:
        """Let it be dropped on another program; False when it must be fetched first (which is begun)."""
        data = self._parts.here(message_id, attachment.path)
        if data is None:
            self.with_data(message_id, attachment, lambda _data: None)
            return False
        if self._goes_to_disk():
            return True
        try:
            path = self._copy(data, attachment)
        except MailError as error:
            self.failed.emit(error.problem)
            return True
        content = QMimeData()
        content.setUrls([QUrl.fromLocalFile(str(path))])
        drag = QDrag(source)
        drag.setMimeData(content)
        drag.exec(Qt.DropAction.CopyAction)
        return True

    def with_data(self, message_id: MessageId, attachment: Attachment, use: Use, *, lasting: bool = False) -> None:
        """Call ``use`` with its bytes when they are here."""

        def arrived(data: bytes) -> None:
            try:
                use(data)
            except MailError as error:
                self.failed.emit(error.problem)

        self._parts.want(message_id, attachment.path, arrived, self.failed.emit, lasting=lasting)

    def _weigh(
        self, message_id: MessageId, attachment: Attachment, data: bytes, act: Callable[[Attachment, bytes], object]
    ) -> None:
        dangers = dangers_of(attachment.filename, attachment.media_type, data)
        if not dangers and self.secret:
            self._hand_over(lambda: self._try(act, attachment, data))
        elif not dangers:
            act(attachment, data)
        elif RUNS.intersection(dangers):
            title = tr("“{name}” is not opened from a message.", name=attachment.filename)
            meaning = reasons(dangers) + " " + tr("Save it only if you are sure of who sent it, and why.")
            save = partial(self.ask_save, message_id, attachment)
            ask(self._window, title, meaning, tr("Save…"), save, danger=True)
        else:
            title = tr("“{name}” may be dangerous.", name=attachment.filename)
            meaning = reasons(dangers) + " " + tr("Open it only when you expect this file from this sender.")
            go_on = partial(self._hand_over, lambda: self._try(act, attachment, data))
            ask(self._window, title, meaning, tr("Open anyway"), go_on, danger=True)

    def _try(self, act: Callable[[Attachment, bytes], object], attachment: Attachment, data: bytes) -> None:
        try:
            act(attachment, data)
        except MailError as error:
            self.failed.emit(error.problem)

    def _open_data(self, attachment: Attachment, data: bytes) -> None:
        path = self._copy(data, attachment)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _hand_over(self, act: Callable[[], object]) -> None:
        """Before a secret file goes to another program the user is told once what that means."""
        if not self.secret or self._state is None:
            act()
            return
        self._copies()
        tell_once(Telling.DISK if self._memory is None else Telling.PROGRAM, self._state, self._window, act)

    def _goes_to_disk(self) -> bool:
        """A drag cannot ask: where a secret file would get onto the disk, that is told first, before another drag."""
        self._copies()
        untold = self._state is not None and not was_told(Telling.DISK, self._state)
        if not self.secret or self._memory is not None or not untold:
            return False
        self._hand_over(lambda: None)
        return True

    def _copies(self) -> attachment_files.OpenedFiles:
        if not self.secret:
            return self._opened
        if self._secrets is None:
            self._memory = attachment_files.memory_folder()
            self._secrets = attachment_files.OpenedFiles(self._memory)
        return self._secrets

    def _copy(self, data: bytes, attachment: Attachment) -> Path:
        path = self._copies().put(data, attachment.filename)
        if self.secret:
            QTimer.singleShot(_SECRET_MS, self, lambda: path.unlink(missing_ok=True))
        return path


def _save_free(folder: Path, filename: str, data: bytes) -> None:
    attachment_files.save(data, attachment_files.free_path(folder, filename))
