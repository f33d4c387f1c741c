"""What a transaction changed in what is shown, so that the engine can tell after the commit."""

from dataclasses import dataclass, field

from mailclient.mail.ids import AccountId, FolderId, MessageId


@dataclass(slots=True)
class Changes:
    """Folders whose list changed, messages that only look different, folder lists, accounts.

    Every store function notes here what it changed; the writer hands it to its listener once it is committed.
    """

    listed: set[FolderId] = field(default_factory=set)
    """Rows came or went here."""
    restyled: dict[FolderId, set[MessageId]] = field(default_factory=dict)
    """Flags, preview or attachment mark of these rows changed."""

    folder_lists: set[AccountId] = field(default_factory=set)
    """Folders of these accounts came, went or were renamed (counts alone are not told here)."""
    accounts: bool = False
    """Accounts came, went or have new settings."""
    outbox: bool = False
    """The outbox or the drafts look different."""
    searches: bool = False
    """Saved searches came, went or are called otherwise."""
    contacts: bool = False
    """Contacts, groups or address books came, went or are others."""
    keys: bool = False
    """Keys or certificates came, went, are others or are taken for others."""
    unread_autocrypt: bool = False
    """Messages came whose header tells of a key."""
    unextracted: bool = False
    """Attachments came that were not looked into."""
    unindexed: bool = False
    """Something waits to be taken into the search index."""
    unjoined: bool = False
    """Messages came that wait for their conversation to be found."""

    def __bool__(self) -> bool:
        return bool(
            self.listed
            or self.restyled
            or self.folder_lists
            or self.accounts
            or self.outbox
            or self.unjoined
            or self.searches
            or self.contacts
            or self.keys
            or self.unread_autocrypt
            or self.unindexed
            or self.unextracted
        )

    def moved(self, before: FolderId | None, after: FolderId | None) -> None:
        """A row left ``before`` and came to ``after``; None is "not shown"."""
        self.listed |= {folder_id for folder_id in (before, after) if folder_id is not None}

    def looks_different(self, folder_id: FolderId | None, message_id: MessageId) -> None:
        """A row shown in ``folder_id`` must be painted anew."""
        if folder_id is not None:
            self.restyled.setdefault(folder_id, set()).add(message_id)
