"""What a message makes of what is known of its sender's key (2.3), and what that recommends (2.4).

Times are epoch seconds. The effective date of a message is that of its Date field, but not later than when it came.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from mailclient.mail.peer import Peer
from mailclient.mime.addresses import parse_addresses
from mailclient.mime.autocrypt.header import AutocryptField, sender_field
from mailclient.mime.date import parse_date
from mailclient.mime.header import Field, first

_STALE_SECONDS = 35 * 86_400.0


class Recommendation(StrEnum):
    """Of 2.5, before the sender's own wishes."""

    DISABLE = "disable"
    DISCOURAGE = "discourage"
    AVAILABLE = "available"
    ENCRYPT = "encrypt"
    """Both want it."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a message tells of the key of its one author."""

    address: str
    """Lower case."""
    at: float
    """Its effective date."""
    field: AutocryptField | None


def arrival(fields: Sequence[Field], received_at: float) -> Arrival | None:
    """None for a message that tells nothing: several authors, a report, spam by its own header, no usable author."""
    senders = [field.value for field in fields if field.name == "from"]
    if len(senders) != 1:
        return None
    authors = parse_addresses(senders[0], limit=3)
    if len(authors) != 1 or "@" not in authors[0].address:
        return None
    if first(fields, "content-type").lower().startswith(b"multipart/report"):
        return None
    address = authors[0].address.lower()
    return Arrival(address, effective_date(fields, received_at), sender_field(fields, address))


def effective_date(fields: Sequence[Field], received_at: float) -> float:
    """When a message counts as written."""
    said = parse_date(first(fields, "date"))
    return received_at if said is None else min(said.timestamp(), received_at)


def updated(peer: Peer, came: Arrival, fingerprint: str | None) -> Peer:
    """The peer after a message; ``fingerprint``: of the key in its field, None where it has none that can be used."""
    if came.field is None or fingerprint is None:
        return replace(peer, last_seen=max(peer.last_seen, came.at))
    if peer.key_seen is not None and came.at < peer.key_seen:
        return peer
    return replace(
        peer,
        last_seen=max(peer.last_seen, came.at),
        key_seen=came.at,
        fingerprint=fingerprint,
        prefers_encryption=came.field.prefers_encryption,
    )


def gossiped(peer: Peer, at: float, fingerprint: str) -> Peer:
    """The peer after somebody else told of its key in a message of that effective date."""
    if peer.gossip_seen is not None and at < peer.gossip_seen:
        return peer
    return replace(peer, gossip_seen=at, gossip_fingerprint=fingerprint)


def recommendation(peer: Peer | None, usable: Sequence[str]) -> tuple[Recommendation, str]:
    """What 2.5 recommends, and with which key; ``usable``: the fingerprints of keys that can encrypt now."""
    if peer is None:
        return Recommendation.DISABLE, ""
    if peer.fingerprint is not None and peer.fingerprint in usable:
        if peer.key_seen is not None and peer.last_seen - peer.key_seen > _STALE_SECONDS:
            return Recommendation.DISCOURAGE, peer.fingerprint
        if peer.prefers_encryption:
            return Recommendation.ENCRYPT, peer.fingerprint
        return Recommendation.AVAILABLE, peer.fingerprint
    if peer.gossip_fingerprint is not None and peer.gossip_fingerprint in usable:
        return Recommendation.DISCOURAGE, peer.gossip_fingerprint
    return Recommendation.DISABLE, ""
