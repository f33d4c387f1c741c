"""Which role a folder plays: by the server's special use (RFC 6154), else by the names people and programs give.

A role goes to one folder only: the special use wins, then the shortest path (``Sent`` before ``Old/Sent``), because
filing into two Sent folders by turns would lose mail from sight. Names are compared without case, composed (some
servers keep them decomposed), and only at the top level or directly below the inbox or a bracketed root such as
``[Gmail]``.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mailclient.mail.folder import FolderRole

_SPECIAL_USE = {
    "\\drafts": FolderRole.DRAFTS,
    "\\sent": FolderRole.SENT,
    "\\archive": FolderRole.ARCHIVE,
    "\\junk": FolderRole.JUNK,
    "\\trash": FolderRole.TRASH,
    "\\all": FolderRole.ALL,
    "\\flagged": FolderRole.FLAGGED,
    "\\important": FolderRole.IMPORTANT,
}

_NAMES: dict[FolderRole, tuple[str, ...]] = {
    FolderRole.DRAFTS: (
        "drafts", "draft", "entwürfe", "brouillons", "borradores", "bozze", "rascunhos", "concepten", "utkast",
        "kladder", "luonnokset", "wersje robocze", "koncepty", "piszkozatok", "черновики", "taslaklar",
        "임시보관함", "임시 보관함", "임시저장함", "下書き", "草稿", "草稿箱", "草稿匣",
    ),
    FolderRole.SENT: (
        "sent", "sent items", "sent messages", "sent mail", "sent-mail", "outbox sent", "gesendet",
        "gesendete objekte", "gesendete elemente", "gesendete nachrichten", "envoyés", "éléments envoyés",
        "messages envoyés", "enviados",
        "elementos enviados", "mensajes enviados", "inviati", "posta inviata", "itens enviados", "verzonden",
        "verzonden items", "skickat", "skickade objekt", "sendt", "sendte elementer", "lähetetyt", "wysłane",
        "odeslaná pošta", "odoslaná pošta", "elküldött elemek", "отправленные", "gönderilmiş öğeler",
        "보낸편지함", "보낸 편지함", "보낸메일함", "보낸 메일함", "보낸메시지함", "보낸 메시지함", "送信済み",
        "送信済みメール",
        "送信済みアイテム", "已发送", "已发送邮件", "已傳送", "寄件備份",
    ),
    FolderRole.ARCHIVE: (
        "archive", "archives", "archiv", "archivieren", "archivo", "archivio", "arquivo", "archief", "arkiv",
        "arkisto", "archiwum",
        "архив", "보관함", "보관 메일함", "보관", "보존함", "アーカイブ", "归档", "封存",
    ),
    FolderRole.JUNK: (
        "junk", "spam", "junk e-mail", "junk email", "junk mail", "bulk mail", "bulk", "spamverdacht",
        "junk-e-mail", "courrier indésirable", "indésirables", "pourriel", "correo no deseado", "posta indesiderata",
        "lixo eletrônico", "ongewenste e-mail", "skräppost", "søppelpost", "roskaposti", "wiadomości-śmieci",
        "nevyžádaná pošta", "спам", "스팸메일함", "스팸 메일함", "스팸편지함", "스팸 편지함", "스팸함", "스팸",
        "정크메일", "정크 메일",
        "迷惑メール", "垃圾邮件", "垃圾郵件",
    ),
    FolderRole.TRASH: (
        "trash", "deleted items", "deleted messages", "deleted", "bin", "wastebasket", "papierkorb",
        "gelöschte objekte", "gelöschte elemente", "gelöscht", "corbeille", "éléments supprimés", "papelera",
        "elementos eliminados", "cestino", "posta eliminata", "lixeira", "itens excluídos", "prullenbak",
        "verwijderde items", "papperskorgen", "borttagna objekt", "papirkurv", "slettede elementer", "roskakori",
        "kosz", "koš", "kôš", "lomtár", "корзина", "удаленные", "çöp kutusu",
        "휴지통", "지운편지함", "지운 편지함", "삭제된편지함", "삭제된 편지함", "삭제된 항목", "ゴミ箱",
        "ごみ箱", "已删除", "已删除邮件", "刪除的郵件",
    ),
}  # fmt: skip
_BY_NAME = {name: role for role, names in _NAMES.items() for name in names}


@dataclass(frozen=True, slots=True)
class ListedFolder:
    """One answer of LIST: the decoded path, its delimiter ("" when flat), the attributes in lower case."""

    path: str
    delimiter: str
    attributes: frozenset[str]

    @property
    def selectable(self) -> bool:
        """Whether it can be opened."""
        return not self.attributes & {"\\noselect", "\\nonexistent"}


def assign_roles(folders: Sequence[ListedFolder]) -> dict[str, FolderRole]:
    """The role of each path; folders without one are ``NONE``."""
    roles = dict.fromkeys((folder.path for folder in folders), FolderRole.NONE)
    taken: set[FolderRole] = set()
    for choose in (_by_inbox, _by_special_use, _by_name):
        for folder in sorted(folders, key=lambda one: (one.path.count(one.delimiter or "\0"), len(one.path))):
            role = choose(folder)
            if role is not None and role not in taken and roles[folder.path] is FolderRole.NONE and folder.selectable:
                roles[folder.path] = role
                taken.add(role)
    return roles


def _by_inbox(folder: ListedFolder) -> FolderRole | None:
    return FolderRole.INBOX if folder.path.upper() == "INBOX" else None


def _by_special_use(folder: ListedFolder) -> FolderRole | None:
    return next((_SPECIAL_USE[word] for word in sorted(folder.attributes) if word in _SPECIAL_USE), None)


def _by_name(folder: ListedFolder) -> FolderRole | None:
    names: Iterable[str] = folder.path.split(folder.delimiter) if folder.delimiter else [folder.path]
    *above, name = names
    near_the_top = not above or (len(above) == 1 and (above[0].upper() == "INBOX" or above[0].startswith("[")))
    return _BY_NAME.get(unicodedata.normalize("NFC", name).casefold().strip()) if near_the_top else None
