"""The text of one message, fetched when it is not here: what verbs about special mail begin with."""

import time

from mailclient.bridge.commands import FetchBody
from mailclient.cli.context import Context
from mailclient.cli.engine_link import EngineLink
from mailclient.mail.body import Body
from mailclient.mail.ids import MessageId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store.rows import MessageRow

_SECONDS = 60.0
_LOOK_SECONDS = 0.2


def body_of_message(context: Context, engine: EngineLink, message_id: MessageId) -> tuple[MessageRow, Body]:
    """The row and body. ``MailError`` MESSAGE_GONE when there is no such message, or it is not to be had."""
    row = next(iter(context.reader.rows([message_id])), None)
    if row is None:
        raise MailError(Problem(ProblemKind.MESSAGE_GONE, detail=str(message_id)))
    body = context.reader.body(message_id)
    if body is None or not body.is_current:
        engine.send(FetchBody(message_id))
        deadline = time.monotonic() + _SECONDS
        while (body is None or not body.is_current) and time.monotonic() < deadline:
            engine.listen(_LOOK_SECONDS)
            body = context.reader.body(message_id)
    if body is None:
        raise MailError(Problem(ProblemKind.MESSAGE_GONE, detail=str(message_id)))
    return row, body
