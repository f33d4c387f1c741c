"""The part of the reader that knows people. Imported before the first paint, so it imports nothing heavy."""

from collections.abc import Sequence
from dataclasses import replace

from mailclient.mail.address import Address
from mailclient.mail.contact import (
    AddressBook,
    BookId,
    BookKind,
    BookLogin,
    Contact,
    ContactGroup,
    ContactId,
    ContactRow,
    Proposal,
    ProposalKind,
)
from mailclient.store import people_words, problem_json
from mailclient.store.mail_file import MailFile
from mailclient.store.people_words import expression
from mailclient.store.transaction import batches, marks

_CANDIDATES = 200
"""Looked at beyond those that were written to: of others one is as good as another."""
_WRITTEN_CANDIDATES = 2_000
_GROUPS = 3
_GROUP_MEMBERS = 500
_FEW = 1_000
"""Matches that are read and sorted; more are met in the order of names."""


class ContactReading(MailFile):
    """Contacts, groups, address books, and what completes a recipient."""

    def books(self) -> list[AddressBook]:
        """All address books, the local one first. A few rows, and a count of each."""
        return [_book(row) for row in self._rows(BOOKS)]

    def contacts(
        self,
        query: str = "",
        *,
        book_id: BookId | None = None,
        group_id: ContactId | None = None,
        after: ContactRow | None = None,
        limit: int = 200,
    ) -> list[ContactRow]:
        """Contacts by name: all, or those with words that start as all those of ``query`` do.

        ``after``: the last one had; fewer than ``limit`` answers: that was all. 1 ms for 200; a query up to 20 ms.
        """
        key, id_ = ("", 0) if after is None else (after.sort_key, after.id)
        asked = expression(query)
        if query.strip() and not asked:
            return []
        if asked:
            ids = self._rows(CONTACTS_MATCHING, asked, _FEW)
            if len(ids) == _FEW and group_id is None:
                return self._among_many(asked, (key, id_), limit, book_id)
            ids = self._rows(CONTACTS_MATCHING, asked, -1) if len(ids) == _FEW else ids
            return self._among([one for (one,) in ids], (key, id_), limit, book_id, group_id)
        if group_id is not None:
            ids = self._rows(CONTACTS_OF_GROUP, group_id)
            return self._among([one for (one,) in ids], (key, id_), limit, book_id, None)
        if book_id is not None:
            return [_row(row) for row in self._rows(CONTACTS_OF_BOOK, book_id, key, id_, limit)]
        return [_row(row) for row in self._rows(CONTACTS, key, id_, limit)]

    def contact(self, contact_id: ContactId) -> Contact | None:
        """All of a contact, with its picture (b"" for none). By primary key."""
        for id_, book_id, content, waits, in_conflict, is_group in self._rows(CONTACT_BY_ID, contact_id):
            said = _decoded(content)
            if is_group or not isinstance(said, Contact):
                return None
            groups = tuple(ContactId(group_id) for (group_id,) in self._rows(GROUPS_OF_CONTACT, id_))
            return replace(
                said, id=id_, book_id=book_id, photo=self.contact_photo(id_) or b"", groups=groups,
                waits=bool(waits), has_conflict=bool(in_conflict),
            )  # fmt: skip
        return None

    def contact_photo(self, contact_id: ContactId) -> bytes | None:
        """Its picture, None without one. By primary key."""
        return self._bytes(CONTACT_PHOTO, contact_id)

    def contact_of(self, address: str) -> Contact | None:
        """Who has this address; of several the oldest. By its address."""
        return next((self.contact(id_) for (id_,) in self._rows(CONTACT_OF_ADDRESS, address)), None)

    def contact_card(self, contact_id: ContactId) -> bytes | None:
        """The vCard of a contact or a group, with everything it says. By primary key."""
        return self._bytes(CONTACT_CARD, contact_id)

    def contact_cards(self, contact_ids: Sequence[ContactId]) -> list[bytes]:
        """The vCards of these, in order; what is gone is left out."""
        found: dict[int, bytes] = {}
        for batch in batches(contact_ids, 500):
            found.update(self._rows(CONTACT_CARDS.format(marks=marks(batch)), *batch))
        return [found[id_] for id_ in contact_ids if id_ in found]

    def conflict_card(self, contact_id: ContactId) -> bytes | None:
        """The server's card where both changed a contact; b"": it was removed there; None: there is no conflict."""
        return self._bytes(CONFLICT_CARD, contact_id)

    def groups(self, book_id: BookId | None = None) -> list[ContactGroup]:
        """All groups by name, of one book or of all; a few rows and their members."""
        found = self._rows(GROUPS) if book_id is None else self._rows(GROUPS_OF_BOOK, book_id)
        return [group for (id_,) in found if (group := self.group(id_)) is not None]

    def group(self, group_id: ContactId) -> ContactGroup | None:
        """A group with its members. By primary key."""
        for id_, book_id, content, waits, _in_conflict, is_group in self._rows(CONTACT_BY_ID, group_id):
            said = _decoded(content)
            if is_group and isinstance(said, ContactGroup):
                members = tuple(ContactId(member) for (member,) in self._rows(MEMBERS, id_))
                return replace(said, id=id_, book_id=book_id, members=members, waits=bool(waits))
        return None

    def proposals(self, typed: str, limit: int = 8) -> list[Proposal]:
        """What completes ``typed``: contacts, groups, addresses seen in mail; each address once.

        Any part of a Korean, Chinese or Japanese name and its initial consonants match, of others the start of each
        word; all that is typed must match. First who was written to, the more often and the more recently the
        sooner; then groups, contacts, and who only wrote. 1 to 4 ms among 100,000.
        """
        asked = expression(typed)
        if not asked:
            return []
        found: dict[int, Proposal] = {}
        self._propose(found, expression(typed, people_words.WRITTEN), _WRITTEN_CANDIDATES, limit)
        ids = self._rows(GROUPS_MATCHING, expression(typed, people_words.GROUP), _GROUPS)
        groups = [self._group_proposal(-id_) for (id_,) in ids]
        for mark in (people_words.CONTACT, ""):
            if len(found) < limit:
                self._propose(found, expression(typed, mark), _CANDIDATES, limit)
        people = list(found.values())
        known = [one for one in people if one.written]
        others = [one for one in people if not one.written]
        return [*known[: max(1, limit - 2)], *(one for one in groups if one), *known[max(1, limit - 2) :], *others][
            :limit
        ]

    def _propose(self, found: dict[int, Proposal], asked: str, candidates: int, limit: int) -> None:
        for id_, address, name, written, contact_id, contact_name, organisation in self._rows(
            PROPOSALS, asked, candidates, limit + len(found)
        ):
            if id_ not in found and len(found) < limit:
                kind = ProposalKind.COLLECTED if contact_id is None else ProposalKind.CONTACT
                shown = contact_name or name
                found[id_] = Proposal(kind, shown, (Address(shown, address),), contact_id, organisation or "", written)

    def _group_proposal(self, group_id: int) -> Proposal | None:
        for name, is_shown in self._rows(GROUP_NAME, group_id):
            members = [Address(*row) for row in self._rows(MEMBER_ADDRESSES, group_id, _GROUP_MEMBERS)]
            if is_shown and members:
                unique = {one.address.casefold(): one for one in reversed(members)}
                return Proposal(ProposalKind.GROUP, name, tuple(reversed(unique.values())), ContactId(group_id))
        return None

    def _among_many(self, asked: str, after: tuple[str, int], limit: int, book_id: BookId | None) -> list[ContactRow]:
        """In the order of names through the index until enough match."""
        if book_id is None:
            return [_row(row) for row in self._rows(CONTACTS_ALSO_MATCHING, *after, asked, limit)]
        return [_row(row) for row in self._rows(CONTACTS_OF_BOOK_ALSO_MATCHING, book_id, *after, asked, limit)]

    def _among(
        self,
        ids: list[ContactId],
        after: tuple[str, int],
        limit: int,
        book_id: BookId | None,
        group_id: ContactId | None,
    ) -> list[ContactRow]:
        """The rows of these that come after, in order."""
        if group_id is not None:
            inside = {one for (one,) in self._rows(CONTACTS_OF_GROUP, group_id)}
            ids = [one for one in ids if one in inside]
        found = [
            _row(row)
            for batch in batches(ids, 500)
            for row in self._rows(CONTACT_ROWS.format(marks=marks(batch)), *batch)
        ]
        chosen = [one for one in found if (one.sort_key, one.id) > after and book_id in (None, one.book_id)]
        return sorted(chosen, key=lambda one: (one.sort_key, one.id))[:limit]


