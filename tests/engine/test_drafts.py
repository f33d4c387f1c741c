"""Drafts and their copies in the Drafts folder of a real server: one each, whatever happens, whoever edits them."""

import asyncio
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from mailclient.bridge.commands import (
    DiscardDraft,
    FileDraft,
    GoOnline,
    KeepDraftFile,
    SaveDraft,
    SendDraft,
    SettleDraft,
    Sync,
)
from mailclient.bridge.draft import DraftContent, DraftFile
from mailclient.bridge.events import AccountState, AccountStateChanged
from mailclient.engine.operations import file_draft
from mailclient.mail.account import AccountKind, AccountSettings
from mailclient.mail.draft import Elsewhere
from mailclient.mail.ids import AccountId, DraftId, OperationId
from mailclient.mime.reader import read
from mailclient.store import drafts
from tests.engine.running import RunningEngine, message
from tests.engine.test_cancelling_out import NotingEngine
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.postfix import Postfix

NO_ID = OperationId("")
DRAFT = DraftId("11111111-2222-4333-8444-555555555555")


class Desk:
    """An engine with an account on Dovecot, and one draft on it."""

    def __init__(self, engine: RunningEngine, dovecot: Dovecot, user: MailUser) -> None:
        self.engine, self.dovecot, self.user = engine, dovecot, user
        self.account_id = AccountId(0)

    async def start(self, settings: AccountSettings) -> "Desk":
        self.account_id = await self.engine.add(settings, self.user.secret)
        await self.sync()
        return self

    async def sync(self) -> None:
        await self.engine.request(Sync(request_id=""))

    async def save(self, content: DraftContent) -> None:
        data = msgspec.msgpack.encode(content)
        await self.engine.operate(SaveDraft(NO_ID, DRAFT, self.account_id, data))

    async def file(self, *, done: bool = True) -> OperationId:
        return await self.engine.operate(FileDraft(NO_ID, DRAFT, self.account_id), done=done)

    def copies(self) -> list[bytes]:
        return self.dovecot.messages(self.user, "Drafts")

    def subjects(self) -> list[str]:
        return sorted(read(data).envelope.subject for data in self.copies())

    async def edit_elsewhere(self, text: str, subject: str = "Lunch") -> None:
        """As another client does: a new message without our field, then the old one goes."""
        self.dovecot.doveadm("expunge", "-u", self.user.name, "mailbox", "Drafts", "all")
        data = message(subject, to="bob@example.org", text=text)
        self.dovecot.deliver(self.user, data, "Drafts")


@pytest.fixture
def lunch() -> DraftContent:
    return DraftContent(to="bob@example.org", subject="Lunch", text="Shall we meet at noon?", bcc="eve@example.org")


async def desk_of(
    engine: RunningEngine, dovecot: Dovecot, user: MailUser, settings: AccountSettings, content: DraftContent
) -> Desk:
    desk = await Desk(engine, dovecot, user).start(settings)
    await desk.save(content)
    await desk.file()
    return desk


async def test_a_copy_is_renewed_and_never_doubled(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, settings: AccountSettings, lunch: DraftContent
) -> None:
    desk = await desk_of(engine, dovecot, mail_user, settings, lunch)
    (first,) = desk.copies()
    assert b"Mailclient" not in first
    assert DRAFT.encode() not in first
    assert b"eve@example.org" in first
    await desk.file()
    assert desk.copies() == [first]
    for number in range(3):
        await desk.save(msgspec.structs.replace(lunch, subject=f"Lunch {number}"))
        await desk.file()
        await engine.until(lambda number=number: desk.subjects() == [f"Lunch {number}"])  # type: ignore[misc]
    standing = engine.reader.draft_standing(DRAFT)
    assert standing is not None
    assert (standing.unfiled, standing.elsewhere) == (False, Elsewhere.NOTHING)
    assert dovecot.flags(mail_user, "Drafts") == [{"\\Draft", "\\Seen"}]


