"""A file of a message shown in the place of its text: a picture, a PDF, a text."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QStackedWidget, QVBoxLayout, QWidget

from mailclient.gui.attachments.file_kind import FileKind
from mailclient.gui.attachments.pdf_pages import PdfPages
from mailclient.gui.attachments.picture_drawing import PictureDrawing
from mailclient.gui.controls.button import icon_button
from mailclient.gui.controls.empty_state import EmptyState
from mailclient.gui.controls.escape import keeps_escape
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.controls.surface import hairline, on_ground
from mailclient.gui.message_view.chip import size_text
from mailclient.gui.message_view.column import column_margin
from mailclient.gui.message_view.icon_label import ElidedLabel
from mailclient.gui.theme import tokens
from mailclient.gui.theme.fonts import fixed_font
from mailclient.language import tr
from mailclient.mime.charset import decode

_BOX = QSize(3200, 3200)
"""Pixels of the screen; a larger picture is drawn smaller."""
_TRIAL = QSize(64, 64)
"""A PDF is shown once its first page could be drawn elsewhere: here it could hold up the window."""
_TEXT_CHARACTERS = 300_000
_HEIGHT = 560
"""Pixels, in a pane that has no height of its own."""


class Preview(QWidget):
    """Shows one file under a row with its name and what one does with it."""

    closed = Signal()
    stepped = Signal(int)
    """To the next file (1) or the one before (-1)."""
    save_requested = Signal()
    open_requested = Signal()
    """With another program."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        on_ground(self, "reader")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(240)
        self.name = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        self.name.setProperty("kind", "strong")
        self.facts = PlainLabel()
        self.facts.setProperty("kind", "meta")
        self.previous = icon_button("chevron-left", tr("Previous file"))
        self.next = icon_button("chevron-right", tr("Next file"))
        self.previous.clicked.connect(lambda: self.stepped.emit(-1))
        self.next.clicked.connect(lambda: self.stepped.emit(1))
        self._picture = _Picture()
        self._text = QPlainTextEdit(readOnly=True)
        self._text.setProperty("kind", "bare")
        self._text.setFont(fixed_font(tokens.TEXT_UI))
        self._text.setAccessibleName(tr("Text of the file"))
        self._empty = EmptyState("file", "")
        self._pages: PdfPages | None = None
        self._stack = QStackedWidget()
        for widget in (self._empty, self._picture, self._text):
            self._stack.addWidget(widget)
        self._drawing = PictureDrawing(self)
        self._arrange()

    def sizeHint(self) -> QSize:
        """Tall enough for a page."""
        return QSize(tokens.READER_BODY_WIDTH, _HEIGHT)

    def begin(self, name: str, size: int, *, steps: bool) -> None:
        """A file is on its way; ``steps``: there are others to go to."""
        self._drawing.forget()
        self.name.setText(name)
        self.name.setAccessibleName(tr("Preview of {name}", name=name))
        self.facts.setText(size_text(size))
        self.previous.setVisible(steps)
        self.next.setVisible(steps)
        self._empty.show_words("download", tr("The file is being fetched…"))
        self._stack.setCurrentWidget(self._empty)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_file(self, data: bytes, kind: FileKind) -> None:
        """It is here."""
        if kind is FileKind.PICTURE:
            self._drawing.want(data, kind, _BOX, lambda image, size: self._show_picture(image, size, len(data)))
        elif kind is FileKind.PDF:
            self._drawing.want(data, kind, _TRIAL, lambda image, _size: self._show_pdf(b"" if image.isNull() else data))
        else:
            self._text.setPlainText(decode(data[: 4 * _TEXT_CHARACTERS], "")[:_TEXT_CHARACTERS])
            self._stack.setCurrentWidget(self._text)

    def fail(self, sentence: str) -> None:
        """It cannot be shown."""
        self._empty.show_words("file", tr("No preview"), sentence)
        self._stack.setCurrentWidget(self._empty)

    @property
    def shown(self) -> QWidget:
        """What shows the file now."""
        return self._stack.currentWidget() or self._empty

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc and Space close, the arrows go to the other files."""
        match event.key():
            case Qt.Key.Key_Escape | Qt.Key.Key_Space:
                self.closed.emit()
            case Qt.Key.Key_Left if self.previous.isVisible():
                self.stepped.emit(-1)
            case Qt.Key.Key_Right if self.next.isVisible():
                self.stepped.emit(1)
            case _:
                super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Esc closes the preview, and not what the window would close."""
        return keeps_escape(event) or super().event(event)

    def _show_picture(self, image: QImage, size: QSize, length: int) -> None:
        if image.isNull():
            self.fail(tr("The picture is damaged or too large; save it to look at it with another program."))
            return
        self.facts.setText(f"{size.width()} × {size.height()} · {size_text(length)}")
        self._picture.show_image(image, size)
        self._stack.setCurrentWidget(self._picture)

    def _show_pdf(self, data: bytes) -> None:
        if self._pages is None:
            self._pages = PdfPages()
            self._stack.addWidget(self._pages)
        count = self._pages.load(data)
        if not count:
            self.fail(tr("The PDF is damaged or locked with a password; open it with another program."))
            return
        self.facts.setText(f"{self._pages.count_text()} · {size_text(len(data))}")
        self._stack.setCurrentWidget(self._pages)

    def _button(self, icon: str, text: str, act: Callable[[], object]) -> QWidget:
        button = icon_button(icon, text)
        button.clicked.connect(lambda: act())
        return button

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(tokens.SPACE_24, tokens.SPACE_4, tokens.SPACE_16, tokens.SPACE_4)
        row.setSpacing(tokens.SPACE_4)
        row.addWidget(self.name)
        row.addSpacing(tokens.SPACE_4)
        row.addWidget(self.facts)
        row.addStretch(1)
        row.addWidget(self.previous)
        row.addWidget(self.next)
        row.addWidget(self._button("external-link", tr("Open with another program"), self.open_requested.emit))
        row.addWidget(self._button("download", tr("Save"), self.save_requested.emit))
        row.addWidget(self._button("x", tr("Close preview"), self.closed.emit))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(hairline())
        column.addLayout(row)
        column.addWidget(self._stack, 1)


class _Picture(QWidget):
    """As large as there is room, never larger than it is."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self._own = QSize()

    def show_image(self, image: QImage, own: QSize) -> None:
        """``own``: its size in pixels before it was drawn smaller."""
        self._image, self._own = image, own
        self.setAccessibleName(tr("Picture, {width} by {height}", width=own.width(), height=own.height()))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it in the middle."""
        if self._image.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        margin = min(column_margin(self.width()), tokens.SPACE_24)
        room = self.rect().adjusted(margin, tokens.SPACE_8, -margin, -tokens.SPACE_16)
        size = self._own
        if size.width() > room.width() or size.height() > room.height():
            size = size.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        target = room.adjusted(0, 0, 0, 0)
        target.setSize(size)
        target.moveCenter(room.center())
        painter.drawImage(target, self._image)
