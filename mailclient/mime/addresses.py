"""Address lists (RFC 5322 section 3.4, RFC 2047 in display names, RFC 6854 groups), tolerant and without recursion."""

from mailclient.mail.address import Address


def parse_addresses(raw: bytes | str) -> tuple[Address, ...]:
    """All mailboxes of an address header or of what a person typed, in order; members of groups are listed flat.

    Also splits at ";". An entry without "@" gives ``Address(name, "")`` or ``Address("", word)`` when it stood in <>.
    Names are decoded, unquoted, and without control characters. At most 10,000 are returned.
    """
    raise NotImplementedError


def format_address(address: Address) -> str:
    """ "Name <local@domain>" as a person reads and types it (not encoded); quoted where the name needs it."""
    raise NotImplementedError


def is_address(text: str) -> bool:
    """Whether ``text`` can be a recipient: one local@domain, no spaces or line breaks (RFC 5321 4.1.2, RFC 6531)."""
    raise NotImplementedError
