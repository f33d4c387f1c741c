"""``outbox [list | now | later | cancel | resend | arrived | leave] …``: what is on its way, and what is to be done."""

import time
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from mailclient.bridge.commands import (
    CountAsSent,
    DismissRefusals,
    ResendMessage,
    RetryOperation,
    SetSendTime,
    UndoOperation,
)
from mailclient.bridge.fresh_ids import fresh_operation_id
from mailclient.cli.action import state_of, tell
from mailclient.cli.arguments import Verbs, add_json, add_verb
from mailclient.cli.askable import Decision
from mailclient.cli.context import Context, ExitCode, UsageError
from mailclient.cli.moment import moment
from mailclient.cli.outbox_json import outbox_json
from mailclient.cli.table import table
from mailclient.language import tr
from mailclient.language.problems import problem_text
from mailclient.language.sending import next_try_words, people_words, refused_sentence
from mailclient.store.rows import OutboxRow, OutgoingState, Standing


def declare(verbs: Verbs) -> None:
    """Its arguments."""
    parser = add_verb(verbs, "outbox", tr("what is on its way, and what is to be done with it"))
    add_json(parser)
    parser.set_defaults(run=_list)
    actions = parser.add_subparsers(metavar="ACTION")
    listing = actions.add_parser("list", help=tr("tell all of it"))
    add_json(listing)
    listing.set_defaults(run=_list)
    _about_one(actions.add_parser("now", help=tr("send it now, or try again now"))).set_defaults(run=_now)
    later = _about_one(actions.add_parser("later", help=tr("send it at another time")))
    later.add_argument("at", metavar="TIME", type=moment, help=tr("as 2026-11-21T18:00, or “tomorrow 9am”"))
    later.set_defaults(run=_later)
    cancel = _about_one(actions.add_parser("cancel", help=tr("take it out unsent; a draft it was written as stays")))
    cancel.set_defaults(run=_cancel)
    resend = _about_one(actions.add_parser("resend", help=tr("send it once more to recipients that were refused")))
    resend.add_argument(
        "recipients", metavar="ADDRESS[=NEW]", nargs="*", help=tr("whom; without any: all of them, as they are")
    )
    add_json(resend)
    resend.set_defaults(run=_resend)
    arrived = actions.add_parser("arrived", help=tr("a message in doubt has arrived: file its copy"))
    _about_one(arrived).set_defaults(run=_arrived)
    leave = actions.add_parser("leave", help=tr("leave it at that, although some were refused"))
    _about_one(leave).set_defaults(run=_leave)


def _about_one(parser: ArgumentParser) -> ArgumentParser:
    parser.add_argument("operation", metavar="OPERATION", help=tr("the message, by the id that the list tells"))
    return parser


def _list(options: Namespace, context: Context) -> ExitCode:
    now = time.time()
    rows = context.reader.outbox()
    emails = {account.id: account.settings.email for account in context.reader.accounts()}
    if options.json:
        context.answer([outbox_json(row, emails.get(row.account_id, ""), now) for row in rows])
    elif rows:
        lines = [
            [row.operation_id, row.standing(now), people_words(row.recipients), row.subject, _why(row, now)]
            for row in rows
        ]
        context.print(table(lines))
    return ExitCode.DONE


def _why(row: OutboxRow, now: float) -> str:
    """When it goes, or why it does not."""
    match row.standing(now):
        case Standing.REFUSED:
            return refused_sentence([one.address for one in row.refusals_left] or row.refused)
        case Standing.PLANNED | Standing.HELD:
            return datetime.fromtimestamp(row.not_before, UTC).astimezone().isoformat(" ", "minutes")
        case Standing.RETRYING:
            why = problem_text(row.problem).sentence if row.problem is not None else ""
            return f"{next_try_words(row.not_before - now)}: {why}"
        case _:
            return problem_text(row.problem).sentence if row.problem is not None else ""


def _row(options: Namespace, context: Context) -> OutboxRow:
    found = next((row for row in context.reader.outbox() if row.operation_id == options.operation), None)
    if found is None:
        raise UsageError(tr("There is no such message in the outbox: {id}", id=options.operation))
    return found


def _is_in_doubt(row: OutboxRow) -> bool:
    return row.state is OutgoingState.IN_DOUBT


def _decide(context: Context, decision: Decision) -> ExitCode:
    with context.engine() as engine:
        engine.decide(decision)
    return ExitCode.DONE


def _now(options: Namespace, context: Context) -> ExitCode:
    row = _row(options, context)
    planned = row.standing(time.time()) in (Standing.HELD, Standing.PLANNED)
    decision = SetSendTime(row.operation_id) if planned else RetryOperation(row.operation_id, _is_in_doubt(row))
    return _decide(context, decision)


def _later(options: Namespace, context: Context) -> ExitCode:
    return _decide(context, SetSendTime(_row(options, context).operation_id, options.at))


def _cancel(options: Namespace, context: Context) -> ExitCode:
    row = _row(options, context)
    return _decide(context, UndoOperation(row.operation_id, _is_in_doubt(row)))


def _arrived(options: Namespace, context: Context) -> ExitCode:
    return _decide(context, CountAsSent(_row(options, context).operation_id))


def _leave(options: Namespace, context: Context) -> ExitCode:
    return _decide(context, DismissRefusals(_row(options, context).operation_id))


def _resend(options: Namespace, context: Context) -> ExitCode:
    """Waits until the server has taken it."""
    row = _row(options, context)
    named = [word.partition("=") for word in options.recipients]
    pairs = tuple((before, now or before) for before, _sign, now in named)
    command = ResendMessage(
        fresh_operation_id(), row.operation_id, pairs or tuple((one.address, one.address) for one in row.refusals_left)
    )
    with context.engine() as engine:
        outcome = engine.operate(command, {row.account_id})
    code = tell(context, [outcome])
    context.answer({"operation": command.operation_id, "refused": list(outcome.refused), "state": state_of(code)})
    return code
