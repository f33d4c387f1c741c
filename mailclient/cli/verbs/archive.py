"""``archive ID…``: move messages to the Archive of their account, which is made when there is none."""

from argparse import Namespace

from mailclient.bridge.commands import ArchiveMessages
from mailclient.cli.action import act
from mailclient.cli.arguments import Verbs, add_ids, add_json, add_verb
from mailclient.cli.choice import messages_with
from mailclient.cli.context import Context, ExitCode
from mailclient.language import tr


def declare(verbs: Verbs) -> None:
    """Its arguments."""
    parser = add_verb(verbs, "archive", tr("move messages to the archive"))
    add_ids(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, context: Context) -> ExitCode:
    """Do it, and wait for the server."""
    rows = messages_with(context, options.ids)
    return act(context, rows, lambda id_, ids: ArchiveMessages(operation_id=id_, message_ids=ids))
