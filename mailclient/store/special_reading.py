"""The part of the reader that knows special mail. Imported before the first paint, so it imports nothing heavy."""

from typing import TYPE_CHECKING

from mailclient.mail.ids import MessageId
from mailclient.store.mail_file import MailFile
from mailclient.store.thread_name import name_of

if TYPE_CHECKING:
    from mailclient.mail.special_action import ActionKind, KnownInvitation, SpecialAction


class SpecialReading(MailFile):
    """What was done about special mail, and what else is here about the same thing."""

    def receipt_action(self, message_id: MessageId) -> "SpecialAction | None":
        """What the user said to the wish for a receipt; None while that is open. By primary key."""
        from mailclient.store import special_answers

        return next(map(special_answers.action, self._rows(RECEIPT_ACTION, message_id)), None)

    def special_actions_about(self, kind: "ActionKind", subject: str) -> "list[SpecialAction]":
        """What was done about a list or a meeting, by whichever of its messages, newest first. By primary key."""
        from mailclient.store import special_answers

        found = map(special_answers.action, self._rows(ACTIONS_ABOUT, kind, subject))
        return sorted(found, key=lambda action: action.at, reverse=True)

    def invitations_about(self, uid: str) -> "list[KnownInvitation]":
        """The messages here that speak of a meeting, newest version first. By primary key."""
        from mailclient.store import special_answers

        found = map(special_answers.invitation, self._rows(INVITATIONS, uid))
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


_ACTION = """
SELECT done.kind, done.subject, done.message_id, done.operation_id, detail, at,
       CASE WHEN outgoing.state IN ('sent', 'filed') THEN 'done' ELSE operation.state END, problem
FROM special_action AS done LEFT JOIN operation ON operation.id = done.operation_id
LEFT JOIN outgoing ON outgoing.operation_id = done.operation_id
"""
ACTIONS_ABOUT = f"{_ACTION} WHERE done.kind = ? AND done.subject = ?"
RECEIPT_ACTION = f"{_ACTION} WHERE done.kind = 'receipt' AND done.subject = '' AND done.message_id = ?"
INVITATIONS = "SELECT message_id, recurrence_id, method, sequence, stamp FROM invitation WHERE uid = ?"
CALLED = """
SELECT id FROM message
WHERE thread_id = (
  SELECT coalesce(into_id, thread_id) FROM thread_name LEFT JOIN merged_thread ON merged_thread.id = thread_id
  WHERE name = ?
) AND folder_id IS NOT NULL AND message_id_header = ? ORDER BY id
"""
WRITTEN_TO = "SELECT 1 FROM address WHERE address = ? AND written > 0"
