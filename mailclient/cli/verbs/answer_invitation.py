"""``answer-invitation ID accept|tentative|decline``: answer the invitation in a message by mail to its organiser."""

from argparse import Namespace

from mailclient.bridge.commands import AnswerInvitation
from mailclient.bridge.fresh_ids import fresh_operation_id
from mailclient.cli.action import state_of, tell
from mailclient.cli.arguments import Verbs, add_json, add_verb
from mailclient.cli.context import Context, ExitCode
from mailclient.cli.special_body import body_of_message
from mailclient.language import tr
from mailclient.language.meeting import answer_message, answer_subject
from mailclient.mail.ids import MessageId, PartPath
from mailclient.mail.invitation import Answer, Invitation, Method
from mailclient.mail.problem import MailError, Problem, ProblemKind

_ANSWERS = {"accept": Answer.ACCEPTED, "tentative": Answer.TENTATIVE, "decline": Answer.DECLINED}


def declare(verbs: Verbs) -> None:
    """Its arguments."""
    parser = add_verb(verbs, "answer-invitation", tr("accept or decline the invitation in a message"))
    parser.add_argument("id", metavar="ID", type=int, help=tr("the message, by the id that list and search tell"))
    parser.add_argument("answer", choices=_ANSWERS)
    parser.add_argument("--comment", default="", metavar="TEXT", help=tr("a word with the answer"))
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, context: Context) -> ExitCode:
    """Answers what was answered to whom, and "done" or "kept"."""
    message_id, answer = MessageId(options.id), _ANSWERS[options.answer]
    with context.engine() as engine:
        row, body = body_of_message(context, engine, message_id)
        meeting = next((one for one in body.special.invitations if one.method is Method.REQUEST), None)
        if meeting is None:
            raise MailError(Problem(ProblemKind.ANSWER_IMPOSSIBLE))
        name = _own_name(context, meeting)
        command = AnswerInvitation(
            fresh_operation_id(),
            message_id,
            PartPath(meeting.path),
            meeting.number,
            answer,
            subject=answer_subject(answer, meeting.summary),
            text=answer_message(answer, name, meeting.summary, options.comment),
            comment=options.comment,
        )
        outcome = engine.operate(command, {row.account_id})
    code = tell(context, [outcome])
    context.answer(
        {
            "message": message_id,
            "operation": command.operation_id,
            "meeting": meeting.summary,
            "organizer": meeting.organizer.address if meeting.organizer else "",
            "answer": answer.value,
            "state": state_of(code),
        }
    )
    return code


def _own_name(context: Context, meeting: Invitation) -> str:
    senders = [one for account in context.reader.accounts() for one in account.settings.senders]
    own = {one.address.casefold() for one in senders}
    invited = next((one for one in meeting.attendees if one.address.casefold() in own), None)
    if invited is not None:
        return invited.name or invited.address
    return (senders[0].name or senders[0].address) if senders else ""
