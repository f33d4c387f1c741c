"""The part of the reader that knows what goes out. Imported before the first paint, so it imports nothing heavy."""

import json
from collections.abc import Iterator

from mailclient.mail.ids import AccountId, OperationId
from mailclient.mail.message import Outgoing
from mailclient.mail.server import Server
from mailclient.store import answers
from mailclient.store.engine_state import size_limit_key
from mailclient.store.mail_file import MailFile
from mailclient.store.rows import OutboxRow

READ_BYTES = 256 * 1024


class OutgoingReading(MailFile):
    """The outbox: rows, and the bytes of what is in it."""

    def size_limit(self, server: Server) -> int | None:
        """Bytes of the largest message that this submission server takes, as it said last; None: it names none."""
        found = self._rows(SIZE_LIMIT, size_limit_key(server.host, server.port))
        return (int(found[0][0]) or None) if found else None

    def outbox(self) -> list[OutboxRow]:
        """Messages not yet sent and filed, or not accepted for some recipients, oldest first. A few rows."""
        return [answers.outbox_row(row) for row in self._rows(OUTBOX)]

    def written_only_here(self, account_id: AccountId) -> tuple[int, int]:
        """Messages of the account that are not sent yet, and drafts that say more than any copy on a server. Few rows.

        A draft that is in the outbox counts as a message.
        """
        unsent, drafts = self._rows(WRITTEN_ONLY_HERE, account_id)[0]
        return unsent, drafts

    def outgoing(self, operation_id: OperationId) -> Outgoing | None:
        """The bytes of a message in the outbox and its SMTP envelope; large, so better ``outgoing_pieces``."""
        for mail_from, recipients in self._rows(OUTGOING, operation_id):
            return Outgoing(b"".join(self.outgoing_pieces(operation_id)), mail_from, tuple(json.loads(recipients)))
        return None

    def outgoing_pieces(self, operation_id: OperationId) -> Iterator[bytes]:
        """The same bytes, a quarter of a megabyte at a time. Each read is whole: nothing is open between two."""
        start = 0
        while True:
            found = self._rows(OUTGOING_PART, operation_id, start, READ_BYTES)
            if not found or not found[0][0]:
                return
            yield found[0][0]
            start += len(found[0][0])


SIZE_LIMIT = "SELECT value FROM engine_state WHERE key = ?"

OUTBOX = """
SELECT operation_id, outgoing.account_id, subject, recipients, outgoing.state, operation.state, not_before,
       outgoing.created_at, problem, draft_id, attempts, outgoing.size, send_at, delivered, refused, refusals,
       dismissed, message_id_header
FROM outgoing JOIN operation ON operation.id = outgoing.operation_id
WHERE operation.state NOT IN ('done', 'removed') OR (operation.state = 'done' AND refused <> '[]' AND dismissed = 0)
ORDER BY operation.seq
"""
WRITTEN_ONLY_HERE = """
SELECT
  (SELECT count(*) FROM outgoing JOIN operation ON operation.id = outgoing.operation_id
   WHERE outgoing.account_id = ?1 AND operation.state NOT IN ('done', 'removed')
     AND outgoing.state NOT IN ('sent', 'filed')),
  (SELECT count(*) FROM draft WHERE account_id = ?1 AND ended_at IS NULL AND unfiled AND NOT EXISTS (
     SELECT 1 FROM outgoing JOIN operation ON operation.id = outgoing.operation_id
     WHERE draft_id = draft.id AND operation.state NOT IN ('done', 'removed')))
"""
OUTGOING = "SELECT mail_from, recipients FROM outgoing WHERE operation_id = ?"
OUTGOING_PART = """
SELECT substr(data, ?2 - outgoing_piece.start + 1, ?3) FROM outgoing_piece
WHERE content = (SELECT content FROM outgoing WHERE operation_id = ?1) AND start <= ?2
ORDER BY start DESC LIMIT 1
"""
