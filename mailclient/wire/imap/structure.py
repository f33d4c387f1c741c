"""BODYSTRUCTURE as the server sends it (RFC 9051 section 7.5.2): a tree of parts with bytes, not decoded.

Paths are given here, by the rule of section 6.4.5.1, so that nobody else has to count parts.
"""

from dataclasses import dataclass, field

from mailclient.mail.ids import PartPath
from mailclient.wire.imap.envelope import RawEnvelope


@dataclass(frozen=True, slots=True)
class RawPart:
    """One node. Names and types are lower case; values are bytes as they came.

    ``path`` is "" for a multipart that is the root. A message/rfc822 has its inner structure as only child.
    """

    path: PartPath
    media_type: str
    parameters: dict[str, bytes] = field(default_factory=dict)
    encoding: str = "7bit"
    disposition: str = ""
    disposition_parameters: dict[str, bytes] = field(default_factory=dict)
    content_id: bytes = b""
    description: bytes = b""
    size: int = 0
    envelope: RawEnvelope | None = None
    children: tuple["RawPart", ...] = ()
