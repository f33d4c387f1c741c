"""One message over one connection, as most tests of submission want it; the bytes are in memory."""

from mailclient.engine.accounts.content_upload import BeforeFinal, Progress
from mailclient.engine.accounts.mail_object import MailObject
from mailclient.engine.accounts.submission import Submission, SubmissionResult
from mailclient.mail.account import Secret, Server
from mailclient.mail.message import Outgoing
from mailclient.mail.problem import MailError
from mailclient.transport.stream import Dial


class MemoryContent:
    """See ``mail_object.Content``."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.size = len(data)

    async def read(self, start: int, length: int) -> bytes:
        return self.data[start : start + length]


def mail_object(outgoing: Outgoing) -> MailObject:
    """The message, its content in memory."""
    return MailObject(MemoryContent(outgoing.data), outgoing.mail_from, outgoing.recipients, outgoing.wishes)


async def submit(
    dial: Dial,
    server: Server,
    password: Secret | None,
    outgoing: Outgoing,
    *,
    before_final_dot: BeforeFinal,
    progress: Progress = lambda _done, _total: None,
) -> SubmissionResult:
    """Connect, hand in, close."""
    submission = await Submission.open(dial, server, password)
    try:
        result = await submission.hand_in(mail_object(outgoing), before_final=before_final_dot, progress=progress)
    except MailError:
        await submission.close()
        raise
    except BaseException:
        await submission.abandon()
        raise
    submission.close_meanwhile()
    return result
