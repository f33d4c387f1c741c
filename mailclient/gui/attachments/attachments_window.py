"""The window of all files that came with mail: filter, look, open, save, go to the message."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QListView, QMenu, QStackedLayout, QVBoxLayout, QWidget

from mailclient.gui.attachments.deeds import FileDeeds
from mailclient.gui.attachments.file_list import FileGroup, FileList, FoundFile
from mailclient.gui.attachments.file_row import FileRow
from mailclient.gui.attachments.thumbnails import Thumbnails
from mailclient.gui.controls.choice import Choice
from mailclient.gui.controls.empty_state import EmptyState
from mailclient.gui.controls.surface import ColumnHeader, hairline, on_ground
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.bar import Bar
from mailclient.gui.message_view.parts import Parts
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.store.reader import Reader

_PAUSE_MS = 200
"""The list follows when one has typed so long nothing."""


def group_names() -> dict[FileGroup, str]:
    """What the filters are called."""
    return {
        FileGroup.ALL: tr("All files"),
        FileGroup.PICTURES: tr("Pictures"),
        FileGroup.PDF: "PDF",
        FileGroup.DOCUMENTS: tr("Documents"),
        FileGroup.SOUND: tr("Sound and video"),
        FileGroup.ARCHIVES: tr("Archives"),
        FileGroup.MESSAGES: tr("Messages"),
    }


class AttachmentsWindow(QWidget):
    """Reads the store; a click (or Enter) goes to the message, the menu opens and saves."""

    message_chosen = Signal(object)
    """MessageId: show it in the main window."""

    def __init__(self, reader: Reader, link: EngineLink, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Attachments"))
        on_ground(self, "list")
        self.resize(760, 640)
        self.bar = Bar(parent=self)
        self.bar.hide()
        self.files = FileList(reader, self)
        self._deeds = FileDeeds(Parts(reader, link, self), self)
        self._deeds.failed.connect(self.bar.tell_problem)
        self.words = QLineEdit(placeholderText=tr("File name, sender or subject"), clearButtonEnabled=True)
        self.words.setAccessibleName(tr("Find files by file name, sender or subject"))
        self.group = Choice()
        self.group.setAccessibleName(tr("Kind of file"))
        for group, name in group_names().items():
            self.group.addItem(name, group.value)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._filter)
        self.list = _List(self.files, Thumbnails(reader, self))
        self._looking = EmptyState("paperclip", tr("Looking for files…"))
        self._none = EmptyState("paperclip", tr("No files found"))
        self._arrange()
        self._connect()
        self._filter()

    def _filter(self) -> None:
        self.files.filter(FileGroup(self.group.currentData()), self.words.text())
        self._show_state()

    def _show_state(self) -> None:
        if self.files.rowCount():
            self._stack.setCurrentWidget(self.list)
        else:
            self._stack.setCurrentWidget(self._looking if self.files.is_looking else self._none)

    def _choose(self, index: QModelIndex) -> None:
        found = self.files.file(index)
        if found is not None:
            self.message_chosen.emit(found.message.id)

    def _open_menu(self, place: QPoint) -> None:
        found = self.files.file(self.list.indexAt(place))
        if found is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, act in self._entries(found):
            menu.addAction(text).triggered.connect(lambda _checked=False, act=act: act())
        menu.popup(self.list.viewport().mapToGlobal(place))

    def _entries(self, found: FoundFile) -> tuple[tuple[str, Callable[[], object]], ...]:
        id_, attachment = found.message.id, found.attachment
        return (
            (tr("Go to the message"), lambda: self.message_chosen.emit(id_)),
            (tr("Open"), lambda: self._deeds.open_outside(id_, attachment)),
            (tr("Save as…"), lambda: self._deeds.ask_save(id_, attachment)),
        )

    def _connect(self) -> None:
        self.words.textChanged.connect(self._pause.start)
        self.group.activated.connect(self._filter)
        self.files.settled.connect(self._show_state)
        self.files.rowsInserted.connect(self._show_state)
        self.list.clicked.connect(self._choose)
        self.list.entered_by_key.connect(self._choose)
        self.list.customContextMenuRequested.connect(self._open_menu)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Cancel), self, self.close)

    def _arrange(self) -> None:
        header = ColumnHeader("list")
        header.row.addWidget(self.words, 1)
        header.row.addWidget(self.group)
        around = QWidget()
        self._stack = QStackedLayout(around)
        for widget in (self.list, self._looking, self._none):
            self._stack.addWidget(widget)
        bars = QHBoxLayout()
        bars.setContentsMargins(tokens.SPACE_12, 0, tokens.SPACE_12, 0)
        bars.addWidget(self.bar)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(header)
        column.addWidget(hairline())
        column.addLayout(bars)
        column.addWidget(around, 1)


class _List(QListView):
    entered_by_key = Signal(QModelIndex)

    def __init__(self, files: FileList, thumbnails: Thumbnails) -> None:
        super().__init__()
        self.setModel(files)
        self.setItemDelegate(FileRow(files, thumbnails))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName(tr("Attachments"))
        thumbnails.drawn.connect(self.viewport().update)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the message."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.entered_by_key.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)
