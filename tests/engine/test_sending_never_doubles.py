"""A server of many moods: whatever it says and whenever it leaves, nobody gets a message twice or is forgotten.

Each seed is one run: random groups of recipients, refusals for now and for good, "too many", connections that end at
any reply, replies that are lost after the message was taken. Only the last leave a doubt, which the user settles; here
nobody does, so that what was in doubt must not be sent again.
"""

import random
from collections import Counter

import pytest

from mailclient.bridge.commands import SendMessage, Sync
from mailclient.bridge.events import Finished, OperationDone, OperationFailed
from mailclient.engine.operations import submission_lane
from mailclient.mail.account import AccountSettings
from mailclient.mail.ids import OperationId
from mailclient.mail.message import Outgoing
from mailclient.mail.problem import ProblemKind
from tests.engine.running import RunningEngine, message
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.model_smtp import LOST, ModelSmtp

_MESSAGES = 4


def moody(seed: int) -> ModelSmtp:
    """Says yes most of the time."""
    chance = random.Random(seed)

    def of(*others: str, share: float) -> str:
        return chance.choice(others) if chance.random() < share else "250 2.0.0 fine"

    refusals = ("451 4.7.1 later", "452 4.5.3 too many recipients", "550 5.1.1 nobody", "421 4.3.2 bye", "")
    ends = ("451 4.3.0 later", "421 4.3.2 bye", LOST)
    extensions = ["8BITMIME", f"LIMITS RCPTMAX={chance.randint(1, 4)} MAILMAX={chance.randint(1, 5)}"]
    if chance.random() < 0.8:
        extensions.append("PIPELINING")
    return ModelSmtp(
        tuple(extensions),
        {
            "MAIL": lambda: of("451 4.3.0 later", "421 4.3.2 bye", "", share=0.1),
            "RCPT": lambda: of(*refusals, share=0.25),
            ".": lambda: of(*ends, share=0.15),
        },
    )


async def _end(engine: RunningEngine, operation_id: OperationId) -> OperationDone | OperationFailed:
    def ends() -> list[OperationDone | OperationFailed]:
        both = (event for event in engine.events if isinstance(event, OperationDone | OperationFailed))
        return [event for event in both if event.operation_id == operation_id]

    await engine.until(lambda: bool(ends()))
    return ends()[0]


@pytest.mark.parametrize("seed", range(12))
async def test_nobody_gets_it_twice_and_nobody_is_forgotten(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(submission_lane, "_FIRST_WAIT_SECONDS", 0.02)
    monkeypatch.setattr(submission_lane, "_LONGEST_WAIT_SECONDS", 0.1)
    async with moody(seed) as server:
        settings = AccountSettings(mail_user.name, "Alice", dovecot.imap(mail_user), server.address)
        account_id = await engine.add(settings, mail_user.secret)
        assert isinstance(await engine.request(Sync(request_id="")), Finished)
        sent: dict[OperationId, list[str]] = {}
        for number in range(_MESSAGES):
            everyone = [f"r{seed}.{number}.{each}@y.test" for each in range(7)]
            outgoing = Outgoing(message(f"number {number}", to=everyone[0]), mail_user.name, tuple(everyone))
            sent[await engine.operate(SendMessage(OperationId(""), account_id, outgoing), done=False)] = everyone
        ends = {id_: await _end(engine, id_) for id_ in sent}
    got = Counter(line.split("<")[1].split(">")[0] for taken in server.taken for line in taken.recipients)
    assert all(count == 1 for count in got.values()), got
    for operation_id, everyone in sent.items():
        end = ends[operation_id]
        if isinstance(end, OperationDone):
            assert {address for address in everyone if not got[address]} == set(end.refused)
        else:
            assert end.problem.kind in {ProblemKind.SEND_IN_DOUBT, ProblemKind.RECIPIENTS_REFUSED}
            assert end.problem.kind is ProblemKind.SEND_IN_DOUBT or not any(got[address] for address in everyone)
