"""What others do to the mailbox, and what the server does to its numbering."""

from pathlib import Path

from mailclient.bridge.commands import FetchBody, FetchWhole, GoOnline, MoveMessages, SetFlags, Sync, WatchFolder
from mailclient.bridge.events import (
    AccountState,
    AccountStateChanged,
    BodyFailed,
    Failed,
    Finished,
    MessagesChanged,
    NewMail,
    Progress,
    Work,
)
from mailclient.engine.sync.folder_pass import FIRST_LOOK
from mailclient.engine.sync.headers import FETCH_SLICE
from mailclient.mail.account import AccountSettings, Security, Server
from mailclient.mail.flag import Flag
from mailclient.mail.ids import OperationId
from mailclient.mail.problem import ProblemKind
from mailclient.mail.rights import Rights
from tests.engine.running import RunningEngine, message
from tests.engine.test_operations import start, subjects
from tests.servers.dovecot import Dovecot, MailUser

NO_ID = OperationId("")


async def sync(engine: RunningEngine) -> Finished:
    answer = await engine.request(Sync(request_id=""))
    assert isinstance(answer, Finished), answer
    return answer


async def test_new_mail_arrives_by_itself(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 1)
    dovecot.deliver(mail_user, message("news"))
    news = await engine.wait_for(NewMail)
    assert news.message_ids == (engine.row("INBOX", "news").id,)


async def test_flags_set_and_messages_removed_elsewhere(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 3)
    dovecot.doveadm("flags", "add", "-u", mail_user.name, "\\Flagged", "mailbox", "INBOX", "subject", "number 1")
    dovecot.doveadm("expunge", "-u", mail_user.name, "mailbox", "INBOX", "subject", "number 2")
    await sync(engine)
    assert sorted(engine.subjects("INBOX")) == ["number 0", "number 1"]
    assert engine.row("INBOX", "number 1").flags.bits == Flag.FLAGGED


async def test_what_we_moved_ourselves_is_not_new(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 2)
    moved = engine.row("INBOX", "number 0").id
    archive, inbox = engine.folder("Archive").id, engine.folder("INBOX").id
    await engine.operate(MoveMessages(NO_ID, (moved,), target=archive))
    counts = (await sync(engine)).counts
    assert counts is not None
    assert counts.messages == 0
    await engine.operate(MoveMessages(NO_ID, (moved,), target=inbox))
    dovecot.deliver(mail_user, message("news"))
    counts = (await sync(engine)).counts
    assert counts is not None
    assert counts.messages == 1
    news = [event.message_ids for event in engine.events if isinstance(event, NewMail)]
    assert news == [(engine.row("INBOX", "news").id,)]


async def test_a_pass_over_an_unchanged_folder_is_cheap(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 30)
    await sync(engine)
    await engine.until(lambda: all(row.has_body for row in engine.rows("INBOX")))
    finished = await engine.request(Sync("", folder_id=engine.folder("INBOX").id))
    assert isinstance(finished, Finished)
    assert finished.counts is not None
    assert finished.counts.messages == 0
    assert finished.counts.round_trips <= 3
    assert finished.counts.bytes_read < 3000


async def test_folders_made_renamed_and_removed_elsewhere(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 0)
    dovecot.doveadm("mailbox", "create", "-u", mail_user.name, "Work/한국")
    await sync(engine)
    assert engine.folder("Work/한국").depth == 1
    dovecot.deliver(mail_user, message("kept"), "Work/한국")
    await sync(engine)
    assert engine.subjects("Work/한국") == ["kept"]
    kept = engine.folder("Work/한국").id, engine.row("Work/한국", "kept").id
    dovecot.doveadm("mailbox", "rename", "-u", mail_user.name, "Work/한국", "Work/Korea")
    await sync(engine)
    assert (engine.folder("Work/Korea").id, engine.row("Work/Korea", "kept").id) == kept
    assert "Work/한국" not in {folder.path for folder in engine.reader.folders()}


async def renumber(dovecot: Dovecot, user: MailUser) -> None:
    """As after a restore from a backup: same messages, other uids, other UIDVALIDITY."""
    dovecot.stop()
    for path in (user.maildir / "dovecot-uidlist", *user.maildir.glob("dovecot.index*")):
        path.unlink(missing_ok=True)
    dovecot.start()


