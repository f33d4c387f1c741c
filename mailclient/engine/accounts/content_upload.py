"""Brings a message's content to the server while listening: a server that gives up says so before it closes.

Two ways: after DATA, with dots, ended by a dot (RFC 5321 section 4.1.1.4); in chunks, each with its size before it
(BDAT, RFC 3030). What both must keep: nothing that could complete the message goes out before ``before_final`` has
returned, and from the first byte that could, no answer means doubt. Chunks go out one after the other without waiting;
the last one completes the message, so the doubt begins with its first byte. A refused chunk ends the upload: the server
must then refuse the last one too (RFC 3030 section 2), so the first refusal is the verdict.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Self

from mailclient.engine.accounts.mail_object import Content, pieces
from mailclient.engine.accounts.smtp_session import ConnectionLost, SmtpSession
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.transport.deadline import deadline
from mailclient.wire.smtp.commands import Chunk, Command, EndOfData, Piece
from mailclient.wire.smtp.content import Lines
from mailclient.wire.smtp.events import Answered, Event
from mailclient.wire.smtp.reply import Reply

_PIECE_SECONDS = 180.0
_VERDICT_SECONDS = 600.0
"""RFC 5321 section 4.5.3.2.6: a server that is slow to answer has often taken the message; giving up makes a doubt."""

Progress = Callable[[int, int], None]
"""Takes bytes done and bytes in all."""
BeforeFinal = Callable[[], Awaitable[None]]
"""Awaited before the first byte that could complete the message; if it raises, the message is not sent."""


class ContentUpload:
    """One upload; ``subject`` is the message's own, for the doubt."""

    def __init__(self, session: SmtpSession, content: Content, subject: str, progress: Progress) -> None:
        self._session = session
        self._content = content
        self._subject = subject
        self._progress = progress
        self._done = 0

    async def run(self, before_final: BeforeFinal) -> Reply:
        """After DATA was granted. The verdict, positive or not; SEND_IN_DOUBT, or what can fail before the dot."""
        async with _Listening(self._session) as heard:
            async for piece in pieces(self._content):
                self._session.connection.send(Piece(piece))
                if (early := await self._flush(heard)) is not None:
                    return early
                self._tell(len(piece))
            return await self._finish(heard, before_final, EndOfData())

    async def run_in_chunks(self, before_final: BeforeFinal, *, as_it_is: bool) -> Reply:
        """After the recipients were accepted; ``as_it_is``: not even line ends are touched (BINARYMIME)."""
        lines, held = Lines(), b""
        async with _Listening(self._session) as heard:
            async for piece in pieces(self._content):
                if held:
                    self._session.connection.send(Chunk(held))
                    if (early := await self._flush(heard)) is not None:
                        return early
                    self._tell(len(held))
                held = piece if as_it_is else lines.encode(piece)
            held += b"" if as_it_is else lines.end()
            verdict = await self._finish(heard, before_final, Chunk(held, last=True))
            self._tell(len(held))
            return verdict

    async def _flush(self, heard: "_Listening") -> Reply | None:
        """Write; or what the server said instead of waiting for the end."""
        try:
            await self._session.flush(_PIECE_SECONDS)
        except ConnectionLost:
            async with deadline(_PIECE_SECONDS, self._session.subject):
                return await heard.word()
        # So that what has arrived by now is looked at, however fast the stream takes our bytes.
        await asyncio.sleep(0)
        return heard.by_now()

    async def _finish(self, heard: "_Listening", before_final: BeforeFinal, last: EndOfData | Chunk) -> Reply:
        """The rest that completes the message. From its first byte on, no answer means doubt."""
        await before_final()
        if (early := heard.by_now()) is not None:
            return early
        self._session.connection.send(last)
        try:
            async with deadline(_VERDICT_SECONDS, self._session.subject):
                # Even then the last bytes may have got there, and the answer back.
                with suppress(ConnectionLost):
                    await self._session.flush(_VERDICT_SECONDS)
                return await heard.word()
        except MailError as error:
            raise MailError(Problem(ProblemKind.SEND_IN_DOUBT, self._subject, str(error))) from error

    def _tell(self, count: int) -> None:
        self._done = min(self._done + count, self._content.size)
        self._progress(self._done, self._content.size)


class _Listening:
    """Waits, meanwhile, for the first word that matters: that a chunk before the last was taken does not."""

    def __init__(self, session: SmtpSession) -> None:
        self._session = session

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        # Waits for its end, and takes a failure that came too late to matter.
        await asyncio.gather(self._task, return_exceptions=True)

    async def word(self) -> Reply:
        """Wait for it. What the stream's end means is raised."""
        return self._reply_of(await self._task)

    def by_now(self) -> Reply | None:
        """The word if it has come; raises like ``word``."""
        return self._reply_of(self._task.result()) if self._task.done() else None

    async def _listen(self) -> Event:
        while True:
            event = await self._session.next_event()
            if not (isinstance(event, Answered) and event.reply.positive and _goes_on(event.command)):
                return event

    def _reply_of(self, event: Event) -> Reply:
        if not isinstance(event, Answered):
            self._session.fail(event)
        return event.reply


def _goes_on(command: Command) -> bool:
    return isinstance(command, Chunk) and not command.last
