"""``unsubscribe ID``: leave the mailing list that a message came by, by the easiest way it offers (or ``--by``)."""

from argparse import Namespace

from mailclient.bridge.commands import LeaveList
from mailclient.bridge.fresh_ids import fresh_operation_id
from mailclient.cli.action import state_of, tell
from mailclient.cli.arguments import Verbs, add_json, add_verb
from mailclient.cli.context import Context, ExitCode
from mailclient.cli.special_body import body_of_message
from mailclient.language import tr
from mailclient.mail.ids import MessageId
from mailclient.mail.mailing_list import UnsubscribeWay
from mailclient.mail.problem import MailError, Problem, ProblemKind

_WAYS = {"one-click": UnsubscribeWay.ONE_CLICK, "mail": UnsubscribeWay.MAIL, "web": UnsubscribeWay.WEB}


def declare(verbs: Verbs) -> None:
    """Its arguments."""
    parser = add_verb(verbs, "unsubscribe", tr("leave the mailing list that a message came by"))
    parser.add_argument("id", metavar="ID", type=int, help=tr("the message, by the id that list and search tell"))
    parser.add_argument(
        "--by", choices=_WAYS, help=tr("one-click, mail or web; without it the easiest one that can be trusted")
    )
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, context: Context) -> ExitCode:
    """Answers way, state (done, kept, or open: go to the page yourself) and, of a page, its url."""
    message_id = MessageId(options.id)
    with context.engine() as engine:
        row, body = body_of_message(context, engine, message_id)
        offered = body.special.unsubscribe
        way = _WAYS[options.by] if options.by else _easiest(context, message_id, offered.ways if offered else ())
        if offered is None or way is None or way not in offered.ways:
            raise MailError(Problem(ProblemKind.UNSUBSCRIBE_IMPOSSIBLE))
        command = LeaveList(fresh_operation_id(), message_id, way)
        outcome = engine.operate(command, {row.account_id})
    code = tell(context, [outcome])
    answer = {"message": message_id, "operation": command.operation_id, "way": way.value, "state": state_of(code)}
    if way is UnsubscribeWay.WEB:
        answer |= {"state": "open", "url": offered.web or offered.https}
        context.say(tr("Go on in the browser: {url}", url=offered.web or offered.https))
    context.answer(answer)
    return code


def _easiest(context: Context, message_id: MessageId, ways: tuple[UnsubscribeWay, ...]) -> UnsubscribeWay | None:
    """The first that may be trusted: one click needs a signature over its fields, and all of them an honest sender."""
    body = context.reader.body(message_id)
    offered = body.special.unsubscribe if body is not None else None
    if offered is None or context.reader.verdict(message_id).alarming:
        return None
    return next((way for way in ways if way is not UnsubscribeWay.ONE_CLICK or offered.one_click_signed), None)
