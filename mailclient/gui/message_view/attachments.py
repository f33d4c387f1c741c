"""The row of attachments below a message."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QScrollArea, QVBoxLayout, QWidget

from mailclient.gui.attachments.attachment_files import icon_for
from mailclient.gui.attachments.deeds import FileDeeds
from mailclient.gui.attachments.file_kind import FileKind, file_kind
from mailclient.gui.attachments.picture_drawing import PictureDrawing
from mailclient.gui.attachments.programs import programs_for
from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.message_view.chip import THUMBNAIL, FileChip, size_text
from mailclient.gui.message_view.flow_layout import FlowLayout
from mailclient.gui.message_view.parts import Parts, PartState
from mailclient.gui.theme import tokens
from mailclient.language import tr, tr_n
from mailclient.mail.body import Attachment
from mailclient.mail.ids import MessageId, PartPath

_TALLEST = 152
"""Pixels: three lines of chips; more scroll."""
_AT_ONCE = 60
"""Chips made at once; the rest on demand: a message may have thousands."""
_DRAWN = (FileKind.PICTURE, FileKind.PDF)
_DRAWN_BYTES = 12_000_000
"""A larger file keeps its icon."""


class AttachmentsRow(QWidget):
    """One chip per attachment, what they weigh together, and "Save all"."""

    preview_requested = Signal(object, object)
    """Attachment, FileKind."""

    def __init__(self, parts: Parts, deeds: FileDeeds, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts, self._deeds = parts, deeds
        self._drawing = PictureDrawing(self)
        self._message_id: MessageId | None = None
        self._attachments: tuple[Attachment, ...] = ()
        self.chips: dict[PartPath, FileChip] = {}
        self._title = PlainLabel()
        self._title.setProperty("kind", "meta")
        self.save_all_button = text_button(tr("Save all"), "link")
        self.save_all_button.clicked.connect(self.ask_save_all)
        self.more_button: QPushButton | None = None
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
        parts.changed.connect(self._note_state)

    @property
    def message_id(self) -> MessageId | None:
        """Whose files are listed."""
        return self._message_id

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """What is listed."""
        return self._attachments

    def show_attachments(self, message_id: MessageId, attachments: Sequence[Attachment]) -> None:
        """Show these; the row hides itself when there are none."""
        self._message_id = message_id
        self._attachments = tuple(attachments)
        self._drawing.forget()
        self._fill(_AT_ONCE)
        count, total = len(attachments), sum(attachment.size for attachment in attachments)
        self._title.setText(
            tr_n("{count} attachment, {size}", "{count} attachments, {size}", count, size=size_text(total))
        )
        self.save_all_button.setVisible(count > 1)
        self.setVisible(count > 0)

    def fit(self, width: int) -> None:
        """Take the height that the chips need at this width."""
        box = self._scroll.widget()
        if box is not None and (flow := box.layout()) is not None:
            self._scroll.setFixedHeight(min(flow.heightForWidth(max(width, 160)), _TALLEST))

    def ask_save_all(self) -> None:
        """Ask for a folder, then save all there."""
        if self._message_id is not None and self._attachments:
            self._deeds.ask_save_all(self._message_id, self._attachments)

    def step_from(self, attachment: Attachment, step: int) -> Attachment | None:
        """The next one (or the one before) that can be shown here, round and round; None when there is no other."""
        shown = [one for one in self._attachments if _kind(one) not in (None, FileKind.MESSAGE)]
        if len(shown) < 2 or attachment not in shown:
            return None
        return shown[(shown.index(attachment) + step) % len(shown)]

    # --- how it is done -------------------------------------------------------------------------------------------

    def _fill(self, limit: int) -> None:
        self.chips.clear()
        box = QWidget()
        flow = FlowLayout(box, spacing=tokens.SPACE_8)
        for attachment in self._attachments[:limit]:
            chip = self._chip(attachment)
            self.chips[attachment.path] = chip
            flow.addWidget(chip)
            self._draw(attachment)
        rest = len(self._attachments) - limit
        self.more_button = None
        if rest > 0:
            self.more_button = text_button(tr_n("{count} more file", "{count} more files", rest), "link")
            self.more_button.clicked.connect(lambda: self._fill(limit * 4))
            flow.addWidget(self.more_button)
        self._scroll.setWidget(box)
        self.fit(self.width())

    def _chip(self, attachment: Attachment) -> FileChip:
        icon = icon_for(attachment.media_type, attachment.filename)
        shows = _kind(attachment) is not None
        chip = FileChip(
            attachment.filename, attachment.size, icon, button_icon="download", button_tip=tr("Save"), shows=shows
        )
        chip.opened.connect(partial(self._open, attachment))
        chip.button_clicked.connect(partial(self._press_button, attachment))
        chip.dragged.connect(partial(self._drag, attachment))
        chip.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        chip.customContextMenuRequested.connect(lambda at: self._menu(attachment, chip.mapToGlobal(at)))
        return chip

    def _draw(self, attachment: Attachment) -> None:
        """A picture of what is here already; nothing is fetched for it."""
        kind = _kind(attachment)
        if kind not in _DRAWN or attachment.size > _DRAWN_BYTES or self._message_id is None:
            return
        data = self._parts.here(self._message_id, attachment.path)
        if data is None:
            return
        side = round(THUMBNAIL * 2 * self.devicePixelRatioF())
        chip = self.chips[attachment.path]

        def drawn(image: QImage, _size: QSize) -> None:
            if self.chips.get(attachment.path) is chip:
                chip.set_picture(image)

        self._drawing.want(data, kind, QSize(side, side), drawn)

    def _open(self, attachment: Attachment) -> None:
        if self._message_id is not None:
            self._deeds.open(self._message_id, attachment)

    def _press_button(self, attachment: Attachment) -> None:
        """It saves; while the file comes, it pauses that, or goes on."""
        if self._message_id is None:
            return
        match self._parts.state(self._message_id, attachment.path):
            case PartState.COMING:
                self._parts.pause(self._message_id, attachment.path)
            case PartState.PAUSED:
                self._parts.resume(self._message_id, attachment.path)
            case _:
                self._deeds.ask_save(self._message_id, attachment)

    def _drag(self, attachment: Attachment) -> None:
        if self._message_id is not None:
            chip = self.chips[attachment.path]
            if not self._deeds.drag(self._message_id, attachment, chip):
                chip.set_note(tr("Fetching; then drag it again"))

    def _menu(self, attachment: Attachment, position: QPoint) -> None:
        message_id = self._message_id
        if message_id is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        kind = _kind(attachment)
        if kind is not None:
            text = tr("Open") if kind is FileKind.MESSAGE else tr("Preview")
            menu.addAction(text).triggered.connect(lambda: self._open(attachment))
        if kind is not FileKind.MESSAGE:
            outside = tr("Open with another program") if kind is not None else tr("Open")
            menu.addAction(outside).triggered.connect(lambda: self._deeds.open_outside(message_id, attachment))
            self._add_programs(menu, message_id, attachment)
        menu.addAction(tr("Save as…")).triggered.connect(lambda: self._deeds.ask_save(message_id, attachment))
        if len(self._attachments) > 1:
            menu.addAction(tr("Save all…")).triggered.connect(self.ask_save_all)
        if self._parts.state(message_id, attachment.path) in (PartState.COMING, PartState.PAUSED):
            menu.addSeparator()
            stop = menu.addAction(tr("Stop fetching"))
            stop.triggered.connect(lambda: self._parts.cancel(message_id, attachment.path))
        menu.popup(position)

    def _add_programs(self, menu: QMenu, message_id: MessageId, attachment: Attachment) -> None:
        others = menu.addMenu(tr("Open with"))
        for program in programs_for(attachment.media_type, attachment.filename):
            entry = others.addAction(program.name.replace("&", "&&"))
            entry.triggered.connect(lambda _on=False, one=program: self._deeds.open_with(message_id, attachment, one))
        others.addSeparator()
        choose = others.addAction(tr("Choose a program…"))
        choose.triggered.connect(lambda: self._deeds.ask_program(message_id, attachment))

    def _note_state(self, message_id: MessageId, path: PartPath) -> None:
        chip = self.chips.get(path)
        if chip is None or message_id != self._message_id:
            return
        state = self._parts.state(message_id, path)
        done, total = self._parts.progress(message_id, path)
        part = done / total if total else 0.0
        match state:
            case PartState.COMING:
                chip.set_progress(part)
                chip.set_note(_progress_text(done, total) if total else "")
            case PartState.PAUSED:
                chip.set_progress(part, paused=True)
                chip.set_note(tr("Paused") + (f" · {_progress_text(done, total)}" if total else ""))
            case _:
                chip.set_progress(None)
                chip.set_note(tr("Could not be fetched") if state is PartState.FAILED else "")
                if state is PartState.HERE:
                    self._draw(next(one for one in self._attachments if one.path == path))


def _kind(attachment: Attachment) -> FileKind | None:
    return file_kind(attachment.media_type, attachment.filename, attachment.size)


def _progress_text(done: int, total: int) -> str:
    return tr("{done} of {total}", done=size_text(done), total=size_text(total))
