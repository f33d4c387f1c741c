"""Headers of messages the store has not: fetched newest first, stored in transactions of 50."""

import datetime as dt

from mailclient.bridge.events import Work
from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.counts import Counts
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.sync.identity import email_id, id_items, label_items
from mailclient.engine.sync.structure import part_tree
from mailclient.mail.flag import Flags
from mailclient.mail.folder import Folder
from mailclient.mail.ids import FolderId, MessageId, Uid, UidValidity
from mailclient.mime.display import body_of
from mailclient.mime.envelope import parse_envelope
from mailclient.store import folders, messages
from mailclient.store.rows import NewMessage
from mailclient.store.transaction import SLICE, Transaction, batches
from mailclient.wire.imap.commands.uid_fetch import HEADER_FIELDS
from mailclient.wire.imap.events import Fetch
from mailclient.wire.imap.fetch_items import read_gmail_labels
from mailclient.wire.imap.number_set import NumberSet

FETCH_SLICE = 8 * SLICE
"""Messages asked for in one command, at most."""
ITEMS = ("FLAGS", "INTERNALDATE", "RFC822.SIZE", "BODYSTRUCTURE", HEADER_FIELDS)


class NumberingChanged(Exception):  # noqa: N818  what happened, not that something is broken
    """The folder's UIDVALIDITY changed since the pass began: its uids mean nothing, begin again."""


async def fetch(
    context: AccountContext,
    server: MailServer,
    folder: Folder,
    uid_validity: UidValidity,
    uids: list[Uid],
    counts: Counts,
    first_slice: int = SLICE,
) -> list[MessageId]:
    """Fetch and store these (given ascending), newest first; gives way to urgent work between two commands.

    The first command asks for ``first_slice`` messages, the next for twice as many, up to ``FETCH_SLICE``.

    The ids of what is new here, newest first; neither these nor ``counts`` have what was only moved.
    ``NumberingChanged``.
    """
    stored: list[MessageId] = []
    pending = list(uids)
    size = first_slice
    while pending:
        slice_, pending = pending[-size:], pending[:-size]
        size = min(2 * size, FETCH_SLICE)
        selected = await server.open_folder(folder.path)
        if selected.uid_validity != uid_validity:
            raise NumberingChanged
        found = await server.fetch(NumberSet.of(slice_), *ITEMS, *id_items(server), *label_items(server))
        found.sort(key=lambda answer: answer.uid or 0, reverse=True)
        now = context.outside.now()
        for batch in batches(found):
            # Ascending within the batch: of messages of the same second the list shows the higher row first.
            new = [_new_message(answer, now) for answer in reversed(batch) if answer.header_fields is not None]
            ids = await context.writer.transaction("store headers", _store, folder.id, uid_validity, new)
            stored += reversed(ids)
            counts.messages += len(ids)
        if len(uids) > FETCH_SLICE:
            tell_progress(context, folder, len(uids) - len(pending), len(uids))
        await context.queue.give_way(server)
    return stored


def tell_progress(context: AccountContext, folder: Folder, done: int, total: int) -> None:
    """How far the headers of a folder are."""
    context.progress(Work.HEADERS, done, total, folder_id=folder.id)


def _store(tx: Transaction, folder_id: FolderId, uid_validity: UidValidity, new: list[NewMessage]) -> list[MessageId]:
    if folders.sync_state(tx, folder_id).uid_validity != uid_validity:
        raise NumberingChanged
    last = messages.last_id(tx)
    return [message_id for message_id in messages.insert(tx, folder_id, new) if message_id > last]


def _new_message(answer: Fetch, now: float) -> NewMessage:
    root = part_tree(answer.structure) if answer.structure is not None else None
    shown = body_of(root, lambda _path: None) if root is not None else None
    received = answer.internal_date or dt.datetime.fromtimestamp(now, dt.UTC)
    return NewMessage(
        uid=Uid(answer.uid or 0),
        flags=Flags.from_imap(answer.flags or ()),
        received_at=int(received.timestamp()),
        size=answer.size or 0,
        envelope=parse_envelope(answer.header_fields or b""),
        structure=root,
        has_attachment=shown is not None and any(not each.inline for each in shown.attachments),
        email_id=email_id(answer),
        labels=read_gmail_labels(answer),
    )
