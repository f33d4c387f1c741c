import pytest

from mailclient.mail.flag import Flag
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import FolderId, MessageId, Uid
from mailclient.mail.mail_list import ListNow, MailList, Quick
from mailclient.store import accounts, addresses, conversation_reading, envelopes, folders, messages, places, threads
from mailclient.store.rows import NewMessage, RowKey
from mailclient.store.transaction import SLICE, Transaction
from tests.unit.store.conftest import Store
from tests.unit.store.conversed import BEGAN_AT, letter
from tests.unit.store.samples import settings


async def stored(store: Store, *letters: NewMessage, folder: FolderId | None = None) -> list[MessageId]:
    ids = []
    for one in letters:
        ids += await store.run(messages.insert, folder or store.inbox, [one])
    return ids


def names(store: Store, message_id: MessageId) -> list[str]:
    """The Message-IDs of a conversation, in order."""
    found = {id_: str(name) for id_, name in store.query("SELECT id, message_id_header FROM message")}
    return [found[row.id] for row in store.reader.conversation(message_id)]


def conversations(store: Store, quick: Quick = Quick.NONE, *folders: FolderId) -> MailList:
    return MailList(folders or (store.inbox,), conversations=True, quick=quick)


async def test_answers_are_found_by_references_and_by_in_reply_to(store: Store) -> None:
    first, *_ = await stored(store, letter(1, "a"), letter(2, "b", "a"), letter(3, "c", parent="b"), letter(4, "x"))
    assert names(store, first) == ["a", "b", "c"]


async def test_a_parent_that_never_came_holds_its_answers_together(store: Store) -> None:
    first, _ = await stored(store, letter(1, "b", "gone"), letter(2, "c", "gone"))
    assert names(store, first) == ["b", "c"]


async def test_a_late_message_makes_one_conversation_of_two(store: Store) -> None:
    first, second = await stored(store, letter(1, "a"), letter(3, "c", "b"))
    assert names(store, first) == ["a"]
    await stored(store, letter(2, "b", "a"))
    assert names(store, first) == names(store, second) == ["a", "b", "c"]
    assert len(store.reader.list_ids(conversations(store), limit=10)) == 1


async def test_a_loop_and_a_message_that_answers_itself_are_one_conversation(store: Store) -> None:
    first, *_ = await stored(store, letter(1, "a", "b"), letter(2, "b", "a"), letter(3, "c", "c", "a"))
    assert names(store, first) == ["a", "b", "c"]


async def test_the_servers_thread_joins_within_one_account_only(store: Store) -> None:
    first, _ = await stored(store, letter(1, "a", thread_id="t"), letter(2, "b", thread_id="t"))
    other = await store.run(_other_inbox)
    (elsewhere,) = await stored(store, letter(1, "c", thread_id="t"), folder=other)
    assert names(store, first) == ["a", "b"]
    assert names(store, elsewhere) == ["c"]


def _other_inbox(tx: Transaction) -> FolderId:
    account = accounts.add(tx, settings("lee@example.org"))
    return folders.upsert(tx, account, "INBOX", delimiter="/", role=FolderRole.INBOX, selectable=True)


async def test_a_conversation_goes_across_accounts_and_shows_copies_once(store: Store) -> None:
    other = await store.run(_other_inbox)
    here, answer = await stored(store, letter(1, "a"), letter(2, "b", "a"))
    (there,) = await stored(store, letter(1, "a"), folder=other)
    assert [row.id for row in store.reader.conversation(here)] == [here, answer]
    assert [row.id for row in store.reader.conversation(there)] == [there, answer]
    assert store.reader.list_ids(conversations(store, Quick.NONE, store.inbox, other), limit=9) == [
        (answer, BEGAN_AT + 2)
    ]
    assert store.reader.conversation_rows(conversations(store), [answer])[answer].messages == 2


async def test_the_same_message_id_does_not_hide_another_message(store: Store) -> None:
    broken = [letter(1, "same", sender="a@example.org"), letter(2, "same", sender="b@example.org")]
    first, _ = await stored(store, *broken)
    assert len(store.reader.conversation(first)) == 2


async def test_no_message_id_is_no_name(store: Store) -> None:
    first, second = await stored(store, letter(1, ""), letter(2, ""))
    assert [row.id for row in store.reader.conversation(first)] == [first]
    assert [row.id for row in store.reader.conversation(second)] == [second]


async def test_trash_is_shown_only_from_within(store: Store) -> None:
    first, _ = await stored(store, letter(1, "a"), letter(2, "b", "a"))
    (deleted,) = await stored(store, letter(3, "c", "a"), folder=store.trash)
    assert names(store, first) == ["a", "b"]
    assert names(store, deleted) == ["a", "b", "c"]


