"""Somebody one writes with, as Autocrypt knows them (Autocrypt level 1, 2.2). Times are epoch seconds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Peer:
    """``fingerprint``: of the key that the newest Autocrypt field gave; ``gossip_fingerprint``: that others told."""

    address: str
    """Lower case."""
    last_seen: float = 0.0
    """Of the newest message that came from there."""
    key_seen: float | None = None
    """Of the newest with an Autocrypt field."""
    fingerprint: str | None = None
    prefers_encryption: bool = False
    gossip_seen: float | None = None
    gossip_fingerprint: str | None = None
