"""A contact card: who somebody is and how to reach them (vCard 2.1, RFC 2426, RFC 6350)."""

from dataclasses import dataclass

from mailclient.mail.address import Address


@dataclass(frozen=True, slots=True)
class CardEntry:
    """One way to reach somebody: ``kind`` is work, home, mobile, fax … in lower case, "" for no kind."""

    value: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class ContactCard:
    """What a card says; empty where it says nothing."""

    name: str
    organization: str = ""
    title: str = ""
    emails: tuple[CardEntry, ...] = ()
    phones: tuple[CardEntry, ...] = ()
    addresses: tuple[CardEntry, ...] = ()
    urls: tuple[CardEntry, ...] = ()
    birthday: str = ""
    note: str = ""
    photo: bytes = b""
    """A picture as it is in the card; never one from the web."""
    path: str = ""
    """The part it is in."""

    @property
    def mail_addresses(self) -> tuple[Address, ...]:
        """As they go into the address book."""
        return tuple(Address(self.name, entry.value) for entry in self.emails)