async def test_references_that_come_with_the_body_join_and_are_told(store: Store) -> None:
    first, second = await stored(store, letter(1, "a"), letter(2, "b"))
    store.changes.clear()
    await store.run(envelopes.correct, second, letter(2, "b", "a").envelope)
    assert names(store, first) == ["a", "b"]
    assert {first, second} <= store.changes[-1].restyled[store.inbox]


async def test_of_very_many_references_the_first_and_the_last_count(store: Store) -> None:
    many = [f"r{number}" for number in range(5000)]
    first, middle, last = await stored(store, letter(1, "r0"), letter(2, "r9"), letter(3, "r4999"))
    await stored(store, letter(4, "b", *many))
    assert names(store, first) == names(store, last) == ["r0", "r4999", "b"]
    assert names(store, middle) == ["r9"]


async def test_two_very_long_conversations_stay_two(store: Store) -> None:
    def fill(tx: Transaction) -> list[MessageId]:
        size = threads.MERGED_AT_ONCE + 1
        batch = [letter(n, f"{n}", "x" if n <= size else "y") for n in range(1, 2 * size + 1)]
        found = messages.insert(tx, store.inbox, batch)
        while threads.join_next(tx, SLICE).more:
            pass
        return found

    ids = await store.run(fill)
    await stored(store, letter(5000, "joining", "x", "y"))
    numbers = store.reader.threads_of(ids)
    assert len(set(numbers.values())) == 2
    assert len(store.reader.list_ids(conversations(store), limit=9)) == 2


async def test_what_comes_by_the_hundred_is_looked_at_later(store: Store) -> None:
    many = [letter(number, f"{number}", f"{number // 10 * 10}") for number in range(1, SLICE + 52)]
    ids = await store.run(messages.insert, store.inbox, many)
    assert store.changes[-1].unjoined
    assert store.reader.threads_of(ids) == {}
    assert len(store.reader.list_ids(conversations(store), limit=500)) == len(many)
    step = await store.run(threads.join_next, 60)
    assert step == (({store.inbox}), True)
    assert await store.run(threads.join_next, 60) == ({store.inbox}, False)
    assert len(store.reader.list_ids(conversations(store), limit=500)) == 11


