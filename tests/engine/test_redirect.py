"""A message passed on: byte for byte behind its Resent-* fields, once, and its DKIM signature still holds."""

import msgspec

from mailclient.bridge.commands import FetchWhole, RedirectMessage, Sync
from mailclient.bridge.events import Finished, OperationDone, Refused
from mailclient.engine.operations.derived import derived_id
from mailclient.mail.ids import OperationId
from mailclient.mail.problem import Problem, ProblemKind
from tests.engine.running import RunningEngine
from tests.engine.test_submission_lane import account, recipients_of
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.model_smtp import ModelSmtp

MESSAGE = (
    b"Received: from somewhere\r\nDKIM-Signature: v=1; h=from:subject; b=x\r\nFrom: Ann <ann@mail.test>\r\n"
    b"To: alice@mail.test\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nMessage-ID: <own@mail.test>\r\n\r\n"
    b".a line with a dot\r\n trailing \t\r\n" + b"x" * 900 + b"\r\n\xff\xfe raw\r\n"
)


KEPT = MESSAGE.replace(b"To: alice@mail.test\r\n", b"To: alice@mail.test\r\nBCC: eve@mail.test,\r\n\tdan@mail.test\r\n")


async def test_whom_it_went_to_in_bcc_is_not_passed_on(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser
) -> None:
    """Copies in Sent of other mailers name them."""
    async with ModelSmtp() as server:
        account_id = await account(engine, dovecot, mail_user, server)
        dovecot.deliver(mail_user, KEPT)
        await engine.request(Sync("", account_id))
        message_id = engine.rows("INBOX")[0].id
        await engine.request(FetchWhole("", (message_id,)))
        command = RedirectMessage(OperationId("one"), account_id, message_id, "", "bob@mail.test", "", "")
        await engine.engine.perform(command)
        await engine.done(OperationId("one"))
    (taken,) = server.taken
    assert taken.data.endswith(MESSAGE)


async def test_its_bytes_stay_and_it_goes_once(engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser) -> None:
    async with ModelSmtp() as server:
        account_id = await account(engine, dovecot, mail_user, server)
        dovecot.deliver(mail_user, MESSAGE)
        assert isinstance(await engine.request(Sync("", account_id)), Finished)
        message_id = engine.rows("INBOX")[0].id
        command = RedirectMessage(
            OperationId("one"), account_id, message_id, "", "Bob <bob@mail.test>", "", "carol@mail.test"
        )
        await engine.engine.perform(command)
        assert (await engine.wait_for(Refused)).problem.kind is ProblemKind.MESSAGE_GONE
        await engine.request(FetchWhole("", (message_id,)))
        half = msgspec.structs.replace(command, operation_id=OperationId("half"), to="bob@mail.test, Dave Nobody")
        await engine.engine.perform(half)
        refused = await engine.wait_for(Refused, lambda one: one.operation_id == "half")
        assert refused.problem == Problem(ProblemKind.ADDRESS_UNUSABLE, "Dave Nobody"), "nobody is left out silently"
        command = msgspec.structs.replace(command, operation_id=OperationId("two"))
        for _ in range(2):
            await engine.engine.perform(command)
        await engine.done(OperationId("two"))
        await engine.engine.perform(command)
        await engine.wait_for(OperationDone, after=len(engine.events))
    (taken,) = server.taken
    assert recipients_of(server) == ["bob@mail.test", "carol@mail.test"]
    assert taken.data.endswith(MESSAGE)
    head = taken.data.removesuffix(MESSAGE)
    names = [line.partition(b":")[0] for line in head.split(b"\r\n") if line and line[:1] not in b" \t"]
    assert names == [b"Resent-Date", b"Resent-From", b"Resent-To", b"Resent-Message-ID"]
    assert b"carol" not in head
    assert dovecot.messages(mail_user, "Sent") == [taken.data]


async def test_a_copy_that_is_in_sent_already_is_known_by_the_id_of_its_passing_on(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser
) -> None:
    """The server files what it sends, or the answer to our APPEND was lost."""
    async with ModelSmtp() as server:
        account_id = await account(engine, dovecot, mail_user, server)
        dovecot.deliver(mail_user, MESSAGE)
        assert isinstance(await engine.request(Sync("", account_id)), Finished)
        message_id = engine.rows("INBOX")[0].id
        await engine.request(FetchWhole("", (message_id,)))
        id_ = OperationId("one")
        name = f"{derived_id(id_, 'message')}@{mail_user.name.rpartition('@')[2]}"
        copy = f"Resent-To: bob@mail.test\r\nResent-Message-ID: <{name}>\r\n".encode() + MESSAGE
        dovecot.deliver(mail_user, copy, "Sent")
        await engine.engine.perform(RedirectMessage(id_, account_id, message_id, "", "bob@mail.test", "", ""))
        await engine.done(id_)
        assert name.encode() in server.taken[0].data
    assert len(dovecot.messages(mail_user, "Sent")) == 1
