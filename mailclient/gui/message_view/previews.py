"""The preview of a message's files in the place of its text; made when the first file is shown."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mailclient.gui.attachments.deeds import FileDeeds
from mailclient.gui.attachments.file_kind import FileKind, file_kind
from mailclient.gui.message_view.attachments import AttachmentsRow
from mailclient.gui.message_view.parts import Parts
from mailclient.language.problems import problem_text
from mailclient.mail.body import Attachment

if TYPE_CHECKING:  # not needed before a file is shown
    from mailclient.gui.attachments.preview import Preview


class Previews(QWidget):
    """Opens, steps through and closes the preview of the files in ``row``; hidden while there is none."""

    opened = Signal()
    closed = Signal()

    def __init__(self, row: AttachmentsRow, parts: Parts, files: FileDeeds, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row, self._parts, self._files = row, parts, files
        self._shown: Attachment | None = None
        self.preview: Preview | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.hide()

    @property
    def shown(self) -> Attachment | None:
        """The file that is shown."""
        return self._shown

    def open(self, attachment: Attachment, kind: FileKind) -> None:
        """Show this file; it is fetched first when it is not here."""
        message_id = self._row.message_id
        if message_id is None:
            return
        preview = self._made()
        self._shown = attachment
        self.opened.emit()
        self.show()
        others = self._row.step_from(attachment, 1) is not None
        preview.begin(attachment.filename, attachment.size, steps=others)

        def arrived(data: bytes) -> None:
            if self._shown is attachment:
                preview.show_file(data, kind)

        self._parts.want(
            message_id,
            attachment.path,
            arrived,
            lambda problem: preview.fail(problem_text(problem).sentence) if self._shown is attachment else None,
        )

    def end(self) -> None:
        """Show the text again."""
        if self._shown is None:
            return
        chip = self._row.chips.get(self._shown.path)
        had_focus = self.isAncestorOf(self.window().focusWidget())
        self._shown = None
        self.hide()
        self.closed.emit()
        if had_focus and chip is not None:
            chip.setFocus(Qt.FocusReason.OtherFocusReason)

    def _made(self) -> "Preview":
        if self.preview is None:
            from mailclient.gui.attachments.preview import Preview

            self.preview = Preview()
            self.preview.closed.connect(self.end)
            self.preview.stepped.connect(self._step)
            self.preview.save_requested.connect(self._save)
            self.preview.open_requested.connect(self._open_outside)
            self._column.addWidget(self.preview)
        return self.preview

    def _step(self, step: int) -> None:
        following = self._row.step_from(self._shown, step) if self._shown is not None else None
        kind = file_kind(following.media_type, following.filename, following.size) if following is not None else None
        if following is not None and kind is not None:
            self.open(following, kind)

    def _save(self) -> None:
        if self._shown is not None and self._row.message_id is not None:
            self._files.ask_save(self._row.message_id, self._shown)

    def _open_outside(self) -> None:
        if self._shown is not None and self._row.message_id is not None:
            self._files.open_outside(self._row.message_id, self._shown)