async def test_chunks_of_folders_shown_as_one(store: Store) -> None:
    for number in range(1, 31):
        folder = (store.inbox, store.archive, store.trash)[number % 3]
        await stored(store, letter(number, f"{number}", at=number // 2), folder=folder)
    mail_list = MailList((store.inbox, store.archive, store.trash))
    whole = store.reader.list_ids(mail_list, limit=100)
    assert whole == sorted(whole, key=lambda row: (-row[1], -row[0]))
    assert len(whole) == 30
    found: list[tuple[MessageId, int]] = []
    while chunk := store.reader.list_ids(
        mail_list, before=RowKey(found[-1][1], found[-1][0]) if found else None, limit=7
    ):
        found += chunk
    assert found == whole


async def test_quick_filters(store: Store) -> None:
    await store.run(addresses.note, [], [(letter(1, "w", sender="friend@example.org").envelope.from_[0], 1)])
    plain, unread, flagged, friend, tagged, marked, paper = await stored(
        store,
        letter(1, "a", bits=Flag.SEEN),
        letter(2, "b"),
        letter(3, "c", bits=Flag.SEEN | Flag.FLAGGED),
        letter(4, "d", bits=Flag.SEEN, sender="FRIEND@example.org"),
        letter(5, "e", bits=Flag.SEEN, keywords=("work",)),
        letter(6, "f", bits=Flag.SEEN, keywords=("NonJunk", "$Phishing")),
        letter(7, "g", bits=Flag.SEEN, attachment=True),
    )
    expected = {
        Quick.UNREAD: [unread],
        Quick.FLAGGED: [flagged],
        Quick.FROM_CONTACT: [friend],
        Quick.TAGGED: [tagged],
        Quick.ATTACHMENT: [paper],
        Quick.UNREAD | Quick.ATTACHMENT: [],
        Quick.NONE: [paper, marked, tagged, friend, flagged, unread, plain],
    }
    for quick, ids in expected.items():
        for grouped in (False, True):
            mail_list = MailList((store.inbox,), grouped, quick)
            assert [id_ for id_, _ in store.reader.list_ids(mail_list, limit=9)] == ids, quick


@pytest.mark.parametrize("quick", [Quick.NONE, Quick.FROM_CONTACT, Quick.UNREAD, Quick.UNREAD | Quick.FROM_CONTACT])
@pytest.mark.parametrize("grouped", [False, True])
async def test_a_list_in_slices_is_the_same(
    store: Store, quick: Quick, grouped: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation_reading, "LOOKED_AT", 4)
    await store.run(addresses.note, [], [(letter(1, "w", sender="friend@example.org").envelope.from_[0], 1)])
    for number in range(1, 41):
        sender = "friend@example.org" if number in (2, 3, 20, 31) else f"{number}@example.org"
        bits = Flag.NONE if number % 3 else Flag.SEEN
        await stored(
            store,
            letter(number, f"{number}", f"{number // 4}", at=number // 2, sender=sender, bits=bits),
            folder=store.inbox if number < 20 else store.archive,
        )
    mail_list = MailList((store.inbox, store.archive), grouped, quick)
    piece = store.reader.list_slice(mail_list, limit=3)
    found, slices = piece.rows, 1
    while piece.reached is not None:
        piece = store.reader.list_slice(mail_list, before=piece.reached, limit=3)
        assert len(piece.rows) <= 3
        found, slices = [*found, *piece.rows], slices + 1
    assert found == store.reader.list_ids(mail_list, limit=100)
    assert slices > 4


async def test_a_row_of_a_conversation(store: Store) -> None:
    await stored(store, letter(1, "a", sender="kim@example.org", subject="Re: 일정", bits=Flag.SEEN))
    await stored(store, letter(2, "b", "a", sender="me@example.org", attachment=True), folder=store.archive)
    *_, head = await stored(store, letter(3, "c", "a", bits=Flag.FLAGGED), letter(4, "d", "b", keywords=("work",)))
    row = store.reader.conversation_rows(conversations(store), [head])[head]
    assert (row.messages, row.unread, row.senders) == (4, 2, ("kim", "me"))
    assert (row.flagged, row.has_attachment, row.keywords, row.subject) == (True, True, ("work",), "일정")


async def test_an_action_on_a_row_is_about_what_is_in_the_lists_folders(store: Store) -> None:
    first, last = await stored(store, letter(1, "a"), letter(3, "c", "a"))
    await stored(store, letter(2, "b", "a"), folder=store.archive)
    assert sorted(store.reader.conversation_members(conversations(store), [last])) == [first, last]


async def test_an_action_is_about_nothing_that_a_quick_filter_hides(store: Store) -> None:
    read, unread, _ = await stored(
        store, letter(1, "a", bits=Flag.SEEN), letter(3, "c", "a"), letter(2, "b", "a", bits=Flag.SEEN)
    )
    _, attached = await stored(store, letter(4, "x"), letter(5, "y", "x", attachment=True))
    filtered = conversations(store, Quick.UNREAD)
    assert store.reader.conversation_members(filtered, [unread]) == [unread]
    assert store.reader.conversation_members(conversations(store, Quick.ATTACHMENT), [attached]) == [attached]
    assert read in store.reader.conversation_members(conversations(store), [unread])


async def test_what_a_change_means_for_a_list(store: Store) -> None:
    first, second, alone = await stored(store, letter(1, "a"), letter(3, "c", "a"), letter(2, "x"))
    mail_list = conversations(store)
    assert store.reader.list_now(mail_list, [first, alone]) == [
        ListNow((second, BEGAN_AT + 3), (first,)),
        ListNow((alone, BEGAN_AT + 2), ()),
    ]
    await store.run(places.vanish, store.inbox, [Uid(3)])
    assert store.reader.list_now(mail_list, [second]) == [ListNow((first, BEGAN_AT + 1), (second,))]
    flat = MailList((store.inbox,))
    assert store.reader.list_now(flat, [first, second]) == [ListNow((first, BEGAN_AT + 1)), ListNow(None, (second,))]
    await store.run(threads.forget_departed)
    assert store.reader.list_now(mail_list, [second]) == [ListNow(None, (second,))]


async def test_a_removed_accounts_mail_is_in_no_conversation(store: Store) -> None:
    other = await store.run(_other_inbox)
    (here,) = await stored(store, letter(1, "a"))
    (there,) = await stored(store, letter(2, "b", "a"), folder=other)
    assert len(store.reader.conversation(here)) == 2
    account = store.query("SELECT account_id FROM message WHERE id = ?", there)[0][0]
    await store.run(lambda tx: tx.db.execute("UPDATE account SET removed = 1 WHERE id = ?", (account,)))
    assert names(store, here) == ["a"]
