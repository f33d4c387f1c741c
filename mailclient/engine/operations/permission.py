"""What an action needs the rights for: refused at once, before anything is stored or shown (RFC 4314, READ-ONLY).

System flags that the folder does not let us set are refused. Keywords (tags, $Forwarded …) never are: where the folder
cannot keep them they are kept here (``store/local_flags.py``), because people expect a tag to stay where they put it.
"""

from collections.abc import Iterable

from mailclient.bridge.commands import (
    AppendMessage,
    ArchiveMessages,
    Command,
    CopyMessages,
    CreateFolder,
    DeleteFolder,
    DeleteMessages,
    EmptyFolder,
    ExpungeDeleted,
    MarkFolderRead,
    MoveMessages,
    RenameFolder,
    SetFlags,
)
from mailclient.mail.flag import IMAP_NAMES, Flag
from mailclient.mail.folder import Folder
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.rights import Rights

_TAKES_AWAY = (MoveMessages, ArchiveMessages, DeleteMessages, EmptyFolder, ExpungeDeleted)
_PUTS_IN = (MoveMessages, ArchiveMessages, DeleteMessages, CopyMessages, AppendMessage)
_FLAG_RIGHTS = {
    Flag.SEEN: Rights.SEEN,
    Flag.ANSWERED: Rights.WRITE,
    Flag.FLAGGED: Rights.WRITE,
    Flag.DRAFT: Rights.WRITE,
    Flag.DELETED: Rights.DELETE_MESSAGES,
}
"""The system flags. All others are keywords."""


def check(action: Command, sources: Iterable[Folder], target: Folder | None = None) -> None:
    """``MailError(NOT_PERMITTED)`` about the folder that does not allow it.

    ``sources``: the folders the messages are shown in, or the folder that is renamed, deleted, emptied, marked.
    ``target``: where messages or a folder go; None when it is made first, or there is none.
    """
    for folder in sources:
        if not _allowed(action, folder):
            raise MailError(Problem(ProblemKind.NOT_PERMITTED, folder.path))
    if target is not None:
        needed = Rights.CREATE if isinstance(action, CreateFolder | RenameFolder) else Rights.NONE
        if isinstance(action, _PUTS_IN):
            needed = Rights.INSERT
        if needed not in target.rights:
            raise MailError(Problem(ProblemKind.NOT_PERMITTED, target.path))


def may_set(folder: Folder, flags: Flag) -> bool:
    """Whether the server lets us set and clear these flags in the folder; keywords always may be."""
    return all(
        right in folder.rights and folder.keeps(IMAP_NAMES[flag])
        for flag, right in _FLAG_RIGHTS.items()
        if flag in flags
    )


def keeps_keyword(folder: Folder, word: str) -> bool:
    r"""Whether a STORE of this keyword is of use in the folder; of a system flag (``\Seen``) always."""
    return word.startswith("\\") or (folder.keeps(word) and Rights.WRITE in folder.rights)


def _allowed(action: Command, folder: Folder) -> bool:
    match action:
        case SetFlags(add=add, remove=remove):
            return may_set(folder, add | remove)
        case MarkFolderRead():
            return may_set(folder, Flag.SEEN)
        case RenameFolder() | DeleteFolder():
            return Rights.DELETE_FOLDER in folder.rights
    return not isinstance(action, _TAKES_AWAY) or Rights.TAKE_AWAY in folder.rights
