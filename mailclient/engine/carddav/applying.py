"""Cards that a server has → rows, beside what was changed here: taken over, merged, or kept as a conflict."""

from enum import Enum, auto

from mailclient.engine.contacts.filing import filed
from mailclient.mail.contact import BookId
from mailclient.mime.vcard import read
from mailclient.mime.vcard.cards import CARD_BYTES, cards_in
from mailclient.mime.vcard.lines import Card, read_card
from mailclient.mime.vcard.merge import merged, same
from mailclient.store import contact_sync
from mailclient.store.contacts import CHANGED, REMOVED, ContactLine
from mailclient.store.transaction import Transaction


class Came(Enum):
    """What became of a card that came."""

    NEW = auto()
    CHANGED = auto()
    MERGED = auto()
    CONFLICT = auto()
    UNCHANGED = auto()
    UNREADABLE = auto()
    GONE = auto()


def apply_card(tx: Transaction, book_id: BookId, href: str, etag: str, data: bytes, now: float) -> Came:
    """Take over the card at ``href``. One that cannot be read is noted, and left as it is there and here."""
    card = _only_card(data)
    if card is None:
        contact_sync.note_unread(tx, book_id, href, etag, "no card")
        return Came.UNREADABLE
    its = filed(card, data=data, uid=_uid_at(href))
    row = contact_sync.at(tx, book_id, href) or contact_sync.adopt(tx, book_id, its.content.uid, href)
    if row is None:
        contact_sync.store_new(tx, book_id, href, etag, its, now)
        return Came.NEW
    if row.card == data and row.state != REMOVED:
        contact_sync.sent(tx, row.id, href, etag, data, now)
        return Came.UNCHANGED
    if row.state != CHANGED:
        # Also one that was removed here: it was changed there since, and what somebody has written is not thrown away.
        contact_sync.store_theirs(tx, row, etag, its, now)
        return Came.CHANGED
    return _merge(tx, row, etag, card, data, now)


def apply_gone(tx: Transaction, book_id: BookId, hrefs: list[str], now: float) -> list[Came]:
    """The server has these no more. What was changed here since is kept, and asked about."""
    came = []
    for href in hrefs:
        contact_sync.forget_unread(tx, book_id, href)
        row = contact_sync.at(tx, book_id, href)
        if row is None:
            continue
        came.append(Came.GONE if contact_sync.let_go(tx, row.id, now) else Came.CONFLICT)
    return came


def _merge(tx: Transaction, row: ContactLine, etag: str, card: Card, data: bytes, now: float) -> Came:
    mine = read_card(row.card)
    base = read_card(row.base) if row.base else Card(())
    if same(mine, card):
        contact_sync.store_theirs(tx, row, etag, filed(card, data=data, uid=row.uid), now)
        return Came.UNCHANGED
    if row.base and same(base, card):  # another etag for what we know already
        contact_sync.came(tx, row.book_id, row.id, row.href or "", etag, data)
        return Came.UNCHANGED
    both = merged(base, mine, card)
    its = filed(both.card, uid=row.uid)
    if both.conflicts:
        contact_sync.note_conflict(tx, row, etag, its, data, now)
        return Came.CONFLICT
    contact_sync.store_merged(tx, row, etag, its, data, now)
    return Came.MERGED


def _only_card(data: bytes) -> Card | None:
    """The card of a resource (RFC 6352 section 5.1: there is one)."""
    if len(data) > CARD_BYTES:
        return None
    found = next(iter(cards_in([data])), None)
    card = read_card(found.data) if found is not None and not found.trouble else None
    return card if card is not None and (read.is_group(card) or not read.is_empty(card)) else None


def _uid_at(href: str) -> str:
    return href.rpartition("/")[2].removesuffix(".vcf")
