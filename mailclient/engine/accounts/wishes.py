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
from mailclient.engine.sync import bodies, parts
from mailclient.mail.ids import MessageId, PartPath
from mailclient.mail.problem import MailError, Problem

_TOGETHER = 100
"""Bodies asked for in one flight."""
_TRIES = 3
"""How often a wish may lose the connection before it is given up: it may be what breaks it."""


@dataclass(slots=True)
class _Wish:
    key: tuple[object, ...]
    urgency: Urgency
    work: Callable[[MailServer], Awaitable[None]]
    fail: Callable[[Problem], None]
    body_of: MessageId | None = None
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
        wish = _Wish(
            ("body", message_id),
            Urgency.USER,
            lambda server: self._fetch_bodies(server, wish),
            lambda problem: publish(BodyFailed(message_id=message_id, problem=problem)),
            body_of=message_id,
        )
        self._add(wish)

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
                lambda server: parts.fetch_part(self._context, server, message_id, path),
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

    async def _fetch_bodies(self, server: MailServer, wish: _Wish) -> None:
        """The body, and the others that wait, in one flight; but alone what may have broken a connection before."""
        queue = self._context.queue
        others = [one for one in self._open.values() if one.body_of and not one.tries and queue.waiting(one.key)]
        others = others[:-_TOGETHER:-1] if wish.tries == 1 else []
        for other in others:
            other.tries += 1
            queue.drop(other.key)
        ids = [one.body_of for one in (wish, *others) if one.body_of is not None]
        try:
            failed = await bodies.fetch_bodies(self._context, server, ids)
        except BaseException:
            for other in others:
                self._queue_if_open(other)
            raise
        for other in others:
            self._close(other)
            if other.body_of in failed:
                other.fail(failed[other.body_of])
        if wish.body_of in failed:
            raise MailError(failed[wish.body_of])

    def _queue_if_open(self, wish: _Wish) -> None:
        if self._open.get(wish.key) is wish:
            self._queue(wish)

    def _close(self, wish: _Wish) -> None:
        if self._open.get(wish.key) is wish:
            del self._open[wish.key]
