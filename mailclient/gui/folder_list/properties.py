"""A folder's properties: what is in it, what may be done with it, what of it can be read offline."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QFormLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.folder_list.offline_form import OfflineForm
from mailclient.gui.folder_list.tree import folder_label
from mailclient.gui.theme import tokens
from mailclient.language import tr, tr_n
from mailclient.mail.folder import MAY_EXPIRE, Folder, FolderRole
from mailclient.mail.offline import OfflinePolicies, OfflinePolicy
from mailclient.mail.rights import Rights


class FolderProperties(QDialog):
    """Choices take effect at once; there is no OK."""

    def __init__(
        self,
        folder: Folder,
        policies: OfflinePolicies,
        keep: Callable[[OfflinePolicy | None], None],
        subscribe: Callable[[bool], None],
        expire: Callable[[int | None], None],
        parent: QWidget | None = None,
        *,
        on_server: bool = True,
    ) -> None:
        """``on_server``: a server has the folder too; else all of it is here, and nobody else could show it."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Properties of {folder}", folder=folder_label(folder)))
        self.setMinimumWidth(460)
        name = PlainLabel(folder_label(folder), wordWrap=True)
        name.setProperty("kind", "title")
        self.offline = OfflineForm(policies.folders.get(folder.id), policies.account, tr("As the account"))
        self.offline.chosen.connect(keep)
        self.subscribed = QCheckBox(tr("Subscribed: other mail programs show it too"))
        self.subscribed.setChecked(folder.subscribed)
        self.subscribed.clicked.connect(subscribe)
        self.expiry = _expiry_choice(folder.expires_after_days)
        self.expiry.activated.connect(lambda: expire(self.expiry.currentData()))
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(tokens.SPACE_16)
        self._form.setVerticalSpacing(tokens.SPACE_12)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self._add(tr("Place"), _label(" › ".join(_components(folder))))
        self._add(tr("Messages"), _label(_counts(folder)))
        if rights := rights_sentence(folder.rights):
            self._add(tr("You may"), _label(rights))
        if on_server:
            self._add(tr("Offline"), self.offline)
        else:
            self._add(tr("Kept"), _label(tr("on this computer only")))
        if folder.role in MAY_EXPIRE:
            self.expiry.setEnabled(Rights.TAKE_AWAY in folder.rights)
            self._add(tr("Delete forever"), self.expiry)
        if on_server and folder.role is not FolderRole.INBOX:
            self._form.addRow("", self.subscribed)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24)
        column.setSpacing(tokens.SPACE_16)
        column.addWidget(name)
        column.addLayout(self._form)
        column.addLayout(_way_out(self))

    def _add(self, words: str, field: QWidget) -> None:
        label = PlainLabel(words)
        label.setProperty("kind", "muted")
        self._form.addRow(label, field)


class OfflineDialog(QDialog):
    """What holds for all folders of an account but those with a choice of their own."""

    def __init__(
        self,
        email: str,
        policies: OfflinePolicies,
        default: OfflinePolicy,
        keep: Callable[[OfflinePolicy | None], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Offline reading"))
        self.setMinimumWidth(420)
        title = PlainLabel(tr("What of {email} can be read offline", email=email), wordWrap=True)
        title.setProperty("kind", "title")
        policy = policies.account if policies.chosen else None
        self.offline = OfflineForm(policy, default, tr("As usual"))
        self.offline.chosen.connect(keep)
        hint = PlainLabel(tr("A folder can have a choice of its own, in its properties."), wordWrap=True)
        hint.setProperty("kind", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24)
        column.setSpacing(tokens.SPACE_16)
        column.addWidget(title)
        column.addWidget(self.offline)
        column.addWidget(hint)
        column.addLayout(_way_out(self))


def _way_out(dialog: QDialog) -> QHBoxLayout:
    close = text_button(tr("Close"), "primary")
    close.setDefault(True)
    close.clicked.connect(dialog.accept)
    row = QHBoxLayout()
    row.addStretch()
    row.addWidget(close)
    return row


def rights_sentence(rights: Rights) -> str:
    """What the server lets us do, "" when that is everything that matters."""
    if not rights & (Rights.WRITE | Rights.INSERT | Rights.SEEN | Rights.DELETE_MESSAGES):
        return tr("only read")
    may = {
        Rights.INSERT: tr("add messages"),
        Rights.SEEN: tr("mark as read"),
        Rights.WRITE: tr("star and tag"),
        Rights.DELETE_MESSAGES: tr("delete messages"),
        Rights.CREATE: tr("make folders in it"),
        Rights.DELETE_FOLDER: tr("rename or delete it"),
    }
    if all(right in rights for right in may):
        return ""
    return ", ".join([tr("read"), *(words for right, words in may.items() if right in rights)])


def _expiry_choice(days: int | None) -> QComboBox:
    choice = QComboBox()
    choice.setAccessibleName(tr("Delete forever"))
    choice.addItem(tr("only when I do it"), None)
    for offered in sorted({7, 30, 90, *([days] if days else [])}):
        choice.addItem(tr_n("what is here for {count} day", "what is here for {count} days", offered), offered)
    choice.setCurrentIndex(max(choice.findData(days), 0))
    return choice


def _counts(folder: Folder) -> str:
    words = [tr_n("{count} message", "{count} messages", folder.total)]
    if folder.planned:
        words.append(tr("not on the server yet"))
    if folder.unread:
        words.append(tr("{count} unread", count=f"{folder.unread:,}"))
    if folder.withheld:
        words.append(
            tr_n("{count} the server does not give out", "{count} the server does not give out", folder.withheld)
        )
    return ", ".join(words)


def _components(folder: Folder) -> list[str]:
    return folder.path.split(folder.delimiter) if folder.delimiter else [folder.path]


def _label(words: str) -> QLabel:
    label = PlainLabel(words, wordWrap=True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
