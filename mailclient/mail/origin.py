"""Where a message says it comes from, and what speaks for or against it; read from its header alone.

Nothing here is believed as it stands: whose word counts is known by the account that received the message
(``ReceivingServer``), and ``verdict.py`` weighs it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Oddity(StrEnum):
    """What is unusual about who is named as the sender; most of these are made to deceive."""

    SEVERAL_FROM = "several_from"
    """More than one From field: what one program shows another may not have checked."""
    BROKEN_FROM = "broken_from"
    """A From field written so that programs disagree about it (blanks, a folded name, control characters)."""
    AMBIGUOUS_FROM = "ambiguous_from"
    """The one From field can be read as more than one address."""
    SEVERAL_AUTHORS = "several_authors"
    """Several addresses of different domains in one From field; subject: the others."""
    NO_AUTHOR = "no_author"
    """No address in From at all."""
    NAME_IS_ADDRESS = "name_is_address"
    """The display name holds an address of another domain; subject: that address."""
    HIDDEN_CHARACTERS = "hidden_characters"
    """The name holds characters that turn the writing around or cannot be seen."""
    CONFUSABLE_DOMAIN = "confusable_domain"
    """The domain is written in letters that look like others; subject: as it would look."""
    REPLIES_ELSEWHERE = "replies_elsewhere"
    """Reply-To names another domain; subject: the address."""
    SENDER_ELSEWHERE = "sender_elsewhere"
    """Sender names another domain than From; subject: the address."""


@dataclass(frozen=True, slots=True)
class Finding:
    """An oddity, and what it is about as shown to people."""

    oddity: Oddity
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Author:
    """A mailbox named in From. ``address`` as it is to be shown: a deceiving domain in punycode."""

    name: str
    address: str
    domain: str = ""
    """In lower case and ASCII (A-labels)."""
    organisation: str = ""
    """The part of the domain that somebody registered ("example.co.uk"), by the public suffix list."""
    skeleton: str = ""
    """What the organisation looks like to somebody who reads fast (``mime.origin.look_alike``)."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One result in an Authentication-Results field (RFC 8601 section 2.2); all in lower case."""

    method: str
    """ "spf", "dkim", "dmarc", "arc", "compauth", "iprev" …"""
    result: str
    """ "pass", "fail", "softfail", "neutral", "none", "policy", "temperror", "permerror", or what else stood there."""
    domain: str = ""
    """What was checked: header.d or header.i, smtp.mailfrom or smtp.helo, header.from; ASCII."""
    organisation: str = ""
    policy: str = ""
    """What the domain asks for: "reject", "quarantine", "none"; DMARC alone."""
    selector: str = ""


@dataclass(frozen=True, slots=True)
class Claims:
    """One Authentication-Results field: who claims what. Anybody can write one."""

    server: str
    """The authserv-id in lower case; "" where there is none (Microsoft)."""
    hops_above: int
    """How many Received fields stand above it."""
    results: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """A DKIM-Signature (RFC 6376), or the seal of an ARC set (RFC 8617), as it describes itself."""

    domain: str
    selector: str
    organisation: str = ""
    algorithm: str = ""
    body_length: int | None = None
    """``l=``: what comes after so many bytes of the body is not signed."""


@dataclass(frozen=True, slots=True)
class Seal:
    """One ARC set (RFC 8617): a server on the way seals what it found before it changed the message."""

    instance: int
    domain: str
    chain: str
    """``cv=``: "none" for the first, "pass" or "fail"."""
    found: Claims | None = None
    """ARC-Authentication-Results: what that server says it found."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One Received field (RFC 5321 section 4.4): a server took the message from another."""

    said: str = ""
    """What the sending server called itself (HELO)."""
    name: str = ""
    """What the receiving server found it to be called; "" when it does not say or found none."""
    ip: str = ""
    by: str = ""
    protocol: str = ""
    """ "ESMTPS", "HTTP", "LMTP" …"""
    tls: str = ""
    """ "TLSv1.3" …; "yes" where only the protocol tells that there was TLS; "" where nothing tells of any."""
    cipher: str = ""
    at: datetime | None = None
    by_organisation: str = ""
    from_organisation: str = ""
    """Of ``name`` or, where nothing was found out, of ``said``."""

    @property
    def encrypted(self) -> bool:
        """Whether the field tells of TLS."""
        return bool(self.tls)


@dataclass(frozen=True, slots=True)
class Origin:
    """What the header tells of who wrote the message, the way it took, and who is said to have checked what."""

    authors: tuple[Author, ...] = ()
    """Every address of every From field, in order; the first is the one that is shown as the sender."""
    findings: tuple[Finding, ...] = ()
    claims: tuple[Claims, ...] = ()
    """From the top of the header down."""
    signatures: tuple[Signature, ...] = ()
    seals: tuple[Seal, ...] = ()
    hops: tuple[Hop, ...] = ()
    """From the top of the header down: the last server first."""
    lists: tuple[str, ...] = ()
    """Organisational domains of the mailing list it came by (List-Id, List-Post)."""


UNKNOWN_ORIGIN = Origin()


@dataclass(frozen=True, slots=True)
class ReceivingServer:
    """Whose Authentication-Results an account believes: those of its own receiving server."""

    ids: tuple[str, ...] = ()
    """authserv-ids, in lower case; "" among them: a field without one (Microsoft)."""
    organisations: tuple[str, ...] = ()
    """The organisational domains whose servers take mail in for the account (``by`` of Received)."""
    above: bool = True
    """Its field stands above the Received field of the border; False: right below it (Gmail)."""
    by_user: bool = False
    """Set by the user, and not learnt anew."""


class SignatureState(StrEnum):
    """What came of checking a signature here."""

    VALID = "valid"
    WRONG = "wrong"
    """It does not fit the message, which was changed, or it never did."""
    EXPIRED = "expired"
    NO_KEY = "no_key"
    """The domain has no such key (any more)."""
    WEAK = "weak"
    """It fits, but its key is too short, or it does not cover From or the whole text: it proves nothing."""
    UNREADABLE = "unreadable"
    NOT_ASKED = "not_asked"
    """DNS could not be asked."""


@dataclass(frozen=True, slots=True)
class CheckedSignature:
    """A DKIM signature that was checked here, with the key from DNS."""

    domain: str
    organisation: str
    selector: str
    state: SignatureState
    algorithm: str = ""
    key_bits: int = 0


@dataclass(frozen=True, slots=True)
class Check:
    """What this computer found out by itself: signatures checked with keys from DNS, and the DMARC policy."""

    signatures: tuple[CheckedSignature, ...] = ()
    policy: str = ""
    """ "reject", "quarantine", "none"; "" when there is none or it could not be asked."""
    strict: bool = False
    """The policy wants the very same domain in the signature (adkim=s)."""
    at: float = 0.0
    """Epoch seconds."""
    complete: bool = True
    """False: DNS could not be asked (offline); worth another try."""
    unasked: tuple[str, ...] = field(default=())
    """The names that DNS did not answer for."""
