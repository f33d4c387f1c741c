"""Rows about special mail → values of ``mail.special_action``. Imported with the first special message."""

from mailclient.mail.ids import MessageId, OperationId
from mailclient.mail.special_action import ActionKind, KnownInvitation, Progress, SpecialAction
from mailclient.store import problem_json

_FAILED = "failed"

ActionAnswer = tuple[str, str, int, str, str, float, str | None, str | None]
"""kind, subject, message, operation, detail, time, state of the operation, problem"""


def action(row: ActionAnswer) -> SpecialAction:
    """One thing done, with how far it has come."""
    kind, subject, message_id, operation_id, detail, at, state, problem = row
    if state == _FAILED or (problem and state == "in_doubt"):
        progress = Progress.FAILED
    else:
        progress = Progress.WAITING if state in ("waiting", "running", "in_doubt") else Progress.DONE
    return SpecialAction(
        ActionKind(kind), subject, MessageId(message_id), OperationId(operation_id), detail, at, progress,
        problem_json.from_json(problem) if progress is Progress.FAILED else None,
    )  # fmt: skip


def invitation(row: tuple[int, str, str, int, int]) -> KnownInvitation:
    """One message about a meeting."""
    message_id, recurrence_id, method, sequence, stamp = row
    return KnownInvitation(MessageId(message_id), recurrence_id, method, sequence, stamp)
