"""One mailbox of an address header: a display name and an address (RFC 5322 section 3.4)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """``name`` is decoded text or ""; ``address`` is "local@domain" as written, or "" where the header had none."""

    name: str
    address: str

    @property
    def label(self) -> str:
        """What a list shows: the name, else the address."""
        return self.name or self.address
