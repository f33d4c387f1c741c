"""``account add | list | report | remove | password``: the accounts. A password is read from stdin or asked for."""

import getpass
import sys
from argparse import ArgumentParser, Namespace

from mailclient.bridge.commands import AddAccount, RemoveAccount, ReportServer, SetPassword
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.cli.arguments import Verbs, add_json, add_verb
from mailclient.cli.choice import account_named
from mailclient.cli.context import Context, ExitCode, UsageError
from mailclient.cli.report_json import report_json
from mailclient.cli.row_json import account_json
from mailclient.cli.server_url import ServerUrlError, read_server
from mailclient.cli.table import table
from mailclient.language import tr
from mailclient.mail.account import AccountSettings
from mailclient.mail.problem import MailError, Problem, ProblemKind


def declare(verbs: Verbs) -> None:
    """Its arguments."""
    actions = add_verb(verbs, "account", tr("add, list and remove accounts")).add_subparsers(
        metavar="ACTION", required=True
    )
    add = add_verb(actions, "add", tr("log in to both servers and add the account"))
    add.add_argument("--email", required=True, metavar="EMAIL", help=tr("the address of the account"))
    add.add_argument("--name", default="", metavar="NAME", help=tr("your name, as others see it"))
    add.add_argument("--imap", required=True, metavar="URL", help="imaps://user@host:port, imap+starttls://…")
    add.add_argument("--smtp", required=True, metavar="URL", help="smtps://user@host:port, smtp+starttls://…")
    add.add_argument("--insecure", action="store_true", help=tr("allow connections without protection"))
    _add_password(add)
    add_json(add)
    add.set_defaults(run=run_add)
    listing = add_verb(actions, "list", tr("list the accounts"))
    add_json(listing)
    listing.set_defaults(run=run_list)
    report = add_verb(actions, "report", tr("log in and tell what the server can do and what of it is used"))
    report.add_argument("email", metavar="EMAIL")
    add_json(report)
    report.set_defaults(run=run_report)
    remove = add_verb(actions, "remove", tr("forget an account and its mail here; the server keeps everything"))
    remove.add_argument("email", metavar="EMAIL")
    add_json(remove)
    remove.set_defaults(run=run_remove)
    password = add_verb(actions, "password", tr("replace the password of an account"))
    password.add_argument("email", metavar="EMAIL")
    _add_password(password)
    add_json(password)
    password.set_defaults(run=run_password)


def run_add(options: Namespace, context: Context) -> ExitCode:
    """Nothing is stored when one of the logins fails. Answers the account."""
    try:
        imap = read_server(options.imap, "imap", options.email, insecure=options.insecure)
        smtp = read_server(options.smtp, "smtp", options.email, insecure=options.insecure)
    except ServerUrlError as error:
        raise UsageError(str(error)) from error
    if "@" not in options.email:
        raise UsageError(tr("{email} is no mail address.", email=options.email))
    if any(account.settings.email.casefold() == options.email.casefold() for account in context.reader.accounts()):
        raise MailError(Problem(ProblemKind.ACCOUNT_EXISTS, options.email))
    password, smtp_password = _passwords(options, options.email)
    settings = AccountSettings(options.email, options.name, imap, smtp)
    command = AddAccount(fresh_request_id(), settings, password, smtp_password)
    with context.engine() as engine:
        engine.request(command)
    context.answer(account_json(account_named(context, options.email)))
    return ExitCode.DONE


def run_list(options: Namespace, context: Context) -> ExitCode:
    """Reads the store only."""
    accounts = [account_json(account) for account in context.reader.accounts()]
    if options.json:
        context.answer(accounts)
    elif accounts:
        context.print(
            table([[account["email"], account["name"], account["imap"], account["smtp"]] for account in accounts])
        )
    return ExitCode.DONE


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
        engine.request(RemoveAccount(fresh_request_id(), account.id))
    context.answer(account_json(account))
    return ExitCode.DONE


def run_password(options: Namespace, context: Context) -> ExitCode:
    """It is tried and, when it works, kept. Answers the account."""
    account = account_named(context, options.email)
    password, _ = _passwords(options, options.email)
    with context.engine() as engine:
        engine.request(SetPassword(fresh_request_id(), account.id, password))
    context.answer(account_json(account))
    return ExitCode.DONE


def _add_password(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help=tr("read the password from the first line of stdin (and that of SMTP from the second, when it differs)"),
    )


def _passwords(options: Namespace, email: str) -> tuple[str, str]:
    """For IMAP and SMTP; the same when only one is given."""
    if options.password_stdin:
        try:
            lines = [line.rstrip("\r\n") for line in sys.stdin.readlines()[:2]]
        except UnicodeDecodeError as error:
            raise UsageError(tr("The password on stdin is no UTF-8 text.")) from error
        if not lines or not lines[0]:
            raise UsageError(tr("There is no password on stdin."))
        return lines[0], lines[1] if len(lines) > 1 and lines[1] else lines[0]
    if not sys.stdin.isatty():
        raise UsageError(tr("Give the password with --password-stdin."))
    password = getpass.getpass(tr("Password of {email}: ", email=email))
    if not password:
        raise UsageError(tr("There is no password."))
    return password, password