async def test_uidvalidity_change_keeps_rows_and_waiting_operations(
    engine: RunningEngine,
    settings: AccountSettings,
    dovecot: Dovecot,
    mail_user: MailUser,
    expected_warnings: list[str],
) -> None:
    expected_warnings.append("renumbered by its server")
    for number in range(5):
        dovecot.deliver(mail_user, message(f"early {number}"))
    dovecot.doveadm("expunge", "-u", mail_user.name, "mailbox", "INBOX", "all")
    await start(engine, settings, dovecot, mail_user, 4)
    ids = {row.subject: row.id for row in engine.rows("INBOX")}
    before = engine.reader.sync_state(engine.folder("INBOX").id)
    await engine.engine.perform(GoOnline(online=False))
    await engine.wait_for(AccountStateChanged, lambda one: one.state is AccountState.OFFLINE)
    await engine.operate(SetFlags(NO_ID, (ids["number 1"],), add=Flag.FLAGGED), done=False)
    last = await engine.operate(MoveMessages(NO_ID, (ids["number 2"],), engine.folder("Archive").id), done=False)
    await renumber(dovecot, mail_user)
    await engine.engine.perform(GoOnline())
    await engine.done(last)
    await sync(engine)
    after = engine.reader.sync_state(engine.folder("INBOX").id)
    assert before is not None
    assert after is not None
    assert before.uid_validity != after.uid_validity
    assert {row.subject: row.id for row in engine.rows("INBOX")} == {
        subject: ids[subject] for subject in ("number 0", "number 1", "number 3")
    }
    assert subjects(dovecot, mail_user, "Archive") == ["number 2"]
    assert subjects(dovecot, mail_user, "INBOX") == ["number 0", "number 1", "number 3"]
    assert engine.row("INBOX", "number 1").flags.bits == Flag.FLAGGED
    assert sum("\\Flagged" in flags for flags in dovecot.flags(mail_user)) == 1


async def test_a_body_asked_for_offline_fails_at_once_and_comes_later(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 0)
    await engine.engine.perform(GoOnline(online=False))
    await engine.wait_for(AccountStateChanged, lambda one: one.state is AccountState.OFFLINE)
    await engine.engine.perform(FetchBody(message_id=engine.folder("INBOX").id))  # type: ignore[arg-type]
    assert (await engine.wait_for(BodyFailed)).problem.kind is ProblemKind.MESSAGE_GONE


async def test_sync_fails_with_the_reason_while_the_server_is_down(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 0)
    dovecot.stop()
    await engine.wait_for(AccountStateChanged, lambda one: one.state is AccountState.WAITING)
    answer = await engine.request(Sync(request_id=""))
    assert isinstance(answer, Failed)
    assert answer.problem.kind in (ProblemKind.CONNECTION_REFUSED, ProblemKind.CONNECTION_LOST)


async def test_large_folder_newest_first_and_bodies_in_the_background(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    for number in range(700):
        dovecot.deliver(mail_user, message(f"number {number}"))
    await engine.add(settings, mail_user.secret)
    await engine.until(lambda: bool(engine.reader.folders()) and engine.folder("INBOX").total > 0)
    await engine.engine.perform(WatchFolder(engine.folder("INBOX").id))
    await engine.wait_for(MessagesChanged)
    await engine.until(lambda: engine.folder("INBOX").total == 700)
    await engine.until(lambda: sum(row.has_body for row in engine.rows("INBOX")) >= 500)
    newest = sorted(engine.rows("INBOX"), key=lambda row: row.uid or 0)[-500:]
    assert {row.preview for row in newest} == {"Hello."}


async def test_progress_is_that_of_the_whole_folder(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    for number in range(FIRST_LOOK + FETCH_SLICE + 50):
        dovecot.deliver(mail_user, message(f"number {number}"))
    await engine.add(settings, mail_user.secret)
    total = FETCH_SLICE + 50
    await engine.wait_for(Progress, lambda one: one.work is Work.HEADERS and one.done == total)
    steps = [(one.done, one.total) for one in engine.events if isinstance(one, Progress) and one.work is Work.HEADERS]
    assert {of for _, of in steps} == {total}
    assert steps == sorted(steps)
    assert steps[-1] == (total, total)


async def test_an_empty_message_is_a_whole_message(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 2)
    dovecot.deliver(mail_user, b"")
    first = await engine.request(Sync("", bodies=True))
    again = await engine.request(Sync("", bodies=True))
    assert isinstance(first, Finished)
    assert isinstance(again, Finished)
    assert first.counts is not None
    assert again.counts is not None
    assert (first.counts.bodies, again.counts.bodies) == (3, 0)
    (empty,) = [row for row in engine.rows("INBOX") if row.size == 0]
    assert engine.reader.whole(empty.id) == b""


async def test_messages_that_came_count_though_another_is_gone(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    """In a pass it is skipped; whoever names it is told."""
    await start(engine, settings, dovecot, mail_user, 3)
    ids = tuple(row.id for row in engine.rows("INBOX"))
    dovecot.doveadm("expunge", "-u", mail_user.name, "mailbox", "INBOX", "subject", "number 1")
    failed = await engine.request(FetchWhole("", ids))
    assert isinstance(failed, Failed)
    assert failed.problem.kind is ProblemKind.MESSAGE_GONE
    assert sum(engine.reader.whole(id_) is not None for id_ in ids) == 2


async def test_rights_that_somebody_gives(tmp_path: Path, rich_dovecot: Dovecot) -> None:
    user = rich_dovecot.add_user()
    rich_dovecot.doveadm("acl", "set", "-u", user.name, "Archive", "owner", "lookup", "read", "write-seen")
    engine = await RunningEngine(tmp_path / "profile").start()
    try:
        nobody = Server("localhost", 1, Security.NONE, "")
        await engine.add(AccountSettings(user.name, "Alice", rich_dovecot.imap(user), nobody), user.secret)
        await sync(engine)
        assert engine.folder("Archive").rights == Rights.LOOKUP | Rights.READ | Rights.SEEN
        assert engine.folder("INBOX").rights & Rights.TAKE_AWAY == Rights.TAKE_AWAY
    finally:
        await engine.stop()
