"""``account discover | add | list | report | remove | password | sign-in | trust``: the accounts.

A password is read from stdin or asked for.
"""

from argparse import Namespace
from typing import Any

from mailclient.bridge.commands import RemoveAccount, ReportServer, SetPassword
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.cli.arguments import Verbs, add_json, add_verb
from mailclient.cli.choice import LOCAL, account_named
from mailclient.cli.context import Context, ExitCode
from mailclient.cli.password import add_password, passwords
from mailclient.cli.report_json import report_json
from mailclient.cli.row_json import account_json
from mailclient.cli.table import table
from mailclient.cli.verbs import account_add, account_discover, account_sign_in, account_trust
from mailclient.language import tr
from mailclient.mail.account import Account
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.sending_as import submission_servers
from mailclient.mail.server import Server


def declare(verbs: Verbs) -> None:
    """Its arguments."""
    actions = add_verb(verbs, "account", tr("add, list and remove accounts")).add_subparsers(
        metavar="ACTION", required=True
    )
    account_add.declare(actions)
    account_sign_in.declare(actions)
    account_trust.declare(actions)
    account_discover.declare(actions)
    listing = add_verb(actions, "list", tr("list the accounts"))
    add_json(listing)
    listing.set_defaults(run=run_list)
    report = add_verb(actions, "report", tr("log in and tell what the server can do and what of it is used"))
    report.add_argument("email", metavar="EMAIL")
    add_json(report)
    report.set_defaults(run=run_report)
    remove = add_verb(actions, "remove", tr("forget an account and its mail here; an IMAP server keeps everything"))
    remove.add_argument("email", metavar="EMAIL")
    remove.add_argument("--yes", action="store_true", help=tr("also when its mail is only here, and is deleted"))
    add_json(remove)
    remove.set_defaults(run=run_remove)
    password = add_verb(actions, "password", tr("replace the password of an account"))
    password.add_argument("email", metavar="EMAIL")
    add_password(password)
    add_json(password)
    password.add_argument(
        "--accept-weaker-login",
        action="store_true",
        help=tr("also where the server offers only a weaker way to log in than before"),
    )
    password.add_argument(
        "--server", metavar="HOST:PORT", help=tr("of an identity's own server for sending, which alone gets it")
    )
    password.set_defaults(run=run_password)


def run_list(options: Namespace, context: Context) -> ExitCode:
    """Reads the store only."""
    accounts = [account_json(account) for account in context.reader.accounts()]
    if options.json:
        context.answer(accounts)
    elif accounts:
        context.print(table([_cells(account) for account in accounts]))
    return ExitCode.DONE


def _cells(account: dict[str, Any]) -> list[str]:
    incoming = account.get(account["kind"], "")
    return [account["email"] or LOCAL, account["name"], incoming, account["smtp"] or ""]


def run_report(options: Namespace, context: Context) -> ExitCode:
    """Logs in once more. Answers the report."""
    account = account_named(context, options.email)
    with context.engine() as engine:
        report = engine.request(ReportServer(fresh_request_id(), account.id)).report
    assert report is not None
    context.answer(report_json(options.email, report))
    return ExitCode.DONE


def run_remove(options: Namespace, context: Context) -> ExitCode:
    """Answers the account that was removed."""
    account = account_named(context, options.email)
    with context.engine() as engine:
        engine.request(RemoveAccount(fresh_request_id(), account.id, with_its_mail=options.yes))
    context.answer(account_json(account))
    return ExitCode.DONE


def run_password(options: Namespace, context: Context) -> ExitCode:
    """It is tried and, when it works, kept. Answers the account."""
    account = account_named(context, options.email)
    server = _own_server(account, options.server) if options.server else None
    password, _ = passwords(options, options.email)
    with context.engine() as engine:
        engine.request(SetPassword(fresh_request_id(), account.id, password, options.accept_weaker_login, server))
    context.answer(account_json(account))
    return ExitCode.DONE


def _own_server(account: Account, place: str) -> Server:
    """The submission server "host:port" of one of its identities."""
    for server in submission_servers(account.settings):
        if f"{server.host}:{server.port}".casefold() == place.casefold():
            return server
    raise MailError(Problem(ProblemKind.ACCOUNT_UNKNOWN, place))
