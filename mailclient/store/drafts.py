"""Writing local drafts, and how each stands to its copy in the Drafts folder. A few rows, by primary key.

A draft that ends stays for a while: one that was thrown away can be brought back, and of one whose copy may or may not
have arrived the copy has still to be looked for.
"""

from dataclasses import dataclass

from mailclient.mail.draft import Elsewhere
from mailclient.mail.ids import AccountId, DraftId, MessageId
from mailclient.store import draft_revisions
from mailclient.store.overwriting import overwriting
from mailclient.store.transaction import Transaction

_UPSERT = """
INSERT INTO draft (id, account_id, content, subject, recipients, saved_at, sealed, being_written, files_of)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET account_id = excluded.account_id, content = excluded.content,
  subject = excluded.subject, recipients = excluded.recipients, saved_at = excluded.saved_at, sealed = excluded.sealed,
  being_written = excluded.being_written, files_of = excluded.files_of, ended_at = NULL, sent = 0
"""


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft as it is kept. ``filed`` and ``filing``: what its copy holds, and what was handed in and is in doubt."""

    account_id: AccountId
    content: bytes
    message_id: MessageId | None
    filed: bytes | None
    filing: bytes | None
    filing_header: str
    elsewhere: Elsewhere
    other_id: MessageId | None
    unfiled: bool
    ended: bool
    sealed: bool = False


def save(
    tx: Transaction,
    draft_id: DraftId,
    account_id: AccountId,
    content: bytes,
    *,
    subject: str,
    recipients: str,
    now: float,
    sealed: bool = False,
    being_written: bool = False,
    files_of: str = "",
) -> None:
    """Keep or replace a draft, also one that had ended; its copy on the server stays linked. ``now``: epoch seconds.

    Of a ``sealed`` content, ``files_of`` holds the ids of the drafts whose kept files it names, one in each line. What
    it said before is overwritten: it may become one that nobody else must read.
    """
    tx.changes.outbox = True
    row = (draft_id, account_id, content, subject, recipients, now, sealed, being_written, files_of)
    with overwriting(tx):
        tx.db.execute(_UPSERT, row)


def find(tx: Transaction, draft_id: DraftId) -> KeptDraft | None:
    """A draft, also one that has ended."""
    found = tx.row(
        "SELECT account_id, content, message_id, filed, filing, filing_header, elsewhere, other_id, unfiled,"
        " ended_at IS NOT NULL, sealed FROM draft WHERE id = ?",
        (draft_id,),
    )
    if found is None:
        return None
    account_id, content, message_id, filed, filing, header, elsewhere, other_id, unfiled, ended, sealed = found
    return KeptDraft(
        account_id,
        content,
        message_id,
        filed,
        filing,
        header,
        Elsewhere(elsewhere),
        other_id,
        bool(unfiled),
        bool(ended),
        bool(sealed),
    )


def note_unfiled(tx: Transaction, draft_id: DraftId, *, unfiled: bool) -> None:
    """Whether it says something else than its copy."""
    tx.db.execute("UPDATE draft SET unfiled = ? WHERE id = ?", (unfiled, draft_id))


def begin_filing(tx: Transaction, draft_id: DraftId, content: bytes, message_id_header: str) -> None:
    """Before a copy with this Message-ID is handed in: from here on it may be there."""
    with overwriting(tx):
        tx.db.execute(
            "UPDATE draft SET filing = ?, filing_header = ? WHERE id = ?", (content, message_id_header, draft_id)
        )


def end_filing(tx: Transaction, draft_id: DraftId) -> None:
    """Nothing is in doubt any more."""
    with overwriting(tx):
        tx.db.execute("UPDATE draft SET filing = NULL, filing_header = '' WHERE id = ?", (draft_id,))


def forget_copies(tx: Transaction, draft_id: DraftId) -> None:
    """Nothing of what its copies on the server say, or may say, is kept; that one may be there still is."""
    with overwriting(tx):
        tx.db.execute("UPDATE draft SET filing = NULL, filed = NULL WHERE id = ?", (draft_id,))


def note_filed(tx: Transaction, draft_id: DraftId, copy: MessageId, content: bytes) -> MessageId | None:
    """Its copy is this message, and was made of ``content``; returns the one it had, which is to be deleted."""
    before = link(tx, draft_id, copy)
    with overwriting(tx):
        tx.db.execute(
            "UPDATE draft SET filed = ?, elsewhere = '', other_id = NULL, filing = NULL, filing_header = ''"
            " WHERE id = ?",
            (content, draft_id),
        )
    return before


def note_elsewhere(tx: Transaction, draft_id: DraftId, elsewhere: Elsewhere, other_id: MessageId | None) -> None:
    """What another device did to its copy; ``other_id``: what it wrote in its place."""
    tx.changes.outbox = True
    tx.db.execute("UPDATE draft SET elsewhere = ?, other_id = ? WHERE id = ?", (elsewhere, other_id, draft_id))


def discard(tx: Transaction, draft_id: DraftId, now: float) -> MessageId | None:
    """Throw a draft away; its copy on the server, which is to be deleted too. It can be brought back by ``save``."""
    return _end(tx, draft_id, now, sent=False)


def end_sent(tx: Transaction, draft_id: DraftId, now: float) -> MessageId | None:
    """It was sent; its copy on the server, which is to be deleted. Nothing of its text stays here."""
    copy = _end(tx, draft_id, now, sent=True)
    with overwriting(tx):
        tx.db.execute(
            "UPDATE draft SET content = x'', sealed = 0, filed = NULL, filing = NULL WHERE id = ?", (draft_id,)
        )
        draft_revisions.forget(tx, draft_id)
        tx.db.execute("DELETE FROM draft WHERE id = ? AND filing_header = ''", (draft_id,))
    return copy


def _end(tx: Transaction, draft_id: DraftId, now: float, *, sent: bool) -> MessageId | None:
    tx.changes.outbox = True
    found = tx.row("SELECT message_id FROM draft WHERE id = ? AND ended_at IS NULL", (draft_id,))
    tx.db.execute(
        "UPDATE draft SET ended_at = ?, sent = ?, message_id = NULL, filed = NULL, elsewhere = '', other_id = NULL,"
        " unfiled = 1 WHERE id = ? AND ended_at IS NULL",
        (now, sent, draft_id),
    )
    return found[0] if found else None


def forget(tx: Transaction, draft_id: DraftId) -> None:
    """Nothing of it stays, its earlier texts neither."""
    tx.changes.outbox = True
    tx.db.execute("DELETE FROM draft WHERE id = ?", (draft_id,))


def forget_ended(tx: Transaction, before: float) -> None:
    """Let go for good of what was thrown away before then (epoch seconds), unless a copy of it is in doubt."""
    tx.db.execute("DELETE FROM draft WHERE ended_at < ? AND filing_header = ''", (before,))


def is_named(tx: Transaction, draft_id: DraftId) -> bool:
    """Whether it is here, also ended, or its id stands in another draft, an earlier text or a mail merge.

    Files kept for one draft are named in all that was made of it. Looks through a few rows, and all their bytes.
    """
    sql = """
    SELECT EXISTS (SELECT 1 FROM draft
                   WHERE id = ?1 OR instr(content, ?2) OR instr(filed, ?2) OR instr(files_of, ?1))
      OR EXISTS (SELECT 1 FROM draft_revision WHERE instr(content, ?2) OR instr(files_of, ?1))
      OR EXISTS (SELECT 1 FROM merge WHERE instr(content, ?2) OR instr(files_of, ?1))
    """
    return bool(tx.row(sql, (draft_id, draft_id.encode()))[0])


def link(tx: Transaction, draft_id: DraftId, message_id: MessageId | None) -> MessageId | None:
    """Note the draft's copy on the server; returns the one it had, which is to be deleted."""
    found = tx.row("SELECT message_id FROM draft WHERE id = ?", (draft_id,))
    tx.db.execute(
        "UPDATE draft SET message_id = ?, copy_number = coalesce(?, copy_number) WHERE id = ?",
        (message_id, message_id, draft_id),
    )
    return found[0] if found else None


def adopt(tx: Transaction, draft_id: DraftId, copy: MessageId, content: bytes) -> None:
    """The message of the Drafts folder that it was opened from, and what that says; nothing when it has a copy."""
    tx.db.execute(
        "UPDATE draft SET message_id = ?, copy_number = ?, filed = ?, unfiled = 0"
        " WHERE id = ? AND message_id IS NULL AND filed IS NULL",
        (copy, copy, content, draft_id),
    )


def let_go_of_copy(tx: Transaction, draft_id: DraftId) -> None:
    """It has no copy any more, and goes on by itself."""
    tx.changes.outbox = True
    tx.db.execute(
        "UPDATE draft SET message_id = NULL, filed = NULL, elsewhere = '', other_id = NULL WHERE id = ?", (draft_id,)
    )
