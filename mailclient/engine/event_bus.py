"""Events on their way to the listeners: sync's many small changes become few, answers are never held back.

A change after a quiet time is delivered at once, so that a click is answered within a millisecond; the ones that
follow within ``INTERVAL_SECONDS`` wait and are merged. Answers and questions (``Acknowledged``, ``Finished``, …)
go out at once, after all changes that came before them.
"""

import asyncio
from collections.abc import Callable

from mailclient.bridge.events import (
    AnyEvent,
    BodyStored,
    EverythingChanged,
    FoldersChanged,
    MessagesChanged,
    PartStored,
    Progress,
)
from mailclient.mail.ids import AccountId, FolderId, MessageId

INTERVAL_SECONDS = 0.05
IDS_LIMIT = 500
"""More message ids than this in one event, and it says "any of them" instead."""
FOLDERS_LIMIT = 200
"""More folders than this at once, and the event says that everything changed."""

Deliver = Callable[[AnyEvent], None]


class EventBus:
    """``publish`` may be called from the loop at any time; ``deliver`` gets what is to be sent, in order."""

    def __init__(self, deliver: Deliver) -> None:
        self._deliver = deliver
        self._folders: dict[AccountId, FoldersChanged] = {}
        self._messages: dict[FolderId, MessagesChanged] = {}
        self._timer: asyncio.TimerHandle | None = None

    def publish(self, event: AnyEvent) -> None:
        """Tell all listeners; call it after the commit only."""
        match event:
            case MessagesChanged():
                earlier = self._messages.get(event.folder_id)
                self._messages[event.folder_id] = event if earlier is None else _merge(earlier, event)
                self._flush_soon()
            case FoldersChanged():
                self._folders[event.account_id] = event
                self._flush_soon()
            case BodyStored() | PartStored() | Progress():
                self._deliver(event)
            case _:
                self.flush()
                self._deliver(event)

    def flush(self) -> None:
        """Deliver what waits."""
        folders, messages = self._folders, self._messages
        self._folders, self._messages = {}, {}
        if len(messages) > FOLDERS_LIMIT:
            self._deliver(EverythingChanged())
            return
        for changed in messages.values():
            self._deliver(changed)
        for folder in folders.values():
            self._deliver(folder)

    def close(self) -> None:
        """Deliver what waits and stop the clock."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self.flush()

    def _flush_soon(self) -> None:
        if self._timer is None:
            self.flush()
            self._timer = asyncio.get_running_loop().call_later(INTERVAL_SECONDS, self._interval_over)

    def _interval_over(self) -> None:
        self._timer = None
        if self._messages or self._folders:
            self._flush_soon()


def _merge(earlier: MessagesChanged, later: MessagesChanged) -> MessagesChanged:
    ids: tuple[MessageId, ...] = ()
    if earlier.message_ids and later.message_ids:
        ids = tuple(dict.fromkeys(earlier.message_ids + later.message_ids))
    if len(ids) > IDS_LIMIT:
        ids = ()
    return MessagesChanged(
        folder_id=earlier.folder_id,
        list_changed=earlier.list_changed or later.list_changed,
        message_ids=ids,
    )
