"""Messages and headers asked for ahead, as many as fit into a window: the line is never idle, memory never full.

Asked for are so many bytes, as LIST tells them; what comes is given away piece by piece as it comes.
"""

from collections import deque
from collections.abc import AsyncIterator, Callable

from mailclient.engine.accounts.pop3_session import Pop3Session
from mailclient.wire.pop3.commands import Retr, Top
from mailclient.wire.pop3.events import Answered, Content

AHEAD_BYTES = 2 * 1024 * 1024
AHEAD = 500
"""Commands under way at most; twice as many as refills of half of them need on the slowest line."""

Asked = tuple[Retr | Top, int]
"""A command and how many bytes its answer will have, about."""


async def contents(session: Pop3Session, next_one: Callable[[], Asked | None]) -> AsyncIterator[Content | Answered]:
    """The answers to what ``next_one`` gives, in its order, until it gives None while nothing is under way.

    It is asked again after each answer. ``MailError`` as of ``Pop3Session.ask``.
    """
    under_way: deque[int] = deque()
    size = 0
    while True:
        if 2 * size < AHEAD_BYTES and 2 * len(under_way) < AHEAD:
            while size < AHEAD_BYTES and len(under_way) < AHEAD and (asked := next_one()) is not None:
                session.connection.send(asked[0])
                under_way.append(asked[1])
                size += asked[1]
        if not under_way:
            return
        event = await session.next_answer()
        if isinstance(event, Answered):
            size -= under_way.popleft()
        yield event
