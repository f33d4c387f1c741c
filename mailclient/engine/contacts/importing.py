"""Files of contacts → rows: vCard or CSV, whatever their name; card by card, so that memory holds a few of any number.

What is here already (same uid, or the same card without one) is not doubled; where it says something else it becomes
that, and the import can be taken back.
"""

import asyncio
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from mailclient.bridge.commands import ImportCards
from mailclient.engine.contacts.editing import state_in
from mailclient.engine.contacts.filing import filed
from mailclient.mail.contact import BookId, ContactCounts, Unreadable
from mailclient.mail.ids import OperationId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mime.contact_table import NoTable, read_table
from mailclient.mime.vcard import read, write
from mailclient.mime.vcard.cards import cards_in
from mailclient.mime.vcard.lines import Card, Property, escaped, read_card
from mailclient.mime.vcard.merge import same
from mailclient.store import contacts
from mailclient.store.contacts import REMOVED, Filed
from mailclient.store.transaction import SLICE, Transaction
from mailclient.store.writer import Writer

_PIECE_BYTES = 256 * 1024
_TABLE_BYTES = 64 * 1024 * 1024
_TOLD = 100
_SPACE = uuid.UUID("5f1e9d6c-6c0b-4a8e-9d52-0d1f3a3c7f11")
"""For uids of cards that have none: the same card gets the same one."""

_Found = Filed | Unreadable


@dataclass(slots=True)
class _Tally:
    added: int = 0
    changed: int = 0
    unreadable: list[Unreadable] = field(default_factory=list)

    def counts(self) -> ContactCounts:
        return ContactCounts(
            added=self.added,
            changed=self.changed,
            unreadable=tuple(self.unreadable[:_TOLD]),
            unreadable_count=len(self.unreadable),
        )


async def import_cards(writer: Writer, command: ImportCards, now: float) -> ContactCounts:
    """Do it. ``MailError`` as the command says; what came before a failure stays, and can be taken back."""
    path = Path(command.path)
    done = await writer.transaction("look at the book", _is_done, command.operation_id, command.book_id)
    if done:
        return ContactCounts()
    found = _found(path)
    tally = _Tally()
    try:
        while piece := await asyncio.to_thread(lambda: list(islice(found, SLICE))):
            tally.unreadable += [one for one in piece if isinstance(one, Unreadable)]
            cards = [one for one in piece if isinstance(one, Filed)]
            await writer.transaction("import contacts", _store, command, cards, now, tally)
    except OSError as error:
        raise MailError(Problem(ProblemKind.FILE_UNREADABLE, str(path), str(error))) from error
    except NoTable as error:
        raise MailError(Problem(ProblemKind.NO_CARDS, path.name, str(error))) from error
    if not (tally.added or tally.changed or tally.unreadable):
        counted = await writer.transaction("look at the book", _is_done, command.operation_id, command.book_id)
        if not counted and not await asyncio.to_thread(lambda: next(_found(path), None)):
            raise MailError(Problem(ProblemKind.NO_CARDS, path.name))
    return tally.counts()


def _is_done(tx: Transaction, operation_id: OperationId, book_id: BookId) -> bool:
    contacts.writable(tx, book_id)
    return contacts.was_done(tx, operation_id)


def _found(path: Path) -> Iterator[_Found]:
    """On a thread of its own. ``OSError``, ``NoTable``."""
    with path.open("rb") as file:
        start = file.read(_PIECE_BYTES)
        if _is_cards(start):
            pieces = iter(lambda: file.read(_PIECE_BYTES), b"")
            yield from _cards(start, pieces)
        else:
            yield from _rows(start + file.read(_TABLE_BYTES))


def _is_cards(start: bytes) -> bool:
    return b"BEGIN:VCARD" in start.replace(b"\x00", b"").replace(b" ", b"").upper()


def _cards(start: bytes, rest: Iterator[bytes]) -> Iterator[_Found]:
    def pieces() -> Iterator[bytes]:
        yield start
        yield from rest

    for text in cards_in(pieces()):
        if text.trouble:
            yield Unreadable(text.line, text.trouble)
            continue
        card = read_card(text.data)
        if read.is_empty(card):
            yield Unreadable(text.line, "neither a name nor an address")
        else:
            yield filed(_with_uid(card))


def _rows(data: bytes) -> Iterator[_Found]:
    for line, found in read_table(data):
        if isinstance(found, str):
            yield Unreadable(line, found)
        else:
            yield filed(write.new_card(replace(found, uid=str(uuid.uuid5(_SPACE, repr(found))))))


def _with_uid(card: Card) -> Card:
    if card.uid:
        return card
    uid = str(uuid.uuid5(_SPACE, bytes(card).decode("latin-1")))
    return Card((*card.properties, Property("UID", escaped(uid))))


def _store(tx: Transaction, command: ImportCards, cards: list[Filed], now: float, tally: _Tally) -> None:
    kind = contacts.writable(tx, command.book_id)
    for one in cards:
        before = contacts.with_uid(tx, command.book_id, one.content.uid)
        if before is None:
            id_ = contacts.add(tx, command.book_id, one, now, state=state_in(kind))
            contacts.note(tx, command.operation_id, id_, None, now)
            tally.added += 1
        elif before.state == REMOVED or not same(read_card(before.card), read_card(one.card)):
            contacts.note(tx, command.operation_id, before.id, before, now)
            contacts.fill(tx, before.id, one, now)
            contacts.set_state(tx, before.id, state_in(kind), now)
            tally.changed += 1
