"""Which account answers an invitation, and as whom: no server sends in the name of another account."""

from mailclient.bridge.commands import AnswerInvitation
from mailclient.engine.operations import special_mail
from mailclient.mail.ids import AccountId, OperationId, PartPath
from mailclient.mail.invitation import Answer
from mailclient.mime.display import message_body
from mailclient.mime.reader import read
from mailclient.store import accounts, bodies, messages
from tests.engine.special_letters import invitation
from tests.unit.store.conftest import Store, store
from tests.unit.store.samples import new_message, settings

__all__ = ["store"]

ID = OperationId("answer")


async def answered_by(store: Store, invited: str) -> tuple[AccountId, str]:
    """An invitation lies in Kim's inbox: the account that hands the answer in, and the envelope's sender."""
    (message_id,) = await store.run(messages.insert, store.inbox, [new_message(1)])
    body = message_body(read(invitation("bob@mail.test", invited)))
    await store.run(bodies.store_body, message_id, body, b"", "")
    command = AnswerInvitation(ID, message_id, PartPath("2"), 0, Answer.ACCEPTED, "Accepted", "Kim will come")
    await store.run(special_mail.insertion(store.reader, command, 1_800_000_000.0))
    ((account_id, sender),) = store.query("SELECT account_id, mail_from FROM outgoing WHERE operation_id = ?", ID)
    return AccountId(account_id), str(sender)  # type: ignore[arg-type]  # the column's


async def test_whom_the_meeting_invites_answers_by_the_account_that_is_hers(store: Store) -> None:
    work = await store.run(accounts.add, settings("kim@work.example"))
    assert await answered_by(store, "Kim@work.example") == (work, "kim@work.example")


async def test_an_address_of_this_account_goes_before_the_same_of_another(store: Store) -> None:
    await store.run(accounts.add, settings("kim@work.example"))
    assert await answered_by(store, "kim@example.org") == (store.account, "kim@example.org")


async def test_a_meeting_that_invites_none_of_us_is_answered_by_the_account_it_came_to(store: Store) -> None:
    await store.run(accounts.add, settings("kim@work.example"))
    assert await answered_by(store, "all@work.example") == (store.account, "kim@example.org")
