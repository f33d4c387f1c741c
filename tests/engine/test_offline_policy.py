"""Which messages are kept for reading offline, as the user chose."""

from mailclient.bridge.commands import SetOfflinePolicy, Sync
from mailclient.bridge.events import Failed, Finished
from mailclient.mail.account import AccountSettings
from mailclient.mail.ids import FolderId
from mailclient.mail.offline import Keep, OfflinePolicy
from mailclient.mail.problem import ProblemKind
from tests.engine.running import RunningEngine, message
from tests.engine.test_priorities import with_attachment
from tests.servers.dovecot import Dovecot, MailUser

HEADERS = OfflinePolicy(Keep.HEADERS, 0)
ALL_WHOLE = OfflinePolicy(Keep.EVERYTHING, 0, attachments=True, largest_bytes=1_000_000)


def with_text(engine: RunningEngine, path: str) -> list[str]:
    return sorted(row.subject for row in engine.rows(path) if row.has_body)


def whole(engine: RunningEngine, path: str) -> list[str]:
    found = [(row.subject, engine.reader.message(row.id)) for row in engine.rows(path)]
    return sorted(subject for subject, stored in found if stored is not None and stored.has_whole)


async def choose(engine: RunningEngine, policy: OfflinePolicy | None, path: str = "") -> None:
    (account,) = engine.reader.accounts()
    folder_id = engine.folder(path).id if path else None
    assert isinstance(await engine.request(SetOfflinePolicy("", account.id, folder_id, policy)), Finished)


async def test_a_policy_is_followed_up_and_down(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    dovecot.deliver(mail_user, with_attachment(2_000_000))
    for number in range(3):
        dovecot.deliver(mail_user, message(f"number {number}"))
    dovecot.deliver(mail_user, message("filed"), "Archive")
    await engine.add(settings, mail_user.secret)
    assert isinstance(await engine.request(Sync("")), Finished)
    await engine.until(lambda: len(with_text(engine, "INBOX")) == 4 and len(with_text(engine, "Archive")) == 1)
    await choose(engine, HEADERS, "Archive")
    await engine.until(lambda: with_text(engine, "Archive") == [])
    assert len(with_text(engine, "INBOX")) == 4
    await choose(engine, ALL_WHOLE)
    await engine.until(lambda: whole(engine, "INBOX") == ["number 0", "number 1", "number 2"])
    assert with_text(engine, "INBOX") == ["large", "number 0", "number 1", "number 2"]
    assert whole(engine, "Archive") == []
    await choose(engine, OfflinePolicy(Keep.NEWEST, 1))
    await engine.until(lambda: with_text(engine, "INBOX") == ["number 2"] and whole(engine, "INBOX") == [])
    await choose(engine, None, "Archive")
    await engine.until(lambda: with_text(engine, "Archive") == ["filed"])


async def test_a_policy_for_a_folder_that_is_not_there(
    engine: RunningEngine, settings: AccountSettings, mail_user: MailUser
) -> None:
    account_id = await engine.add(settings, mail_user.secret)
    failed = await engine.request(SetOfflinePolicy("", account_id, FolderId(999), HEADERS))
    assert isinstance(failed, Failed)
    assert failed.problem.kind is ProblemKind.FOLDER_GONE
