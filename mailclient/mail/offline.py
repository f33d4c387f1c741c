"""Which messages of a folder can be read without the network: what is fetched before anybody asks, and kept."""

from dataclasses import dataclass, field
from enum import StrEnum

from mailclient.mail.ids import FolderId


class Keep(StrEnum):
    """Which messages; how many is ``OfflinePolicy.amount``."""

    EVERYTHING = "everything"
    MONTHS = "months"
    """Those that arrived in the last ``amount`` months."""
    NEWEST = "newest"
    """The ``amount`` newest."""
    HEADERS = "headers"
    """None: the lists alone."""


@dataclass(frozen=True, slots=True)
class OfflinePolicy:
    """``attachments``: whole messages, else only what is shown of them. ``largest_bytes``: none larger; 0: any size.

    What the user opens is kept whatever this says.
    """

    keep: Keep = Keep.NEWEST
    amount: int = 500
    attachments: bool = False
    largest_bytes: int = 0


DEFAULT = OfflinePolicy()
"""Where the user chose nothing: enough to go on reading, not the disk of a small machine."""


@dataclass(frozen=True, slots=True)
class OfflinePolicies:
    """Those of one account: ``account`` for all folders but those in ``folders``. ``chosen``: by the user."""

    account: OfflinePolicy = DEFAULT
    folders: dict[FolderId, OfflinePolicy] = field(default_factory=dict)
    chosen: bool = False

    def of(self, folder_id: FolderId) -> OfflinePolicy:
        """What holds for this folder."""
        return self.folders.get(folder_id, self.account)
