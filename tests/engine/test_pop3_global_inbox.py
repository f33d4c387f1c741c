"""POP3 accounts that deliver into the inbox of another account, kept on this computer."""

from dataclasses import replace

from mailclient.bridge.commands import AddAccount, DeleteMessages, FetchBody, RemoveAccount, Sync
from mailclient.bridge.events import BodyStored, Finished
from mailclient.mail.account import on_this_computer
from mailclient.mail.ids import AccountId, OperationId
from mailclient.mail.pop3 import Pop3Rules
from tests.engine.pop3_desk import mail
from tests.engine.running import RunningEngine
from tests.engine.test_pop3_account import first_pass, pop3_settings
from tests.servers.dovecot import Dovecot


async def local_account(engine: RunningEngine) -> AccountId:
    answer = await engine.request(AddAccount("", on_this_computer(), "", ""))
    assert isinstance(answer, Finished)
    assert answer.account_id is not None
    return answer.account_id


async def test_two_accounts_in_one_inbox(engine: RunningEngine, dovecot: Dovecot) -> None:
    local = await local_account(engine)
    accounts = []
    for title in ("one", "two"):
        user = dovecot.add_user(title)
        dovecot.deliver(user, mail(f"for {title}", "x" * 5_000))
        settings = replace(pop3_settings(dovecot, user, Pop3Rules(headers_only_above=2_000)), deliver_to=local)
        account_id = await engine.add(settings, user.secret)
        await first_pass(engine, account_id)
        accounts.append((account_id, user))
    inbox = next(folder for folder in engine.reader.folders(local) if folder.path == "INBOX")
    rows = engine.reader.rows([id_ for id_, _ in engine.reader.message_ids(inbox.id)])
    assert sorted(row.subject for row in rows) == ["for one", "for two"]
    for row in rows:
        await engine.engine.perform(FetchBody(row.id))
        await engine.wait_for(BodyStored, lambda event, id_=row.id: event.message_id == id_)  # type: ignore[misc]
        assert engine.reader.whole(row.id) is not None
    (gone,) = [row for row in rows if row.subject == "for one"]
    await engine.operate(DeleteMessages(OperationId(""), (gone.id,), forever=True))
    for account_id, _ in accounts:
        assert isinstance(await engine.request(Sync("", account_id)), Finished)
    assert [len(dovecot.messages(user)) for _, user in accounts] == [0, 1]


async def test_mail_that_goes_with_its_account_comes_again(engine: RunningEngine, dovecot: Dovecot) -> None:
    """To remove the folders that mail was delivered to is not to delete it on the server."""
    local = await local_account(engine)
    user = dovecot.add_user()
    dovecot.deliver(user, mail("one"))
    account_id = await engine.add(replace(pop3_settings(dovecot, user), deliver_to=local), user.secret)
    await first_pass(engine, account_id)
    (inbox,) = [folder for folder in engine.reader.folders() if folder.path == "INBOX" and folder.total]
    assert inbox.account_id == local
    assert isinstance(await engine.request(RemoveAccount("", local, with_its_mail=True)), Finished)
    assert isinstance(await engine.request(Sync("", account_id)), Finished)
    assert dovecot.messages(user) == [mail("one")]
    assert engine.subjects("INBOX") == ["one"]
