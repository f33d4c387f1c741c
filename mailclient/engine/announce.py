"""Turns what the store says it changed into events."""

from collections.abc import Callable

from mailclient.bridge.events import (
    AccountsChanged,
    AnyEvent,
    ContactsChanged,
    EverythingChanged,
    FoldersChanged,
    KeysChanged,
    MessagesChanged,
    SearchesChanged,
)
from mailclient.mail.ids import AccountId, FolderId
from mailclient.store.changes import Changes

Publish = Callable[[AnyEvent], None]


class Announcer:
    """The writer's listener. It must be told which account a folder belongs to before messages change there."""

    def __init__(self, publish: Publish) -> None:
        self._publish = publish
        self._accounts: dict[FolderId, AccountId] = {}

    def know(self, account_id: AccountId, folder_ids: list[FolderId]) -> None:
        """These are the account's folders."""
        self._accounts.update(dict.fromkeys(folder_ids, account_id))

    def __call__(self, changes: Changes) -> None:
        """Tell what a committed transaction changed."""
        if changes.accounts:
            self._publish(AccountsChanged())
        if changes.searches:
            self._publish(SearchesChanged())
        if changes.contacts:
            self._publish(ContactsChanged())
        if changes.keys:
            self._publish(KeysChanged())
        for folder_id in changes.listed | changes.restyled.keys():
            listed = folder_id in changes.listed
            ids = () if listed else tuple(changes.restyled[folder_id])
            self._publish(MessagesChanged(folder_id=folder_id, list_changed=listed, message_ids=ids))
        folders = changes.listed | changes.restyled.keys()
        if any(folder_id not in self._accounts for folder_id in folders):
            self._publish(EverythingChanged())
        accounts = {self._accounts[folder_id] for folder_id in folders if folder_id in self._accounts}
        if changes.outbox:
            accounts.update(self._accounts.values())
        for account_id in accounts | changes.folder_lists:
            self._publish(FoldersChanged(account_id=account_id))
