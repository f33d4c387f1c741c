from mailclient.mail.ids import FolderId, Uid
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.store import withheld
from mailclient.store.withheld import FIRST_RETRY_SECONDS
from tests.unit.store.conftest import Store

REFUSED = Problem(ProblemKind.SERVER_REFUSED, "INBOX", "NO corrupt")


def counted(store: Store, folder_id: FolderId) -> int:
    folder = store.reader.folder(folder_id)
    assert folder
    return folder.withheld


async def test_noted_counted_and_given_after_all(store: Store) -> None:
    both = {Uid(3): REFUSED, Uid(5): REFUSED}
    await store.run(withheld.note, store.inbox, both, 1000.0)
    assert store.changes[-1].folder_lists == {store.account}
    assert counted(store, store.inbox) == 2
    assert await store.run(withheld.problems, store.inbox) == both
    await store.run(withheld.given, store.inbox, [Uid(3), Uid(4)])
    assert counted(store, store.inbox) == 1
    assert await store.run(withheld.due_later, store.inbox, 1000.0) == {Uid(5)}


async def test_the_pause_doubles_until_somebody_asks(store: Store) -> None:
    for _ in range(2):
        await store.run(withheld.note, store.inbox, {Uid(3): REFUSED}, 1000.0)
    later = 1000.0 + 2 * FIRST_RETRY_SECONDS
    assert await store.run(withheld.due_later, store.inbox, later - 1) == {Uid(3)}
    assert await store.run(withheld.due_later, store.inbox, later) == set()
    await store.run(withheld.note, store.inbox, {Uid(3): REFUSED}, 1000.0)
    await store.run(withheld.retry, store.inbox, [Uid(3)])
    assert await store.run(withheld.due_later, store.inbox, 1000.0) == set()


async def test_what_vanished_is_withheld_no_more(store: Store) -> None:
    await store.run(withheld.note, store.inbox, {Uid(3): REFUSED, Uid(5): REFUSED}, 1000.0)
    await store.run(withheld.forget_vanished, store.inbox, [Uid(5), Uid(9)])
    assert set(await store.run(withheld.problems, store.inbox)) == {Uid(3)}
    await store.run(withheld.forget_vanished, store.inbox)
    assert counted(store, store.inbox) == 0
