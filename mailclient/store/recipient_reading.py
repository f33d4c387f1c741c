"""The part of the reader that knows what to doubt recipients by. Imported before the first paint: nothing heavy."""

from typing import TYPE_CHECKING

from mailclient.store.mail_file import MailFile
from mailclient.store.people_words import WRITTEN, expression, sort_key

if TYPE_CHECKING:
    from mailclient.mail.recipient_doubts import Acquaintance

_NEAR = 4_000
"""Addresses of one domain that are looked at."""
_SHORT_NAME = 2
"""Characters; shorter names belong to many."""


class RecipientReading(MailFile):
    """Whom the user knows, for one address at a time."""

    def acquaintance(self, address: str) -> "Acquaintance":
        """What the mail and the address book know of an address. By its unique address."""
        from mailclient.mail.recipient_doubts import Acquaintance

        for written, seen, last_seen, in_book, bounced in self._rows(ACQUAINTED, address):
            return Acquaintance(written, seen, last_seen, bool(in_book), bool(bounced))
        return Acquaintance()

    def newer_address(self, name: str, address: str) -> str:
        """Where the one contact of this name is reached, when that was in use after ``address``; "" for nowhere else.

        ``address`` is of nobody in the book. Index ``contact_list``.
        """
        last_seen = next((seen for _, _, seen, _, _ in self._rows(ACQUAINTED, address)), 0)
        found = self._rows(NAMESAKE, sort_key(name), last_seen) if len(name) > _SHORT_NAME else []
        return str(found[0][0]) if len(found) == 1 else ""

    def often_written_to(self, domain: str) -> list[tuple[str, int]]:
        """Addresses at ``domain`` (lower case) written to more than twice, with how often. Index of words; < 10 ms."""
        found = self._rows(OFTEN_WRITTEN_TO, expression(f"@{domain}", WRITTEN), _NEAR)
        return [(address, written) for address, written in found if address.lower().endswith(f"@{domain}")]

    def domains_written_to(self) -> list[str]:
        """The domains of everybody written to, as shown. A few thousand short rows; 2 ms."""
        return [domain for (domain,) in self._rows(DOMAINS_WRITTEN_TO)]


ACQUAINTED = """
SELECT written, seen, last_seen, contact_id IS NOT NULL, EXISTS (
  SELECT 1 FROM bounced JOIN message ON message.id = message_id
  WHERE bounced.address = address.address AND received_at >= last_seen
) FROM address WHERE address = ?
"""
NAMESAKE = """
SELECT contact.address FROM contact JOIN address ON address.address = contact.address
WHERE is_group = 0 AND state <> 'removed' AND sort_key = ? AND last_seen > ? LIMIT 2
"""
OFTEN_WRITTEN_TO = """
SELECT address, written FROM address
WHERE id IN (SELECT rowid FROM address_words WHERE address_words MATCH ? LIMIT ?) AND written > 2
"""
DOMAINS_WRITTEN_TO = "SELECT domain FROM contact_domain WHERE skeleton > ''"
