"""Servers of the profile → ours. What Thunderbird would have tried in the clear is protected here, and told of."""

from dataclasses import dataclass, replace

from mailclient.engine.imports.thunderbird.prefs import Prefs
from mailclient.mail.account import AccountKind, LoginKind, Security, Server
from mailclient.mail.import_report import ImportNote, NoteKind
from mailclient.mail.pop3 import Pop3Rules
from mailclient.mail.sign_in import SignIn
from mailclient.sign_in_providers import providers, sign_in_at

KINDS = {"imap": AccountKind.IMAP, "pop3": AccountKind.POP3}
_NONE, _IF_OFFERED, _STARTTLS, _TLS = range(4)
"""``socketType`` and ``try_ssl``."""
_SECURITY = {_IF_OFFERED: Security.STARTTLS, _STARTTLS: Security.STARTTLS, _TLS: Security.TLS}
_NO_LOGIN, _CERTIFICATE, _OAUTH = 1, 7, 10
"""``authMethod``."""
_PASSWORDS = frozenset({0, 2, 3, 4, 8})
"""In the clear, encrypted, or whichever is best: our own choice is always the strongest."""
_PORTS = {
    (AccountKind.IMAP, Security.TLS): 993,
    (AccountKind.IMAP, Security.STARTTLS): 143,
    (AccountKind.POP3, Security.TLS): 995,
    (AccountKind.POP3, Security.STARTTLS): 110,
}
_THIS_COMPUTER = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Found:
    """A server and what is to be told of it. ``sign_in``: where it signs in, for ``LoginKind.OAUTH``."""

    server: Server
    sign_in: SignIn | None = None
    notes: tuple[ImportNote, ...] = ()


def incoming(prefs: Prefs, key: str, kind: AccountKind) -> Found | None:
    """Where mail comes from; None when there is no usable host."""
    start = f"mail.server.{key}."
    host = prefs.text(f"{start}realhostname") or prefs.text(f"{start}hostname")
    user = prefs.text(f"{start}realuserName") or prefs.text(f"{start}userName")
    socket = prefs.number(f"{start}socketType", _TLS if prefs.flag(f"{start}isSecure") else _NONE)
    security, notes = _security(socket, host)
    port = prefs.number(f"{start}port") or _PORTS.get((kind, security), 143 if kind is AccountKind.IMAP else 110)
    found = _made(host, port, security, user, notes)
    return None if found is None else _with_login(found, prefs, start)


def submission(prefs: Prefs, key: str, sign_in: SignIn | None) -> Found | None:
    """Where mail is handed in; None when there is no such server, or it is none of SMTP.

    ``sign_in``: where the account signs in for its other server; there is one for both.
    """
    start = f"mail.smtpserver.{key}."
    if prefs.text(f"{start}type", "smtp") != "smtp":
        return None
    host = prefs.text(f"{start}hostname")
    security, notes = _security(prefs.number(f"{start}try_ssl"), host)
    port = prefs.number(f"{start}port") or (465 if security is Security.TLS else 587)
    user = "" if prefs.number(f"{start}authMethod", 3) == _NO_LOGIN else prefs.text(f"{start}username")
    found = _made(host, port, security, user, notes)
    return None if found is None else _with_login(found, prefs, start, sign_in)


def pop3_rules(prefs: Prefs, key: str) -> Pop3Rules:
    """What is left on the server of POP3; the defaults are Thunderbird's own."""
    start = f"mail.server.{key}."
    days = prefs.number(f"{start}num_days_to_leave_on_server", 7)
    return Pop3Rules(
        leave_on_server=prefs.flag(f"{start}leave_on_server"),
        days=days if prefs.flag(f"{start}delete_by_age_from_server") and days > 0 else None,
        remove_deleted=prefs.flag(f"{start}delete_mail_left_on_server"),
    )


def guessed_submission(server: Server) -> Server:
    """Where there is none in the profile: the incoming server's host, at the usual port."""
    return replace(server, port=587, security=Security.STARTTLS)


def _made(host: str, port: int, security: Security, user: str, notes: tuple[ImportNote, ...]) -> Found | None:
    if not host or not 0 < port < 65_536 or len(host) > 255 or any(not sign.isprintable() for sign in host + user):
        return None
    return Found(Server(host, port, security, user), notes=notes)


def _security(socket: int, host: str) -> tuple[Security, tuple[ImportNote, ...]]:
    """Without protection only on this computer: nobody was asked whether the password may go in the clear."""
    if socket in _SECURITY and socket != _IF_OFFERED:
        return _SECURITY[socket], ()
    if socket != _IF_OFFERED and host in _THIS_COMPUTER:
        return Security.NONE, (ImportNote(NoteKind.NOT_PROTECTED, host),)
    return Security.STARTTLS, (ImportNote(NoteKind.SECURITY_RAISED, host),)


def _with_login(found: Found, prefs: Prefs, start: str, already: SignIn | None = None) -> Found:
    """Signing in only at a server of the provider itself: its tokens would open the mail to any other."""
    method = prefs.number(f"{start}authMethod", 3)
    server = found.server
    if method == _OAUTH:
        provider = providers().get(sign_in_at(server.host))
        if provider is not None and already in (None, provider.sign_in):
            return replace(found, server=replace(server, login=LoginKind.OAUTH), sign_in=provider.sign_in)
    if method == _CERTIFICATE:
        return replace(found, server=replace(server, login=LoginKind.CERTIFICATE))
    if method not in _PASSWORDS and server.user:
        notes = (*found.notes, ImportNote(NoteKind.LOGIN_UNKNOWN, server.host))
        return replace(found, notes=notes)
    return found
