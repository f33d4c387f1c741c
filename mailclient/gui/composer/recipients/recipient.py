"""One recipient in a field: an address, a group, or something that is neither yet. Pure."""

from dataclasses import dataclass

from mailclient.language import tr, tr_n
from mailclient.mail.address import Address
from mailclient.mime.addresses import format_address, is_address


@dataclass(frozen=True, slots=True)
class Recipient:
    """``typed`` is what stands for it when it is no address; a group has ``members`` and in ``address`` its name.

    ``picked``: from the address book, a message or a draft, so that no finger slipped.
    """

    address: Address
    typed: str = ""
    members: tuple[Address, ...] = ()
    picked: bool = False

    @property
    def is_group(self) -> bool:
        """Whether it stands for several."""
        return bool(self.members)

    @property
    def valid(self) -> bool:
        """Whether mail can be sent there."""
        return self.is_group or is_address(self.address.address)

    @property
    def key(self) -> str:
        """The same for two that would reach the same mailbox."""
        return f"{self.label}:".casefold() if self.is_group else (self.address.address or self.typed).casefold()

    @property
    def label(self) -> str:
        """The name, else the address, else what was typed."""
        return self.address.label if self.valid else self.typed or self.address.label

    def text(self) -> str:
        """As one would type it; a group as in RFC 5322 section 3.4: ``Name: a@x, b@y;``."""
        if self.is_group:
            return f"{format_address(Address(self.address.name, ''))}: {', '.join(map(format_address, self.members))};"
        return format_address(self.address) if self.valid else self.typed or format_address(self.address)

    def addresses(self) -> tuple[Address, ...]:
        """Those that mail can be sent to."""
        if self.is_group:
            return tuple(one for one in self.members if is_address(one.address))
        return (self.address,) if self.valid else ()

    def fault(self) -> str:
        """One sentence about why mail cannot be sent there; "" when it can."""
        if self.valid:
            return ""
        shown = self.label
        if "@" not in shown:
            return tr("“{address}” is not an address: the @ is missing.", address=shown)
        local, _, domain = shown.rpartition("@")
        if not domain:
            return tr("“{address}” is not an address: nothing stands after the @.", address=shown)
        if not local:
            return tr("“{address}” is not an address: nothing stands before the @.", address=shown)
        if "@" in local and not local.startswith('"'):
            return tr("“{address}” is not an address: it has more than one @.", address=shown)
        if any(letter.isspace() for letter in shown):
            return tr("“{address}” is not an address: there is a space in it.", address=shown)
        if ".." in shown or domain.startswith(".") or domain.endswith("."):
            return tr("“{address}” is not an address: a full stop is too many.", address=shown)
        return tr("“{address}” is not an address.", address=shown)

    def spoken(self) -> str:
        """What a tooltip and a screen reader say of it."""
        if self.is_group:
            names = ", ".join(one.label for one in self.members[:10])
            more = len(self.members) - 10
            return f"{self.label}: {names}" + (
                f" {tr_n('and {count} more', 'and {count} more', more)}" if more > 0 else ""
            )
        return self.fault() or self.text()


def recipient(address: Address, *, picked: bool = False) -> Recipient:
    """Of an address that was read somewhere."""
    return Recipient(address, "" if address.address else address.name, picked=picked)
