"""Server → store, against Dovecot."""

from mailclient.bridge.commands import FetchBody, SetFlags, Sync
from mailclient.bridge.events import BodyStored, Finished
from mailclient.mail.account import AccountSettings
from mailclient.mail.flag import Flag
from mailclient.mail.ids import OperationId
from tests.engine.running import RunningEngine, message
from tests.servers.dovecot import Dovecot, MailUser


async def test_headers_body_and_flags(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    for number in range(3):
        dovecot.deliver(mail_user, message(f"number {number}"))
    await engine.add(settings, mail_user.secret)
    finished = await engine.request(Sync(request_id=""))
    assert isinstance(finished, Finished)
    assert finished.counts is not None
    assert set(engine.subjects("INBOX")) == {"number 0", "number 1", "number 2"}
    assert {folder.role.value for folder in engine.reader.folders()} >= {"inbox", "sent", "trash", "drafts", "junk"}
    row = engine.row("INBOX", "number 1")
    await engine.engine.perform(FetchBody(message_id=row.id))
    await engine.wait_for(BodyStored, lambda one: one.message_id == row.id)
    body = engine.reader.body(row.id)
    assert body is not None
    assert body.text.strip() == "Hello."
    await engine.operate(SetFlags(operation_id=OperationId(""), message_ids=(row.id,), add=Flag.SEEN | Flag.FLAGGED))
    assert engine.flags(row.id) == Flag.SEEN | Flag.FLAGGED
    assert {"\\Seen", "\\Flagged"} in dovecot.flags(mail_user)
