"""How strong a login is, and who wants to hear of those that succeed.

A session tells of its login by ``told``; whoever called ``hear`` for the task in which the session was opened (and for
the tasks begun there) hears it. Nobody does while an account is only tried: what is not stored needs no memory.
Rejected: a parameter of every session and of all that opens one, for the sake of one line at the end of a login.
"""

from collections.abc import Callable
from contextvars import ContextVar

from mailclient.mail.account import LoginStrength, Security, Server

_DIGESTS = frozenset({"CRAM-MD5", "APOP"})
_PROVEN = frozenset({"EXTERNAL", "OAUTHBEARER", "XOAUTH2"})

Hearer = Callable[[Server, LoginStrength], None]

_hearer: ContextVar[Hearer | None] = ContextVar("hearer", default=None)


def strength(name: str, server: Server) -> LoginStrength:
    """Of a way to log in to this server: a mechanism of SASL, "LOGIN", "USER" or "APOP"."""
    if name.startswith("SCRAM-") or name in _PROVEN:
        return LoginStrength.PROVEN
    if name in _DIGESTS:
        return LoginStrength.DIGEST
    return LoginStrength.CLEAR if server.security is Security.NONE else LoginStrength.PROTECTED


def told(server: Server, reached: LoginStrength) -> None:
    """A login to ``server`` has succeeded."""
    hearer = _hearer.get()
    if hearer is not None and reached > server.strongest_login:
        hearer(server, reached)


def hear(hearer: Hearer) -> None:
    """Have ``hearer`` called for stronger logins than before, of this task and of those that it begins."""
    _hearer.set(hearer)
