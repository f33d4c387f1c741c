"""Put somebody into the address book with one click: from a message, a recipient, a card."""

from collections.abc import Sequence

from mailclient.bridge.commands import SaveContact
from mailclient.bridge.fresh_ids import fresh_operation_id
from mailclient.gui.engine_link import EngineLink
from mailclient.mail.address import Address
from mailclient.mail.contact import Contact, ContactEntry
from mailclient.mail.ids import OperationId


def contact_of(address: Address) -> Contact:
    """A contact that says what an address says."""
    return Contact(name=address.name or address.address, emails=(ContactEntry(address.address),))


def add_people(link: EngineLink, people: Sequence[Address]) -> list[OperationId]:
    """Add these to the book on this computer; the operations, for Undo."""
    return [link.operate(SaveContact(fresh_operation_id(), contact_of(one))) for one in people if one.address]
