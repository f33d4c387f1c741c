"""Servers as addresses: ``imaps://user@host:port`` and the like, to read and to print.

The scheme says the protection: ``imaps``, ``pop3s``, ``smtps`` = TLS from the first byte; ``imap+starttls`` … =
STARTTLS (STLS) or nothing. Plain ``imap``, ``pop3`` and ``smtp`` need ``?security=none`` and the user's word. With
``?login=token`` the password is an OAuth access token, with ``?login=oauth`` one signs in with the browser,
with ``?login=certificate`` the client certificate says who one is. The user name is percent-encoded (RFC 3986 section
3.2.1) and the account's address when it is left out. RFC 8314 for the ports.
"""

import re
from urllib.parse import parse_qs, quote, unquote, urlsplit

from mailclient.language import tr
from mailclient.mail.account import LoginKind, Security, Server
from mailclient.mail.ports import USUAL_PORTS


class ServerUrlError(ValueError):
    """The address cannot be used; the text says why."""


_SECURITY = {"s": Security.TLS, "+starttls": Security.STARTTLS, "": Security.NONE}
_LOGINS = {"token": LoginKind.TOKEN, "oauth": LoginKind.OAUTH, "certificate": LoginKind.CERTIFICATE}


def read_server(url: str, protocol: str, user: str, *, insecure: bool = False) -> Server:
    """The server of ``url`` for ``protocol`` ("imap", "pop3" or "smtp"); ``user`` when it names none.

    ``insecure`` is the user's word that a connection without protection is meant. ``ServerUrlError`` otherwise, and
    for whatever makes no sense.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _unusable(url, protocol) from None  # its text has parts of the address
    if parts.password is not None:
        raise ServerUrlError(tr("A password does not belong into an address; it is asked for, or read from stdin."))
    security = _SECURITY.get(parts.scheme.removeprefix(protocol)) if parts.scheme.startswith(protocol) else None
    if security is None or not parts.hostname or parts.path not in ("", "/") or parts.fragment:
        raise _unusable(url, protocol)
    query = parse_qs(parts.query, keep_blank_values=True)
    login = _LOGINS.get("".join(query.pop("login", [])), LoginKind.PASSWORD)
    if security is Security.NONE:
        _check_plain(url, query, insecure=insecure)
    elif query or (parts.query and login is LoginKind.PASSWORD):
        raise ServerUrlError(tr("{url} has something after “?” that is not known.", url=url))
    if port == 0:
        raise ServerUrlError(tr("{url} has no usable port.", url=url))
    name = unquote(parts.username) if parts.username else user
    return Server(parts.hostname, port or USUAL_PORTS[protocol, security], security, name, login)


def server_url(server: Server, protocol: str) -> str:
    """The address that ``read_server`` reads as this server."""
    scheme = protocol + next(ending for ending, security in _SECURITY.items() if security is server.security)
    host = f"[{server.host}]" if ":" in server.host else server.host
    words = ["security=none"] if server.security is Security.NONE else []
    words += [f"login={word}" for word, login in _LOGINS.items() if login is server.login]
    query = f"?{'&'.join(words)}" if words else ""
    return f"{scheme}://{quote(server.user, safe='')}@{host}:{server.port}{query}"


def _unusable(url: str, protocol: str) -> ServerUrlError:
    """Without the user name: some write a password beside it."""
    return ServerUrlError(
        tr(
            "{url} is no server address; write {protocol}s://host, {protocol}s://user@host:port or"
            " {protocol}+starttls://user@host:port.",
            url=re.sub(r"//.*", "//…", url),
            protocol=protocol,
        )
    )


def _check_plain(url: str, query: dict[str, list[str]], *, insecure: bool) -> None:
    if query != {"security": ["none"]}:
        raise ServerUrlError(
            tr("{url} has no protection; choose TLS or STARTTLS, or say so with ?security=none.", url=url)
        )
    if not insecure:
        raise ServerUrlError(
            tr("{url} would send your password in the clear; add --insecure if that is what you want.", url=url)
        )
