"""``search QUERY [--folder F] [--account EMAIL] [--limit N] [--on-server] [--json]``: in headers and texts.

Reads the store only, unless the servers are asked; both answer the same rows.
"""

from argparse import Namespace

from mailclient.bridge.commands import SearchOnServer
from mailclient.bridge.events import Found
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.cli.arguments import Verbs, add_account, add_folder, add_json, add_verb, positive
from mailclient.cli.choice import account_named, folder_named
from mailclient.cli.context import Context, ExitCode
from mailclient.cli.rows import print_rows
from mailclient.language import tr
from mailclient.language.problems import problem_text
from mailclient.mail.ids import MessageId
from mailclient.mail.problem import MailError, Problem, ProblemKind


def declare(verbs: Verbs) -> None:
    """Its arguments."""
    parser = add_verb(verbs, "search", tr("search all mail, newest first"))
    parser.add_argument(
        "query",
        metavar="QUERY",
        nargs="+",
        help=tr('words that must all be there; "words in a row"; from: to: subject: look in one field'),
    )
    add_folder(parser)
    add_account(parser)
    parser.add_argument(
        "--on-server",
        action="store_true",
        help=tr("let the servers search, also texts that are not here; newer:7d older:2w after: before: (a date)"),
    )
    parser.add_argument("--limit", type=positive, default=50, metavar="N", help=tr("how many at most (50)"))
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, context: Context) -> ExitCode:
    """Print what is found."""
    account = account_named(context, options.account) if options.account else None
    folder = folder_named(context, options.folder, account) if options.folder else None
    folder_id, account_id = folder.id if folder else None, account.id if account else None
    query = " ".join(options.query)
    if options.on_server:
        ids = _on_server(context, SearchOnServer(fresh_request_id(), query, account_id, folder_id, options.limit))
    else:
        ids = context.reader.search(query, folder_id=folder_id, account_id=account_id, limit=options.limit)
    print_rows(context, context.reader.rows(ids), as_json=options.json)
    return ExitCode.DONE


def _on_server(context: Context, command: SearchOnServer) -> list[MessageId]:
    """Ask the servers; why one did not search goes to stderr."""
    if not context.reader.accounts():
        raise MailError(Problem(ProblemKind.ACCOUNT_UNKNOWN))
    with context.engine() as engine:
        engine.try_again_now()
        found = engine.request(command).found or Found()
    for problem in found.problems:
        text = problem_text(problem)
        context.say(f"{text.sentence} {text.next_step}")
    return list(found.message_ids)
