"""The row of attachments below a message."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, QStandardPaths, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.controls.question import ask
from mailclient.gui.message_view import attachment_files
from mailclient.gui.message_view.chip import FileChip, size_text
from mailclient.gui.message_view.flow_layout import FlowLayout
from mailclient.gui.message_view.parts import Parts
from mailclient.gui.theme import tokens
from mailclient.language import tr, tr_n
from mailclient.language.problems import problem_text
from mailclient.mail.ids import MessageId, PartPath
from mailclient.mail.message import Attachment
from mailclient.mail.problem import MailError, Problem

_TALLEST = 152
"""Pixels: three lines of chips; more scroll."""


class AttachmentsRow(QWidget):
    """One chip per attachment, what they weigh together, and "Save all"."""

    failed = Signal(object)
    """Problem: a file could not be fetched, saved or opened."""

    def __init__(self, parts: Parts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._opened = attachment_files.OpenedFiles()
        self._message_id: MessageId | None = None
        self._attachments: tuple[Attachment, ...] = ()
        self.chips: dict[PartPath, FileChip] = {}
        self._title = PlainLabel()
        self._title.setProperty("kind", "meta")
        self.save_all_button = QPushButton(tr("Save all"))
        self.save_all_button.setProperty("kind", "link")
        self.save_all_button.clicked.connect(self.ask_save_all)
        top = QHBoxLayout()
        top.addWidget(self._title)
        top.addWidget(self.save_all_button)
        top.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_4)
        column.addLayout(top)
        column.addWidget(self._scroll)
        parts.progressed.connect(self._progress)

    def show_attachments(self, message_id: MessageId, attachments: Sequence[Attachment]) -> None:
        """Show these; the row hides itself when there are none."""
        self._message_id = message_id
        self._attachments = tuple(attachments)
        self.chips.clear()
        box = QWidget()
        flow = FlowLayout(box, spacing=tokens.SPACE_8)
        for attachment in self._attachments:
            chip = self._chip(attachment)
            self.chips[attachment.path] = chip
            flow.addWidget(chip)
        self._scroll.setWidget(box)
        count, total = len(attachments), sum(attachment.size for attachment in attachments)
        self._title.setText(
            tr_n("{count} attachment, {size}", "{count} attachments, {size}", count, size=size_text(total))
        )
        self.save_all_button.setVisible(count > 1)
        self.setVisible(count > 0)
        self.fit(self.width())

    def fit(self, width: int) -> None:
        """Take the height that the chips need at this width."""
        box = self._scroll.widget()
        if box is not None and (flow := box.layout()) is not None:
            self._scroll.setFixedHeight(min(flow.heightForWidth(max(width, 160)), _TALLEST))

    # --- what the user asks ---------------------------------------------------------------------------------------

    def open(self, attachment: Attachment) -> None:
        """Open with the system's program; what may run is opened only after a warning."""

        def fetch_and_open() -> None:
            self._with_data(attachment, lambda data: self._open_data(attachment, data))

        if attachment_files.is_executable(attachment):
            self._warn(attachment, fetch_and_open)
        else:
            fetch_and_open()

    def ask_save(self, attachment: Attachment) -> None:
        """Ask where to, then save."""
        proposed = attachment_files.free_path(downloads(), attachment.filename)
        name, _ = QFileDialog.getSaveFileName(self, tr("Save attachment"), str(proposed))
        if name:
            self.save(attachment, Path(name))

    def save(self, attachment: Attachment, path: Path) -> None:
        """Save to this path, replacing what is there (the dialog asked)."""
        self._with_data(attachment, lambda data: self._save_data(data, path))

    def ask_save_all(self) -> None:
        """Ask for a folder, then save all there."""
        name = QFileDialog.getExistingDirectory(self, tr("Save all attachments"), str(downloads()))
        if name:
            self.save_all(Path(name))

    def save_all(self, folder: Path) -> None:
        """Save all in this folder; nothing is replaced."""
        for attachment in self._attachments:
            self._with_data(attachment, partial(self._save_free, folder, attachment.filename))

    # --- how it is done -------------------------------------------------------------------------------------------

    def _chip(self, attachment: Attachment) -> FileChip:
        icon = attachment_files.icon_for(attachment.media_type, attachment.filename)
        chip = FileChip(attachment.filename, attachment.size, icon, button_icon="download", button_tip=tr("Save"))
        chip.opened.connect(lambda: self.open(attachment))
        chip.button_clicked.connect(lambda: self._press_button(attachment))
        chip.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        chip.customContextMenuRequested.connect(lambda at: self._menu(attachment, chip.mapToGlobal(at)))
        return chip

    def _press_button(self, attachment: Attachment) -> None:
        """It saves; while the file comes, it stops that."""
        if self._message_id is not None and self._parts.is_wanted(self._message_id, attachment.path):
            self._parts.cancel(self._message_id, attachment.path)
            self.chips[attachment.path].set_progress(None)
        else:
            self.ask_save(attachment)

    def _menu(self, attachment: Attachment, position: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Open")).triggered.connect(lambda: self.open(attachment))
        menu.addAction(tr("Save as…")).triggered.connect(lambda: self.ask_save(attachment))
        if len(self._attachments) > 1:
            menu.addAction(tr("Save all…")).triggered.connect(self.ask_save_all)
        menu.popup(position)

    def _with_data(self, attachment: Attachment, use: Callable[[bytes], None]) -> None:
        message_id, chip = self._message_id, self.chips.get(attachment.path)
        if message_id is None or chip is None:
            return

        def arrived(data: bytes) -> None:
            if self.chips.get(attachment.path) is chip:
                chip.set_progress(None)
                chip.set_note("")
            try:
                use(data)
            except MailError as error:
                self.failed.emit(error.problem)

        def missed(problem: Problem) -> None:
            if self.chips.get(attachment.path) is chip:
                chip.set_progress(None)
                chip.set_note(problem_text(problem).sentence)
            self.failed.emit(problem)

        chip.set_note("")
        chip.set_progress(0.0)
        self._parts.want(message_id, attachment.path, arrived, missed, lasting=True)

    def _open_data(self, attachment: Attachment, data: bytes) -> None:
        path = self._opened.put(data, attachment.filename)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _save_data(self, data: bytes, path: Path) -> None:
        attachment_files.save(data, path)

    def _save_free(self, folder: Path, filename: str, data: bytes) -> None:
        attachment_files.save(data, attachment_files.free_path(folder, filename))

    def _progress(self, message_id: MessageId, path: PartPath, done: int, total: int) -> None:
        chip = self.chips.get(path)
        if chip is not None and message_id == self._message_id and self._parts.is_wanted(message_id, path):
            chip.set_progress(done / total if total else 0.0)

    def _warn(self, attachment: Attachment, act: Callable[[], object]) -> None:
        title = tr("“{name}” may contain a program.", name=attachment.filename)
        meaning = tr(
            "Opening it can run what its sender wants: read your files, or install something. Open it only when "
            "you expect this file from this sender; if in doubt, ask them in another way."
        )
        ask(self, title, meaning, tr("Open anyway"), act, danger=True)


def downloads() -> Path:
    """Where files are saved when nothing else was said."""
    where = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
    return Path(where) if where and Path(where).is_dir() else Path.home()
