"""The folders that every account is to have: what they are called and where they stand when we make them.

RFC 6154: with CREATE-SPECIAL-USE the server is told what they are for.
"""

from collections.abc import Sequence

from mailclient.mail.folder import Folder, FolderRole

SPECIAL_NAMES = {
    FolderRole.TRASH: "Trash",
    FolderRole.SENT: "Sent",
    FolderRole.DRAFTS: "Drafts",
    FolderRole.ARCHIVE: "Archive",
    FolderRole.JUNK: "Junk",
}


def special_use(role: FolderRole) -> str:
    r"""The attribute for CREATE: ``\Trash`` …; "" for a folder of the user's own."""
    return f"\\{SPECIAL_NAMES[role]}" if role in SPECIAL_NAMES else ""


def path_for(name: str, folders: Sequence[Folder]) -> str:
    """At the top, or below the inbox on servers that keep everything there (Courier, old Cyrus)."""
    inbox = next((folder for folder in folders if folder.role is FolderRole.INBOX), None)
    others = [folder for folder in folders if folder is not inbox]
    if inbox is not None and inbox.delimiter and others:
        prefix = inbox.path + inbox.delimiter
        if all(folder.path.startswith(prefix) for folder in others):
            return prefix + name
    return name
