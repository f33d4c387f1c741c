"""What the user wants to read: bodies and parts. A wish stays open over a lost connection until it is fulfilled.

While there is no connection it is answered with ``BodyFailed`` at once, and with ``BodyStored`` later. A wish that is
taken back is dropped; a part that is on its way is stopped after the slice in hand.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from mailclient.bridge.events import BodyFailed, PartFailed
from mailclient.engine.accounts.context import AccountContext, failing_alone
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.accounts.work_queue import Urgency
from mailclient.engine.sync import bodies
from mailclient.mail.ids import MessageId, PartPath
from mailclient.mail.problem import MailError, Problem

_TRIES = 3
"""How often a wish may lose the connection before it is given up: it may be what breaks it."""


@dataclass(slots=True)
class _Wish:
    key: tuple[object, ...]
    urgency: Urgency
    work: Callable[[MailServer], Awaitable[None]]
    fail: Callable[[Problem], None]
    tries: int = 0


class Wishes:
    """Those of one account."""

    def __init__(self, context: AccountContext) -> None:
        self._context = context
        self._open: dict[tuple[object, ...], _Wish] = {}
        self._problem: Problem | None = None

    def fetch_body(self, message_id: MessageId) -> None:
        """The user looks at this message."""
        if self._context.reader.has_whole(message_id):
            self._context.from_stored.ask_body(message_id)
            return
        publish = self._context.publish
        self._add(
            _Wish(
                ("body", message_id),
                Urgency.USER,
                lambda server: bodies.fetch_body(self._context, server, message_id),
                lambda problem: publish(BodyFailed(message_id=message_id, problem=problem)),
            )
        )

    def fetch_part(self, message_id: MessageId, path: PartPath) -> None:
        """The user wants this part."""
        if self._context.reader.has_whole(message_id):
            self._context.from_stored.ask_part(message_id, path)
            return
        publish = self._context.publish
        self._add(
            _Wish(
                ("part", message_id, path),
                Urgency.PART,
                lambda server: bodies.fetch_part(self._context, server, message_id, path),
                lambda problem: publish(PartFailed(message_id=message_id, path=path, problem=problem)),
            )
        )

    def cancel(self, message_id: MessageId, path: PartPath) -> None:
        """Nobody waits for this part (without ``path``: this body) any more. Nothing is told."""
        wish = self._open.pop(("part", message_id, path) if path else ("body", message_id), None)
        if wish is not None:
            self._context.queue.cancel(wish.key)

    def take_up(self) -> None:
        """There is a connection (again): what is open is to be done."""
        self._problem = None
        for wish in list(self._open.values()):
            if not self._context.queue.running(wish.key):
                self._queue(wish)

    def connection_failed(self, problem: Problem) -> None:
        """No connection for now: whoever waits is told, and whoever wishes until there is one."""
        self._problem = problem
        for wish in list(self._open.values()):
            wish.fail(problem)

    def _add(self, wish: _Wish) -> None:
        self._open[wish.key] = wish
        self._queue(wish)
        if self._problem is not None:
            wish.fail(self._problem)

    def _queue(self, wish: _Wish) -> None:
        async def fulfil(server: MailServer) -> None:
            wish.tries += 1
            try:
                with failing_alone(server) as problems:
                    await wish.work(server)
            except MailError as error:
                if wish.tries < _TRIES:
                    self._queue_if_open(wish)
                else:
                    self._close(wish)
                    wish.fail(error.problem)
                raise
            self._close(wish)
            for problem in problems:
                wish.fail(problem)

        self._context.queue.put(wish.key, wish.urgency, fulfil)

    def _queue_if_open(self, wish: _Wish) -> None:
        if self._open.get(wish.key) is wish:
            self._queue(wish)

    def _close(self, wish: _Wish) -> None:
        if self._open.get(wish.key) is wish:
            del self._open[wish.key]
