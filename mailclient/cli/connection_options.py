"""How an account's servers are reached, as options: a proxy, our own certificate, an exception for theirs.

--proxy socks5://user@host:port | http://user@host:port      for both servers
--client-certificate FILE                                     PEM or PKCS#12, for both servers
--trust-certificate SHA256                                    of whichever server shows this one

Secrets come as lines of stdin, before the passwords, in the order of the options above.
"""

from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from mailclient.cli.context import UsageError
from mailclient.cli.secret_line import secret_line
from mailclient.language import tr
from mailclient.mail.account import AccountSettings, Server
from mailclient.mail.certificate import read_fingerprint
from mailclient.mail.proxy import Proxy, ProxyKind

_KINDS = {"socks5": ProxyKind.SOCKS5, "socks5h": ProxyKind.SOCKS5, "http": ProxyKind.HTTP_CONNECT}
_PORTS = {ProxyKind.SOCKS5: 1080, ProxyKind.HTTP_CONNECT: 8080}


def add_connection(parser: ArgumentParser) -> None:
    """The options."""
    group = parser.add_argument_group(tr("how the servers are reached"))
    group.add_argument("--proxy", metavar="URL", default="", help="socks5://user@host:port, http://user@host:port")
    group.add_argument(
        "--proxy-password-stdin", action="store_true", help=tr("read the proxy's password from a line of stdin")
    )
    group.add_argument(
        "--client-certificate", metavar="FILE", default="", help=tr("your certificate with its key: PEM or PKCS#12")
    )
    group.add_argument(
        "--passphrase-stdin", action="store_true", help=tr("read the passphrase of this file from a line of stdin")
    )
    group.add_argument(
        "--trust-certificate",
        metavar="SHA256",
        default="",
        help=tr("trust the one certificate with this fingerprint, whatever is wrong with it"),
    )


def connected(settings: AccountSettings, options: Namespace) -> AccountSettings:
    """``settings`` with what the options say of both servers."""
    proxy = read_proxy(options.proxy) if options.proxy else None
    path = str(Path(options.client_certificate).resolve()) if options.client_certificate else ""
    fingerprint = fingerprint_given(options.trust_certificate) if options.trust_certificate else ""

    def reached(server: Server) -> Server:
        return replace(server, proxy=proxy, client_certificate=path, trusted_certificate=fingerprint)

    return replace(settings, incoming=reached(settings.incoming), smtp=reached(settings.smtp))


def connection_secrets(options: Namespace) -> tuple[str, str]:
    """The proxy's password and the passphrase of the certificate, "" where there is none. Reads stdin."""
    proxy_password = secret_line() if options.proxy_password_stdin else ""
    return proxy_password, secret_line() if options.passphrase_stdin else ""


def read_proxy(url: str) -> Proxy:
    """``UsageError`` for what is none."""
    try:
        parts = urlsplit(url)
        kind, port = _KINDS.get(parts.scheme), parts.port
    except ValueError:
        kind = port = None
    if kind is None or not parts.hostname or parts.path not in ("", "/") or parts.query:
        raise UsageError(tr("{url} is no proxy; write socks5://user@host:port or http://user@host:port.", url=url))
    if parts.password is not None:
        raise UsageError(tr("A password does not belong into an address; give it with --proxy-password-stdin."))
    return Proxy(kind, parts.hostname, port or _PORTS[kind], unquote(parts.username or ""))


def fingerprint_given(text: str) -> str:
    """``UsageError`` for what is no fingerprint."""
    try:
        return read_fingerprint(text)
    except ValueError as error:
        raise UsageError(tr("{fingerprint} is no SHA-256 fingerprint of a certificate.", fingerprint=text)) from error
