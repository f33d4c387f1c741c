"""The part of the reader that knows special mail. Imported before the first paint, so it imports nothing heavy."""

from mailclient.mail.ids import MessageId, OperationId
from mailclient.mail.special_action import ActionKind, KnownInvitation, Progress, SpecialAction
from mailclient.store import problem_json
from mailclient.store.mail_file import MailFile
from mailclient.store.thread_name import name_of

_FAILED = "failed"


class SpecialReading(MailFile):
    """What was done about special mail, and what else is here about the same thing."""

    def receipt_action(self, message_id: MessageId) -> SpecialAction | None:
        """What the user said to the wish for a receipt; None while that is open. By primary key."""
        return next((_action(row) for row in self._rows(RECEIPT_ACTION, ActionKind.RECEIPT, message_id)), None)

    def special_actions_about(self, kind: ActionKind, subject: str) -> list[SpecialAction]:
        """What was done about a list or a meeting, by whichever of its messages, newest first. By primary key."""
        found = [_action(row) for row in self._rows(ACTIONS_ABOUT, kind, subject)]
        return sorted(found, key=lambda action: action.at, reverse=True)

    def invitations_about(self, uid: str) -> list[KnownInvitation]:
        """The messages here that speak of a meeting, newest version first. By primary key."""
        found = [
            KnownInvitation(MessageId(id_), recurrence_id, method, sequence, stamp)
            for id_, recurrence_id, method, sequence, stamp in self._rows(INVITATIONS, uid)
        ]
        return sorted(found, key=lambda one: (one.sequence, one.stamp, one.message_id), reverse=True)

    def messages_called(self, message_id_header: str) -> list[MessageId]:
        """The messages with this Message-ID, in every folder that is shown, the oldest first.

        Index ``message_thread``; those whose conversation is not known yet are not found.
        """
        if not message_id_header:
            return []
        return [MessageId(id_) for (id_,) in self._rows(CALLED, name_of(message_id_header), message_id_header)]

    def has_written_to(self, address: str) -> bool:
        """Whether the user has written to this address before. By its unique address."""
        return bool(self._rows(WRITTEN_TO, address))


def _action(row: tuple[str, str, int, str, str, float, str | None, str | None]) -> SpecialAction:
    kind, subject, message_id, operation_id, detail, at, state, problem = row
    if state == _FAILED or (problem and state == "in_doubt"):
        progress = Progress.FAILED
    else:
        progress = Progress.WAITING if state in ("waiting", "running", "in_doubt") else Progress.DONE
    return SpecialAction(
        ActionKind(kind), subject, MessageId(message_id), OperationId(operation_id), detail, at, progress,
        problem_json.from_json(problem) if progress is Progress.FAILED else None,
    )  # fmt: skip


_ACTION = """
SELECT done.kind, done.subject, done.message_id, done.operation_id, detail, at,
       CASE WHEN outgoing.state IN ('sent', 'filed') THEN 'done' ELSE operation.state END, problem
FROM special_action AS done LEFT JOIN operation ON operation.id = done.operation_id
LEFT JOIN outgoing ON outgoing.operation_id = done.operation_id
WHERE done.kind = ?
"""
ACTIONS_ABOUT = f"{_ACTION} AND done.subject = ?"
RECEIPT_ACTION = f"{_ACTION} AND done.subject = '' AND done.message_id = ?"
INVITATIONS = "SELECT message_id, recurrence_id, method, sequence, stamp FROM invitation WHERE uid = ?"
CALLED = """
SELECT id FROM message
WHERE thread_id = (
  SELECT coalesce(into_id, thread_id) FROM thread_name LEFT JOIN merged_thread ON merged_thread.id = thread_id
  WHERE name = ?
) AND folder_id IS NOT NULL AND message_id_header = ? ORDER BY id
"""
WRITTEN_TO = "SELECT 1 FROM address WHERE address = ? AND written > 0"
