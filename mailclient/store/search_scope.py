"""Criteria about the row of a message → conditions in SQL, for where and when the question is asked."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from mailclient.mail.account import Account
from mailclient.mail.criteria import (
    Ago,
    All,
    AnyOf,
    Arrived,
    Criterion,
    DaysAgo,
    Flagged,
    InFolder,
    Moment,
    Not,
    OfAccount,
    Sized,
    Tagged,
    Text,
    WithAttachment,
)
from mailclient.mail.flag import Flag
from mailclient.mail.folder import Folder, FolderRole
from mailclient.mail.ids import AccountId, FolderId
from mailclient.store.words import fold

_ROLE_NAMES = {
    FolderRole.INBOX: ("inbox", "받은편지함", "받은메일함"),
    FolderRole.DRAFTS: ("drafts", "draft", "임시보관함", "초안"),
    FolderRole.SENT: ("sent", "보낸편지함", "보낸메일함"),
    FolderRole.ARCHIVE: ("archive", "보관함", "보관"),
    FolderRole.JUNK: ("junk", "spam", "스팸", "스팸함", "정크"),
    FolderRole.TRASH: ("trash", "bin", "deleted", "휴지통"),
    FolderRole.ALL: ("all", "전체보관함"),
    FolderRole.FLAGGED: ("flagged", "starred", "별표편지함"),
    FolderRole.IMPORTANT: ("important", "중요편지함"),
}
_ANYWHERE = ("anywhere", "everywhere", "모든곳", "전체")


@dataclass(frozen=True, slots=True)
class Few:
    """A list of some messages of a folder: its index and the condition by which SQLite takes it."""

    index: str
    condition: str
    holds: Callable[[Criterion], bool]
    """Whether every message of a criterion is in it."""


EVERY = Few("message_list", "1", lambda _criterion: True)
FEW = (
    Few("message_flagged", "bits & 4 <> 0", lambda one: one == Flagged(Flag.FLAGGED)),
    Few("message_with_keywords", "keywords <> ''", lambda one: isinstance(one, Tagged)),
    Few("message_large", "size >= 1048576", lambda one: isinstance(one, Sized) and (one.above or 0) >= 1048575),
    Few("message_unread", "bits & 1 = 0", lambda one: one == Flagged(Flag.SEEN, is_set=False)),
    Few("message_with_attachment", "has_attachment = 1", lambda one: isinstance(one, WithAttachment)),
)
"""Those that hold the fewest first."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What there is to search in, and now: ``now`` in epoch seconds, days begin in the zone ``zone``."""

    folders: Sequence[Folder]
    accounts: Sequence[Account]
    now: float
    zone: dt.tzinfo | None = None
    """None: where this computer is."""

    @property
    def folder_ids(self) -> list[FolderId]:
        """All that may be searched."""
        return [folder.id for folder in self.folders]

    def seconds(self, moment: Moment) -> int:
        """Epoch seconds."""
        if isinstance(moment, Ago):
            return int(self.now) - moment.seconds
        day = self._today() - dt.timedelta(days=moment.days) if isinstance(moment, DaysAgo) else moment
        midnight = dt.datetime(day.year, day.month, day.day, tzinfo=self.zone)
        try:
            return int((midnight if self.zone else midnight.astimezone()).timestamp())
        except (OverflowError, OSError, ValueError):  # the year 1, where no clock ever was
            return 0 if day.year < 1970 else 1 << 40

    def _today(self) -> dt.date:
        return dt.datetime.fromtimestamp(self.now, dt.UTC).astimezone(self.zone).date()

    def condition(self, criterion: Criterion) -> str | None:
        """In SQL over ``message``, without parameters; None when it is (also) about words."""
        match criterion:
            case Text():
                return None
            case Not(part):
                inside = self.condition(part)
                return None if inside is None else f"NOT ({inside})"
            case All(parts) | AnyOf(parts):
                each = [self.condition(part) for part in parts]
                word = " AND " if isinstance(criterion, All) else " OR "
                return None if None in each else f"({word.join(filter(None, each))})"
            case _:
                return self._of_leaf(criterion)

    def _of_leaf(self, leaf: Criterion) -> str:
        match leaf:
            case Flagged(flag, is_set):
                return f"bits & {int(flag)} {'<>' if is_set else '='} 0"
            case WithAttachment():
                return "has_attachment = 1"
            case Sized(above, below):
                return _between("size", None if above is None else above + 1, below)
            case Arrived(since, until):
                bounds = [None if moment is None else self.seconds(moment) for moment in (since, until)]
                return _between("received_at", *bounds)
            case InFolder(name):
                return _among("message.folder_id", [folder.id for folder in self.folders if _is_folder(folder, name)])
            case OfAccount(name):
                return _among("message.account_id", self._accounts_called(name))
            case Tagged(name):
                return _tagged(name)
        raise TypeError(leaf)

    def _accounts_called(self, name: str) -> list[AccountId]:
        wanted = fold(name)
        return [
            account.id
            for account in self.accounts
            if wanted in fold(account.settings.email) or wanted in fold(account.settings.name)
        ]

    def within(self, conjuncts: Sequence[Criterion]) -> "Scope":
        """The part of it in which all that is wanted can be true: the folders and accounts named."""
        folders: Sequence[Folder] = self.folders
        for one in conjuncts:
            if isinstance(one, InFolder):
                folders = [folder for folder in folders if _is_folder(folder, one.name)]
            elif isinstance(one, OfAccount):
                accounts = self._accounts_called(one.name)
                folders = [folder for folder in folders if folder.account_id in accounts]
        return replace(self, folders=folders)

    def few(self, conjuncts: Sequence[Criterion]) -> "Few":
        """The index of the store with the fewest messages that has all that is wanted."""
        found = [few for few in FEW if any(few.holds(one) for one in conjuncts)]
        return found[0] if found else EVERY

    def period(self, conjuncts: Sequence[Criterion]) -> tuple[int | None, int | None]:
        """The bounds that they set to when a message was received: from, up to."""
        periods = [leaf for leaf in conjuncts if isinstance(leaf, Arrived)]
        since = [self.seconds(leaf.since) for leaf in periods if leaf.since is not None]
        until = [self.seconds(leaf.until) for leaf in periods if leaf.until is not None]
        return max(since, default=None), min(until, default=None)


def _is_folder(folder: Folder, name: str) -> bool:
    wanted = fold(name).replace(" ", "")
    if wanted in _ANYWHERE or wanted in _ROLE_NAMES.get(folder.role, ()):
        return True
    return wanted in {fold(folder.path).replace(" ", ""), fold(folder.name).replace(" ", "")}


def _tagged(name: str) -> str:
    return "has_tag(keywords, '{}')".format(name.replace("'", "''")) if name else "is_tagged(keywords)"


def _between(column: str, first: int | None, below: int | None) -> str:
    bounds = [f"{column} >= {first}" if first is not None else "", f"{column} < {below}" if below is not None else ""]
    return " AND ".join(filter(None, bounds)) or "1"


def _among(column: str, ids: Sequence[int]) -> str:
    return f"{column} IN ({', '.join(str(int(id_)) for id_ in ids)})"
