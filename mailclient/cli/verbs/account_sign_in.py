"""``account sign-in EMAIL``: sign in with the provider again, when what was allowed has expired or was withdrawn."""

from argparse import Namespace

from mailclient.bridge.commands import SetGrant
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.cli.arguments import Verbs, add_json, add_verb
from mailclient.cli.choice import account_named
from mailclient.cli.context import Context, ExitCode, UsageError
from mailclient.cli.row_json import account_json
from mailclient.cli.sign_in import grant_of
from mailclient.language import tr


def declare(actions: Verbs) -> None:
    """Its arguments."""
    again = add_verb(actions, "sign-in", tr("sign in with the browser again"))
    again.add_argument("email", metavar="EMAIL")
    again.add_argument(
        "--oauth-client-secret-stdin",
        action="store_true",
        help=tr("the secret that the provider gave with it is the next line of stdin"),
    )
    add_json(again)
    again.set_defaults(run=run)


def run(options: Namespace, context: Context) -> ExitCode:
    """Answers the account."""
    account = account_named(context, options.email)
    sign_in = account.settings.sign_in
    if sign_in is None:
        raise UsageError(tr("{email} logs in with a password.", email=options.email))
    with context.engine() as engine:
        grant = grant_of(context, engine, sign_in, account.settings.email, options)
        engine.request(SetGrant(fresh_request_id(), account.id, grant))
    context.answer(account_json(account))
    return ExitCode.DONE