async def test_offline_edits_are_filed_once_and_last(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, settings: AccountSettings, lunch: DraftContent
) -> None:
    desk = await Desk(engine, dovecot, mail_user).start(settings)
    await engine.engine.perform(GoOnline(online=False))
    await engine.wait_for(AccountStateChanged, lambda one: one.state is AccountState.OFFLINE)
    for number in range(4):
        await desk.save(msgspec.structs.replace(lunch, subject=f"Lunch {number}"))
        await desk.file(done=False)
    assert engine.reader.waiting_operations() == 1
    await engine.engine.perform(GoOnline())
    await engine.until(lambda: desk.subjects() == ["Lunch 3"] and not engine.reader.waiting_operations())


async def test_another_device_changes_it(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, settings: AccountSettings, lunch: DraftContent
) -> None:
    desk = await desk_of(engine, dovecot, mail_user, settings, lunch)
    await desk.save(msgspec.structs.replace(lunch, text="Shall we meet at one?"))
    await desk.edit_elsewhere("Shall we meet at noon? Bring Kim.")
    await desk.file()
    standing = engine.reader.draft_standing(DRAFT)
    assert standing is not None
    assert standing.elsewhere is Elsewhere.CHANGED
    assert standing.other_id is not None
    assert len(desk.copies()) == 1  # nothing was put beside it
    await engine.operate(SettleDraft(NO_ID, DRAFT, standing.other_id, msgspec.msgpack.encode(lunch)))
    await desk.file()
    await engine.until(lambda: len(desk.copies()) == 1 and b"at one" in desk.copies()[0])
    await engine.operate(DiscardDraft(NO_ID, DRAFT))
    await engine.until(lambda: desk.copies() == [])


async def test_both_are_kept(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, settings: AccountSettings, lunch: DraftContent
) -> None:
    desk = await desk_of(engine, dovecot, mail_user, settings, lunch)
    await desk.save(msgspec.structs.replace(lunch, text="Mine"))
    await desk.edit_elsewhere("Theirs")
    await desk.file()
    await engine.operate(SettleDraft(NO_ID, DRAFT))
    await desk.file()
    await engine.until(lambda: len(desk.copies()) == 2)


async def test_another_device_deletes_it(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, settings: AccountSettings, lunch: DraftContent
) -> None:
    desk = await desk_of(engine, dovecot, mail_user, settings, lunch)
    dovecot.doveadm("expunge", "-u", mail_user.name, "mailbox", "Drafts", "all")
    dovecot.deliver(mail_user, message("Something else", to="kim@example.org", text="No likeness at all"), "Drafts")
    await desk.save(msgspec.structs.replace(lunch, text="Go on here"))
    await desk.file()
    standing = engine.reader.draft_standing(DRAFT)
    assert standing is not None
    assert standing.elsewhere is Elsewhere.DELETED
    assert engine.reader.draft(DRAFT) is not None
    assert desk.subjects() == ["Something else"]
    await engine.operate(SettleDraft(NO_ID, DRAFT))
    await desk.file()
    await engine.until(lambda: desk.subjects() == ["Lunch", "Something else"])


async def test_nothing_of_an_encrypted_draft_leaves(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, settings: AccountSettings, lunch: DraftContent
) -> None:
    """Switched on later, the copy in the clear goes."""
    desk = await desk_of(engine, dovecot, mail_user, settings, lunch)
    secret = msgspec.structs.replace(lunch, text="the secret", encrypt=True)
    await desk.save(secret)
    await desk.file()
    await engine.until(lambda: desk.copies() == [])
    await desk.save(msgspec.structs.replace(secret, text="the secret again"))
    await desk.file()
    assert desk.copies() == []
    await desk.save(msgspec.structs.replace(secret, encrypt=False))
    await desk.file()
    await engine.until(lambda: desk.subjects() == ["Lunch"])


async def test_encrypted_while_its_copy_is_on_the_way(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, settings: AccountSettings, lunch: DraftContent
) -> None:
    """As the store is when "encrypt" is switched on between APPEND and its answer: what arrived does not stay."""
    desk = await Desk(engine, dovecot, mail_user).start(settings)
    await desk.save(lunch)
    writer = engine.engine._writer
    await writer.transaction("filing", drafts.begin_filing, DRAFT, msgspec.msgpack.encode(lunch), "on-its-way@x")
    await desk.save(msgspec.structs.replace(lunch, encrypt=True))
    there = message("Lunch", text="in the clear")
    there = b"Message-ID: <on-its-way@x>\r\n" + b"".join(
        line for line in there.splitlines(keepends=True) if not line.lower().startswith(b"message-id")
    )
    dovecot.deliver(mail_user, there, "Drafts")
    await desk.file()
    await engine.until(lambda: desk.copies() == [])


