"""METADATA: notes that a mailbox, or the server, carries (RFC 5464)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MetadataData:
    """METADATA of a mailbox (``name`` "": of the server). An answer that names changed entries alone has None values.

    Names of entries are lower case: "/shared/comment", "/private/vendor/…".
    """

    name: str
    raw: bytes
    entries: dict[str, bytes | None]
