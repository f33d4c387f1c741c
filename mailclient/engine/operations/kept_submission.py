"""The one connection to a submission server of an account, kept for the messages that follow at once.

Opened when there is something to send, closed a moment after the last message: a server that waits for nobody keeps a
place free for others, and many end such connections by themselves.
"""

from collections.abc import Callable

from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.logging_in import with_secret
from mailclient.engine.accounts.submission import Submission
from mailclient.engine.secrets.credentials import Purpose
from mailclient.mail.account import Secret, Server
from mailclient.store import engine_state

IDLE_SECONDS = 2.0


class KeptSubmission:
    """Used by one task."""

    def __init__(self, context: AccountContext, server: Callable[[], Server]) -> None:
        """``server``: as it is in the settings now."""
        self._context = context
        self._wanted = server
        self._submission: Submission | None = None
        self._server: Server | None = None
        self.used_before = False
        """It was open already when it was asked for last: that it has ended meanwhile tells nothing of the message."""

    @property
    def is_open(self) -> bool:
        """Whether there is a connection."""
        return self._submission is not None

    @property
    def host(self) -> str:
        """The server's."""
        return self._wanted().host

    async def ready(self) -> Submission:
        """That connection, or a new one where none can be used. ``MailError`` as of ``Submission.open``."""
        server = self._wanted()
        if self._submission is not None and self._server == server and self._submission.usable:
            self.used_before = True
            return self._submission
        await self.close()
        self.used_before = False
        self._submission, self._server = await self._open(server), server
        await self._note_size_limit(server, self._submission)
        return self._submission

    async def close(self) -> None:
        """In good order, before another is opened."""
        submission, self._submission = self._submission, None
        if submission is not None:
            await submission.close()

    def close_meanwhile(self) -> None:
        """In good order, without waiting for it."""
        submission, self._submission = self._submission, None
        if submission is not None:
            submission.close_meanwhile()

    async def abandon(self) -> None:
        """Without a word: nobody knows how far it had come."""
        submission, self._submission = self._submission, None
        if submission is not None:
            await submission.abandon()

    async def _note_size_limit(self, server: Server, submission: Submission) -> None:
        """For the composer, which counts before anything is sent (RFC 1870 section 3)."""
        limit = str(submission.capabilities.size_limit or 0).encode("ascii")
        key = engine_state.size_limit_key(server.host, server.port)
        before = await self._context.writer.transaction("known limit", engine_state.load, key)
        if before != limit:
            await self._context.writer.transaction("note limit", engine_state.save, key, limit)

    async def _open(self, server: Server) -> Submission:
        dial = self._context.outside.dial
        if not server.user:
            return await Submission.open(dial, server, None)

        async def attempt(secret: Secret) -> Submission:
            return await Submission.open(dial, server, secret)

        return await with_secret(self._context.outside.credentials, server, Purpose.SMTP, attempt)
