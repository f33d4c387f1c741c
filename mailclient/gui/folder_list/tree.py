"""What stands where in the sidebar: pure, from the store's flat list of folders to a tree.

Folders with a role stand first, in the usual order and directly below their account wherever the server keeps them
("[Gmail]/Sent Mail", "INBOX.Sent"); the user's own follow by name, nested as on the server. A parent that cannot be
opened is shown only while something stands below it.
"""

from dataclasses import dataclass, field

from mailclient.language import tr
from mailclient.mail.account import Account
from mailclient.mail.folder import Folder, FolderRole
from mailclient.mail.ids import AccountId

ROLE_ICONS = {
    FolderRole.INBOX: "inbox",
    FolderRole.DRAFTS: "file-pen",
    FolderRole.SENT: "send",
    FolderRole.ARCHIVE: "archive",
    FolderRole.JUNK: "octagon-alert",
    FolderRole.TRASH: "trash-2",
    FolderRole.ALL: "mails",
    FolderRole.FLAGGED: "star",
    FolderRole.IMPORTANT: "tag",
    FolderRole.NONE: "folder",
}
_ROLE_ORDER = {role: place for place, role in enumerate(ROLE_ICONS)}


@dataclass(slots=True)
class FolderNode:
    """A folder and what stands below it."""

    folder: Folder
    label: str
    children: list["FolderNode"] = field(default_factory=list)


def folder_label(folder: Folder) -> str:
    """What the user calls it: the role's name in the user's language, else the folder's own."""
    labels = {
        FolderRole.INBOX: tr("Inbox"),
        FolderRole.DRAFTS: tr("Drafts"),
        FolderRole.SENT: tr("Sent"),
        FolderRole.ARCHIVE: tr("Archive"),
        FolderRole.JUNK: tr("Junk"),
        FolderRole.TRASH: tr("Trash"),
        FolderRole.ALL: tr("All mail"),
        FolderRole.FLAGGED: tr("Starred"),
        FolderRole.IMPORTANT: tr("Important"),
    }
    return labels.get(folder.role) or folder.name


def shown_count(folder: Folder) -> int:
    """The number at the right: unread mail; in Drafts all; none where it would only nag."""
    if folder.role is FolderRole.DRAFTS:
        return folder.total
    if folder.role in (FolderRole.SENT, FolderRole.TRASH, FolderRole.ALL):
        return 0
    return folder.unread


def is_ordinary(folder: Folder) -> bool:
    """It holds messages, the server has it, and it is subscribed to (or has a role): others are shown paler."""
    subscribed = folder.subscribed or folder.role is not FolderRole.NONE
    return folder.selectable and not folder.planned and subscribed


def folder_tree(folders: list[Folder]) -> list[FolderNode]:
    """The nodes directly below one account."""
    nodes = {folder.path: FolderNode(folder, folder_label(folder)) for folder in folders}
    top: list[FolderNode] = []
    for path, node in nodes.items():
        parent = None if node.folder.role is not FolderRole.NONE else _nearest_parent(path, node.folder, nodes)
        (parent.children if parent else top).append(node)
    return _sorted(_without_hollow(top))


def by_account(accounts: list[Account], folders: list[Folder]) -> list[tuple[Account, list[FolderNode]]]:
    """Each account with its tree, in the store's order of accounts."""
    owned: dict[AccountId, list[Folder]] = {account.id: [] for account in accounts}
    for folder in folders:
        owned.setdefault(folder.account_id, []).append(folder)
    return [(account, folder_tree(owned[account.id])) for account in accounts]


def _nearest_parent(path: str, folder: Folder, nodes: dict[str, FolderNode]) -> FolderNode | None:
    """The nearest folder above; INBOX is none: many servers keep everything below it, people do not."""
    while folder.delimiter and folder.delimiter in path:
        path = path.rsplit(folder.delimiter, 1)[0]
        parent = nodes.get(path)
        if parent is not None:
            return None if parent.folder.role is FolderRole.INBOX else parent
    return None


def _without_hollow(nodes: list[FolderNode]) -> list[FolderNode]:
    kept = []
    for node in nodes:
        node.children = _without_hollow(node.children)
        if node.folder.selectable or node.children:
            kept.append(node)
    return kept


def _sorted(nodes: list[FolderNode]) -> list[FolderNode]:
    for node in nodes:
        node.children = _sorted(node.children)
    return sorted(nodes, key=lambda node: (_ROLE_ORDER[node.folder.role], node.label.casefold()))
