"""A small real store with mail as people have it, for the window's tests and for looking at it.

The times are relative to ``now``, so that every section and every form of date appears.
"""

import asyncio
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from mailclient.mail.account import AccountSettings, Security, Server
from mailclient.mail.address import Address
from mailclient.mail.body import Attachment, Body
from mailclient.mail.flag import Flag, Flags
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import AccountId, FolderId, MessageId, PartPath, Uid
from mailclient.mail.message import Envelope
from mailclient.store import accounts, bodies, folders, messages
from mailclient.store.rows import NewMessage, SyncState
from mailclient.store.transaction import Transaction
from mailclient.store.writer import Writer

HOUR = 3600
DAY = 24 * HOUR


def noon(*, days_ago: int = 0) -> int:
    """A time whose day is certain, also near midnight."""
    today = datetime.now().astimezone().replace(hour=12, minute=0, second=0)
    return int((today - timedelta(days=days_ago)).timestamp())


_SEEN, _NONE = Flag.SEEN, Flag.NONE


@dataclass(frozen=True, slots=True)
class Entry:
    """One message of ``sample_mail.json``."""

    age_seconds: int
    name: str
    address: str
    subject: str
    preview: str
    flags: list[str]
    attached: bool

    def header(self, uid: int, now: float) -> NewMessage:
        """As sync stores it."""
        bits = Flag.NONE
        for name in self.flags:
            bits |= Flag[name]
        received_at = now - self.age_seconds
        return new_message(uid, received_at, self.name, self.address, self.subject, self.preview, bits, self.attached)


def entries() -> list[Entry]:
    """The inbox, newest first."""
    data = json.loads((Path(__file__).parent / "sample_mail.json").read_text("utf-8"))
    return [Entry(**each) for each in data]


_FOLDERS = (
    ("INBOX", FolderRole.INBOX), ("Drafts", FolderRole.DRAFTS), ("Sent", FolderRole.SENT),
    ("Archive", FolderRole.ARCHIVE), ("Junk", FolderRole.JUNK), ("Trash", FolderRole.TRASH),
    ("Projects", FolderRole.NONE), ("Projects/Atlas", FolderRole.NONE), ("Projects/Atlas/Invoices", FolderRole.NONE),
    ("Projects/Hangul", FolderRole.NONE), ("가족", FolderRole.NONE), ("Newsletters", FolderRole.NONE),
)  # fmt: skip


@dataclass(slots=True)
class Sample:
    """Ids of what was stored; ``folders`` by path, ``inbox`` newest first."""

    path: Path
    account_id: AccountId
    folders: dict[str, FolderId] = field(default_factory=dict)
    inbox: list[MessageId] = field(default_factory=list)


def settings(email: str) -> AccountSettings:
    """An account that reaches nothing."""
    imap = Server("imap.example.invalid", 993, Security.TLS, email)
    smtp = Server("smtp.example.invalid", 465, Security.TLS, email)
    return AccountSettings(email, "Alice Kim", imap, smtp)


def make(path: Path, now: float, *, second_account: bool = True) -> Sample:
    """Write the sample into ``path``; ``now`` in epoch seconds."""
    return asyncio.run(_make(path, now, second_account=second_account))


def change(path: Path, work: object, *arguments: object) -> object:
    """Run one store function in a transaction of its own, as the engine would; returns its result."""

    async def run() -> object:
        writer = await Writer.open(path)
        try:
            return await writer.transaction("test", work, *arguments)  # type: ignore[arg-type]
        finally:
            await writer.close()

    return asyncio.run(run())


def new_message(
    uid: int, received_at: float, name: str, address: str, subject: str, preview: str, flags: Flag, attached: bool
) -> NewMessage:
    """A header as sync stores it."""
    envelope = Envelope(
        subject=subject,
        from_=(Address(name, address),),
        to=(Address("Alice Kim", "alice@work.example"),),
        message_id=f"{uid}.{int(received_at)}@example.org",
    )
    return NewMessage(
        Uid(uid), Flags(flags), int(received_at), 4_000 + uid, envelope, has_attachment=attached, preview=preview
    )


async def _make(path: Path, now: float, *, second_account: bool) -> Sample:
    writer = await Writer.open(path)
    try:
        sample = await writer.transaction("sample", _fill, path, now)
        if second_account:
            await writer.transaction("second account", _fill_second, now)
        return sample
    finally:
        await writer.close()


def _fill(tx: Transaction, path: Path, now: float) -> Sample:
    account = accounts.add(tx, settings("alice@work.example"))
    sample = Sample(path, account)
    for name, role in _FOLDERS:
        sample.folders[name] = folders.upsert(tx, account, name, delimiter="/", role=role, selectable=True)
    inbox = entries()
    headers = [entry.header(1000 - place, now) for place, entry in enumerate(inbox)]
    sample.inbox = messages.insert(tx, sample.folders["INBOX"], headers)
    for message_id, entry in zip(sample.inbox, inbox, strict=True):
        _store_text(tx, message_id, entry)
    for folder_id in sample.folders.values():
        folders.set_sync_state(tx, folder_id, SyncState(last_pass_at=int(now)))
    more = [
        new_message(500 - n, now - n * 7 * HOUR, "Lena Jung", "lena@uni.example", f"Notes, part {n}", "As promised.",
                    _SEEN, False)
        for n in range(1, 45)
    ]  # fmt: skip
    messages.insert(tx, sample.folders["Archive"], more)
    unread = [new_message(n, now - n * DAY, "Atlas", "a@x.example", f"Item {n}", "", _NONE, False) for n in range(1, 4)]
    messages.insert(tx, sample.folders["Projects/Atlas"], unread)
    draft = [new_message(1, now - HOUR, "Alice Kim", "alice@work.example", "Dear all", "I", Flag.DRAFT | _SEEN, False)]
    messages.insert(tx, sample.folders["Drafts"], draft)
    return sample


def _store_text(tx: Transaction, message_id: MessageId, entry: Entry) -> None:
    files = (Attachment(PartPath("2"), "report.pdf", "application/pdf", 1_234_567),) if entry.attached else ()
    lines = (
        "Hello Alice,",
        "",
        entry.preview,
        "",
        "https://example.org/a/page",
        "",
        "> What you wrote.",
        "-- ",
        entry.name,
    )
    header = f"From: {entry.name} <{entry.address}>\r\nSubject: {entry.subject}\r\n\r\n".encode()
    bodies.store_body(tx, message_id, Body(text="\n".join(lines), attachments=files), header, entry.preview)


def _fill_second(tx: Transaction, now: float) -> None:
    account = accounts.add(tx, settings("alice@home.example"))
    inbox = 0
    for name, role in _FOLDERS[:3]:
        folder = folders.upsert(tx, account, name, delimiter="/", role=role, selectable=True)
        inbox = inbox or folder
    messages.insert(tx, FolderId(inbox), [
        new_message(7, now - HOUR, "Garden Club", "garden@example.org", "Seeds", "They came.", _NONE, False)
    ])  # fmt: skip
