"""The part of the reader that knows drafts. Imported before the first paint, so it imports nothing heavy."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from mailclient.mail.draft import Elsewhere
from mailclient.mail.ids import DraftId, MessageId, OperationId
from mailclient.store.mail_file import MailFile
from mailclient.store.rows import DraftRow, DraftStanding, RevisionRow


class MessageOfDraft(NamedTuple):
    """One that a draft became. ``recipients``: who has it, and who still gets it where it is not ``gone``."""

    operation_id: OperationId
    gone: bool
    recipients: tuple[str, ...]


class DraftReading(MailFile):
    """What is being written, its earlier texts, and what was thrown away lately. A few rows each."""

    def drafts(self) -> list[DraftRow]:
        """Local drafts, newest first, without those that are in the outbox: opened again they would go out twice."""
        return [_draft_row(row) for row in self._rows(DRAFTS)]

    def discarded_drafts(self) -> list[DraftRow]:
        """Those that were thrown away and can still be brought back, newest first."""
        return [_draft_row(row) for row in self._rows(DISCARDED)]

    def draft(self, draft_id: DraftId) -> bytes | None:
        """A draft's content: msgpack of ``bridge.draft.DraftContent``; a sealed one is for ``OpenDraft``."""
        return self._bytes(DRAFT, draft_id)

    def discarded_draft(self, draft_id: DraftId) -> bytes | None:
        """As ``draft``, of one that was thrown away."""
        return self._bytes(DISCARDED_DRAFT, draft_id)

    def draft_standing(self, draft_id: DraftId) -> DraftStanding | None:
        """How a draft stands to its copy in the Drafts folder. By primary key."""
        for message_id, filed, elsewhere, other_id, unfiled in self._rows(STANDING, draft_id):
            return DraftStanding(message_id, filed, Elsewhere(elsewhere), other_id, bool(unfiled))
        return None

    def draft_of(self, message_id: MessageId) -> DraftId | None:
        """The local draft whose copy, or whose other version, this message is. Indexes on both."""
        return next((DraftId(id_) for (id_,) in self._rows(DRAFT_OF, message_id, message_id)), None)

    def messages_of_draft(self, draft_id: DraftId | None) -> list[MessageOfDraft]:
        """What it became, the first one first, without what was taken back; [] for None. Index ``outgoing_draft``."""
        return [_message_of_draft(*row) for row in self._rows(MESSAGES_OF_DRAFT, draft_id)]

    def filed_drafts(self) -> list[DraftId]:
        """Those that have, or had, a copy in the Drafts folder."""
        return [DraftId(id_) for (id_,) in self._rows(FILED)]

    def draft_revisions(self, draft_id: DraftId) -> list[RevisionRow]:
        """The earlier texts of a draft, the newest first. Index ``draft_revision_draft``; 80 at most."""
        found = self._rows(REVISIONS, draft_id)
        return [RevisionRow(id_, saved_at, size, bool(sealed)) for id_, saved_at, size, sealed in found]

    def draft_revision(self, revision_id: int) -> bytes | None:
        """An earlier text, as ``draft`` gives it. By primary key."""
        return self._bytes(REVISION, revision_id)


def _draft_row(row: Sequence[Any]) -> DraftRow:
    id_, account_id, subject, recipients, saved_at, message_id, *marks = row
    return DraftRow(id_, account_id, subject, recipients, saved_at, message_id, *map(bool, marks))


def _message_of_draft(
    operation_id: OperationId, gone: int, recipients: str, delivered: str, refused: str
) -> MessageOfDraft:
    if gone:
        return MessageOfDraft(operation_id, True, tuple(json.loads(delivered)))
    not_accepted = set(json.loads(refused))
    return MessageOfDraft(operation_id, False, tuple(one for one in json.loads(recipients) if one not in not_accepted))


_COLUMNS = "id, account_id, subject, recipients, saved_at, message_id, unfiled, sealed, being_written"
DRAFTS = f"""
SELECT {_COLUMNS} FROM draft
WHERE ended_at IS NULL AND NOT EXISTS (
  SELECT 1 FROM outgoing JOIN operation ON operation.id = outgoing.operation_id
  WHERE draft_id = draft.id AND operation.state <> 'done'
)
ORDER BY saved_at DESC
"""
DISCARDED = f"SELECT {_COLUMNS} FROM draft WHERE ended_at > 0 AND NOT sent ORDER BY ended_at DESC"
DRAFT = "SELECT content FROM draft WHERE id = ? AND ended_at IS NULL"
DISCARDED_DRAFT = "SELECT content FROM draft WHERE id = ? AND ended_at > 0 AND NOT sent"
STANDING = "SELECT message_id, filed, elsewhere, other_id, unfiled FROM draft WHERE id = ? AND ended_at IS NULL"
DRAFT_OF = "SELECT id FROM draft WHERE (message_id = ? OR other_id = ?) AND ended_at IS NULL ORDER BY saved_at DESC"
MESSAGES_OF_DRAFT = """
SELECT operation_id, outgoing.state IN ('sent', 'filed'), recipients, delivered, refused
FROM outgoing JOIN operation ON operation.id = outgoing.operation_id
WHERE draft_id = ? AND operation.state <> 'removed' ORDER BY operation.seq
"""
FILED = "SELECT id FROM draft WHERE filed IS NOT NULL AND ended_at IS NULL"
REVISIONS = "SELECT id, saved_at, length(content), sealed FROM draft_revision WHERE draft_id = ? ORDER BY id DESC"
REVISION = "SELECT content FROM draft_revision WHERE id = ?"