def _decoded(content: bytes) -> Contact | ContactGroup:
    from mailclient.store import contacts

    return contacts.decode(content)


def _row(row: tuple[int, int, str, str, str, int, int, int, str]) -> ContactRow:
    id_, book_id, name, address, organisation, has_photo, in_conflict, waits, key = row
    return ContactRow(
        ContactId(id_),
        BookId(book_id),
        name,
        address,
        organisation,
        bool(has_photo),
        bool(in_conflict),
        bool(waits),
        key,
    )


def _book(row: tuple[int, str, str, str, str, str, int, int, int, int, int, float, str | None]) -> AddressBook:
    id_, name, kind, url, user, login, read_only, count, waiting, conflicts, held, synced_at, problem = row
    return AddressBook(
        BookId(id_), name, BookKind(kind), url, user, BookLogin(login), bool(read_only), count, waiting, conflicts,
        held, synced_at, problem_json.from_json(problem),
    )  # fmt: skip


_ROW = (
    "contact.id, contact.book_id, contact.name, contact.address, contact.organisation, has_photo,"
    " theirs IS NOT NULL, state <> 'kept', sort_key"
)
BOOKS = """
SELECT id, name, kind, url, user, login, read_only,
  (SELECT count(*) FROM contact WHERE book_id = address_book.id AND is_group = 0 AND state <> 'removed'),
  (SELECT count(*) FROM contact WHERE book_id = address_book.id AND state <> 'kept'),
  (SELECT count(*) FROM contact WHERE book_id = address_book.id AND theirs IS NOT NULL),
  held, synced_at, problem
FROM address_book ORDER BY id
"""
CONTACTS = f"""
SELECT {_ROW} FROM contact WHERE is_group = 0 AND state <> 'removed' AND (sort_key, id) > (?, ?)
ORDER BY sort_key, id LIMIT ?
"""
CONTACTS_OF_BOOK = f"""
SELECT {_ROW} FROM contact WHERE book_id = ? AND is_group = 0 AND state <> 'removed' AND (sort_key, id) > (?, ?)
ORDER BY sort_key, id LIMIT ?
"""
CONTACTS_OF_GROUP = """
SELECT contact.id FROM group_member JOIN contact AS their ON their.id = group_id
CROSS JOIN contact ON contact.book_id = their.book_id AND contact.uid = group_member.uid
WHERE group_id = ? AND +contact.is_group = 0 AND contact.state <> 'removed'
"""
CONTACT_ROWS = f"SELECT {_ROW} FROM contact WHERE id IN ({{marks}}) AND is_group = 0 AND state <> 'removed'"
CONTACTS_MATCHING = "SELECT rowid FROM contact_words WHERE contact_words MATCH ? LIMIT ?"
_MATCHES = "AND +id IN (SELECT rowid FROM contact_words WHERE contact_words MATCH ?) ORDER BY sort_key, id LIMIT ?"
CONTACTS_ALSO_MATCHING = f"""
SELECT {_ROW} FROM contact WHERE is_group = 0 AND state <> 'removed' AND (sort_key, id) > (?, ?) {_MATCHES}
"""
CONTACTS_OF_BOOK_ALSO_MATCHING = f"""
SELECT {_ROW} FROM contact
WHERE book_id = ? AND is_group = 0 AND state <> 'removed' AND (sort_key, id) > (?, ?) {_MATCHES}
"""
CONTACT_BY_ID = """
SELECT id, book_id, content, state <> 'kept', theirs IS NOT NULL, is_group FROM contact
WHERE id = ? AND state <> 'removed'
"""
CONTACT_PHOTO = "SELECT data FROM contact_photo WHERE contact_id = ?"
CONTACT_OF_ADDRESS = "SELECT contact_id FROM contact_email WHERE address = ? ORDER BY contact_id LIMIT 1"
CONTACT_CARD = "SELECT card FROM contact WHERE id = ? AND state <> 'removed'"
CONTACT_CARDS = "SELECT id, card FROM contact WHERE id IN ({marks}) AND state <> 'removed'"
CONFLICT_CARD = "SELECT theirs FROM contact WHERE id = ? AND theirs IS NOT NULL"
GROUPS = "SELECT id FROM contact WHERE is_group = 1 AND state <> 'removed' ORDER BY sort_key, id"
GROUPS_OF_BOOK = """
SELECT id FROM contact WHERE book_id = ? AND is_group = 1 AND state <> 'removed' ORDER BY sort_key, id
"""
GROUPS_OF_CONTACT = """
SELECT group_id FROM contact JOIN group_member ON group_member.uid = contact.uid AND group_member.uid <> ''
JOIN contact AS their ON their.id = group_id
WHERE contact.id = ? AND their.book_id = contact.book_id AND their.state <> 'removed' ORDER BY their.sort_key, group_id
"""
MEMBERS = """
SELECT contact.id FROM group_member JOIN contact AS their ON their.id = group_id
CROSS JOIN contact ON contact.book_id = their.book_id AND contact.uid = group_member.uid
WHERE group_id = ? AND +contact.is_group = 0 AND contact.state <> 'removed' ORDER BY position
"""
MEMBER_ADDRESSES = """
SELECT coalesce(contact.name, group_member.name), coalesce(contact.address, group_member.address)
FROM group_member JOIN contact AS their ON their.id = group_id
LEFT JOIN contact ON group_member.uid <> '' AND contact.book_id = their.book_id AND contact.uid = group_member.uid
  AND +contact.is_group = 0 AND contact.state <> 'removed'
WHERE group_id = ? AND coalesce(contact.address, group_member.address) <> '' ORDER BY position LIMIT ?
"""
GROUP_NAME = "SELECT name, state <> 'removed' FROM contact WHERE id = ? AND is_group = 1"
GROUPS_MATCHING = "SELECT rowid FROM address_words WHERE address_words MATCH ? LIMIT ?"
PROPOSALS = """
SELECT address.id, address.address, address.name, written, contact_id, contact.name, contact.organisation
FROM address LEFT JOIN contact ON contact.id = contact_id
WHERE address.id IN (SELECT rowid FROM address_words WHERE address_words MATCH ? LIMIT ?)
ORDER BY use_rank(written, seen, last_written, last_seen) DESC, address.id LIMIT ?
"""
