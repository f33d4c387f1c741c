import unicodedata
from typing import Literal

import pytest

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


@pytest.mark.parametrize(
    "names",
    [
        ("보낸메일함", "임시보관함", "휴지통", "스팸메일함"),  # Naver
        ("보낸편지함", "임시보관함", "휴지통", "스팸편지함"),  # Daum
        ("보낸 편지함", "임시 보관함", "지운 편지함", "정크 메일"),  # Outlook
        ("Gesendet", "Entwürfe", "Gelöscht", "Spamverdacht"),  # GMX, WEB.DE
        ("Gesendete Elemente", "Entwürfe", "Gelöschte Elemente", "Junk-E-Mail"),  # Outlook
        ("Éléments envoyés", "Brouillons", "Corbeille", "Indésirables"),
        ("Отправленные", "Черновики", "Корзина", "Спам"),  # Mail.ru
        ("已发送", "草稿箱", "已删除", "垃圾邮件"),  # 163
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_names_that_providers_give(names: tuple[str, ...], form: Literal["NFC", "NFD"]) -> None:
    written = [unicodedata.normalize(form, name) for name in names]
    found = roles(folder("INBOX"), *(folder(name) for name in written))
    assert found == dict(zip(("INBOX", *written), ("inbox", "sent", "drafts", "trash", "junk"), strict=True))


def test_a_role_goes_to_one_folder_the_one_nearest_the_top() -> None:
    assert roles(folder("INBOX.Sent Items", delimiter="."), folder("Sent", delimiter=".")) == {"Sent": "sent"}
    assert roles(folder("Old/2019/Sent")) == {}


def test_below_the_inbox_where_servers_keep_everything_there() -> None:
    assert roles(folder("INBOX.Trash", delimiter=".")) == {"INBOX.Trash": "trash"}


def test_what_cannot_be_opened_has_no_role() -> None:
    assert roles(folder("Sent", "\\noselect"), folder("Trash", "\\trash", "\\nonexistent")) == {}
