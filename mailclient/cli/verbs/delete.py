"""``delete ID… [--forever]``: move messages to Trash; what is in Trash, or ``--forever``, is gone for good."""

from argparse import Namespace

from mailclient.bridge.commands import DeleteMessages
from mailclient.cli.action import act
from mailclient.cli.arguments import Verbs, add_ids, add_json, add_verb
from mailclient.cli.choice import messages_with
from mailclient.cli.context import Context, ExitCode
from mailclient.language import tr


def declare(verbs: Verbs) -> None:
    """Its arguments."""
    parser = add_verb(verbs, "delete", tr("move messages to Trash; delete what is in Trash"))
    add_ids(parser)
    parser.add_argument("--forever", action="store_true", help=tr("delete for good, without Trash"))
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, context: Context) -> ExitCode:
    """Do it, and wait for the server."""
    rows = messages_with(context, options.ids)
    forever = options.forever
    return act(context, rows, lambda id_, ids: DeleteMessages(operation_id=id_, message_ids=ids, forever=forever))
