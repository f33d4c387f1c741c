"""Where to? A field and a list: type a part of the name, arrows, Enter."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from mailclient.gui.folder_list.tree import ROLE_ICONS, folder_label
from mailclient.gui.theme import icon, tokens
from mailclient.language import tr
from mailclient.mail.folder import Folder, FolderRole
from mailclient.mail.ids import FolderId

_FOLDER_ID = Qt.ItemDataRole.UserRole


class FolderPicker(QDialog):
    """Shows ``folders`` under ``title``; emits the one chosen and closes.

    ``owners`` has the account's name for folders of another account than the messages'.
    """

    chosen = Signal(object)
    """FolderId"""

    def __init__(
        self, title: str, folders: list[Folder], owners: dict[FolderId, str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.resize(340, 400)
        self._folders, self._owners = folders, owners
        self.field = QLineEdit()
        self.field.setPlaceholderText(title)
        self.field.setAccessibleName(title)
        self.list = QListWidget()
        self.list.setProperty("kind", "choices")
        self.list.setAccessibleName(tr("Folders"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_12, tokens.SPACE_12, tokens.SPACE_12, tokens.SPACE_12)
        column.setSpacing(tokens.SPACE_8)
        column.addWidget(self.field)
        column.addWidget(self.list, 1)
        self.field.textChanged.connect(self._filter)
        self.field.returnPressed.connect(self._choose)
        self.field.installEventFilter(self)
        self.list.itemClicked.connect(lambda _item: self._choose())
        self._filter("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down move in the list while the field keeps the focus."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None and self.list.count():
                self.list.setCurrentRow((self.list.currentRow() + step) % self.list.count())
                return True
        return super().eventFilter(watched, event)

    def _filter(self, words: str) -> None:
        self.list.clear()
        wanted = words.casefold().split()
        for folder in self._folders:
            name = folder_label(folder)
            shown = name if folder.role is not FolderRole.NONE else " › ".join(_components(folder))
            if folder.id in self._owners:
                shown = f"{self._owners[folder.id]} › {shown}"
            if all(word in f"{shown} {folder.path}".casefold() for word in wanted):
                item = QListWidgetItem(icon(ROLE_ICONS[folder.role], tokens.ICON_SMALL), shown)
                item.setData(_FOLDER_ID, folder.id)
                self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _choose(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.chosen.emit(FolderId(item.data(_FOLDER_ID)))
            self.accept()


def _components(folder: Folder) -> list[str]:
    return folder.path.split(folder.delimiter) if folder.delimiter else [folder.path]
