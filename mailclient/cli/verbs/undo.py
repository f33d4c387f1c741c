"""``undo OPERATION…``: take back what another verb did, by the ids that it answered."""

from argparse import Namespace

from mailclient.cli.action import state_of, tell
from mailclient.cli.arguments import Verbs, add_json, add_verb
from mailclient.cli.context import Context, ExitCode
from mailclient.language import tr
from mailclient.mail.ids import OperationId


def declare(verbs: Verbs) -> None:
    """Its arguments."""
    parser = add_verb(verbs, "undo", tr("take back what was done to messages and folders"))
    parser.add_argument("operations", metavar="OPERATION", nargs="+", help=tr("the ids that the other verbs answer"))
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, context: Context) -> ExitCode:
    """The last one first; wait for the server."""
    with context.engine() as engine:
        outcomes = [engine.undo(OperationId(id_)) for id_ in reversed(options.operations)]
    code = tell(context, outcomes)
    context.answer({"operations": options.operations, "state": state_of(code)})
    return code
