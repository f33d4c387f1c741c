"""Putting an envelope right: the server's ENVELOPE comes first, the message's own header with its body.

Most are the same but for References, which ENVELOPE has not.
"""

from mailclient.mail.ids import MessageId
from mailclient.mail.message import Envelope
from mailclient.store import encoding, search_index, threads
from mailclient.store.header_row import HeaderRow, envelope_row
from mailclient.store.messages import note_restyled
from mailclient.store.transaction import Transaction

_SHOWN = ("sender_name", "sender_address", "recipients", "subject", "message_id_header")


def correct(tx: Transaction, message_id: MessageId, envelope: Envelope) -> None:
    """Keep this envelope instead, in the list and in the search too. By primary key; 0.1 ms where something changes.

    Nothing when the message is gone meanwhile.
    """
    found = tx.row("SELECT envelope FROM detail WHERE message_id = ?", (message_id,))
    if found is None or (before := encoding.envelope_from(found[0])) == envelope:
        return
    old, new = envelope_row(before), envelope_row(envelope)
    is_searched_otherwise = search_index.document_of(before) != search_index.document_of(envelope)
    if is_searched_otherwise:
        search_index.forget(tx, message_id)
    tx.db.execute("UPDATE detail SET envelope = ? WHERE message_id = ?", (new.envelope, message_id))
    if _shown(old) != _shown(new):
        columns = ", ".join(f"{column} = ?" for column in _SHOWN)
        tx.db.execute(f"UPDATE message SET {columns} WHERE id = ?", (*_shown(new), message_id))
        note_restyled(tx, message_id)
    if _names(before) != _names(envelope):
        threads.note_joined(tx, threads.join(tx, [message_id]))
    if is_searched_otherwise:
        search_index.write(tx, [message_id])


def _shown(row: HeaderRow) -> tuple[str, ...]:
    return tuple(getattr(row, column) for column in _SHOWN)


def _names(envelope: Envelope) -> tuple[object, ...]:
    return envelope.message_id, envelope.in_reply_to, envelope.references
