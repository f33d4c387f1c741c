"""A folder on its way to another place in the tree, as Qt MIME data that only this program understands."""

from PySide6.QtCore import QByteArray, QMimeData

from mailclient.mail.folder import Folder, FolderRole
from mailclient.mail.ids import FolderId
from mailclient.mail.rights import Rights

FOLDER_MIME_TYPE = "application/x-mailclient-folder"


def mime_data(folder: Folder) -> QMimeData:
    """The data of a drag."""
    data = QMimeData()
    data.setData(FOLDER_MIME_TYPE, QByteArray(str(folder.id).encode()))
    return data


def dragged_folder(data: QMimeData) -> FolderId | None:
    """Which folder is dragged, when it is one."""
    if not data.hasFormat(FOLDER_MIME_TYPE):
        return None
    return FolderId(int(bytes(data.data(FOLDER_MIME_TYPE).data())))


def may_leave(folder: Folder) -> bool:
    """Whether it can be put elsewhere: the user's own, where the server lets us rename it."""
    return folder.role is FolderRole.NONE and Rights.DELETE_FOLDER in folder.rights


def may_hold(parent: Folder, folder: Folder) -> bool:
    """Whether ``folder`` can go below ``parent``: not where it is, not into itself."""
    if parent.account_id != folder.account_id or not parent.delimiter:
        return False
    itself = parent.path == folder.path or parent.path.startswith(folder.path + folder.delimiter)
    there = folder.path == f"{parent.path}{parent.delimiter}{folder.name}"
    return parent.holds_folders and Rights.CREATE in parent.rights and not itself and not there
