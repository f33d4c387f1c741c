"""The chip of a file that is attached to a message being written."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QContextMenuEvent, QDesktopServices, QDrag, QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from mailclient.bridge.draft import DraftFile
from mailclient.gui.attachments.attachment_files import icon_for
from mailclient.gui.attachments.danger_words import reasons
from mailclient.gui.attachments.file_danger import RUNS, dangers_of
from mailclient.gui.composer.files.local_file import FileState, file_size
from mailclient.gui.controls.name_question import ask_name
from mailclient.gui.controls.question import ask
from mailclient.gui.message_view.chip import AttachedChip
from mailclient.language import tr

_WEIGHED_BYTES = 8 * 1024 * 1024
"""Of a file, before it is opened: what is dangerous shows at its beginning; a longer one is no office file."""

CHIP_MIME_TYPE = "application/x-mailclient-attached"
"""The chip's place in its row: to be put elsewhere in the same row."""


class ComposedChip(AttachedChip):
    """Enter opens, F2 renames, Alt+Left and Alt+Right move, Delete removes; all of it is in its menu, too."""

    renamed = Signal(str)
    moved = Signal(int)
    """-1: one place to the front, 1: to the end."""
    renewed = Signal()
    """The file as it is now is what is to be sent."""

    def __init__(self, file: DraftFile, parent: QWidget | None = None) -> None:
        super().__init__(file.filename, file_size(file), icon_for(file.media_type, file.filename), parent)
        self.file = file
        self.state = FileState.SAME
        self.opened.connect(self._open)
        self.dragged.connect(self._drag)

    def show_state(self, state: FileState) -> None:
        """Say at once what became of the file."""
        self.state = state
        notes = {FileState.SAME: "", FileState.CHANGED: tr("Changed since"), FileState.GONE: tr("Not there any more")}
        self.set_note(notes[state], troubled=state is not FileState.SAME)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with it."""
        self.menu().popup(event.globalPos())

    def menu(self) -> QMenu:
        """Its menu; deletes itself when it closes."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self.state is FileState.CHANGED:
            menu.addAction(tr("Use the new one"), self.renewed.emit)
            menu.addSeparator()
        open_ = menu.addAction(tr("Open"), self._open)
        open_.setEnabled(bool(self.file.path) and self.state is not FileState.GONE)
        menu.addAction(tr("Rename…"), self.ask_name)
        menu.addSeparator()
        menu.addAction(tr("Move to the left"), lambda: self.moved.emit(-1))
        menu.addAction(tr("Move to the right"), lambda: self.moved.emit(1))
        menu.addSeparator()
        menu.addAction(tr("Remove"), self.button_clicked.emit)
        return menu

    def ask_name(self) -> None:
        """Ask what the file is to be called in the message; on the disk it keeps its name."""
        ask_name(
            self.window(), tr("Rename attachment"), self.renamed.emit, name=self.file.filename, action=tr("Rename")
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 and Alt with the arrows."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() == Qt.Key.Key_F2:
            self.ask_name()
        elif event.key() in steps and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.moved.emit(steps[Qt.Key(event.key())])
        elif event.key() in steps:
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Right)
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        """After the question the reader asks, too: it may have come with the message that is forwarded."""
        path = Path(self.file.path)
        if not self.file.path or self.state is FileState.GONE:
            return
        try:
            with path.open("rb") as file:
                dangers = dangers_of(self.file.filename, self.file.media_type, file.read(_WEIGHED_BYTES))
        except OSError:
            self.show_state(FileState.GONE)
            return
        show = partial(QDesktopServices.openUrl, QUrl.fromLocalFile(self.file.path))
        if not dangers:
            show()
        elif RUNS.intersection(dangers):
            title = tr("“{name}” is not opened from a message.", name=self.file.filename)
            ask(self.window(), title, reasons(dangers), tr("Remove"), self.button_clicked.emit, danger=True)
        else:
            title = tr("“{name}” may be dangerous.", name=self.file.filename)
            ask(self.window(), title, reasons(dangers), tr("Open anyway"), show, danger=True)

    def _drag(self) -> None:
        drag = QDrag(self)
        drag.setMimeData(self.mime_data())
        drag.setPixmap(self.grab())
        drag.setHotSpot(QPoint(20, 20))
        drag.exec(Qt.DropAction.CopyAction | Qt.DropAction.MoveAction, Qt.DropAction.CopyAction)

    def mime_data(self) -> QMimeData:
        """For other programs the file; for the row its chip."""
        data = QMimeData()
        data.setData(CHIP_MIME_TYPE, str(id(self)).encode())
        if self.file.path and self.state is not FileState.GONE:
            data.setUrls([QUrl.fromLocalFile(self.file.path)])
        return data


def chip_named(data: QMimeData, chips: list[ComposedChip]) -> ComposedChip | None:
    """The chip of these that is dragged."""
    wanted = bytes(data.data(CHIP_MIME_TYPE).data()).decode("ascii", "replace")
    return next((chip for chip in chips if str(id(chip)) == wanted), None)
