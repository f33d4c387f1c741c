from mailclient.engine.sync.roles import ListedFolder, assign_roles
from mailclient.mail.folder import FolderRole


def folder(path: str, *attributes: str, delimiter: str = "/") -> ListedFolder:
    return ListedFolder(path, delimiter, frozenset(attributes))


def roles(*folders: ListedFolder) -> dict[str, str]:
    return {path: role.value for path, role in assign_roles(folders).items() if role is not FolderRole.NONE}


def test_special_use_goes_before_names() -> None:
    assert roles(
        folder("INBOX"), folder("Sent"), folder("Elsewhere", "\\sent"), folder("[Gmail]/Papierkorb", "\\trash")
    ) == {"INBOX": "inbox", "Elsewhere": "sent", "[Gmail]/Papierkorb": "trash"}


def test_names_in_several_languages() -> None:
    assert roles(folder("Inbox"), folder("보낸편지함"), folder("휴지통"), folder("Entwürfe"), folder("스팸메일함")) == {
        "Inbox": "inbox",
        "보낸편지함": "sent",
        "휴지통": "trash",
        "Entwürfe": "drafts",
        "스팸메일함": "junk",
    }


def test_a_role_goes_to_one_folder_the_one_nearest_the_top() -> None:
    assert roles(folder("INBOX.Sent Items", delimiter="."), folder("Sent", delimiter=".")) == {"Sent": "sent"}
    assert roles(folder("Old/2019/Sent")) == {}


def test_below_the_inbox_where_servers_keep_everything_there() -> None:
    assert roles(folder("INBOX.Trash", delimiter=".")) == {"INBOX.Trash": "trash"}


def test_what_cannot_be_opened_has_no_role() -> None:
    assert roles(folder("Sent", "\\noselect"), folder("Trash", "\\trash", "\\nonexistent")) == {}
