"""``story ID… [--json]``: what became of messages that were sent."""

from argparse import Namespace

from mailclient.cli.arguments import Verbs, add_json, add_verb
from mailclient.cli.context import Context, ExitCode
from mailclient.cli.outbox_json import story_json
from mailclient.language import tr
from mailclient.language.sending import recipient_sentence, story_sentence
from mailclient.mail.ids import MessageId
from mailclient.mail.problem import MailError, Problem, ProblemKind


def declare(verbs: Verbs) -> None:
    """Its arguments."""
    parser = add_verb(verbs, "story", tr("tell what became of messages that were sent"))
    parser.add_argument("messages", metavar="ID", nargs="+", type=int, help=tr("messages, by the ids that list tells"))
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, context: Context) -> ExitCode:
    """Each message in the order given; null where nothing is known. ``MailError(MESSAGE_GONE)`` for an unknown id."""
    for number in options.messages:
        message_id = MessageId(number)
        if context.reader.message(message_id) is None:
            raise MailError(Problem(ProblemKind.MESSAGE_GONE, detail=str(number)))
        story = context.reader.delivery_story(message_id)
        if options.json:
            context.answer_line(None if story is None else {"id": number, **story_json(story)})
        elif story is not None:
            context.print("\n".join((story_sentence(story), *map(recipient_sentence, story.recipients))))
    return ExitCode.DONE
