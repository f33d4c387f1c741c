"""What a draft needs stays as long as it needs it: the words that were sent, the files it names, its one copy."""

import asyncio
from dataclasses import replace

import msgspec
import pytest

from mailclient.bridge.commands import (
    DiscardDraft,
    FileDraft,
    GoOnline,
    KeepDraftFile,
    RemoveAccount,
    SaveDraft,
    SendDraft,
    SendMessage,
    SetSendTime,
    Sync,
    UndoOperation,
)
from mailclient.bridge.draft import DraftContent, DraftFile
from mailclient.bridge.events import Failed, Finished, OperationDone
from mailclient.engine.drafts import watch
from mailclient.engine.operations import handing_in, send_message, submission_lane
from mailclient.mail.account import AccountSettings
from mailclient.mail.ids import DraftId, OperationId
from mailclient.mail.problem import ProblemKind
from mailclient.mail.submission import SubmissionWishes
from mailclient.store import operations, outgoing_pieces
from mailclient.store.transaction import Transaction
from tests.engine.running import RunningEngine
from tests.engine.test_submission_lane import account, outgoing, recipients_of, refusing_at_first
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.model_smtp import ModelSmtp

NO_ID = OperationId("")
DRAFT = DraftId("33333333-2222-4333-8444-555555555555")
OTHER = DraftId("44444444-2222-4333-8444-555555555555")


def packed(content: DraftContent) -> bytes:
    return msgspec.msgpack.encode(content)


def text_of(engine: RunningEngine, draft_id: DraftId) -> str:
    data = engine.reader.draft(draft_id)
    assert data is not None
    return msgspec.msgpack.decode(data, type=DraftContent).text


async def test_what_is_taken_back_has_the_words_that_were_sent(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser
) -> None:
    """Send was pressed before the last words were saved; the engine dies, and hears of the older save once more."""
    async with ModelSmtp() as server:
        account_id = await account(engine, dovecot, mail_user, server)
        saving = SaveDraft(NO_ID, DRAFT, account_id, packed(DraftContent(text="Dear Bob")))
        await engine.operate(saving)
        sent = DraftContent(to="bob@mail.test", text="Dear Bob, no!")
        command = SendDraft(OperationId("one"), DRAFT, account_id, packed(sent), 60.0)
        await engine.engine.perform(command)
        await engine.until(lambda: bool(engine.reader.outbox()))
        assert text_of(engine, DRAFT) == "Dear Bob, no!"
        await engine.operate(saving)
        seen = len(engine.events)
        await engine.engine.perform(command)
        await engine.until(lambda: len(engine.events) > seen)
        assert text_of(engine, DRAFT) == "Dear Bob, no!"
        await engine.engine.perform(UndoOperation(OperationId("one")))
        await engine.until(lambda: [row.id for row in engine.reader.drafts()] == [DRAFT])
    assert text_of(engine, DRAFT) == "Dear Bob, no!"


async def test_a_draft_sent_from_another_account_leaves_no_copy_in_the_first(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, settings: AccountSettings
) -> None:
    other_user = dovecot.add_user()
    first = await engine.add(settings, mail_user.secret)
    await engine.request(Sync("", first))
    async with ModelSmtp() as server:
        other_settings = AccountSettings(other_user.name, "Al", dovecot.imap(other_user), server.address)
        second = await engine.add(other_settings, other_user.secret)
        assert isinstance(await engine.request(Sync("", second)), Finished)
        content = packed(DraftContent(to="bob@mail.test", subject="moved", text="Hello"))
        await engine.operate(SaveDraft(NO_ID, DRAFT, first, content))
        await engine.operate(FileDraft(NO_ID, DRAFT, first))
        await engine.until(lambda: len(dovecot.messages(mail_user, "Drafts")) == 1)
        await engine.operate(SaveDraft(NO_ID, DRAFT, second, content))
        await engine.operate(SendDraft(NO_ID, DRAFT, second, content))
        await engine.request(Sync("", first))
        await engine.until(lambda: dovecot.messages(mail_user, "Drafts") == [])


async def test_a_message_whose_time_was_changed_a_moment_ago_is_not_begun(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser
) -> None:
    async with ModelSmtp() as server:
        account_id = await account(engine, dovecot, mail_user, server)
        command = SendMessage(NO_ID, account_id, outgoing(mail_user, "x@y.test"), hold_seconds=60)
        id_ = await engine.operate(command, done=False)

        def change_then_begin(tx: Transaction) -> tuple[bool, bool]:
            seen = operations.find(tx, id_)
            assert seen is not None
            operations.set_waiting(tx, id_, 4e9)
            changed = operations.find(tx, id_)
            assert changed is not None
            return send_message.begin(tx, seen), send_message.begin(tx, changed)

        assert await engine.engine._writer.transaction("test", change_then_begin) == (False, True)


