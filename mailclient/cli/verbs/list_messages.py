"""``list --folder F [--account EMAIL] [--limit N] [--json]``: a folder's messages, newest first. Reads only."""

from argparse import Namespace

from mailclient.cli.arguments import Verbs, add_account, add_folder, add_json, add_verb, positive
from mailclient.cli.choice import account_named, folder_named
from mailclient.cli.context import Context, ExitCode
from mailclient.cli.rows import print_rows
from mailclient.language import tr


def declare(verbs: Verbs) -> None:
    """Its arguments."""
    parser = add_verb(verbs, "list", tr("list the messages of a folder, newest first"))
    add_folder(parser, required=True)
    add_account(parser)
    parser.add_argument("--limit", type=positive, default=50, metavar="N", help=tr("how many at most (50)"))
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, context: Context) -> ExitCode:
    """Print them."""
    account = account_named(context, options.account) if options.account else None
    folder = folder_named(context, options.folder, account)
    ids = [id_ for id_, _ in context.reader.message_ids(folder.id, limit=options.limit)]
    print_rows(context, context.reader.rows(ids), as_json=options.json)
    return ExitCode.DONE
