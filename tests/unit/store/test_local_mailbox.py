"""Folders on this computer: numbers given in order, copies whole."""

from dataclasses import replace

from mailclient.mail.flag import Flag, Flags
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import AccountId, MessageId, Uid
from mailclient.store import bodies, local_mailbox
from mailclient.store.header_row import header_row
from mailclient.store.transaction import Transaction
from tests.unit.store.conftest import Store
from tests.unit.store.samples import BODY, new_message


def _deliver(tx: Transaction, store: Store, *subjects: str, received_by: AccountId | None = None) -> list[MessageId]:
    rows = [header_row(new_message(77, subject=subject, bits=Flag.FLAGGED, keywords=("work",))) for subject in subjects]
    ids = local_mailbox.deliver(tx, store.inbox, rows, received_by)
    bodies.store_wholes(
        tx, {id_: b"Subject: %b\r\n\r\n" % subject.encode() for id_, subject in zip(ids, subjects, strict=True)}
    )
    return ids


async def test_uids_go_on_and_are_never_given_twice(store: Store) -> None:
    first = await store.run(_deliver, store, "one", "two")
    await store.run(lambda tx: local_mailbox.take_uids(tx, store.inbox, 5))
    last = await store.run(_deliver, store, "three")
    assert store.query("SELECT id, uid FROM message ORDER BY id") == [(first[0], 1), (first[1], 2), (last[0], 8)]
    assert store.query("SELECT uid_validity, uid_next, lowest_uid FROM folder WHERE id = ?", store.inbox) == [(1, 9, 1)]
    store.check_counts()


async def test_a_copy_has_all_that_is_here(store: Store) -> None:
    with_body, without = await store.run(_deliver, store, "with body", "without", received_by=AccountId(9))
    await store.run(bodies.store_body, with_body, replace(BODY, text="rhubarb"), b"Subject: x", "rhu")
    placed = await store.run(local_mailbox.copy, store.inbox, [Uid(1), Uid(2), Uid(40)], store.archive)
    assert placed == {1: 1, 2: 2}
    copies = [id_ for id_, _ in reversed(store.reader.message_ids(store.archive))]
    assert [row.subject for row in store.reader.rows(copies)] == ["with body", "without"]
    assert store.reader.rows(copies)[0].flags == Flags(Flag.FLAGGED, ("work",))
    assert store.reader.whole(copies[0]) == b"Subject: with body\r\n\r\n"
    assert store.reader.body(copies[0]) == store.reader.body(with_body)
    assert set(store.reader.search("rhubarb")) == {with_body, copies[0]}
    assert store.reader.search("without") == [copies[1], without]
    assert copies[1] in await store.run(bodies.due, store.account, 10)
    stored = store.reader.message(copies[0])
    assert stored is not None
    assert stored.received_by == 9
    store.check_counts()


async def test_a_folder_is_made_once(store: Store) -> None:
    made = await store.run(local_mailbox.make, store.account, "Junk", FolderRole.JUNK)
    assert await store.run(local_mailbox.make, store.account, "Junk", FolderRole.JUNK) == made
    folder = store.reader.folder(made)
    assert folder is not None
    assert (folder.delimiter, folder.role) == ("/", FolderRole.JUNK)


async def test_what_is_looked_for(store: Store) -> None:
    await store.run(_deliver, store, "one", "two")
    (header,) = {header for _, header, _ in await store.run(local_mailbox.identities, store.inbox, Uid(1))}
    assert await store.run(local_mailbox.with_message_id, store.inbox, header, Uid(2)) == [2]
    assert await store.run(local_mailbox.marked_deleted, store.inbox) == []
