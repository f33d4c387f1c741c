"""Content in chunks that goes wrong at any of them: what is a doubt, what is none, and what can be sent next."""

import pytest

from mailclient.engine.accounts.mail_object import PIECE_BYTES
from mailclient.engine.accounts.submission import Submission
from mailclient.mail.message import Outgoing
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.transport.connect import dial
from tests.engine.submitting import mail_object
from tests.servers.model_smtp import LOST, ModelSmtp

OFFERED = ("PIPELINING", "8BITMIME", "CHUNKING")
DATA = b"Subject: large\r\n\r\n" + b".a line that begins with a dot\r\n" * 60_000
CHUNKS = -(-len(DATA) // PIECE_BYTES)
SMALL = b"Subject: small\r\n\r\nhello\r\n"


def outgoing(data: bytes = DATA) -> Outgoing:
    return Outgoing(data, "alice@mail.test", ("bob@mail.test",))


class Doubt:
    """What stands in for the commit of "in doubt"."""

    def __init__(self) -> None:
        self.count = 0

    async def __call__(self) -> None:
        self.count += 1


async def failure(submission: Submission, doubt: Doubt) -> ProblemKind:
    with pytest.raises(MailError) as caught:
        await submission.hand_in(mail_object(outgoing()), before_final=doubt)
    return caught.value.problem.kind


async def test_all_chunks_in_order_without_dots() -> None:
    steps: list[tuple[int, int]] = []
    async with ModelSmtp(OFFERED) as server:
        submission = await Submission.open(dial, server.address, None)
        await submission.hand_in(
            mail_object(outgoing()), before_final=Doubt(), progress=lambda done, total: steps.append((done, total))
        )
        assert submission.usable
        await submission.close()
    assert [taken.data for taken in server.taken] == [DATA]
    chunks = [line for line in server.said[0] if line.startswith("BDAT")]
    assert len(chunks) == CHUNKS
    assert [line.endswith("LAST") for line in chunks] == [False] * (CHUNKS - 1) + [True]
    assert steps[-1] == (len(DATA), len(DATA))
    assert steps == sorted(steps)


async def test_a_small_message_goes_the_usual_way() -> None:
    async with ModelSmtp(OFFERED) as server:
        submission = await Submission.open(dial, server.address, None)
        await submission.hand_in(mail_object(outgoing(SMALL)), before_final=Doubt())
        await submission.close()
    assert "DATA" in server.said[0]


async def test_without_pipelining_there_are_no_chunks() -> None:
    """Each would cost a round trip."""
    async with ModelSmtp(("8BITMIME", "CHUNKING")) as server:
        submission = await Submission.open(dial, server.address, None)
        await submission.hand_in(mail_object(outgoing(SMALL * 50_000)), before_final=Doubt())
        await submission.close()
    assert not [line for line in server.said[0] if line.startswith("BDAT")]


async def test_a_refused_chunk_is_the_verdict_and_the_connection_goes_on() -> None:
    replies = iter(["250 fine", "552 5.3.4 that is enough"])
    refused = "503 5.5.1 start again"
    ends = iter([refused])
    doubt = Doubt()
    async with ModelSmtp(OFFERED, {"BDAT": lambda: next(replies, refused), ".": lambda: next(ends)}) as server:
        submission = await Submission.open(dial, server.address, None)
        assert await failure(submission, doubt) is ProblemKind.MESSAGE_TOO_LARGE
        assert submission.usable
        ends = iter(["250 taken"])
        await submission.hand_in(mail_object(outgoing(SMALL)), before_final=doubt)
        await submission.close()
    assert "RSET" in server.said[0]
    assert [taken.data for taken in server.taken] == [SMALL]


@pytest.mark.parametrize("last_words", ["", "421 4.3.2 bye"])
async def test_a_connection_lost_amid_chunks_is_a_doubt_only_after_the_last(last_words: str) -> None:
    doubt = Doubt()
    async with ModelSmtp(OFFERED, {"BDAT": last_words}) as server:
        submission = await Submission.open(dial, server.address, None)
        kind = await failure(submission, doubt)
        clean = {ProblemKind.CONNECTION_LOST, ProblemKind.SERVER_BUSY}
        assert kind in clean or (kind is ProblemKind.SEND_IN_DOUBT and doubt.count == 1)
        assert not submission.usable
        await submission.close()
    assert server.taken == []


async def test_a_lost_verdict_is_a_doubt() -> None:
    doubt = Doubt()
    async with ModelSmtp(OFFERED, {".": LOST}) as server:
        submission = await Submission.open(dial, server.address, None)
        assert await failure(submission, doubt) is ProblemKind.SEND_IN_DOUBT
        await submission.close()
    assert doubt.count == 1
    assert len(server.taken) == 1


async def test_what_cannot_be_written_down_is_not_completed() -> None:
    class DiskFullError(Exception):
        pass

    async def fail() -> None:
        raise DiskFullError

    async with ModelSmtp(OFFERED) as server:
        submission = await Submission.open(dial, server.address, None)
        with pytest.raises(DiskFullError):
            await submission.hand_in(mail_object(outgoing()), before_final=fail)
        await submission.abandon()
    assert server.taken == []
    assert not [line for line in server.said[0] if line.endswith("LAST")]


async def test_binary_content_is_not_touched() -> None:
    data = SMALL + b"\0\r\n\n\r bare ends\0"
    async with ModelSmtp((*OFFERED, "BINARYMIME")) as server:
        submission = await Submission.open(dial, server.address, None)
        await submission.hand_in(mail_object(outgoing(data)), before_final=Doubt())
        await submission.close()
    [taken] = server.taken
    assert taken.data == data
    assert taken.mail.endswith(" BODY=BINARYMIME")
