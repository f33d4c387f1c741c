"""``conversation ID [--json]``: the messages that one message belongs with, oldest first. Reads only."""

from argparse import Namespace

from mailclient.cli.arguments import Verbs, add_json, add_verb
from mailclient.cli.choice import messages_with
from mailclient.cli.context import Context, ExitCode
from mailclient.cli.rows import print_rows
from mailclient.language import tr


def declare(verbs: Verbs) -> None:
    """Its arguments."""
    parser = add_verb(verbs, "conversation", tr("list the conversation of a message, oldest first"))
    parser.add_argument("id", type=int, metavar="ID", help=tr("a message of it"))
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, context: Context) -> ExitCode:
    """Print them."""
    (row,) = messages_with(context, [options.id])
    print_rows(context, context.reader.conversation(row.id), as_json=options.json)
    return ExitCode.DONE
