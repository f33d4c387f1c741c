"""``account add``: an IMAP account, one whose mail is downloaded (POP3), or the folders "on this computer".

account add --email E --imap URL --smtp URL
account add --email E --pop3 URL --smtp URL [--delete-after-days N] [--keep-newest N] [--download-and-delete]
            [--keep-deleted] [--headers-only-above SIZE] [--deliver-to-local]
account add --local

with --proxy, --client-certificate, --trust-certificate: see ``cli/connection_options.py``;
with --oauth PROVIDER: the user signs in with the browser, see ``cli/sign_in.py``.
"""

from argparse import ArgumentParser, Namespace
from dataclasses import replace

from msgspec import structs

from mailclient.bridge.commands import AddAccount
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.cli.arguments import Verbs, add_json, add_verb, positive, size
from mailclient.cli.choice import LOCAL, account_named
from mailclient.cli.connection_options import add_connection, connected, connection_secrets
from mailclient.cli.context import Context, ExitCode, UsageError
from mailclient.cli.engine_link import EngineLink
from mailclient.cli.password import add_password, passwords
from mailclient.cli.row_json import account_json
from mailclient.cli.server_url import ServerUrlError, read_server
from mailclient.cli.sign_in import add_sign_in, grant_of, sign_in_of, signing_in
from mailclient.language import tr
from mailclient.mail.account import AccountKind, AccountSettings, LoginKind, on_this_computer
from mailclient.mail.ids import AccountId
from mailclient.mail.pop3 import Pop3Rules
from mailclient.mail.problem import MailError, Problem, ProblemKind


def declare(actions: Verbs) -> None:
    """Its arguments."""
    add = add_verb(actions, "add", tr("log in to both servers and add the account"))
    add.add_argument("--email", metavar="EMAIL", default="", help=tr("the address of the account"))
    add.add_argument("--name", default="", metavar="NAME", help=tr("your name, as others see it"))
    incoming = add.add_mutually_exclusive_group(required=True)
    incoming.add_argument("--imap", metavar="URL", help="imaps://user@host:port, imap+starttls://…")
    incoming.add_argument("--pop3", metavar="URL", help="pop3s://user@host:port, pop3+starttls://…")
    incoming.add_argument("--local", action="store_true", help=tr("folders on this computer, without a server"))
    add.add_argument("--smtp", metavar="URL", default="", help="smtps://user@host:port, smtp+starttls://…")
    add.add_argument("--insecure", action="store_true", help=tr("allow connections without protection"))
    _add_rules(add)
    add_sign_in(add)
    add_connection(add)
    add_password(add)
    add_json(add)
    add.set_defaults(run=run)


def _add_rules(parser: ArgumentParser) -> None:
    rules = parser.add_argument_group(tr("what a POP3 account leaves on its server"))
    rules.add_argument("--delete-after-days", type=positive, metavar="N", help=tr("delete there after N days"))
    rules.add_argument("--keep-newest", type=positive, metavar="N", help=tr("keep only the N newest there"))
    rules.add_argument("--download-and-delete", action="store_true", help=tr("delete there what is stored here"))
    rules.add_argument("--keep-deleted", action="store_true", help=tr("keep there also what is deleted here for good"))
    rules.add_argument(
        "--headers-only-above", type=size, metavar="SIZE", help=tr("larger messages come when they are opened, as 20M")
    )
    rules.add_argument(
        "--deliver-to-local", action="store_true", help=tr("its mail comes to the inbox “on this computer”")
    )


def run(options: Namespace, context: Context) -> ExitCode:
    """Nothing is stored when one of the logins fails. Answers the account."""
    settings = on_this_computer() if options.local else _settings(options)
    word = settings.email or LOCAL
    if any(account.settings.email.casefold() == settings.email.casefold() for account in context.reader.accounts()):
        raise MailError(Problem(ProblemKind.ACCOUNT_EXISTS, word))
    sign_in = sign_in_of(options)
    proxy_password, passphrase = connection_secrets(options)
    by_certificate = {settings.incoming.login, settings.smtp.login} == {LoginKind.CERTIFICATE}
    without = options.local or sign_in is not None or by_certificate
    password, smtp_password = ("", "") if without else passwords(options, settings.email)
    with context.engine() as engine:
        if options.deliver_to_local:
            settings = replace(settings, deliver_to=_local_account(context, engine))
        grant = ""
        if sign_in is not None:
            settings = signing_in(settings, sign_in)
            grant = grant_of(context, engine, sign_in, settings.email, options)
        command = AddAccount(fresh_request_id(), settings, password, smtp_password, grant=grant)
        engine.request(structs.replace(command, proxy_password=proxy_password, passphrase=passphrase))
        if engine.kept_until_restart:
            context.say(
                tr(
                    "There is no keyring here: the password is kept in memory until this computer starts anew."
                    " “mailclient vault make” keeps it for longer."
                )
            )
    context.answer(account_json(account_named(context, word)))
    return ExitCode.DONE


def _settings(options: Namespace) -> AccountSettings:
    kind = AccountKind.POP3 if options.pop3 else AccountKind.IMAP
    if not options.email or not options.smtp:
        raise UsageError(tr("Such an account needs --email and --smtp."))
    try:
        incoming = read_server(options.pop3 or options.imap, kind.value, options.email, insecure=options.insecure)
        smtp = read_server(options.smtp, "smtp", options.email, insecure=options.insecure)
    except ServerUrlError as error:
        raise UsageError(str(error)) from error
    if "@" not in options.email:
        raise UsageError(tr("{email} is no mail address.", email=options.email))
    rules = _rules(options)
    if kind is not AccountKind.POP3 and (rules != Pop3Rules() or options.deliver_to_local):
        raise UsageError(tr("What is left on the server can only be said of a POP3 account."))
    return connected(AccountSettings(options.email, options.name, incoming, smtp, kind, pop3=rules), options)


def _rules(options: Namespace) -> Pop3Rules:
    if options.download_and_delete and (options.delete_after_days or options.keep_newest):
        raise UsageError(tr("--download-and-delete leaves nothing on the server for a while."))
    return Pop3Rules(
        leave_on_server=not options.download_and_delete,
        days=options.delete_after_days,
        count=options.keep_newest,
        remove_deleted=not options.keep_deleted,
        headers_only_above=options.headers_only_above,
    )


def _local_account(context: Context, engine: EngineLink) -> AccountId:
    """The account "on this computer"; made when there is none."""
    for account in context.reader.accounts():
        if account.settings.kind is AccountKind.LOCAL:
            return account.id
    made = engine.request(AddAccount(fresh_request_id(), on_this_computer(), "", "")).account_id
    assert made is not None
    return made
