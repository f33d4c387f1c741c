"""Keeping the search index: one document for each message, of all that is known of it.

A document is written when its message comes (a few at a time) or a little later (many: a first sync does not wait for
it), and again with more in it when the text or an attachment comes. Written again, the words of both are found: the
index has no way to take words back but to be told which they were (``forget``), which is done where they were wrong.

Rows are numbered as ``search_key.py`` says.
"""

import time
import zlib
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from mailclient.mail.address import Address
from mailclient.mail.body import Body
from mailclient.mail.ids import MessageId
from mailclient.mail.message import Envelope
from mailclient.mail.part import Part
from mailclient.store import encoding
from mailclient.store.search_key import RECIPIENT_START, SENDER_START, SUBJECT_START, TEXT_START, key_of
from mailclient.store.transaction import Transaction, marks
from mailclient.store.words import index_text, starts

FEW = 20
"""New messages in one transaction that go to the index with it; more go there later."""
TEXT_LIMIT = 200_000
"""Characters of a text that can be searched; 20 ms."""
_ATTACHMENT_LIMIT = 400_000
"""Characters of all attachments of a message that can be searched."""
_NAMES_LIMIT = 20_000
COLUMNS = ("sender", "recipients", "cc", "bcc", "subject", "body", "filenames", "attachments", "list")
_INTO = f"search_words (rowid, {', '.join(COLUMNS)}, starts)"
_OUT_OF = f"search_words (search_words, rowid, {', '.join(COLUMNS)}, starts)"
_KNOWN = """
SELECT message.id, received_at, envelope, structure, bodystructure, body, has_attachment
FROM message JOIN detail ON detail.message_id = message.id LEFT JOIN body ON body.message_id = message.id
WHERE message.id IN ({marks})
"""
_SLICE_SECONDS = 0.008
SLICE, _SLICE_TEXT = 128, 30_000
"""Messages, and characters of their texts, that go to the index in one transaction."""
_STEP = 16

Rows = Callable[[str, Sequence[Any]], list[Any]]
"""A statement and its parameters → all its rows."""
ReadStructure = Callable[[bytes], Part | None]
"""BODYSTRUCTURE as the server wrote it → the tree of parts."""


class Document(NamedTuple):
    """Text as it is, in the order of ``COLUMNS``."""

    sender: str = ""
    recipients: str = ""
    cc: str = ""
    bcc: str = ""
    subject: str = ""
    body: str = ""
    filenames: str = ""
    attachments: str = ""
    list: str = ""


def document_of(
    envelope: Envelope, body: Body | None = None, filenames: Sequence[str] = (), attachments: str = ""
) -> Document:
    """What is searched of a message."""
    lists = body.special.mailing_list if body is not None else None
    return Document(
        _names(envelope.from_),
        _names(envelope.to),
        _names(envelope.cc),
        _names(envelope.bcc),
        envelope.subject,
        body.text[:TEXT_LIMIT] if body is not None else "",
        "\n".join(filenames)[:_NAMES_LIMIT],
        attachments[:_ATTACHMENT_LIMIT],
        f"{lists.name}\n{lists.id}" if lists is not None else "",
    )


def _names(addresses: tuple[Address, ...]) -> str:
    return "\n".join([f"{address.name} {address.address}" for address in addresses])


def columns(document: Document) -> tuple[str, ...]:
    """A document as the index takes it."""
    indexed = [index_text(text) if text else "" for text in document]
    sender, recipients, cc, bcc, subject, *texts = indexed
    begun = (
        (sender, SENDER_START),
        (f"{recipients} {cc} {bcc}" if cc or bcc else recipients, RECIPIENT_START),
        (subject, SUBJECT_START),
        (" ".join(filter(None, texts)), TEXT_START),
    )
    return (*indexed, " ".join([starts(text, mark) for text, mark in begun if text]))


def documents(
    rows: Rows, message_ids: Sequence[MessageId], read_structure: ReadStructure | None = None
) -> dict[MessageId, tuple[int, Document, bool]]:
    """Key, document and whether its text is here; those that are gone are left out. By primary key; at most 500."""
    found = {}
    for id_, received_at, envelope, structure, bodystructure, data, attached in rows(
        _KNOWN.format(marks=marks(message_ids)), message_ids
    ):
        body = None if data is None else encoding.body_from(data)
        names: list[str] = []
        if body is not None:
            names = [attachment.filename for attachment in body.attachments]
        elif attached:
            tree = encoding.structure_from(structure)
            if tree is None and bodystructure is not None and read_structure is not None:
                tree = read_structure(bodystructure)
            names = [part.filename for part in tree.leaves() if part.filename] if tree is not None else []
        inside = attachment_text(rows, id_) if attached else ""
        document = document_of(encoding.envelope_from(envelope), body, names, inside)
        found[MessageId(id_)] = key_of(id_, received_at), document, body is not None
    return found


