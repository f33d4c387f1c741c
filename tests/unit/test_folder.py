"""Where a new folder goes."""

import pytest

from mailclient.mail.folder import Folder, FolderRole, path_below
from mailclient.mail.ids import AccountId, FolderId


def folder(path: str, delimiter: str = "/") -> Folder:
    role = FolderRole.INBOX if path == "INBOX" else FolderRole.NONE
    return Folder(FolderId(1), AccountId(1), path, delimiter, role, True, 0, 0)


@pytest.mark.parametrize(
    ("paths", "delimiter", "expected"),
    [
        (("INBOX", "Sent"), "/", "New"),
        (("INBOX", "INBOX.Sent", "INBOX.Trash"), ".", "INBOX.New"),
        (("INBOX",), ".", "New"),
        (("INBOX", "INBOX.Sent", "Shared"), ".", "New"),
        (("INBOX", "INBOX.Sent"), "", "New"),
    ],
)
def test_the_top_is_where_the_server_has_it(paths: tuple[str, ...], delimiter: str, expected: str) -> None:
    assert path_below([folder(path, delimiter) for path in paths], None, "New") == expected


def test_below_another() -> None:
    assert path_below([], folder("일/프로젝트"), "새것") == "일/프로젝트/새것"
