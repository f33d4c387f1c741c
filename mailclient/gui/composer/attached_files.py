"""The files of a message being written, as a row of chips."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from mailclient.bridge.draft import DraftFile
from mailclient.gui.attachments.attachment_files import icon_for
from mailclient.gui.message_view.chip import AttachedChip
from mailclient.gui.message_view.flow_layout import FlowLayout
from mailclient.gui.theme import tokens

_TALLEST = 104


class AttachedFiles(QWidget):
    """Hidden while there is none; "x" removes one. A file that is still being fetched shows its progress."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._files: list[tuple[DraftFile, AttachedChip]] = []
        self._awaited: list[AttachedChip] = []
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        box = QWidget()
        self._flow = FlowLayout(box, spacing=tokens.SPACE_8)
        self._scroll.setWidget(box)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_24, tokens.SPACE_8, tokens.SPACE_24, tokens.SPACE_8)
        column.addWidget(self._scroll)
        self.hide()

    def files(self) -> tuple[DraftFile, ...]:
        """The attachments, in the order added."""
        return tuple(file for file, _ in self._files)

    def total_size(self) -> int:
        """Bytes of all."""
        return sum(file_size(file) for file in self.files())

    @property
    def awaited(self) -> int:
        """How many are still being fetched."""
        return len(self._awaited)

    def add(self, files: Sequence[DraftFile]) -> None:
        """Attach these; a file that is there already is not attached twice."""
        for file in files:
            if file.path and any(file.path == other.path for other in self.files()):
                continue
            chip = self._chip(file.filename, file_size(file), file.media_type)
            self._files.append((file, chip))
        self._update()

    def await_file(self, filename: str, size: int, media_type: str) -> AttachedChip:
        """Show a chip for a file that is being fetched; ``arrive`` or ``drop`` ends it."""
        chip = self._chip(filename, size, media_type)
        chip.set_progress(0.0)
        self._awaited.append(chip)
        self._update()
        return chip

    def arrive(self, chip: AttachedChip, file: DraftFile) -> None:
        """The awaited file is here; nothing happens when its chip was removed."""
        if chip in self._awaited:
            self._awaited.remove(chip)
            chip.set_progress(None)
            self._files.append((file, chip))
            self._update()

    def drop(self, chip: AttachedChip) -> None:
        """Remove a chip and its file."""
        self._awaited = [other for other in self._awaited if other is not chip]
        self._files = [(file, other) for file, other in self._files if other is not chip]
        self._flow.removeWidget(chip)
        chip.hide()
        chip.deleteLater()
        self._update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break lines anew."""
        super().resizeEvent(event)
        self._fit()

    def _chip(self, filename: str, size: int, media_type: str) -> AttachedChip:
        chip = AttachedChip(filename, size, icon_for(media_type, filename))
        chip.button_clicked.connect(lambda: self.drop(chip))
        self._flow.addWidget(chip)
        chip.show()
        return chip

    def _update(self) -> None:
        self.setVisible(bool(self._files or self._awaited))
        self._fit()
        self.changed.emit()

    def _fit(self) -> None:
        width = max(self.width() - 2 * tokens.SPACE_24, 200)
        self._scroll.setFixedHeight(max(1, min(self._flow.heightForWidth(width), _TALLEST)))


def file_size(file: DraftFile) -> int:
    """Bytes; 0 for a file that is gone."""
    if not file.path:
        return len(file.data)
    try:
        return Path(file.path).stat().st_size
    except OSError:
        return 0
