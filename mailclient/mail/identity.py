"""An identity: a name and address a person writes as, with what goes along with it (signature, Reply-To …)."""

from dataclasses import dataclass
from enum import StrEnum

from mailclient.mail.address import Address
from mailclient.mail.server import Server


class Encrypting(StrEnum):
    """When what somebody writes is encrypted by itself."""

    NEVER = "never"
    """Only when the writer says so; an answer to an encrypted message still is."""
    WHEN_READY = "when_ready"
    """Whenever everybody can read it."""
    ASK = "ask"
    """Before it goes in clear it is asked, when everybody could read it encrypted."""


@dataclass(frozen=True, slots=True)
class Identity:
    """``address`` is "local@domain"; ``reply_to`` and ``bcc`` are address lists as typed, unparsed, mostly "".

    ``signature`` is plain text, or HTML with ``signature_is_html``; it stands below everything, or between the new
    text and the quoted one with ``signature_above``. ``organization`` is the header field of that name (RFC 5536).

    ``smtp``: its own submission server, None for that of the account; ``sent_folder``: the path of its own Sent in the
    account, "" for that of the account. ``openpgp_key`` and ``smime_certificate`` are fingerprints of what it signs
    with, "" for none; ``signs``: every message, ``encrypts``: when by itself, unless one says otherwise in it.
    ``aliases`` are other addresses that are this identity's too, with ``*`` for any letters ("*@shop.example.org");
    with ``plus_addresses`` it is also "local+anything@domain" (RFC 5233).
    """

    name: str
    address: str
    reply_to: str = ""
    organization: str = ""
    bcc: str = ""
    signature: str = ""
    signature_is_html: bool = False
    signature_above: bool = False
    smtp: Server | None = None
    sent_folder: str = ""
    openpgp_key: str = ""
    smime_certificate: str = ""
    signs: bool = False
    encrypts: Encrypting = Encrypting.NEVER
    aliases: tuple[str, ...] = ()
    plus_addresses: bool = True

    @property
    def as_address(self) -> Address:
        """As it stands in From."""
        return Address(self.name, self.address)
