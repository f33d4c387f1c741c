"""Hands a finished message to the submission server, so that the verdict is always true.

RFC 6409 over RFC 5321; the SMTP itself is ``mailclient.wire.smtp``. The rule of this file: a failure other than
SEND_IN_DOUBT means that the server has not taken the message; SEND_IN_DOUBT is raised only when the final dot may
have reached the server and its verdict did not come back.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from mailclient.mail.account import Secret, Server
from mailclient.mail.message import Outgoing
from mailclient.transport.stream import Dial


@dataclass(frozen=True, slots=True)
class RefusedRecipient:
    """``code`` is the server's (4xx: for now, 5xx: for good), 0 when the address cannot be sent over SMTP at all."""

    address: str
    code: int
    text: str


@dataclass(frozen=True, slots=True)
class SubmissionResult:
    """The server has taken the message for ``accepted``; ``server_reply`` is its own line ("250 2.0.0 Ok: …")."""

    accepted: tuple[str, ...]
    refused: tuple[RefusedRecipient, ...]
    server_reply: str


async def submit(
    dial: Dial,
    server: Server,
    password: Secret | None,
    outgoing: Outgoing,
    *,
    before_final_dot: Callable[[], Awaitable[None]],
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> SubmissionResult:
    """Connect, log in (unless ``password`` is None), hand in the message, close.

    ``before_final_dot`` is awaited when all but the terminating dot is written; if it raises, the message is not
    sent and its exception passes. ``progress`` gets bytes done and bytes in all.
    ``MailError``: what ``connect`` raises, STARTTLS_MISSING, STARTTLS_INJECTION, NO_COMMON_LOGIN, WRONG_PASSWORD,
    PASSWORD_MISSING, RECIPIENTS_REFUSED (subject: the addresses), MESSAGE_TOO_LARGE, MESSAGE_REFUSED (for good),
    SERVER_BUSY (for now), SERVER_NONSENSE, CONNECTION_LOST, TIMED_OUT: all of these before the server took it;
    SEND_IN_DOUBT when nobody can tell.
    """
    raise NotImplementedError


async def check_login(dial: Dial, server: Server, password: Secret | None) -> None:
    """Connect, log in and leave, to find out whether the settings are right; errors as of ``submit``."""
    raise NotImplementedError
