"""Which actions on messages a folder does not allow, so that they are not offered there (RFC 4314, PERMANENTFLAGS)."""

from mailclient.gui.folder_list.tree import folder_label
from mailclient.language.problems import problem_text
from mailclient.mail.flag import IMAP_NAMES, Flag
from mailclient.mail.folder import Folder
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mail.rights import Rights

_TAKE_AWAY = frozenset({"archive", "delete", "delete_forever", "move", "junk"})
NOTHING_FORBIDDEN: frozenset[str] = frozenset()


def forbidden_in(folder: Folder | None) -> frozenset[str]:
    """Names of actions. None (a search result): nothing is known before it is tried."""
    if folder is None:
        return NOTHING_FORBIDDEN
    forbidden = set() if Rights.TAKE_AWAY in folder.rights else set(_TAKE_AWAY)
    if not may_mark_read(folder):
        forbidden.add("toggle_read")
    if Rights.WRITE not in folder.rights or not folder.keeps(IMAP_NAMES[Flag.FLAGGED]):
        forbidden.add("flag")
    return frozenset(forbidden)


def may_mark_read(folder: Folder) -> bool:
    """Whether the server keeps that a message was seen."""
    return Rights.SEEN in folder.rights and folder.keeps(IMAP_NAMES[Flag.SEEN])


def why_forbidden(folder: Folder | None) -> str:
    """The sentence for what is greyed in this folder."""
    return str(problem_text(Problem(ProblemKind.NOT_PERMITTED, folder_label(folder)))) if folder is not None else ""
