import asyncio

from mailclient.bridge.events import (
    Acknowledged,
    AnyEvent,
    EverythingChanged,
    Finished,
    FoldersChanged,
    MessagesChanged,
)
from mailclient.engine.event_bus import FOLDERS_LIMIT, IDS_LIMIT, INTERVAL_SECONDS, EventBus
from mailclient.mail.ids import AccountId, FolderId, MessageId, OperationId


def changed(folder: int, *ids: int, listed: bool = False) -> MessagesChanged:
    return MessagesChanged(FolderId(folder), listed, tuple(MessageId(id_) for id_ in ids))


async def test_the_first_change_goes_out_at_once_and_the_next_are_merged() -> None:
    told: list[AnyEvent] = []
    bus = EventBus(told.append)
    bus.publish(changed(1, 1))
    assert told == [changed(1, 1)]
    bus.publish(changed(1, 2))
    bus.publish(changed(1, 3))
    bus.publish(changed(2, 4, listed=True))
    bus.publish(FoldersChanged(AccountId(1)))
    bus.publish(FoldersChanged(AccountId(1)))
    assert told == [changed(1, 1)]
    await asyncio.sleep(INTERVAL_SECONDS * 1.5)
    assert told == [changed(1, 1), changed(1, 2, 3), changed(2, 4, listed=True), FoldersChanged(AccountId(1))]
    bus.close()


async def test_answers_come_after_the_changes_before_them() -> None:
    told: list[AnyEvent] = []
    bus = EventBus(told.append)
    bus.publish(changed(1, 1))
    bus.publish(changed(1, 2))
    bus.publish(Acknowledged(OperationId("a")))
    assert told == [changed(1, 1), changed(1, 2), Acknowledged(OperationId("a"))]
    bus.close()


async def test_any_of_them_absorbs_single_ones() -> None:
    told: list[AnyEvent] = []
    bus = EventBus(told.append)
    bus.publish(changed(9))
    bus.publish(changed(1))
    bus.publish(changed(1, 2))
    bus.publish(changed(2, *range(IDS_LIMIT)))
    bus.publish(changed(2, IDS_LIMIT))
    bus.publish(Finished("end"))
    assert told[1:3] == [changed(1), changed(2)]
    bus.close()


async def test_too_many_folders_become_everything() -> None:
    told: list[AnyEvent] = []
    bus = EventBus(told.append)
    bus.publish(changed(0, 1))
    for folder in range(1, FOLDERS_LIMIT + 2):
        bus.publish(changed(folder, 1))
    bus.close()
    assert told == [changed(0, 1), EverythingChanged()]
