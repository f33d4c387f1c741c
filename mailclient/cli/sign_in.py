"""Signing in with the browser on the command line: where, and the waiting for it."""

from argparse import ArgumentParser, Namespace
from dataclasses import replace

from mailclient.bridge import events
from mailclient.bridge.commands import CancelRequest, StartSignIn
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.cli.context import Context, UsageError
from mailclient.cli.engine_link import EngineLink
from mailclient.cli.secret_line import secret_line
from mailclient.language import tr
from mailclient.language.sign_in_page import sign_in_farewell
from mailclient.mail.account import AccountSettings, LoginKind, Server
from mailclient.mail.sign_in import SignIn
from mailclient.sign_in_providers import providers

_OTHER = "other"


def add_sign_in(parser: ArgumentParser) -> None:
    """``--oauth …``."""
    group = parser.add_argument_group(tr("signing in with the browser instead of a password (OAuth 2)"))
    group.add_argument("--oauth", metavar="PROVIDER", choices=[*providers(), _OTHER], help=", ".join(_names()))
    group.add_argument("--oauth-client-id", metavar="ID", default="", help=tr("a client id of your own"))
    group.add_argument(
        "--oauth-client-secret-stdin",
        action="store_true",
        help=tr("the secret that the provider gave with it is the next line of stdin"),
    )
    group.add_argument("--oauth-authorize-url", metavar="URL", help=tr("where “other” signs in"))
    group.add_argument("--oauth-token-url", metavar="URL", help=tr("where “other” gives tokens"))
    group.add_argument("--oauth-scope", metavar="SCOPE", action="append", default=[], help=tr("may be repeated"))
    group.add_argument("--oauth-redirect", metavar="URL", default="", help="http://127.0.0.1, http://localhost:8080/…")


def sign_in_of(options: Namespace) -> SignIn | None:
    """Where to sign in, None for a login by password."""
    described = (options.oauth_authorize_url, options.oauth_token_url)
    if options.oauth == _OTHER:
        if not all(described) or not options.oauth_client_id:
            raise UsageError(tr("“other” needs --oauth-authorize-url, --oauth-token-url and --oauth-client-id."))
        sign_in = SignIn("", options.oauth_client_id, *described)
    elif any(described) or (options.oauth is None and (options.oauth_client_id or options.oauth_scope)):
        raise UsageError(tr("The addresses of a provider can only be given with --oauth other."))
    elif options.oauth is None:
        return None
    else:
        sign_in = providers()[options.oauth].with_client(options.oauth_client_id)
    scopes = tuple(options.oauth_scope) or sign_in.scopes
    return replace(sign_in, scopes=scopes, redirect=options.oauth_redirect or sign_in.redirect)


def signing_in(settings: AccountSettings, sign_in: SignIn) -> AccountSettings:
    """The same account, both servers logged in to with tokens."""

    def by_token(server: Server) -> Server:
        return replace(server, login=LoginKind.OAUTH) if server.user else server

    return replace(settings, incoming=by_token(settings.incoming), smtp=by_token(settings.smtp), sign_in=sign_in)


def grant_of(context: Context, engine: EngineLink, sign_in: SignIn, email: str, options: Namespace) -> str:
    """Say which page to open, and wait for the user to sign in there; the id of what was granted. ``MailError``."""
    secret = secret_line() if options.oauth_client_secret_stdin else ""
    command = StartSignIn(fresh_request_id(), sign_in, email, secret, sign_in_farewell())

    def heard(event: events.AnyEvent) -> None:
        if isinstance(event, events.BrowserNeeded) and event.request_id == command.request_id:
            context.say(tr("Open this page in your browser and sign in:"))
            context.say(event.url)

    try:
        return engine.request(command, heard).grant
    except KeyboardInterrupt:
        engine.send(CancelRequest(command.request_id))
        raise


def _names() -> list[str]:
    return [f"{word} ({provider.name})" for word, provider in providers().items()] + [_OTHER]
