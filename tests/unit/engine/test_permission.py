"""What is refused at once because the server would not let us."""

import pytest

from mailclient.bridge.commands import (
    Command,
    CopyMessages,
    CreateFolder,
    DeleteFolder,
    DeleteMessages,
    MarkFolderRead,
    MoveMessages,
    RenameFolder,
    SetFlags,
    SetKeywords,
)
from mailclient.engine.operations.permission import check
from mailclient.mail.flag import Flag
from mailclient.mail.folder import Folder, FolderRole
from mailclient.mail.ids import AccountId, FolderId, OperationId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.rights import Rights

ID = OperationId("a")


def folder(letters: str, kept: tuple[str, ...] = ("\\*",)) -> Folder:
    rights = Rights.from_imap(letters)
    return Folder(FolderId(1), AccountId(1), "shared", "/", FolderRole.NONE, True, 0, 0, rights, kept)


def refused(action: Command, source: Folder | None, target: Folder | None = None) -> bool:
    try:
        check(action, [] if source is None else [source], target)
    except MailError as error:
        return error.problem == Problem(ProblemKind.NOT_PERMITTED, "shared")
    return False


@pytest.mark.parametrize(
    ("action", "needed"),
    [
        (SetFlags(ID, (), add=Flag.SEEN), "s"),
        (SetFlags(ID, (), remove=Flag.FLAGGED), "w"),
        (SetFlags(ID, (), add=Flag.DELETED), "t"),
        (MarkFolderRead(ID, FolderId(1)), "s"),
        (MoveMessages(ID, (), FolderId(2)), "te"),
        (DeleteMessages(ID, ()), "te"),
        (DeleteFolder(ID, FolderId(1)), "x"),
        (RenameFolder(ID, FolderId(1), "new"), "x"),
    ],
)
def test_of_the_folder_it_is_done_in(action: Command, needed: str) -> None:
    everything = "lrswipkxtea"
    assert not refused(action, folder(everything))
    assert not refused(action, folder("lr" + needed))
    for letter in needed:
        assert refused(action, folder(everything.replace(letter, "")))


@pytest.mark.parametrize(
    ("action", "needed"),
    [
        (MoveMessages(ID, (), FolderId(2)), "i"),
        (CopyMessages(ID, (), FolderId(2)), "i"),
        (CreateFolder(ID, AccountId(1), "shared/new"), "k"),
    ],
)
def test_of_the_folder_it_goes_to(action: Command, needed: str) -> None:
    assert not refused(action, None, folder("lr" + needed))
    assert refused(action, None, folder("lr"))


def test_a_tag_is_never_refused() -> None:
    bare = folder("lr", ())
    assert not refused(SetKeywords(ID, (), add=("blue",)), bare)
    assert not refused(SetFlags(ID, (), add=Flag.FORWARDED | Flag.MDN_SENT), bare)


def test_a_system_flag_the_folder_does_not_keep() -> None:
    assert refused(SetFlags(ID, (), add=Flag.FLAGGED), folder("lrswite", ("\\Seen",)))
    assert not refused(SetFlags(ID, (), add=Flag.SEEN), folder("lrswite", ("\\Seen",)))