def attachment_text(rows: Rows, message_id: MessageId) -> str:
    """What was found in a message's attachments."""
    found = rows("SELECT text FROM attachment_text WHERE message_id = ? AND text <> x'' ORDER BY path", (message_id,))
    return "\n".join(zlib.decompress(text).decode() for (text,) in found)


def write(tx: Transaction, message_ids: Sequence[MessageId], read_structure: ReadStructure | None = None) -> None:
    """Take messages into the index, or what has come of them since. 0.05 ms each, with 2 KB of text 0.5 ms."""
    _insert(tx, documents(tx.rows, message_ids, read_structure))


def _insert(tx: Transaction, found: dict[MessageId, tuple[int, Document, bool]]) -> None:
    # Rising numbers: FTS5 writes what it holds in memory to the file when a lower one comes.
    for row in sorted((key, *columns(document)) for key, document, _ in found.values()):
        tx.insert(_INTO, [row])
    with_text = [(id_,) for id_, (_, _, has_text) in found.items() if has_text]
    tx.db.executemany("UPDATE message SET searchable = 1 WHERE id = ? AND searchable = 0", with_text)


def forget(tx: Transaction, message_id: MessageId) -> None:
    """Take back the words of a message as it is known now; ``write`` it again in the same transaction."""
    for key, document, _ in documents(tx.rows, [message_id]).values():
        tx.insert(_OUT_OF, [("delete", key, *columns(document))])


def forget_all(tx: Transaction) -> None:
    """Empty the index: no message is left."""
    tx.db.execute("INSERT INTO search_words (search_words) VALUES ('delete-all')")
    tx.db.execute("DELETE FROM search_backlog")


def begin_anew(tx: Transaction) -> None:
    """Empty the index; all messages that are here are taken into it again, by what is here of them.

    A second for a million messages; ``catch_up`` does the rest.
    """
    forget_all(tx)
    tx.db.execute("UPDATE message SET searchable = 0 WHERE searchable = 1 AND has_body = 0")
    tx.db.execute("INSERT INTO search_backlog SELECT min(id), max(id) FROM message HAVING count(*) > 0")
    tx.changes.unindexed = True


def note_new(tx: Transaction, first_id: MessageId, count: int, *, at_once: bool) -> None:
    """New messages, of ids that follow one another: a few of them go to the index at once, many later."""
    last_id = first_id + count - 1
    if at_once and count <= FEW:
        write(tx, [MessageId(id_) for id_ in range(first_id, last_id + 1)])
        return
    grown = tx.db.execute("UPDATE search_backlog SET last_id = ? WHERE last_id = ?", (last_id, first_id - 1))
    if not grown.rowcount:
        tx.db.execute("INSERT INTO search_backlog (first_id, last_id) VALUES (?, ?)", (first_id, last_id))
    tx.changes.unindexed = True


def catch_up(tx: Transaction, read_structure: ReadStructure, most: int = SLICE) -> bool:
    """Take some of the backlog into the index, what came last first; whether there is more. About 10 ms.

    Raises whatever reading a message raises; ``leave_out_next`` goes on behind it.
    """
    ends_at = time.monotonic() + _SLICE_SECONDS
    found: dict[MessageId, tuple[int, Document, bool]] = {}
    texts = 0
    while time.monotonic() < ends_at and len(found) < most and texts < _SLICE_TEXT:
        range_ = tx.row("SELECT first_id, last_id FROM search_backlog ORDER BY last_id DESC LIMIT 1")
        if range_ is None:
            break
        some = documents(tx.rows, _cut_off(tx, range_, min(most, _STEP)), read_structure)
        texts += sum(len(document.body) + len(document.attachments) for _, document, _ in some.values())
        found |= some
    _insert(tx, found)
    return tx.row("SELECT 1 FROM search_backlog LIMIT 1") is not None


def leave_out_next(tx: Transaction) -> MessageId | None:
    """Take the next message off the backlog without reading it; which one."""
    range_ = tx.row("SELECT first_id, last_id FROM search_backlog ORDER BY last_id DESC LIMIT 1")
    return next(iter(_cut_off(tx, range_, 1)), None) if range_ is not None else None


def _cut_off(tx: Transaction, range_: tuple[int, int], most: int) -> list[MessageId]:
    """The next messages of a range of the backlog, which begins after them then."""
    first, last = range_
    sql = "SELECT id FROM message WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?"
    ids = [MessageId(id_) for (id_,) in tx.rows(sql, (first, last, most))]
    done_to = ids[-1] if len(ids) == most else last
    tx.db.execute("DELETE FROM search_backlog WHERE first_id = ?", (first,))
    if done_to < last:
        tx.db.execute("INSERT OR REPLACE INTO search_backlog VALUES (?, ?)", (done_to + 1, last))
    return ids
