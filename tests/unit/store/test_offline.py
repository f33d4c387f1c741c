from mailclient.bridge.fresh_ids import fresh_operation_id
from mailclient.mail.flag import Flag
from mailclient.mail.ids import MessageId
from mailclient.mail.offline import DEFAULT, Keep, OfflinePolicy
from mailclient.store import bodies, messages, offline, operations
from mailclient.store.effects import SetFlags
from tests.unit.store.conftest import Store
from tests.unit.store.samples import BODY, new_message

MONTH = 31 * 86400
NOW = 1_800_000_000


async def fill(store: Store, count: int = 6, *, stored: bool = True) -> list[MessageId]:
    """Message ``n`` arrived ``count - n`` months ago and is of ``n`` megabytes; with body, part and whole."""
    new = [
        new_message(uid, received_at=NOW - (count - uid) * MONTH - 86400, size=uid * 1_000_000)
        for uid in range(1, count + 1)
    ]
    ids = await store.run(messages.insert, store.inbox, new)
    for id_ in ids if stored else []:
        await store.run(bodies.store_body, id_, BODY, b"", "a preview")
        await store.run(bodies.store_wholes, {id_: b"whole"})
    return ids


async def choose(store: Store, policy: OfflinePolicy | None, *, folder: bool = False) -> None:
    await store.run(offline.set_policy, store.account, store.inbox if folder else None, policy)


async def trim(store: Store) -> None:
    policy = store.reader.offline_policies(store.account).of(store.inbox)
    below = None
    while (below := await store.run(offline.trim_slice, store.inbox, policy, NOW, below)) is not None:
        pass


def kept(store: Store, table: str) -> list[object]:
    return [uid for (uid,) in store.query(f"SELECT uid FROM message JOIN {table} ON message_id = id ORDER BY uid")]


async def test_a_folder_follows_its_account_until_it_has_a_policy_of_its_own(store: Store) -> None:
    assert store.reader.offline_policies(store.account).of(store.inbox) == DEFAULT
    everything, none = OfflinePolicy(Keep.EVERYTHING, 0), OfflinePolicy(Keep.HEADERS, 0)
    await choose(store, everything)
    await choose(store, none, folder=True)
    policies = store.reader.offline_policies(store.account)
    assert (policies.of(store.inbox), policies.of(store.archive), policies.chosen) == (none, everything, True)
    await choose(store, None, folder=True)
    assert store.reader.offline_policies(store.account).of(store.inbox) == everything
    await choose(store, None)
    assert store.reader.offline_policies(store.account).of(store.inbox) == DEFAULT


async def test_what_is_lacking_follows_the_policy(store: Store) -> None:
    await fill(store, stored=False)

    async def text(policy: OfflinePolicy) -> list[int]:
        return [uid for _, uid in await store.run(offline.lacking_text, store.inbox, policy, NOW, 10)]

    async def whole(policy: OfflinePolicy) -> list[int]:
        return [uid for _, uid in await store.run(offline.lacking_whole, store.inbox, policy, NOW, 10)]

    assert await text(OfflinePolicy(Keep.EVERYTHING, 0)) == [6, 5, 4, 3, 2, 1]
    assert await text(OfflinePolicy(Keep.NEWEST, 2)) == [6, 5]
    assert await text(OfflinePolicy(Keep.MONTHS, 3)) == [6, 5, 4]
    assert await text(OfflinePolicy(Keep.HEADERS, 0)) == []
    assert await whole(OfflinePolicy(Keep.EVERYTHING, 0)) == []
    up_to_five = OfflinePolicy(Keep.MONTHS, 3, attachments=True, largest_bytes=5_000_000)
    assert await whole(up_to_five) == [5, 4]
    assert await text(up_to_five) == [6]
    assert await text(OfflinePolicy(Keep.EVERYTHING, 0, attachments=True)) == []


async def test_a_smaller_policy_lets_go_of_what_the_server_has(store: Store) -> None:
    await fill(store)
    await choose(store, OfflinePolicy(Keep.EVERYTHING, 0, attachments=True))
    await trim(store)
    assert kept(store, "whole") == kept(store, "body") == [1, 2, 3, 4, 5, 6]
    await choose(store, OfflinePolicy(Keep.MONTHS, 4, attachments=True, largest_bytes=4_000_000))
    await trim(store)
    assert kept(store, "body") == [3, 4, 5, 6]
    assert kept(store, "whole") == [3, 4]
    await choose(store, OfflinePolicy(Keep.NEWEST, 1))
    await trim(store)
    assert (kept(store, "body"), kept(store, "whole")) == ([6], [])
    rows = store.reader.rows([id_ for id_, _ in store.reader.message_ids(store.inbox)])
    assert [row.has_body for row in rows] == [True, False, False, False, False, False]
    assert {row.preview for row in rows} == {"a preview"}


async def test_no_body_is_to_be_made_of_a_message_that_was_let_go(store: Store) -> None:
    (only,) = await fill(store, 1, stored=False)
    await store.run(bodies.store_wholes, {only: b"whole"})
    assert await store.run(bodies.due, store.account, 10) == [only]
    await choose(store, OfflinePolicy(Keep.NEWEST, 1))
    await trim(store)
    assert kept(store, "whole") == [1]
    await choose(store, OfflinePolicy(Keep.HEADERS, 0))
    await trim(store)
    assert kept(store, "whole") == []
    assert await store.run(bodies.due, store.account, 10) == []


async def test_what_is_let_go_can_be_searched_and_comes_again_once(store: Store) -> None:
    first, *_ = await fill(store, 1)
    await choose(store, OfflinePolicy(Keep.HEADERS, 0))
    await trim(store)
    word = BODY.text.split()[0]
    assert store.reader.search(word) == [first]
    await store.run(bodies.store_body, first, BODY, b"", "")
    assert store.reader.search(word) == [first]
    store.query("INSERT INTO search_words (search_words) VALUES ('integrity-check')")


async def test_what_an_operation_waits_for_or_is_nowhere_else_stays(store: Store) -> None:
    first, second, third = await fill(store, 3)
    await store.run(
        operations.insert,
        fresh_operation_id(),
        store.account,
        "set flags",
        b"",
        now=NOW,
        effect=SetFlags(Flag.SEEN),
        message_ids=[first],
    )
    store_adrift = "UPDATE message SET uid = NULL WHERE id = ?"
    await store.run(lambda tx: tx.db.execute(store_adrift, (second,)))
    await choose(store, OfflinePolicy(Keep.HEADERS, 0))
    await trim(store)
    assert store.reader.body(first) is not None
    assert store.reader.body(second) is not None
    assert store.reader.body(third) is None


async def test_a_choice_made_while_trimming_trims_again(store: Store) -> None:
    await choose(store, OfflinePolicy(Keep.HEADERS, 0), folder=True)
    ((folder, choices),) = await store.run(offline.untrimmed, store.account)
    assert folder == store.inbox
    await choose(store, OfflinePolicy(Keep.NEWEST, 1), folder=True)
    await store.run(offline.trimmed, folder, choices)
    ((folder, choices),) = await store.run(offline.untrimmed, store.account)
    await store.run(offline.trimmed, folder, choices)
    assert await store.run(offline.untrimmed, store.account) == []
