"""``identity list | add | remove``: whom an account writes as; the first is the default."""

from argparse import Namespace
from pathlib import Path
from typing import Any

from mailclient.bridge.commands import SetIdentities
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.cli.arguments import Verbs, add_account, add_json, add_verb
from mailclient.cli.choice import the_account
from mailclient.cli.context import Context, ExitCode, UsageError
from mailclient.cli.server_url import ServerUrlError, read_server, server_url
from mailclient.cli.table import table, visible
from mailclient.language import tr
from mailclient.mail.account import Account
from mailclient.mail.identity import Identity
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.server import Server
from mailclient.mime.addresses import is_address


def declare(verbs: Verbs) -> None:
    """Its arguments."""
    parser = add_verb(verbs, "identity", tr("whom an account writes as: list, add, remove"))
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = add_verb(actions, "list", tr("list the identities of an account, the default first"))
    add = add_verb(actions, "add", tr("add an identity, or replace the one with this address"))
    add.add_argument("address", metavar="ADDRESS")
    add.add_argument("--name", default="", metavar="NAME", help=tr("the name that others see"))
    add.add_argument("--reply-to", default="", metavar="ADDRESSES", help=tr("where answers are to go"))
    add.add_argument("--organization", default="", metavar="TEXT", help=tr("the header field Organization"))
    add.add_argument("--bcc", default="", metavar="ADDRESSES", help=tr("get a blind copy of everything"))
    add.add_argument("--signature", default="", metavar="FILE", help=tr("a text file that holds the signature"))
    add.add_argument("--html", action="store_true", help=tr("the signature is HTML"))
    add.add_argument("--above", action="store_true", help=tr("the signature stands above what is quoted"))
    add.add_argument(
        "--alias",
        action="append",
        default=[],
        metavar="PATTERN",
        help=tr("another address of it; * stands for anything"),
    )
    add.add_argument("--no-plus", action="store_true", help=tr("what stands behind a plus is not its own"))
    add.add_argument("--smtp", default="", metavar="URL", help=tr("a server of its own for sending"))
    add.add_argument("--sent-folder", default="", metavar="FOLDER", help=tr("where copies of what it sends go"))
    add.add_argument("--default", action="store_true", help=tr("use this identity where no other is chosen"))
    remove = add_verb(actions, "remove", tr("remove an identity"))
    remove.add_argument("address", metavar="ADDRESS")
    for action, run in ((listing, run_list), (add, run_add), (remove, run_remove)):
        add_account(action)
        add_json(action)
        action.set_defaults(run=run)


def run_list(options: Namespace, context: Context) -> ExitCode:
    """Reads the store only."""
    account = the_account(context, options.account)
    if options.json:
        context.answer(_json(account.settings.senders))
    elif senders := account.settings.senders:
        context.print(table([[visible(one.address), visible(one.name), visible(one.reply_to)] for one in senders]))
    return ExitCode.DONE


def run_add(options: Namespace, context: Context) -> ExitCode:
    """Answers the identities that hold from now on."""
    if not is_address(options.address):
        raise UsageError(tr("{email} is no mail address.", email=options.address))
    made = Identity(
        options.name,
        options.address,
        options.reply_to,
        options.organization,
        options.bcc,
        _signature(options.signature),
        options.html,
        options.above,
        smtp=_own_server(options.smtp, options.address),
        sent_folder=options.sent_folder,
        aliases=tuple(options.alias),
        plus_addresses=not options.no_plus,
    )
    account = the_account(context, options.account)
    known = list(account.settings.senders)
    place = next((number for number, one in enumerate(known) if _same(one, options.address)), len(known))
    known[place : place + 1] = [made]
    if options.default:
        known.insert(0, known.pop(place))
    return _set(context, account, known)


def run_remove(options: Namespace, context: Context) -> ExitCode:
    """Answers the identities that are left."""
    account = the_account(context, options.account)
    known = [one for one in account.settings.senders if not _same(one, options.address)]
    if len(known) == len(account.settings.senders):
        raise UsageError(tr("There is no identity {address}.", address=options.address))
    if not known:
        raise UsageError(tr("An account needs one identity at least."))
    return _set(context, account, known)


def _set(context: Context, account: Account, identities: list[Identity]) -> ExitCode:
    with context.engine() as engine:
        engine.request(SetIdentities(fresh_request_id(), account.id, tuple(identities)))
    context.answer(_json(tuple(identities)))
    return ExitCode.DONE


def _same(one: Identity, address: str) -> bool:
    return one.address.casefold() == address.casefold()


def _own_server(url: str, user: str) -> Server | None:
    try:
        return read_server(url, "smtp", user) if url else None
    except ServerUrlError as error:
        raise UsageError(str(error)) from error


def _signature(name: str) -> str:
    if not name:
        return ""
    try:
        return Path(name).read_text(encoding="utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise MailError(Problem(ProblemKind.FILE_UNREADABLE, name, str(error))) from error


def _json(identities: tuple[Identity, ...]) -> list[dict[str, Any]]:
    return [
        {
            "address": one.address,
            "name": one.name,
            "reply_to": one.reply_to,
            "organization": one.organization,
            "bcc": one.bcc,
            "signature": one.signature,
            "signature_is_html": one.signature_is_html,
            "signature_above": one.signature_above,
            "aliases": list(one.aliases),
            "plus_addresses": one.plus_addresses,
            "smtp": None if one.smtp is None else server_url(one.smtp, "smtp"),
            "sent_folder": one.sent_folder,
            "default": number == 0,
        }
        for number, one in enumerate(identities)
    ]
