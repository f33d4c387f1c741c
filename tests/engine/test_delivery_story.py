"""The story of a sent message, from the server's yes to the report and the answer: Postfix and Dovecot."""

from mailclient.bridge.commands import FetchBody, Sync
from mailclient.bridge.draft import DraftContent
from mailclient.bridge.events import Finished
from mailclient.mail.delivery_report import Outcome
from mailclient.mail.delivery_story import DeliveryStory, Stage
from tests.engine.running import RunningEngine
from tests.engine.test_send_draft import send
from tests.engine.test_sending import add, full_settings
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.postfix import UNKNOWN_RECIPIENT, Postfix


async def test_handed_in_refused_delivered_and_answered(
    engine: RunningEngine, dovecot: Dovecot, postfix: Postfix, mail_user: MailUser
) -> None:
    bob = dovecot.add_user("bob")
    account_id = await add(engine, full_settings(dovecot, postfix, mail_user), mail_user)
    content = DraftContent(to=f"{bob.name}, {UNKNOWN_RECIPIENT}", subject="figures", text="hi", reports=True)
    await engine.operate(send(account_id, content))
    postfix.wait_until_delivered()
    await engine.until(lambda: engine.subjects("Sent") == ["figures"])
    sent = engine.row("Sent", "figures").id

    def story() -> DeliveryStory:
        found = engine.reader.delivery_story(sent)
        assert found is not None
        return found

    def stages() -> dict[str, Stage]:
        return {one.address: one.stage for one in story().recipients}

    (handed_in,) = story().handed_in
    assert handed_in.queue_id in handed_in.reply != ""
    assert stages()[UNKNOWN_RECIPIENT] is Stage.REFUSED
    message = engine.reader.message(sent)
    assert message is not None
    name = message.envelope.message_id
    header = f"From: {bob.name}\r\nTo: {mail_user.name}\r\nSubject: Re: figures\r\nMessage-ID: <a@b>\r\n"
    answer = f"{header}In-Reply-To: <{name}>\r\n\r\nok\r\n"
    dovecot.deliver(mail_user, answer.encode())
    assert isinstance(await engine.request(Sync(request_id="")), Finished)
    await engine.until(lambda: len(engine.rows("INBOX")) == 2)
    assert [one.sender.address for one in story().answers] == [bob.name]
    assert stages()[bob.name] is Stage.ANSWERED
    report = next(row for row in engine.rows("INBOX") if row.subject != "Re: figures")
    await engine.engine.perform(FetchBody(report.id))
    await engine.until(lambda: bool(story().reported))
    # Postfix cannot know what a pipe does with it; that he has answered is more than that.
    assert [one.report.outcome for one in story().reported] == [Outcome.RELAYED]
    assert stages()[bob.name] is Stage.ANSWERED
