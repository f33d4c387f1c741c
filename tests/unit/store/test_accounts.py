import pytest

from mailclient.mail.account import Account
from mailclient.mail.body import Body
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import DraftId, OperationId
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.mail.special_action import ActionKind
from mailclient.store import accounts, bodies, drafts, folders, messages, operations, search_index, special
from mailclient.store.effects import Move
from tests.unit.store.conftest import Store
from tests.unit.store.samples import new_message, settings


async def test_added_and_read(store: Store) -> None:
    second = await store.run(accounts.add, settings("lee@example.net"))
    assert store.reader.accounts() == [
        Account(store.account, settings("kim@example.org")),
        Account(second, settings("lee@example.net")),
    ]
    assert store.changes[-1].accounts


@pytest.mark.parametrize("email", ["kim@example.org", "KIM@example.org"])
async def test_one_account_per_address(store: Store, email: str) -> None:
    with pytest.raises(MailError) as caught:
        await store.run(accounts.add, settings(email))
    assert caught.value.problem.kind is ProblemKind.ACCOUNT_EXISTS
    assert len(store.reader.accounts()) == 1


async def test_updated(store: Store) -> None:
    await store.run(accounts.update, Account(store.account, settings("minji@example.org")))
    assert store.reader.accounts() == [Account(store.account, settings("minji@example.org"))]


async def test_updated_to_an_address_that_is_taken(store: Store) -> None:
    await store.run(accounts.add, settings("lee@example.net"))
    with pytest.raises(MailError) as caught:
        await store.run(accounts.update, Account(store.account, settings("lee@example.net")))
    assert caught.value.problem.kind is ProblemKind.ACCOUNT_EXISTS


async def test_removed_in_slices_with_all_it_has(store: Store) -> None:
    ids = await store.run(messages.insert, store.inbox, [new_message(uid) for uid in range(1, 8)])
    await store.run(
        operations.insert,
        OperationId("a"), store.account, "move", b"", now=1.0, effect=Move(store.archive), message_ids=ids[:2],
    )  # fmt: skip
    await store.run(messages.vanish, store.inbox, [m.uid for m in (new_message(1),)])
    await store.run(drafts.save, DraftId("d"), store.account, b"", subject="", recipients="", now=1.0)
    await store.run(accounts.begin_removal, store.account)
    assert store.reader.accounts() == []
    assert store.reader.folders() == []
    assert await store.run(accounts.being_removed) == [store.account]
    await store.run(accounts.add, settings("kim@example.org"))
    slices = 1
    while not await store.run(accounts.remove_slice, store.account, 3):
        slices += 1
    assert slices == 4
    for table in ("message", "detail", "folder", "operation", "operation_message", "draft"):
        assert store.query(f"SELECT count(*) FROM {table}") == [(0,)], table
    assert await store.run(accounts.being_removed) == []
    assert len(store.reader.accounts()) == 1


async def test_the_last_account_leaves_no_word_of_its_mail(store: Store) -> None:
    """Not in free pages, not in the search index, not among the addresses, not in the log of changes."""
    other = await store.run(accounts.add, settings("lee@example.net"))
    (id_,) = await store.run(messages.insert, store.inbox, [new_message(1, "Xylophone canary")])
    await store.run(bodies.store_wholes, {id_: b"Subject: Xylophone canary\r\n\r\nZanzibar\r\n" * 3000})
    await store.run(bodies.store_body, id_, Body("Zanzibar"), b"", "Zanzibar")
    assert store.reader.search("zanzibar", limit=9) == [id_]
    for account in (store.account, other):
        await store.run(accounts.begin_removal, account)
        while not await store.run(accounts.remove_slice, account):
            pass
    await store.writer.close()
    left = b"".join(path.read_bytes() for path in store.path.parent.iterdir()).lower()
    await store.open()
    assert [word for word in (b"xylophone", b"zanzibar", b"minji@") if word in left] == []


async def test_an_account_of_several_leaves_no_word_of_its_mail_and_the_others_is_found_again(store: Store) -> None:
    """What its mail said cannot be read out of the search index either."""
    other = await store.run(accounts.add, settings("lee@example.net"))
    inbox = await store.run(folders.upsert, other, "INBOX", delimiter="/", role=FolderRole.INBOX, selectable=True)
    stays = await store.run(messages.insert, store.inbox, [new_message(uid, "Yearbook") for uid in range(1, 40)])
    (id_,) = await store.run(messages.insert, inbox, [new_message(1, "Xylophone canary")])
    await store.run(bodies.store_body, id_, Body("Zanzibar"), b"", "Zanzibar")
    await store.run(bodies.store_body, stays[0], Body("Wombat"), b"", "Wombat")
    await store.run(
        special.note_action, ActionKind.UNSUBSCRIBE, "xylophone.example", id_, operation_id="", detail="web", now=1.0
    )
    await store.run(accounts.begin_removal, other)
    while not await store.run(accounts.remove_slice, other):
        pass
    while await store.run(search_index.catch_up, lambda _data: None):
        pass
    assert len(store.reader.search("yearbook", limit=99)) == 39
    assert store.reader.search("wombat", limit=9) == [stays[0]]
    await store.writer.close()
    left = b"".join(path.read_bytes() for path in store.path.parent.iterdir()).lower()
    await store.open()
    assert [word for word in (b"xylophone", b"zanzibar") if word in left] == []


async def test_an_account_without_mail_leaves_the_search_as_it_is(store: Store) -> None:
    other = await store.run(accounts.add, settings("lee@example.net"))
    await store.run(messages.insert, store.inbox, [new_message(1, "Yearbook")])
    await store.run(accounts.begin_removal, other)
    assert await store.run(accounts.remove_slice, other)
    assert len(store.reader.search("yearbook", limit=99)) == 1
    assert store.query("SELECT count(*) FROM search_backlog") == [(0,)]