async def test_encrypted_while_its_copy_is_made(
    engine: RunningEngine,
    dovecot: Dovecot,
    mail_user: MailUser,
    settings: AccountSettings,
    lunch: DraftContent,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = await Desk(engine, dovecot, mail_user).start(settings)
    await desk.save(lunch)
    to_thread = asyncio.to_thread

    async def meanwhile(work: Callable[..., bytes], *given: object) -> bytes:
        made = await to_thread(work, *given)
        monkeypatch.setattr(asyncio, "to_thread", to_thread)
        await desk.save(msgspec.structs.replace(lunch, encrypt=True))
        return made

    monkeypatch.setattr(asyncio, "to_thread", meanwhile)
    appended: list[object] = []

    async def append(*given: object) -> None:
        appended.append(given)

    monkeypatch.setattr(file_draft, "append", append)
    await desk.file()
    assert appended == []


async def test_the_draft_of_another_client_is_edited_in_place(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, settings: AccountSettings, lunch: DraftContent
) -> None:
    dovecot.deliver(mail_user, message("Lunch", text="Begun elsewhere"), "Drafts")
    desk = await Desk(engine, dovecot, mail_user).start(settings)
    theirs = engine.row("Drafts", "Lunch").id
    data = msgspec.msgpack.encode(lunch)
    opened = msgspec.msgpack.encode(msgspec.structs.replace(lunch, text="Begun elsewhere"))
    await engine.operate(SaveDraft(NO_ID, DRAFT, desk.account_id, data, theirs, opened))
    assert engine.reader.draft_of(theirs) == DRAFT
    await desk.file()
    await engine.until(lambda: len(desk.copies()) == 1 and b"at noon" in desk.copies()[0])
    await engine.operate(DiscardDraft(NO_ID, DRAFT))
    await engine.until(lambda: desk.copies() == [])


async def test_a_discarded_draft_is_brought_back(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, settings: AccountSettings, lunch: DraftContent
) -> None:
    desk = await desk_of(engine, dovecot, mail_user, settings, lunch)
    await engine.operate(DiscardDraft(NO_ID, DRAFT))
    await engine.until(lambda: desk.copies() == [])
    assert engine.reader.drafts() == []
    assert [row.subject for row in engine.reader.discarded_drafts()] == ["Lunch"]
    assert engine.reader.discarded_draft(DRAFT) == msgspec.msgpack.encode(lunch)
    await desk.save(lunch)
    await desk.file()
    await engine.until(lambda: desk.subjects() == ["Lunch"])
    assert engine.reader.discarded_drafts() == []


async def test_a_reply_that_was_lost_makes_no_second_copy(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, settings: AccountSettings, lunch: DraftContent
) -> None:
    """As the store is when the engine dies between APPEND and its answer."""
    desk = await desk_of(engine, dovecot, mail_user, settings, lunch)
    newer = msgspec.structs.replace(lunch, text="Newer")
    await desk.save(newer)
    there = message("Lunch", text="Newer").replace(b"\r\n\r\n", b"\r\nMessage-ID: <in-doubt@x>\r\n\r\n", 1)
    there = b"".join(line for line in there.splitlines(keepends=True) if b"essage-I" not in line or b"in-doubt" in line)
    dovecot.deliver(mail_user, there, "Drafts")
    writer = engine.engine._writer
    data = msgspec.msgpack.encode(newer)
    await writer.transaction("a crash", drafts.begin_filing, DRAFT, data, "in-doubt@x")
    await desk.file()
    await engine.until(lambda: len(desk.copies()) == 1)
    assert b"in-doubt" in desk.copies()[0]
    standing = engine.reader.draft_standing(DRAFT)
    assert standing is not None
    assert not standing.unfiled


async def test_files_are_kept_once(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, settings: AccountSettings, lunch: DraftContent
) -> None:
    desk = await Desk(engine, dovecot, mail_user).start(settings)
    picture = bytes(range(256)) * 10
    await engine.operate(KeepDraftFile(NO_ID, DRAFT, picture), done=False)
    path = engine.profile.draft_file(DRAFT, picture)
    assert path.read_bytes() == picture
    gone = Path("/nowhere/at/all.txt")
    files = (DraftFile("a.png", "image/png", str(path)), DraftFile("gone.txt", "text/plain", str(gone)))
    await desk.save(msgspec.structs.replace(lunch, files=files))
    await desk.file()
    (copy,) = desk.copies()
    assert b"a.png" in copy
    assert b"gone.txt" not in copy


async def test_earlier_texts_are_kept(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, settings: AccountSettings, lunch: DraftContent
) -> None:
    desk = await Desk(engine, dovecot, mail_user).start(settings)
    long = msgspec.structs.replace(lunch, text="Many words that took the whole morning.")
    await desk.save(lunch)
    await desk.save(long)
    await desk.save(msgspec.structs.replace(long, cursor=7))
    await desk.save(msgspec.structs.replace(lunch, text=""))
    rows = engine.reader.draft_revisions(DRAFT)
    kept = [engine.reader.draft_revision(row.id) for row in rows]
    texts = [msgspec.msgpack.decode(data, type=DraftContent).text for data in kept if data is not None]
    assert texts[0] == ""
    assert long.text in texts


async def test_no_byte_of_an_encrypted_draft_goes_over_any_line(
    tmp_path: Path, dovecot: Dovecot, mail_user: MailUser, settings: AccountSettings
) -> None:
    engine = NotingEngine(tmp_path / "profile")
    await engine.start()
    try:
        desk = await Desk(engine, dovecot, mail_user).start(settings)
        secret = DraftContent(to="canary@example.org", subject="canary subject", text="canary text", encrypt=True)
        await desk.save(secret)
        await desk.file()
        await desk.sync()
        assert b"canary" not in engine.written.lower()
        assert b64encode(b"canary text")[:12] not in engine.written
        await desk.save(msgspec.structs.replace(secret, encrypt=False))
        await desk.file()
        assert b"canary text" in engine.written, "the test sees what goes out"
    finally:
        await engine.stop()


async def test_without_a_server_the_copy_is_on_this_computer(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, settings: AccountSettings, lunch: DraftContent
) -> None:
    downloaded = replace(settings, incoming=dovecot.pop3(mail_user), kind=AccountKind.POP3)
    desk = await desk_of(engine, dovecot, mail_user, downloaded, lunch)
    await engine.until(lambda: engine.subjects("Drafts") == ["Lunch"])
    await desk.save(msgspec.structs.replace(lunch, subject="Dinner"))
    await desk.file()
    await engine.until(lambda: engine.subjects("Drafts") == ["Dinner"])
    await engine.operate(DiscardDraft(NO_ID, DRAFT))
    await engine.until(lambda: engine.subjects("Drafts") == [])


async def test_what_was_sent_leaves_no_copy_and_no_text(
    engine: RunningEngine,
    dovecot: Dovecot,
    postfix: Postfix,
    mail_user: MailUser,
    settings: AccountSettings,
    lunch: DraftContent,
) -> None:
    """Also of a draft that another client began."""
    dovecot.deliver(mail_user, message("Lunch", text="Begun elsewhere"), "Drafts")
    desk = await Desk(engine, dovecot, mail_user).start(replace(settings, smtp=postfix.smtp(mail_user)))
    bob = dovecot.add_user("bob")
    content = msgspec.structs.replace(lunch, to=bob.name, bcc="")
    theirs = engine.row("Drafts", "Lunch").id
    data = msgspec.msgpack.encode(content)
    await engine.operate(SaveDraft(NO_ID, DRAFT, desk.account_id, data, theirs, data))
    await engine.operate(SendDraft(NO_ID, DRAFT, desk.account_id, data))
    await engine.until(lambda: desk.copies() == [])
    assert engine.reader.drafts() == []
    assert engine.reader.discarded_drafts() == []
    assert engine.reader.draft_revisions(DRAFT) == []
    await desk.file()
    assert desk.copies() == []
    postfix.wait_until_delivered()
    assert len(dovecot.messages(bob)) == 1
