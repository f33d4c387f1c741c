"""What the end of one attempt to log in to IMAP means, and whether another way is worth trying."""

from collections.abc import Sequence
from dataclasses import dataclass

from mailclient.engine.accounts.imap_result import Result
from mailclient.engine.accounts.login_words import reason
from mailclient.mail.account import LoginKind, Security, Server
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.wire.imap.events import Status
from mailclient.wire.sasl.mechanism import Mechanism
from mailclient.wire.sasl.scram import Scram
from mailclient.wire.sasl.unexpected import ServerUnproven

_BY_CODE = {
    "UNAVAILABLE": ProblemKind.LOGIN_UNAVAILABLE,
    "SERVERBUG": ProblemKind.LOGIN_UNAVAILABLE,
    "INUSE": ProblemKind.SERVER_BUSY,
    "LIMIT": ProblemKind.TOO_MANY_CONNECTIONS,
    "EXPIRED": ProblemKind.PASSWORD_EXPIRED,
    "CONTACTADMIN": ProblemKind.ACCOUNT_LOCKED,
    "AUTHORIZATIONFAILED": ProblemKind.SERVER_REFUSED,
    "NOPERM": ProblemKind.SERVER_REFUSED,
}
"""RFC 5530 section 3; what is not here says nothing, or that the password is wrong."""
_NOT_THIS_WAY = {"CANNOT": ProblemKind.SERVER_REFUSED, "PRIVACYREQUIRED": ProblemKind.ENCRYPTION_REQUIRED}


@dataclass(frozen=True, slots=True)
class Refused:
    """``final``: no other way will do better, or the server must not be told more."""

    problem: Problem
    final: bool


def judge(result: Result, mechanism: Mechanism | None, server: Server, name: str) -> Refused | None:
    """None: we are in. ``mechanism``: None for the LOGIN command. ``name`` is "host:port"."""
    distrust = broken_trust(mechanism, name, accepted=result.ok) if mechanism is not None else None
    if distrust is not None:
        return Refused(distrust, final=True)
    if result.ok:
        return None
    detail = result.done.text
    if mechanism is not None and mechanism.complaint:
        detail = f"{detail} ({mechanism.complaint})".strip()
    code = result.code.name if result.code else ""
    if code in _NOT_THIS_WAY:
        return Refused(Problem(_NOT_THIS_WAY[code], name, detail), final=False)
    kind = reason(detail, by_token=by_token(server)) or _BY_CODE.get(code)
    if kind is not None:
        return Refused(Problem(kind, name, detail), final=True)
    if result.done.status is not Status.NO:
        return Refused(Problem(ProblemKind.SERVER_REFUSED, name, detail), final=False)
    return Refused(wrong_secret(server, detail), final=mechanism is None or tells_of_secret(mechanism))


def broken_trust(mechanism: Mechanism, name: str, *, accepted: bool) -> Problem | None:
    """What must end the connection whatever the server says."""
    if isinstance(mechanism.broken, ServerUnproven):
        return Problem(ProblemKind.SERVER_UNPROVEN, name, str(mechanism.broken))
    if mechanism.broken is not None:
        return Problem(ProblemKind.SERVER_NONSENSE, name, str(mechanism.broken))
    if accepted and not mechanism.satisfied:
        return Problem(ProblemKind.SERVER_UNPROVEN, name, "the server let us in without its signature")
    return None


def wrong_secret(server: Server, detail: str) -> Problem:
    """The password or the token is not accepted."""
    kind = ProblemKind.TOKEN_REFUSED if by_token(server) else ProblemKind.WRONG_PASSWORD
    return Problem(kind, server.user, detail)


def by_token(server: Server) -> bool:
    """Whether no password is used to log in there."""
    return server.login in (LoginKind.TOKEN, LoginKind.OAUTH)


def no_common_login(server: Server, detail: str) -> Problem:
    """Nothing is offered that we know. In the clear that mostly means that the server wants TLS first."""
    name = f"{server.host}:{server.port}"
    unprotected = server.security is Security.NONE
    return Problem(ProblemKind.ENCRYPTION_REQUIRED if unprotected else ProblemKind.NO_COMMON_LOGIN, name, detail)


def tells_of_secret(mechanism: Mechanism) -> bool:
    """Whether a refusal means that the secret is wrong: it was used, as the server may have kept it, and alone."""
    mixed = isinstance(mechanism, Scram) and (mechanism.alters_password or bool(mechanism.binding_name))
    return mechanism.gave_proof and not mixed


def most_telling(refusals: Sequence[Refused]) -> Refused:
    """That about the secret, else the last."""
    about_secret = (ProblemKind.WRONG_PASSWORD, ProblemKind.TOKEN_REFUSED)
    return next((refused for refused in refusals if refused.problem.kind in about_secret), refusals[-1])
