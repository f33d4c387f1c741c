"""One action of a filter, with the folder or tag it needs."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from mailclient.gui.controls.button import icon_button
from mailclient.gui.controls.choice import Choice
from mailclient.gui.filters.words import action_names
from mailclient.gui.folder_list.tree import folder_label
from mailclient.gui.tags.look import tag_keyword, tag_name
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.mail.filter import Action, ActionKind
from mailclient.mail.folder import Folder, FolderRole

_TO_FOLDER = frozenset({ActionKind.MOVE, ActionKind.COPY})


class ActionRow(QWidget):
    """``action`` is what it says; ``removed`` asks for it to go."""

    removed = Signal()

    def __init__(self, action: Action, folders: Sequence[Folder], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind, self.folder = Choice(), Choice()
        self.tag = QLineEdit(tag_name(action.tag) if action.tag else "")
        self.tag.setPlaceholderText(tr("Tag"))
        self.kind.setAccessibleName(tr("What is done"))
        self.folder.setAccessibleName(tr("Folder"))
        self.tag.setAccessibleName(tr("Tag"))
        for kind, name in action_names().items():
            self.kind.addItem(name, kind.value)
        for folder in folders:
            if folder.selectable:
                self.folder.addItem(_folder_words(folder), folder.path)
        self._choose_folder(action.folder, folders)
        self.remove = icon_button("x", tr("Remove this action"), size=tokens.ICON_SMALL)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.SPACE_8)
        row.addWidget(self.kind, 1)
        row.addWidget(self.folder, 1)
        row.addWidget(self.tag, 1)
        row.addWidget(self.remove)
        self.kind.setCurrentIndex(self.kind.findData(action.kind.value))
        self.kind.currentIndexChanged.connect(self._follow_kind)
        self.remove.clicked.connect(self.removed)
        self._follow_kind()

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """What Tab goes through, as it is seen."""
        return self.kind, self.folder, self.tag, self.remove

    def action(self) -> Action:
        """What is chosen."""
        kind = ActionKind(self.kind.currentData())
        folder = str(self.folder.currentData() or "") if kind in _TO_FOLDER else ""
        return Action(kind, folder, tag_keyword(self.tag.text()) if kind is ActionKind.TAG else "")

    def complete(self) -> bool:
        """Whether nothing is missing; goes to what is."""
        action = self.action()
        missing = action.kind is ActionKind.TAG and not action.tag
        self.tag.setProperty("fault", missing)
        self.tag.style().unpolish(self.tag)
        self.tag.style().polish(self.tag)
        if missing:
            self.tag.setFocus(Qt.FocusReason.OtherFocusReason)
        return not missing and (action.kind not in _TO_FOLDER or bool(action.folder))

    def _choose_folder(self, path: str, folders: Sequence[Folder]) -> None:
        """A folder that is gone stays named, so that nothing is changed by looking at it."""
        if not path:
            return
        for folder in folders:
            if folder.path == path or (folder.delimiter and folder.path == path.replace("/", folder.delimiter)):
                self.folder.setCurrentIndex(self.folder.findData(folder.path))
                return
        self.folder.addItem(tr("{folder} (not there)", folder=path), path)
        self.folder.setCurrentIndex(self.folder.count() - 1)

    def _follow_kind(self) -> None:
        kind = ActionKind(self.kind.currentData())
        self.folder.setVisible(kind in _TO_FOLDER)
        self.tag.setVisible(kind is ActionKind.TAG)


def _folder_words(folder: Folder) -> str:
    if folder.role is not FolderRole.NONE:
        return folder_label(folder)
    return " › ".join(folder.path.split(folder.delimiter)) if folder.delimiter else folder.path
