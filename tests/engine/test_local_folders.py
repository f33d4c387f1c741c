"""Folders on this computer: every action of the user, offline and at once."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio

from mailclient.bridge.commands import (
    AddAccount,
    AppendMessage,
    ArchiveMessages,
    CopyMessages,
    DeleteFolder,
    DeleteMessages,
    DiscardDraft,
    EmptyFolder,
    ExpungeDeleted,
    FetchBody,
    FetchPart,
    FetchWhole,
    FileDraft,
    GoOnline,
    MarkFolderRead,
    MoveMessages,
    RemoveAccount,
    RenameFolder,
    SaveDraft,
    SearchOnServer,
    SendMessage,
    SetExpiry,
    SetFlags,
    SetKeywords,
    SetOfflinePolicy,
    SubscribeFolder,
    Sync,
    UndoOperation,
)
from mailclient.bridge.draft import DraftContent
from mailclient.bridge.events import BodyStored, Failed, Finished, PartStored, Refused
from mailclient.engine.accounts import local_agenda
from mailclient.engine.accounts.local_server import LocalServer
from mailclient.engine.operations import runner
from mailclient.mail.account import on_this_computer
from mailclient.mail.flag import Flag
from mailclient.mail.ids import DraftId, OperationId, PartPath
from mailclient.mail.message import Outgoing
from mailclient.mail.offline import Keep, OfflinePolicy
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.wire.imap.commands.select import Selected
from tests.engine.local_world import NO_ID, LocalEngine, add_local, make_folder, put
from tests.engine.running import message

DAY = 86_400.0


@pytest_asyncio.fixture
async def engine(tmp_path: Path) -> AsyncIterator[LocalEngine]:
    running = LocalEngine(tmp_path / "profile")
    await running.start()
    # Nothing here may need a network.
    await running.engine.perform(GoOnline(online=False))
    yield running
    await running.stop()


async def test_what_is_put_there_can_be_read_and_found(engine: LocalEngine) -> None:
    await add_local(engine)
    data = message("rhubarb", text="A crumble.")
    await engine.operate(AppendMessage(NO_ID, engine.folder("Here").id, data, Flag.FLAGGED, received_at=1_700_000_000))
    (row,) = engine.rows("Here")
    assert (row.subject, row.flags.bits, row.size, row.received_at) == (
        "rhubarb",
        Flag.FLAGGED,
        len(data),
        1_700_000_000,
    )
    await engine.wait_for(BodyStored, lambda event: event.message_id == row.id)
    assert engine.reader.whole(row.id) == data
    body = engine.reader.body(row.id)
    assert body is not None
    assert body.text.strip() == "A crumble."
    assert engine.reader.search("crumble") == [row.id]
    assert engine.row("Here", "rhubarb").preview == "A crumble."


async def test_a_body_and_a_part_are_read_when_they_are_asked_for(engine: LocalEngine) -> None:
    await add_local(engine, messages=1)
    (row,) = engine.rows("Here")
    start = len(engine.events)
    await engine.engine.perform(FetchBody(row.id))
    await engine.wait_for(BodyStored, lambda event: event.message_id == row.id, after=start)
    await engine.engine.perform(FetchPart(row.id, PartPath("1")))
    await engine.wait_for(PartStored, lambda event: event.message_id == row.id, after=start)
    assert engine.reader.part(row.id, PartPath("1")) == b"Hello.\r\n"


async def test_a_move_keeps_the_row_and_is_undone(engine: LocalEngine) -> None:
    await add_local(engine, messages=3)
    ids = tuple(row.id for row in engine.rows("Here") if row.subject != "number 1")
    moved = await engine.operate(MoveMessages(NO_ID, ids, engine.folder("Archive").id))
    assert {row.id for row in engine.rows("Archive")} == set(ids)
    assert engine.subjects("Here") == ["number 1"]
    uids = [row.uid for row in engine.rows("Archive")]
    assert sorted(uids, key=str) == [1, 2]
    await engine.engine.perform(UndoOperation(moved))
    await engine.until(lambda: engine.reader.waiting_operations() == 0)
    assert sorted(engine.subjects("Here")) == ["number 0", "number 1", "number 2"]
    assert engine.subjects("Archive") == []
    assert (engine.folder("Here").total, engine.folder("Archive").total) == (3, 0)


async def test_a_copy_is_another_message_with_the_same_bytes(engine: LocalEngine) -> None:
    await add_local(engine, messages=1)
    (row,) = engine.rows("Here")
    await engine.operate(CopyMessages(NO_ID, (row.id,), engine.folder("Archive").id))
    (copy,) = engine.rows("Archive")
    assert copy.id != row.id
    assert engine.reader.whole(copy.id) == engine.reader.whole(row.id) == message("number 0")
    await engine.operate(DeleteMessages(NO_ID, (row.id,), forever=True))
    assert engine.reader.whole(copy.id) == message("number 0")


async def test_flags_and_tags(engine: LocalEngine) -> None:
    await add_local(engine, messages=2)
    first, second = (engine.row("Here", f"number {number}") for number in (0, 1))
    await engine.operate(SetFlags(NO_ID, (first.id, second.id), add=Flag.FLAGGED | Flag.SEEN))
    tagged = await engine.operate(SetKeywords(NO_ID, (first.id,), add=("$label1", "work")))
    assert engine.row("Here", "number 0").flags.keywords == ("$label1", "work")
    await engine.engine.perform(UndoOperation(tagged))
    await engine.until(lambda: engine.reader.waiting_operations() == 0)
    assert engine.row("Here", "number 0").flags.keywords == ()
    await engine.operate(SetFlags(NO_ID, (second.id,), remove=Flag.SEEN))
    await engine.operate(MarkFolderRead(NO_ID, engine.folder("Here").id))
    assert engine.folder("Here").unread == 0
    assert engine.flags(second.id) == Flag.FLAGGED | Flag.SEEN


async def test_to_trash_and_for_good(engine: LocalEngine) -> None:
    await add_local(engine, messages=3)
    await engine.operate(DeleteMessages(NO_ID, (engine.row("Here", "number 0").id,)))
    assert engine.subjects("Trash") == ["number 0"]
    await engine.operate(DeleteMessages(NO_ID, (engine.row("Trash", "number 0").id,)))
    assert engine.subjects("Trash") == []
    gone = engine.row("Here", "number 1").id
    await engine.operate(DeleteMessages(NO_ID, (gone,), forever=True))
    assert engine.subjects("Here") == ["number 2"]
    assert engine.reader.whole(gone) is None
    await engine.operate(DeleteMessages(NO_ID, (engine.row("Here", "number 2").id,)))
    await engine.operate(EmptyFolder(NO_ID, engine.folder("Trash").id))
    assert [folder.total for folder in engine.reader.folders()] == [0, 0, 0, 0]


async def test_archive_is_made_at_its_first_need(engine: LocalEngine) -> None:
    account_id = await add_local(engine, messages=1)
    await engine.operate(DeleteFolder(NO_ID, engine.folder("Archive").id, forever=True))
    await engine.operate(ArchiveMessages(NO_ID, (engine.row("Here", "number 0").id,)))
    assert engine.subjects("Archive") == ["number 0"]
    assert account_id == engine.folder("Archive").account_id


async def test_what_is_marked_deleted_is_expunged(engine: LocalEngine) -> None:
    await add_local(engine, messages=2)
    marked = engine.row("Here", "number 0").id
    await engine.operate(SetFlags(NO_ID, (marked,), add=Flag.DELETED))
    assert engine.subjects("Here") == ["number 1"]
    assert engine.reader.whole(marked) is not None
    await engine.operate(ExpungeDeleted(NO_ID, engine.folder("Here").id))
    assert engine.reader.whole(marked) is None
    assert engine.subjects("Here") == ["number 1"]


@pytest.mark.parametrize("interrupted", [False, True])
async def test_taken_back_before_it_is_gone_for_good_it_stays(
    engine: LocalEngine, monkeypatch: pytest.MonkeyPatch, interrupted: bool
) -> None:
    """The deletion has begun already, and may have to begin again; only the last step cannot be taken back."""
    await add_local(engine)
    await put(engine, "old", "Trash")
    at_work, go_on = asyncio.Event(), asyncio.Event()
    open_folder = LocalServer.open_folder
    busy = [MailError(Problem(ProblemKind.SERVER_BUSY))] if interrupted else []

    async def slowly(server: LocalServer, path: str) -> Selected:
        at_work.set()
        await go_on.wait()
        if busy:
            raise busy.pop()
        return await open_folder(server, path)

    monkeypatch.setattr(runner, "_BUSY_SECONDS", 0.01)
    monkeypatch.setattr(local_agenda, "_OPERATIONS_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(LocalServer, "open_folder", slowly)
    deleted = await engine.operate(DeleteMessages(NO_ID, (engine.row("Trash", "old").id,)), done=False)
    await at_work.wait()
    assert engine.subjects("Trash") == []
    await engine.engine.perform(UndoOperation(deleted))
    go_on.set()
    await engine.until(lambda: engine.reader.waiting_operations() == 0)
    assert (engine.subjects("Trash"), busy) == (["old"], [])


async def test_folders_are_renamed_with_what_is_below_and_deleted(engine: LocalEngine) -> None:
    account_id = await add_local(engine, messages=1)
    await make_folder(engine, account_id, "Here/below")
    await put(engine, "deep", "Here/below")
    await engine.operate(RenameFolder(NO_ID, engine.folder("Here").id, "Archive/There"))
    assert engine.subjects("Archive/There") == ["number 0"]
    assert engine.subjects("Archive/There/below") == ["deep"]
    await engine.operate(SubscribeFolder(NO_ID, engine.folder("Archive/There").id, on=False))
    deleted = await engine.operate(DeleteFolder(NO_ID, engine.folder("Archive/There").id))
    assert engine.subjects("Trash/There/below") == ["deep"]
    await engine.engine.perform(UndoOperation(deleted))
    await engine.until(lambda: engine.reader.waiting_operations() == 0)
    assert engine.subjects("Archive/There/below") == ["deep"]
    gone = engine.row("Archive/There/below", "deep").id
    await engine.operate(DeleteFolder(NO_ID, engine.folder("Archive/There").id, forever=True))
    assert {folder.path for folder in engine.reader.folders()} == {"Also here", "Archive", "Trash"}
    assert engine.reader.rows([gone]) == [], "nothing of it is kept for a server to show it again"


async def test_a_draft_of_a_folder_here_is_gone_on_with_and_thrown_away(engine: LocalEngine) -> None:
    account_id = await add_local(engine)
    await make_folder(engine, account_id, "Drafts")
    draft = DraftId("draft")
    content = msgspec.msgpack.encode(DraftContent(subject="first"))
    await engine.operate(AppendMessage(NO_ID, engine.folder("Drafts").id, message("first"), Flag.DRAFT))
    copy = engine.row("Drafts", "first").id
    await engine.operate(SaveDraft(NO_ID, draft, account_id, content, copy, content), done=False)
    await engine.operate(FileDraft(NO_ID, draft, account_id), done=False)
    await engine.operate(DiscardDraft(NO_ID, draft), done=False)
    await engine.until(lambda: engine.subjects("Drafts") == [])


async def test_what_is_old_in_trash_goes_by_itself(engine: LocalEngine) -> None:
    await add_local(engine, messages=1)
    (row,) = engine.rows("Here")
    await engine.operate(DeleteMessages(NO_ID, (row.id,)))
    trash = engine.folder("Trash").id
    assert isinstance(await engine.request(SetExpiry("", trash, 5)), Finished)
    await engine.until(lambda: engine.is_noted(row.id))
    assert engine.subjects("Trash") == ["number 0"]
    engine.seconds_on += 6 * DAY
    assert isinstance(await engine.request(SetExpiry("", trash, 5)), Finished)
    await engine.until(lambda: engine.subjects("Trash") == [])


async def test_what_only_a_server_can_do(engine: LocalEngine) -> None:
    account_id = await add_local(engine, messages=1)
    policy = OfflinePolicy(Keep.HEADERS)
    refused = await engine.request(SetOfflinePolicy("", account_id, None, policy))
    assert isinstance(refused, Failed)
    assert refused.problem.kind is ProblemKind.ONLY_HERE
    found = await engine.request(SearchOnServer("", "number", account_id=account_id))
    assert isinstance(found, Finished)
    assert found.found is not None
    assert (found.found.message_ids, found.found.problems) == ((engine.rows("Here")[0].id,), ())
    assert isinstance(await engine.request(Sync("", bodies=True)), Finished)
    assert isinstance(await engine.request(FetchWhole("", (engine.rows("Here")[0].id,))), Finished)


async def test_it_cannot_send(engine: LocalEngine) -> None:
    account_id = await add_local(engine)
    outgoing = Outgoing(message("x"), "a@mail.test", ("b@mail.test",))
    await engine.engine.perform(SendMessage(OperationId("sent"), account_id, outgoing))
    refused = await engine.wait_for(Refused)
    assert refused.problem.kind is ProblemKind.ACCOUNT_UNKNOWN
    assert engine.reader.outbox() == []


async def test_there_is_one_such_account_and_its_mail_is_not_removed_unasked(engine: LocalEngine) -> None:
    account_id = await add_local(engine, messages=1)
    again = await engine.request(AddAccount("", on_this_computer(), "", ""))
    assert isinstance(again, Failed)
    assert again.problem.kind is ProblemKind.ACCOUNT_EXISTS
    kept = await engine.request(RemoveAccount("", account_id))
    assert isinstance(kept, Failed)
    assert kept.problem.kind is ProblemKind.MAIL_ONLY_HERE
    assert engine.subjects("Here") == ["number 0"]
    assert isinstance(await engine.request(RemoveAccount("", account_id, with_its_mail=True)), Finished)
    assert engine.reader.accounts() == []
