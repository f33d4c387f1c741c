"""One account's day: the real engine process over its pipe, against Dovecot and Postfix."""

import datetime as dt
import hashlib
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from mailclient.bridge.commands import (
    AddAccount,
    FetchBody,
    FetchPart,
    FetchWhole,
    GoOnline,
    RemoveAccount,
    SendMessage,
    SetFlags,
    Sync,
)
from mailclient.bridge.events import (
    AccountState,
    AccountStateChanged,
    Acknowledged,
    BodyStored,
    Finished,
    NewMail,
    OperationDone,
    PartStored,
    Progress,
)
from mailclient.engine.sync.structure import structure_of
from mailclient.mail.account import AccountSettings
from mailclient.mail.address import Address
from mailclient.mail.flag import Flag
from mailclient.mail.ids import OperationId
from mailclient.mail.message import Outgoing
from mailclient.mime.attached import File
from mailclient.mime.build import message_entity
from mailclient.mime.reader import read
from mailclient.profile import Profile
from tests.engine.child_engine import ChildEngine
from tests.engine.running import message
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.postfix import Postfix


@pytest_asyncio.fixture
async def child(tmp_path: Path, mail_user: MailUser) -> AsyncIterator[ChildEngine]:
    engine = ChildEngine(Profile(tmp_path / "profile"), mail_user.password)
    await engine.start()
    yield engine
    await engine.end()


async def test_a_day(child: ChildEngine, dovecot: Dovecot, postfix: Postfix, mail_user: MailUser) -> None:
    bob = dovecot.add_user("bob")
    dovecot.deliver(mail_user, message("first", text="The first text."))
    settings = AccountSettings(mail_user.name, "박민지", dovecot.imap(mail_user), postfix.smtp(mail_user))

    added = await child.request(AddAccount("add", settings, mail_user.password, mail_user.password))
    assert isinstance(added, Finished)
    assert added.account_id is not None
    synced = await child.request(Sync("sync"))
    assert isinstance(synced, Finished)
    assert synced.counts is not None
    assert synced.counts.round_trips > 0

    (row,) = child.rows("INBOX")
    child.send(FetchBody(row.id))
    await child.wait_for(lambda event: event == BodyStored(row.id))
    body = child.reader.body(row.id)
    assert body is not None
    assert body.text.strip() == "The first text."
    assert dovecot.flags(mail_user) == [set()], "reading must not mark"

    dovecot.stop()
    await child.wait_for(lambda event: isinstance(event, AccountStateChanged) and event.state is AccountState.WAITING)
    child.send(SetFlags(OperationId("flag"), (row.id,), add=Flag.FLAGGED | Flag.SEEN))
    await child.wait_for(lambda event: event == Acknowledged(OperationId("flag")))
    assert child.rows("INBOX")[0].flags.bits == Flag.FLAGGED | Flag.SEEN
    dovecot.start()
    child.send(GoOnline())
    await child.wait_for(lambda event: event == OperationDone(OperationId("flag")))
    assert dovecot.flags(mail_user) == [{"\\Flagged", "\\Seen"}]

    attached = random.Random(5).randbytes(300_000)
    data = bytes(
        message_entity(
            from_=Address("박민지", mail_user.name),
            to=(Address("Bob", bob.name),),
            subject="사진 보내요",
            text="Look at this.\n.\nFrom here on.\n",
            date=dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC),
            message_id="the-photo@mail.test",
            files=(File("사진.bin", "application/octet-stream", attached),),
        )
    )
    child.send(SendMessage(OperationId("send"), added.account_id, Outgoing(data, mail_user.name, (bob.name,))))
    await child.wait_for(lambda event: event == OperationDone(OperationId("send")))
    assert any(isinstance(event, Progress) and event.work == "sending" for event in child.events)
    postfix.wait_until_delivered()
    (arrived,) = dovecot.messages(bob)
    assert arrived.endswith(data)
    assert dovecot.messages(mail_user, "Sent") == [data]

    await child.until(lambda: child.subjects("Sent") == ["사진 보내요"])
    sent = child.rows("Sent")[0]
    assert sent.has_attachment
    stored = child.reader.message(sent.id)
    assert stored is not None
    structure = structure_of(stored)
    assert structure is not None
    part = next(part for part in structure.walk() if part.filename == "사진.bin")
    child.send(FetchPart(sent.id, part.path))
    await child.wait_for(lambda event: event == PartStored(sent.id, part.path))
    fetched = child.reader.part(sent.id, part.path)
    assert fetched is not None
    assert hashlib.sha256(fetched).digest() == hashlib.sha256(attached).digest()
    assert isinstance(await child.request(FetchWhole("whole", (sent.id,))), Finished)
    assert child.reader.whole(sent.id) == data
    assert read(data).content(part.path) == attached

    dovecot.deliver(mail_user, message("second"))
    news = await child.wait_for(lambda event: isinstance(event, NewMail))
    assert isinstance(news, NewMail)
    assert [one.subject for one in child.reader.rows(list(news.message_ids))] == ["second"]

    assert isinstance(await child.request(RemoveAccount("remove", added.account_id)), Finished)
    assert child.reader.accounts() == []
    assert len(dovecot.messages(mail_user)) == 2, "the server keeps everything"
    assert await child.stop() == 0
    assert " ERROR " not in child.log()
