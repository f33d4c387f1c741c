from mailclient.mail.flag import Flag
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import FolderId, ModSeq, OperationId, Uid, UidValidity
from mailclient.store import folders, messages, operations
from mailclient.store.effects import SetFlags
from mailclient.store.rows import SyncState
from tests.unit.store.conftest import Store
from tests.unit.store.samples import new_message

STATE = SyncState(UidValidity(7), Uid(100), ModSeq(1 << 62), Uid(1), 1_700_000_000)


async def upsert(store: Store, path: str, role: FolderRole = FolderRole.NONE) -> FolderId:
    return await store.run(folders.upsert, store.account, path, delimiter="/", role=role, selectable=True)


async def test_sorted_by_role_then_by_component(store: Store) -> None:
    for path in ("work", "Work/b", "work/A", "Work", "work-2", "Sent"):
        await upsert(store, path, FolderRole.SENT if path == "Sent" else FolderRole.NONE)
    paths = [folder.path for folder in store.reader.folders(store.account)]
    assert paths == ["INBOX", "Sent", "Archive", "Trash", "work", "Work", "work/A", "Work/b", "work-2"]


async def test_the_same_path_is_the_same_folder(store: Store) -> None:
    told = len(store.changes)
    assert await upsert(store, "INBOX", FolderRole.INBOX) == store.inbox
    assert len(store.changes) == told
    await upsert(store, "INBOX", FolderRole.NONE)
    assert store.changes[-1].folder_lists == {store.account}
    folder = store.reader.folder(store.inbox)
    assert folder
    assert folder.role is FolderRole.NONE


async def test_renamed_keeps_its_messages(store: Store) -> None:
    await store.run(messages.insert, store.archive, [new_message(1)])
    await store.run(folders.rename, store.archive, "Old mail")
    folder = store.reader.folder(store.archive)
    assert folder
    assert (folder.path, folder.total) == ("Old mail", 1)


async def test_renamed_over_another(store: Store) -> None:
    await store.run(folders.rename, store.archive, "Trash")
    assert [(f.id, f.path) for f in store.reader.folders()] == [(store.inbox, "INBOX"), (store.archive, "Trash")]
    assert await store.run(folders.being_removed, store.account) == [store.trash]


async def test_removed_in_slices(store: Store) -> None:
    ids = await store.run(messages.insert, store.archive, [new_message(uid) for uid in range(1, 6)])
    assert await store.run(folders.holds_messages, store.archive)
    await store.run(folders.begin_removal, store.archive)
    assert store.reader.folder(store.archive) is None
    assert [await store.run(folders.remove_slice, store.archive, 3) for _ in range(3)] == [False, False, True]
    assert store.reader.rows(ids) == []
    assert store.query("SELECT count(*) FROM folder") == [(2,)]
    again = await upsert(store, "Archive")
    assert again not in (store.archive, store.inbox, store.trash)


async def test_a_removed_folder_keeps_what_an_operation_waits_for(store: Store) -> None:
    ids = await store.run(messages.insert, store.archive, [new_message(1), new_message(2)])
    await store.run(
        operations.insert,
        OperationId("a"), store.account, "flags", b"", now=1.0, effect=SetFlags(Flag.SEEN), message_ids=ids[:1],
    )  # fmt: skip
    await store.run(folders.begin_removal, store.archive)
    while not await store.run(folders.remove_slice, store.archive):
        pass
    assert store.query("SELECT id, folder_id, server_folder_id FROM message") == [(ids[0], None, None)]
    await store.run(operations.finish, OperationId("a"))
    assert store.query("SELECT count(*) FROM message") == [(0,)]


async def test_sync_state_is_kept(store: Store) -> None:
    assert await store.run(folders.sync_state, store.inbox) == SyncState()
    await store.run(folders.set_sync_state, store.inbox, STATE)
    assert await store.run(folders.sync_state, store.inbox) == STATE
    assert store.reader.sync_state(store.inbox) == STATE
    assert store.reader.sync_state(FolderId(99)) is None
