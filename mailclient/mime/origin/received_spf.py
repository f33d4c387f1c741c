"""Received-SPF (RFC 7208 section 9.1): what older servers write instead of Authentication-Results."""

import re

from mailclient.mail.origin import Claim, Claims
from mailclient.mime.origin.clauses import pieces_of, text_of
from mailclient.mime.origin.domains import ascii_domain, organisation_of

_PAIR = re.compile(r'([\w-]{1,40})\s*=\s*("(?:[^"\\]|\\.)*+(?:"|\Z)(?:@[^\s;"]{1,255})?|[^\s;"]{1,400})')
_WRITER = re.compile(r"\s*([\w-]+(?:\.[\w-]+)+):")
_RESULTS = ("pass", "fail", "softfail", "neutral", "none", "temperror", "permerror")


def spf_claims_of(value: bytes, hops_above: int = 0) -> Claims:
    """One field as a result of SPF, under the name of the server that wrote it ("" if it names none). Never raises."""
    pieces = pieces_of(text_of(value).lower())
    outside = " ".join(piece.text for piece in pieces if not piece.is_comment)
    comment = next((piece.text for piece in pieces if piece.is_comment), "")
    pairs: dict[str, str] = {}
    for name, word in _PAIR.findall(outside):
        pairs.setdefault(name, word)
    writer = _WRITER.match(comment)
    server = pairs.get("receiver", "").strip('"<>') or (writer[1] if writer else "")
    result = next(iter(outside.split()), "").rstrip(";")
    if result not in _RESULTS or "." not in server:
        return Claims("", hops_above)
    domain = ascii_domain(pairs.get("envelope-from", pairs.get("helo", "")).strip('"<>').rpartition("@")[2])
    claim = Claim("spf", result, domain, organisation_of(domain) if domain else "")
    return Claims(server, hops_above, (claim,))
