"""What the user wants to read in folders on this computer: nearly all is here, the rest is asked of its source.

A wish stays open until the message is here whole; while its source cannot be reached it is answered with
``BodyFailed`` (``PartFailed``), and with ``BodyStored`` later.
"""

from mailclient.bridge.events import BodyFailed, PartFailed
from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.mail_source import MailSource
from mailclient.mail.ids import MessageId, PartPath
from mailclient.mail.problem import Problem, ProblemKind

_BODY = PartPath("")


class LocalWishes:
    """Those of one account; the messages may lie in the inbox of another one."""

    def __init__(self, context: AccountContext, source: MailSource | None) -> None:
        self._context = context
        self._source = source
        self._open: set[tuple[MessageId, PartPath]] = set()

    def fetch_body(self, message_id: MessageId) -> None:
        """The user looks at this message."""
        self._wish(message_id, _BODY)

    def fetch_part(self, message_id: MessageId, path: PartPath) -> None:
        """The user wants this part."""
        self._wish(message_id, path)

    def cancel(self, message_id: MessageId, path: PartPath) -> None:
        """Nobody waits for this part (without ``path``: this body) any more. What is being brought is brought."""
        self._open.discard((message_id, path))

    def pass_is_over(self) -> None:
        """What came is made readable, what did not is not to be had, unless it was wished too late for this pass."""
        self._make_what_came()
        if self._source is None or not self._source.wanted.is_set():
            self._tell(Problem(ProblemKind.MESSAGE_GONE))
            self._open.clear()

    def connection_failed(self, problem: Problem) -> None:
        """No connection for now: whoever waits is told; the wishes stay."""
        self._make_what_came()
        self._tell(problem)

    def _wish(self, message_id: MessageId, path: PartPath) -> None:
        if self._context.reader.has_whole(message_id):
            self._make(message_id, path)
            return
        self._open.add((message_id, path))
        if self._source is None:
            self.pass_is_over()
        else:
            self._source.want([message_id])

    def _make_what_came(self) -> None:
        for wish in sorted(self._open):
            if self._context.reader.has_whole(wish[0]):
                self._open.discard(wish)
                self._make(*wish)

    def _tell(self, problem: Problem) -> None:
        for message_id, path in sorted(self._open):
            if path:
                self._context.publish(PartFailed(message_id=message_id, path=path, problem=problem))
            else:
                self._context.publish(BodyFailed(message_id=message_id, problem=problem))

    def _make(self, message_id: MessageId, path: PartPath) -> None:
        if path:
            self._context.from_stored.ask_part(message_id, path)
        else:
            self._context.from_stored.ask_body(message_id)