async def test_who_is_put_off_the_first_time_is_tried_again_however_old_the_message_is(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was planned long ago, or the computer was off for days."""
    monkeypatch.setattr(handing_in, "_GIVE_UP_SECONDS", 0.0)
    monkeypatch.setattr(submission_lane, "_FIRST_WAIT_SECONDS", 0.05)
    replies = refusing_at_first("451 4.7.1 later", 1)
    async with ModelSmtp(reply={"RCPT TO:<slow@": lambda: next(replies)}) as server:
        account_id = await account(engine, dovecot, mail_user, server)
        await engine.operate(SendMessage(NO_ID, account_id, outgoing(mail_user, "quick@y.test", "slow@y.test")))
    assert recipients_of(server) == ["quick@y.test", "slow@y.test"]
    assert (await engine.wait_for(OperationDone)).refused == ()


async def test_bytes_that_are_half_swept_away_are_not_the_message(engine: RunningEngine) -> None:
    def half(tx: Transaction) -> tuple[int, int]:
        outgoing_pieces.add_all(tx, "one", bytes(outgoing_pieces.PIECE_BYTES + 5))
        whole = outgoing_pieces.size(tx, "one")
        tx.db.execute("DELETE FROM outgoing_piece WHERE start = 0")
        return whole, outgoing_pieces.size(tx, "one")

    assert await engine.engine._writer.transaction("test", half) == (outgoing_pieces.PIECE_BYTES + 5, 5)


async def test_files_stay_while_anything_names_them(
    engine: RunningEngine, settings: AccountSettings, mail_user: MailUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Text and files went from one draft into another; the first one is gone for good."""
    account_id = await engine.add(settings, mail_user.secret)
    await engine.operate(SaveDraft(NO_ID, DRAFT, account_id, packed(DraftContent(text="x"))))
    await engine.operate(KeepDraftFile(NO_ID, DRAFT, b"a picture"), done=False)
    path = engine.profile.draft_file(DRAFT, b"a picture")
    named = DraftContent(files=(DraftFile("p.png", "image/png", str(path)),))
    await engine.operate(SaveDraft(NO_ID, OTHER, account_id, packed(named)))
    await engine.operate(SaveDraft(NO_ID, OTHER, account_id, packed(DraftContent(text="without, as yet"))))
    await engine.operate(DiscardDraft(NO_ID, DRAFT))
    monkeypatch.setattr(watch, "KEPT_SECONDS", -60.0)
    looking = engine.engine._draft_watch

    async def swept() -> bool:
        """A whole sweep, up to its rest until the next day."""
        rests = asyncio.Event()

        async def rest(seconds: float) -> None:
            if seconds == watch._SWEEP_SECONDS:
                rests.set()
            await asyncio.sleep(seconds)

        monkeypatch.setattr(looking, "_outside", replace(engine.engine._outside, sleep=rest))
        sweep = engine.engine._spawn(looking.sweep())
        await engine.until(rests.is_set)
        sweep.cancel()
        return not path.exists()

    assert not await swept(), "an earlier text of the other draft still names it"
    assert engine.reader.draft(DRAFT) is None
    await engine.operate(DiscardDraft(NO_ID, OTHER))
    assert await swept()


async def test_what_an_older_version_was_to_send_later_is_not_sent_now(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser
) -> None:
    """It kept the time in the operation alone; whoever has changed it since is heard."""
    async with ModelSmtp() as server:
        account_id = await account(engine, dovecot, mail_user, server)
        await engine.engine.perform(GoOnline(online=False))
        ids = []
        for _ in range(2):
            later = replace(outgoing(mail_user, "x@y.test"), wishes=SubmissionWishes(not_before=4e9))
            ids.append(await engine.operate(SendMessage(NO_ID, account_id, later), done=False))

        def as_before(tx: Transaction) -> None:
            tx.db.execute("UPDATE outgoing SET send_at = NULL")
            tx.db.execute("DELETE FROM engine_state WHERE key = 'times of the outbox adopted'")

        await engine.engine._writer.transaction("test", as_before)
        for _ in range(2):
            await engine.stop()
            await engine.start()
            assert {row.operation_id: row.send_at for row in engine.reader.outbox()}[ids[0]] == 4e9
            await engine.engine.perform(SetSendTime(ids[1]))
            await engine.done(ids[1])
    assert len(server.taken) == 1


async def test_an_account_with_something_unsent_is_not_removed_unasked(
    engine: RunningEngine, settings: AccountSettings, mail_user: MailUser
) -> None:
    account_id = await engine.add(settings, mail_user.secret)
    await engine.engine.perform(GoOnline(online=False))
    await engine.operate(SendMessage(NO_ID, account_id, outgoing(mail_user, "x@y.test")), done=False)
    kept = await engine.request(RemoveAccount("", account_id))
    assert isinstance(kept, Failed)
    assert kept.problem.kind is ProblemKind.MAIL_ONLY_HERE
    assert len(engine.reader.outbox()) == 1
    assert isinstance(await engine.request(RemoveAccount("", account_id, with_its_mail=True)), Finished)
