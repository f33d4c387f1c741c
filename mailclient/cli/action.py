"""Handing the user's action to the engine, one operation per account, and telling what became of it."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime

from mailclient.bridge.fresh_ids import fresh_operation_id
from mailclient.cli.askable import Durable
from mailclient.cli.context import Context, ExitCode
from mailclient.cli.engine_link import Outcome
from mailclient.language import tr
from mailclient.language.problems import problem_text
from mailclient.mail.ids import AccountId, MessageId, OperationId
from mailclient.store.rows import MessageRow

Command = Callable[[OperationId, tuple[MessageId, ...]], Durable]


def act(context: Context, rows: Sequence[MessageRow], command: Command) -> ExitCode:
    """Do ``command`` to the messages; answers ``{"messages": …, "operations": …, "state": "done" or "kept"}``."""
    by_account: defaultdict[AccountId, list[MessageId]] = defaultdict(list)
    for row in rows:
        by_account[row.account_id].append(row.id)
    with context.engine() as engine:
        commands = [(account_id, command(fresh_operation_id(), tuple(ids))) for account_id, ids in by_account.items()]
        outcomes = [engine.operate(one, {account_id}) for account_id, one in commands]
    code = tell(context, outcomes)
    context.answer(
        {
            "messages": [row.id for row in rows],
            "operations": [one.operation_id for _account_id, one in commands],
            "state": state_of(code),
        }
    )
    return code


def tell(context: Context, outcomes: Sequence[Outcome]) -> ExitCode:
    """Say on stderr what is kept for later and why; KEPT when any is."""
    kept = [outcome for outcome in outcomes if not outcome.done]
    for outcome in kept:
        if outcome.problem is not None:
            context.say(problem_text(outcome.problem).sentence)
        if outcome.held_until is not None:
            at = datetime.fromtimestamp(outcome.held_until).astimezone()
            context.say(tr("It is held in the outbox until {time}.", time=at.isoformat(" ", "minutes")))
            continue
        context.say(tr("It is kept and done as soon as the server can be reached."))
    return ExitCode.KEPT if kept else ExitCode.DONE


def state_of(code: ExitCode) -> str:
    """The word for JSON."""
    return "kept" if code is ExitCode.KEPT else "done"
