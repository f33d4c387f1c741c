"""Folders on this computer that are removed while mail is on its way into them: what a server has stays there."""

import dataclasses
from collections.abc import Sequence

import pytest

from mailclient.bridge.commands import AddAccount, CreateFolder, MoveMessages
from mailclient.bridge.events import Finished, OperationFailed
from mailclient.engine.accounts.local_folders import store_account
from mailclient.engine.operations import transfer_messages
from mailclient.engine.operations.work import OperationWork
from mailclient.mail.account import Account, AccountKind, on_this_computer
from mailclient.mail.folder import Folder
from mailclient.mail.ids import MessageId
from mailclient.mail.pop3 import Pop3Rules
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.store import accounts, folder_changes
from mailclient.store.rows import OperationMessage
from mailclient.store.transaction import Transaction
from tests.engine.local_world import NO_ID
from tests.engine.pop3_desk import Pop3Desk, mail
from tests.engine.running import RunningEngine, message
from tests.engine.test_transfer import with_account
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.pop3_model import Pop3Box


@pytest.mark.parametrize("rules", [Pop3Rules(), Pop3Rules(leave_on_server=False)])
async def test_the_inbox_of_a_download(box: Pop3Box, desk: Pop3Desk, rules: Pop3Rules) -> None:
    local = await desk.writer.transaction("add", store_account, on_this_computer())
    settings = dataclasses.replace(desk.context.account.settings, deliver_to=local, pop3=rules)
    desk.context.account = Account(desk.context.id, settings)
    messages = [mail(f"number {number}") for number in range(120)]
    for data in messages:
        box.add(data)
    took = desk.context.arrived

    async def removing(ids: Sequence[MessageId]) -> None:
        desk.context.arrived = took
        await took(ids)
        await desk.writer.transaction("remove account", accounts.begin_removal, local)

    desk.context.arrived = removing
    with pytest.raises(MailError) as caught:
        await desk.run()
    assert caught.value.problem.kind is ProblemKind.FOLDER_GONE
    while not await desk.writer.transaction("remove mail", accounts.remove_slice, local):
        pass
    assert box.deleted == []
    for _ in range(2):
        await desk.run()
    assert desk.wholes() == sorted(messages)
    assert len(box.messages) == (120 if rules.leave_on_server else 0)


async def test_the_target_of_a_move_from_a_server(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = await engine.request(AddAccount("", on_this_computer(), "", ""))
    assert isinstance(added, Finished)
    assert added.account_id is not None
    await engine.operate(CreateFolder(NO_ID, added.account_id, "Here"))
    for number in range(3, 25):
        dovecot.deliver(mail_user, message(f"number {number}"))
    await with_account(engine, dovecot, mail_user, AccountKind.IMAP)
    here = engine.folder("Here").id
    bring = transfer_messages._bring
    runs: list[int] = []

    def removing(
        tx: Transaction, work: OperationWork, folder: Folder, group: list[OperationMessage], *rest: object
    ) -> object:
        runs.append(len(group))
        if len(runs) == 2:
            folder_changes.gone(tx, [here])
        return bring(tx, work, folder, group, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(transfer_messages, "_bring", removing)
    ids = tuple(row.id for row in engine.rows("INBOX"))
    await engine.operate(MoveMessages(NO_ID, ids, here), done=False)
    failed = await engine.wait_for(OperationFailed)
    assert failed.problem.kind is ProblemKind.FOLDER_GONE
    await engine.until(lambda: len(dovecot.messages(mail_user)) == 15)
    assert len(engine.rows("INBOX")) == 15
