"""``search QUERY [--folder F] [--account EMAIL] [--limit N] [--json]``: in headers and texts. Reads the store only."""

from argparse import Namespace

from mailclient.cli.arguments import Verbs, add_account, add_folder, add_json, add_verb, positive
from mailclient.cli.choice import account_named, folder_named
from mailclient.cli.context import Context, ExitCode
from mailclient.cli.rows import print_rows
from mailclient.language import tr


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
    parser.add_argument("--limit", type=positive, default=50, metavar="N", help=tr("how many at most (50)"))
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, context: Context) -> ExitCode:
    """Print what is found."""
    account = account_named(context, options.account) if options.account else None
    folder = folder_named(context, options.folder, account) if options.folder else None
    ids = context.reader.search(
        " ".join(options.query),
        folder_id=folder.id if folder else None,
        account_id=account.id if account else None,
        limit=options.limit,
    )
    print_rows(context, context.reader.rows(ids), as_json=options.json)
    return ExitCode.DONE
