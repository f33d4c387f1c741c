"""The messages that drafts have, or may have, as their copies in the Drafts folder."""

from typing import NamedTuple

from mailclient.mail.flag import Flag
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import DraftId, MessageId
from mailclient.mail.message import Envelope
from mailclient.store import encoding
from mailclient.store.transaction import Transaction


class Candidate(NamedTuple):
    """A message of the Drafts folder that is no draft's copy."""

    id: MessageId
    envelope: Envelope
    preview: str


def is_there(tx: Transaction, message_id: MessageId | None) -> bool:
    """Whether the message is still in a Drafts folder of a server, and not marked as deleted. By primary key."""
    sql = """
    SELECT 1 FROM message JOIN folder ON folder.id = server_folder_id
    WHERE message.id = ? AND folder.role = ? AND server_bits & ? = 0
    """
    return tx.row(sql, (message_id, FolderRole.DRAFTS, int(Flag.DELETED))) is not None


def candidates(tx: Transaction, draft_id: DraftId) -> list[Candidate]:
    """What came into the account's Drafts after the draft's copy and is nobody's. Index ``message_list``; few rows."""
    sql = """
    SELECT message.id, envelope, preview
    FROM draft JOIN folder ON folder.account_id = draft.account_id AND folder.role = ? AND folder.removed = 0
    JOIN message ON message.folder_id = folder.id AND message.id > draft.copy_number
    JOIN detail ON detail.message_id = message.id
    WHERE draft.id = ? AND server_bits & ? = 0
      AND NOT EXISTS (SELECT 1 FROM draft AS another WHERE another.message_id = message.id)
      AND NOT EXISTS (SELECT 1 FROM draft AS another WHERE another.other_id = message.id AND another.id <> draft.id)
    """
    found = tx.rows(sql, (FolderRole.DRAFTS, draft_id, int(Flag.DELETED)))
    return [Candidate(MessageId(id_), encoding.envelope_from(envelope), preview) for id_, envelope, preview in found]
