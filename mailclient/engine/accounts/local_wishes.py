"""What the user wants to read in folders on this computer: nearly all is here, the rest is asked of its source."""

import asyncio

from mailclient.bridge.events import BodyFailed, PartFailed
from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.mail_source import MailSource
from mailclient.mail.ids import MessageId, PartPath
from mailclient.mail.problem import Problem, ProblemKind


class LocalWishes:
    """Those of one account; the messages may lie in the inbox of another one."""

    def __init__(self, context: AccountContext, source: MailSource | None) -> None:
        self._context = context
        self._source = source
        self._new: asyncio.Queue[tuple[MessageId, PartPath | None]] = asyncio.Queue()

    async def run(self) -> None:
        """For ever: hand what is not here to the source, which answers for it."""
        while True:
            message_id, path = await self._new.get()
            if self._source is not None:
                await self._source.want([message_id], path)

    def fetch_body(self, message_id: MessageId) -> None:
        """The user looks at this message."""
        if self._context.reader.has_whole(message_id):
            self._context.from_stored.ask_body(message_id)
        elif self._source is not None:
            self._new.put_nowait((message_id, None))
        else:
            self._context.publish(BodyFailed(message_id=message_id, problem=Problem(ProblemKind.MESSAGE_GONE)))

    def fetch_part(self, message_id: MessageId, path: PartPath) -> None:
        """The user wants this part."""
        if self._context.reader.has_whole(message_id):
            self._context.from_stored.ask_part(message_id, path)
        elif self._source is not None:
            self._new.put_nowait((message_id, path))
        else:
            problem = Problem(ProblemKind.MESSAGE_GONE)
            self._context.publish(PartFailed(message_id=message_id, path=path, problem=problem))

    def cancel(self, message_id: MessageId, path: PartPath) -> None:
        """Nobody waits for it any more; what is to be brought is brought all the same."""
