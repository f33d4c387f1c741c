"""The files of a message being written, as a row of chips with what they come to."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from mailclient.bridge.draft import DraftFile
from mailclient.gui.composer.files.chip import CHIP_MIME_TYPE, ComposedChip, chip_named
from mailclient.gui.composer.files.local_file import FileState, file_size, local_again, state_of
from mailclient.gui.composer.files.shrinking import is_shrinkable
from mailclient.gui.composer.files.watch import FileWatch
from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.message_view.flow_layout import FlowLayout
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.language.size import room_text
from mailclient.mime.encoded_size import encoded_file_size

_TALLEST = 104
_MB = 1024 * 1024


class AttachedFiles(QWidget):
    """Hidden while there is none. A file that is still being fetched or made shows its progress."""

    changed = Signal()
    shrink_wanted = Signal()
    zip_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: list[ComposedChip] = []
        self._awaited: list[ComposedChip] = []
        self._size_limit: int | None = None
        self._text_size = 0
        self._fit_soon = QTimer(self, singleShot=True, interval=0)
        self._fit_soon.timeout.connect(self._fit)
        self._watch = FileWatch(self)
        self._watch.stirred.connect(self.look)
        self._lay_out()
        self.setAcceptDrops(True)
        self.hide()

    def _lay_out(self) -> None:
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        box = QWidget()
        self._flow = FlowLayout(box, spacing=tokens.SPACE_8)
        self._scroll.setWidget(box)
        self._size = PlainLabel()
        self._size.setProperty("kind", "meta")
        self.shrink = text_button(tr("Shrink images…"), "link")
        self.zip = text_button(tr("Send as a zip file"), "link")
        self.shrink.clicked.connect(self.shrink_wanted)
        self.zip.clicked.connect(self.zip_wanted)
        told = QHBoxLayout()
        told.setSpacing(tokens.SPACE_8)
        told.addWidget(self._size)
        told.addWidget(self.shrink)
        told.addWidget(self.zip)
        told.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_24, tokens.SPACE_8, tokens.SPACE_24, 0)
        column.setSpacing(tokens.SPACE_4)
        column.addWidget(self._scroll)
        column.addLayout(told)

    # --- what is in it --------------------------------------------------------------------------------------------

    def files(self) -> tuple[DraftFile, ...]:
        """The attachments, in their order."""
        return tuple(chip.file for chip in self._chips)

    @property
    def chips(self) -> list[ComposedChip]:
        """Of the files that are here, in their order."""
        return list(self._chips)

    @property
    def awaited(self) -> int:
        """How many are still being fetched or made."""
        return len(self._awaited)

    def encoded_size(self) -> int:
        """Bytes that they will come to in the message."""
        return sum(encoded_file_size(file.filename, file.media_type, file_size(file)) for file in self.files())

    def measure(self, text_size: int, size_limit: int | None) -> None:
        """So many bytes are in the text and its pictures; the server takes ``size_limit``, None: not known."""
        if (text_size, size_limit) != (self._text_size, self._size_limit):
            self._text_size, self._size_limit = text_size, size_limit
            self._tell_size()

    def add(self, files: Sequence[DraftFile]) -> None:
        """Attach these; a file that is there already is not attached twice."""
        known = {chip.file.path for chip in self._chips}
        for file in files:
            if not file.path or file.path not in known:
                known.add(file.path)
                self._chips.append(self._chip(file))
        self._update()

    def await_file(self, filename: str, size: int, media_type: str) -> ComposedChip:
        """Show a chip for a file that is being fetched or made; ``arrive`` or ``drop`` ends it."""
        chip = self._chip(DraftFile(filename, media_type, size=size))
        chip.set_progress(0.0)
        self._awaited.append(chip)
        self._update()
        return chip

    def arrive(self, chip: ComposedChip, file: DraftFile) -> None:
        """The awaited file is here; nothing happens when its chip was removed."""
        if chip in self._awaited:
            self._awaited.remove(chip)
            self._put_away(chip)
            self._chips.append(self._chip(file))
            self._update()

    def drop(self, chip: ComposedChip) -> None:
        """Remove a chip and its file."""
        self._awaited = [other for other in self._awaited if other is not chip]
        self._chips = [other for other in self._chips if other is not chip]
        self._put_away(chip)
        self._update()

    def remove(self, path: str) -> None:
        """Remove the file with this path (or name, where it has none)."""
        for chip in self.chips:
            if path in (chip.file.path, chip.file.path or chip.file.filename):
                self.drop(chip)

    def replace(self, file: DraftFile, by: DraftFile) -> None:
        """Another file in the place of this one."""
        for place, chip in enumerate(self._chips):
            if chip.file == file:
                self._chips[place] = self._chip(by)
                self._put_away(chip)
        self._order()

    # --- what became of them --------------------------------------------------------------------------------------

    def look(self) -> None:
        """Compare all with what they were when they were attached, and say so at their chips."""
        for chip in self._chips:
            state = state_of(chip.file)
            if state is not chip.state:
                chip.show_state(state)
        self._fit_soon.start()

    def in_state(self, state: FileState) -> dict[str, str]:
        """Paths and file names, as of the last look."""
        return {chip.file.path: chip.file.filename for chip in self._chips if chip.state is state}

    def renew(self, path: str) -> None:
        """What is at this path now is what is to be sent."""
        for chip in self.chips:
            if chip.file.path == path:
                self.replace(chip.file, local_again(chip.file))

    # --- chips ----------------------------------------------------------------------------------------------------

    def _chip(self, file: DraftFile) -> ComposedChip:
        chip = ComposedChip(file)
        chip.button_clicked.connect(lambda: self.drop(chip))
        chip.renamed.connect(lambda name: self.replace(chip.file, msgspec.structs.replace(chip.file, filename=name)))
        chip.moved.connect(lambda by: self._move(chip, self._chips.index(chip) + by))
        chip.renewed.connect(lambda: self.renew(chip.file.path))
        self._flow.addWidget(chip)
        chip.show()
        return chip

    def _put_away(self, chip: ComposedChip) -> None:
        self._flow.removeWidget(chip)
        chip.hide()
        chip.deleteLater()

    def _move(self, chip: ComposedChip, place: int) -> None:
        if chip in self._chips:
            self._chips.remove(chip)
            self._chips.insert(max(0, place), chip)
            self._order()
            chip.setFocus()

    def _order(self) -> None:
        """The chips stand as the files do."""
        for chip in (*self._chips, *self._awaited):
            self._flow.removeWidget(chip)
            self._flow.addWidget(chip)
        self._update()

    def _update(self) -> None:
        self._watch.follow(chip.file.path for chip in self._chips)
        self.setVisible(bool(self._chips or self._awaited))
        files = self.files()
        self.shrink.setVisible(any(is_shrinkable(file, file_size(file)) for file in files))
        self.zip.setVisible(sum(bool(file.path) for file in files) > 1)
        self._tell_size()
        self._fit()
        self.changed.emit()

    def _tell_size(self) -> None:
        size = self._text_size + self.encoded_size()
        shown, limit = _mb_text(size), self._size_limit
        of_limit = tr("{size} of {limit} MB", size=shown, limit=room_text(limit)) if limit else ""
        self._size.setText(of_limit or tr("{size} MB", size=shown))
        self._size.setToolTip(tr("What the message will come to on its way"))
        too_large = bool(limit) and size > (limit or 0)
        kind = "bad" if too_large else "meta"
        if self._size.property("kind") != kind:
            self._size.setProperty("kind", kind)
            self._size.style().unpolish(self._size)
            self._size.style().polish(self._size)

    # --- dropping and size ----------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Its own chips can be put elsewhere."""
        if event.mimeData().hasFormat(CHIP_MIME_TYPE):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Put the chip before the one it is dropped on."""
        chip = chip_named(event.mimeData(), self._chips)
        if chip is not None:
            at = self.mapToGlobal(event.position().toPoint())
            below = [other for other in self._chips if other.rect().contains(other.mapFromGlobal(at))]
            self._move(chip, self._chips.index(below[0]) if below else len(self._chips))
            event.setDropAction(Qt.DropAction.MoveAction)
            event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break lines anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        width = max(self.width() - 2 * tokens.SPACE_24, 200)
        self._scroll.setFixedHeight(max(1, min(self._flow.heightForWidth(width), _TALLEST)))


def _mb_text(size: int) -> str:
    """Whole megabytes, below ten with one digit behind the point; rounded up."""
    tenths = -(-size * 10 // _MB)
    return str(-(-tenths // 10)) if tenths >= 100 else f"{tenths / 10:.1f}"
