"""``account trust EMAIL --fingerprint SHA256 [--server HOST:PORT]``: an exception for one certificate of one server."""

from argparse import Namespace

from mailclient.bridge.commands import TrustCertificate
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.cli.arguments import Verbs, add_json, add_verb
from mailclient.cli.choice import account_named
from mailclient.cli.connection_options import fingerprint_given
from mailclient.cli.context import Context, ExitCode, UsageError
from mailclient.cli.row_json import account_json
from mailclient.language import tr
from mailclient.mail.account import AccountSettings, Server


def declare(actions: Verbs) -> None:
    """Its arguments."""
    trust = add_verb(actions, "trust", tr("trust one certificate of a server, whatever is wrong with it"))
    trust.add_argument("email", metavar="EMAIL")
    exception = trust.add_mutually_exclusive_group(required=True)
    exception.add_argument("--fingerprint", metavar="SHA256", help=tr("of the certificate, as the problem tells it"))
    exception.add_argument("--forget", action="store_true", help=tr("take the exception back"))
    trust.add_argument("--server", metavar="HOST:PORT", default="", help=tr("which one; needed where there are two"))
    add_json(trust)
    trust.set_defaults(run=run)


def run(options: Namespace, context: Context) -> ExitCode:
    """Answers the account. The next connection shows whether it is the right one."""
    account = account_named(context, options.email)
    fingerprint = "" if options.forget else fingerprint_given(options.fingerprint)
    server = _server(account.settings, options.server)
    with context.engine() as engine:
        engine.request(TrustCertificate(fresh_request_id(), account.id, server.host, server.port, fingerprint))
    context.answer(account_json(account_named(context, options.email)))
    return ExitCode.DONE


def _server(settings: AccountSettings, wanted: str) -> Server:
    servers = {f"{server.host}:{server.port}": server for server in (settings.incoming, settings.smtp)}
    if wanted:
        if wanted not in servers:
            raise UsageError(tr("The account's servers are {servers}.", servers=", ".join(servers)))
        return servers[wanted]
    if len(servers) > 1:
        raise UsageError(tr("Say which with --server: {servers}.", servers=", ".join(servers)))
    return settings.incoming
