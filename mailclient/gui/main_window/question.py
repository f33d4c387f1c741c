"""What is searched for, and where."""

from dataclasses import dataclass
from enum import StrEnum

from mailclient.mail.ids import AccountId, FolderId
from mailclient.mail.search import SearchOrder

LIMIT = 1_000
"""Messages that a search shows at most."""


class Scope(StrEnum):
    """Where is searched. ``HERE`` is what the list showed before."""

    ALL = "all"
    ACCOUNT = "account"
    HERE = "here"


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """Each one typed is another, even with the same words.

    ``folder_ids`` None: all that the account (None: any) has.
    """

    words: str
    folder_ids: tuple[FolderId, ...] | None = None
    account_id: AccountId | None = None
    order: SearchOrder = SearchOrder.NEWEST

    def asks_the_same(self, other: "Question") -> bool:
        """Whether the answer would be the same."""
        mine = (self.words, self.folder_ids, self.account_id, self.order)
        return mine == (other.words, other.folder_ids, other.account_id, other.order)
