"""A key or a certificate, as lists and cards show both alike. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from mailclient.gui.message_view.stranger_text import address_text, name_text
from mailclient.language import tr
from mailclient.language.protection_mark import authority_name
from mailclient.mail.key import KeySource, MailCertificate, OpenPgpKey
from mailclient.mail.protection import Acceptance, System

DAY = 86_400.0
SOON = 30 * DAY
"""Before a key runs out its owner is told."""


class Section(StrEnum):
    """Where it stands in the window."""

    MINE = "mine"
    PEOPLE = "people"
    AUTHORITIES = "authorities"


@dataclass(frozen=True, slots=True)
class Holding:
    """``item`` is what the engine told; all words of strangers are fit to be shown."""

    item: OpenPgpKey | MailCertificate

    @property
    def fingerprint(self) -> str:
        """Upper-case hex."""
        return self.item.fingerprint

    @property
    def system(self) -> System:
        """OpenPGP for a key, S/MIME for a certificate."""
        return System.OPENPGP if isinstance(self.item, OpenPgpKey) else System.SMIME

    @property
    def name(self) -> str:
        """Of the first person it names, else the address, else the fingerprint's end."""
        if isinstance(self.item, OpenPgpKey):
            named = next((one.name for one in self.item.people if one.name), "")
        else:
            named = authority_name((self.item.subject,))
        return name_text(named) or (self.address and address_text(self.address)) or self.fingerprint[-16:]

    @property
    def addresses(self) -> tuple[str, ...]:
        """Those it names, as they are."""
        if isinstance(self.item, OpenPgpKey):
            return tuple(dict.fromkeys(one.address for one in self.item.people if one.address))
        return self.item.addresses

    @property
    def address(self) -> str:
        """The first, or ""."""
        return next(iter(self.addresses), "")

    @property
    def section(self) -> Section:
        """One's own, an authority's, or somebody's."""
        if self.item.secret:
            return Section.MINE
        if isinstance(self.item, MailCertificate) and self.item.authority:
            return Section.AUTHORITIES
        return Section.PEOPLE

    @property
    def made(self) -> float:
        """Epoch seconds."""
        return self.item.created if isinstance(self.item, OpenPgpKey) else self.item.not_before

    @property
    def expires(self) -> float | None:
        """Epoch seconds; None: never."""
        return self.item.expires if isinstance(self.item, OpenPgpKey) else self.item.not_after

    @property
    def revoked(self) -> bool:
        """Its owner has said that it must not be used."""
        return isinstance(self.item, OpenPgpKey) and self.item.revoked

    @property
    def is_root(self) -> bool:
        """An authority that vouches for itself."""
        return isinstance(self.item, MailCertificate) and self.item.authority and self.item.subject == self.item.issuer

    @property
    def of_system(self) -> bool:
        """Came with the operating system."""
        return self.item.source is KeySource.SYSTEM

    @property
    def kind(self) -> str:
        """What it is called."""
        if self.system is System.OPENPGP:
            return tr("OpenPGP key")
        if self.section is Section.AUTHORITIES:
            return tr("Authority")
        return tr("S/MIME certificate")

    def has_expired(self, now: float) -> bool:
        """Whether it has run out."""
        return self.expires is not None and self.expires <= now

    def expires_soon(self, now: float) -> bool:
        """Within a month, and not yet."""
        return self.expires is not None and now < self.expires <= now + SOON

    def usable(self, now: float) -> bool:
        """Neither run out nor withdrawn nor rejected."""
        return not (self.revoked or self.has_expired(now) or self.item.acceptance is Acceptance.REJECTED)

    def names_address(self, address: str) -> bool:
        """Whether it is for this address; case does not matter."""
        return address.casefold() in {one.casefold() for one in self.addresses}

    def matches(self, query: str) -> bool:
        """Whether all words of ``query`` are in name, addresses or fingerprint."""
        text = f"{self.name} {' '.join(self.addresses)} {self.fingerprint}".casefold()
        squeezed = "".join(query.split()).casefold()
        return squeezed in self.fingerprint.casefold() or all(word in text for word in query.casefold().split())
