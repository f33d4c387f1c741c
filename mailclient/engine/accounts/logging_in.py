"""Logging in with what is kept for an account: a password, or an access token that may have to be renewed first."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from mailclient.engine.secrets.credentials import Credentials, Purpose
from mailclient.mail.account import LoginKind, Secret, Server
from mailclient.mail.problem import MailError, Problem, ProblemKind

T = TypeVar("T")


async def with_secret(
    credentials: Credentials, server: Server, purpose: Purpose, attempt: Callable[[Secret], Awaitable[T]]
) -> T:
    """``attempt`` with the secret of this login; once more with a renewed token when the server refuses the first.

    A token may be taken back before its time. ``MailError``: PASSWORD_MISSING, SIGN_IN_NEEDED, those of the
    credentials, and those of ``attempt``, which must have done nothing yet when it raises TOKEN_REFUSED.
    """
    secret = await secret_for(credentials, server, purpose)
    try:
        return await attempt(secret)
    except MailError as error:
        if error.problem.kind is not ProblemKind.TOKEN_REFUSED:
            raise
        fresh = await credentials.renewed(server, purpose, secret)
        if fresh is None or fresh == secret:
            raise
    try:
        return await attempt(fresh)
    except MailError as error:
        if error.problem.kind is ProblemKind.TOKEN_REFUSED:
            raise MailError(Problem(ProblemKind.SIGN_IN_NEEDED, server.user, error.problem.detail)) from error
        raise


async def secret_for(credentials: Credentials, server: Server, purpose: Purpose) -> Secret:
    """The secret of this login; PASSWORD_MISSING (SIGN_IN_NEEDED where one signs in) when there is none."""
    secret = await credentials.password(server, purpose)
    if secret is None:
        by_oauth = server.login is LoginKind.OAUTH
        kind = ProblemKind.SIGN_IN_NEEDED if by_oauth else ProblemKind.PASSWORD_MISSING
        raise MailError(Problem(kind, server.user))
    return secret


def of_one_sort(one: Server, other: Server) -> bool:
    """Whether what is kept for one may serve the other: a grant is no password, and the other way round."""
    return (one.login is LoginKind.OAUTH) == (other.login is LoginKind.OAUTH)
