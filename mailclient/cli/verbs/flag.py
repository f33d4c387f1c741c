"""``flag ID… [--add FLAG] [--remove FLAG]``: set and clear flags of messages, on the server too."""

from argparse import Namespace

from mailclient.bridge.commands import SetFlags
from mailclient.cli.action import act
from mailclient.cli.arguments import Verbs, add_ids, add_json, add_verb
from mailclient.cli.choice import messages_with
from mailclient.cli.context import Context, ExitCode, UsageError
from mailclient.cli.flag_names import FLAG_NAMES
from mailclient.language import tr
from mailclient.mail.flag import Flag


def declare(verbs: Verbs) -> None:
    """Its arguments."""
    parser = add_verb(verbs, "flag", tr("set and clear flags of messages"))
    add_ids(parser)
    for option, words in (("--add", tr("set this flag")), ("--remove", tr("clear this flag"))):
        parser.add_argument(option, action="append", default=[], choices=list(FLAG_NAMES), metavar="FLAG", help=words)
    parser.epilog = tr("Flags: {names}", names=", ".join(FLAG_NAMES))
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, context: Context) -> ExitCode:
    """Do it, and wait for the server."""
    add, remove = _bits(options.add), _bits(options.remove)
    if not add | remove:
        raise UsageError(tr("Say which flag with --add or --remove."))
    if add & remove:
        raise UsageError(tr("A flag cannot be set and cleared at once."))
    rows = messages_with(context, options.ids)
    return act(context, rows, lambda id_, ids: SetFlags(operation_id=id_, message_ids=ids, add=add, remove=remove))


def _bits(names: list[str]) -> Flag:
    bits = Flag.NONE
    for name in names:
        bits |= FLAG_NAMES[name]
    return bits
