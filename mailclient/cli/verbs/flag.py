"""``flag ID… [--add FLAG] [--remove FLAG] [--tag NAME] [--untag NAME]``: flags and tags, on the server too."""

from argparse import Namespace

from mailclient.bridge.commands import SetFlags, SetKeywords
from mailclient.cli.action import act
from mailclient.cli.arguments import Verbs, add_ids, add_json, add_verb
from mailclient.cli.choice import messages_with
from mailclient.cli.context import Context, ExitCode, UsageError
from mailclient.cli.flag_names import FLAG_NAMES
from mailclient.language import tr
from mailclient.mail.flag import Flag
from mailclient.mail.tag import is_tag, keyword_of


def declare(verbs: Verbs) -> None:
    """Its arguments."""
    parser = add_verb(verbs, "flag", tr("set and clear flags and tags of messages"))
    add_ids(parser)
    for option, words in (("--add", tr("set this flag")), ("--remove", tr("clear this flag"))):
        parser.add_argument(option, action="append", default=[], choices=list(FLAG_NAMES), metavar="FLAG", help=words)
    for option, words in (("--tag", tr("give this tag")), ("--untag", tr("take this tag away"))):
        parser.add_argument(option, action="append", default=[], metavar="NAME", help=words)
    parser.epilog = tr("Flags: {names}", names=", ".join(FLAG_NAMES))
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, context: Context) -> ExitCode:
    """Do it, and wait for the server. Flags or tags: they are two operations."""
    add, remove = _bits(options.add), _bits(options.remove)
    tag, untag = _keywords(options.tag), _keywords(options.untag)
    if not (add | remove or tag or untag):
        raise UsageError(tr("Say which flag with --add or --remove."))
    if (add | remove) and (tag or untag):
        raise UsageError(tr("Flags and tags are changed one after the other."))
    if add & remove or {word.lower() for word in tag} & {word.lower() for word in untag}:
        raise UsageError(tr("A flag cannot be set and cleared at once."))
    rows = messages_with(context, options.ids)
    if tag or untag:
        return act(
            context, rows, lambda id_, ids: SetKeywords(operation_id=id_, message_ids=ids, add=tag, remove=untag)
        )
    return act(context, rows, lambda id_, ids: SetFlags(operation_id=id_, message_ids=ids, add=add, remove=remove))


def _bits(names: list[str]) -> Flag:
    bits = Flag.NONE
    for name in names:
        bits |= FLAG_NAMES[name]
    return bits


def _keywords(names: list[str]) -> tuple[str, ...]:
    """The keywords of tags; those that programs keep for themselves are none."""
    words = tuple(keyword_of(name) for name in names)
    for name, word in zip(names, words, strict=True):
        if not word or not is_tag(word):
            raise UsageError(tr("A tag cannot be called “{name}”.", name=name))
    return words
