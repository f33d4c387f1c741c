"""The origin of a message, from its header fields: who, by which way, and who claims what.

All of it is what the header says, which whoever wrote the message could write as well; ``mail.weighing`` knows
what to believe. The parsers are tolerant and linear in time; numbers of fields are bounded.
"""

import re

from mailclient.mail.origin import UNKNOWN_ORIGIN, Claims, Hop, Origin, Signature
from mailclient.mime.header import Field
from mailclient.mime.origin.authentication_results import claims_of
from mailclient.mime.origin.authors import authors_of, findings_of
from mailclient.mime.origin.domains import organisation_of
from mailclient.mime.origin.received import hop_of
from mailclient.mime.origin.received_spf import spf_claims_of
from mailclient.mime.origin.signatures import seals_of, signature_of

HOPS_LIMIT = 100
_CLAIMS_LIMIT = 30
_SIGNATURES_LIMIT = 20
_LIST_DOMAIN = re.compile(r"<(?:[^<>@\s]*+@)?([^<>@\s]++)>")
_LIST_FIELDS = ("list-id", "list-post")


def origin_of(fields: tuple[Field, ...], header_block: bytes = b"") -> Origin:
    """What the header says of where the message comes from. Never raises.

    ``header_block``: the raw header, in which a From field that is not quite one is looked for.
    """
    if not fields and not header_block.strip():
        return UNKNOWN_ORIGIN
    claims, hops = _claims_and_hops(fields)
    lists = _lists(fields)
    authors = authors_of(fields)
    return Origin(
        authors=authors,
        findings=findings_of(fields, header_block, authors, lists),
        claims=claims,
        signatures=_signatures(fields),
        seals=seals_of(fields),
        hops=hops,
        lists=lists,
    )


def _claims_and_hops(fields: tuple[Field, ...]) -> tuple[tuple[Claims, ...], tuple[Hop, ...]]:
    claims: list[Claims] = []
    of_spf: list[Claims] = []
    hops: list[Hop] = []
    for field in fields:
        if field.name == "received" and len(hops) < HOPS_LIMIT:
            hops.append(hop_of(field.value))
        elif field.name == "authentication-results" and len(claims) < _CLAIMS_LIMIT and len(hops) < HOPS_LIMIT:
            claims.append(claims_of(field.value, len(hops)))
        elif field.name == "received-spf" and len(of_spf) < _CLAIMS_LIMIT and len(hops) < HOPS_LIMIT:
            of_spf.append(spf_claims_of(field.value, len(hops)))
    # Who writes both says the same in both, and which of them stands first must not matter.
    return tuple(claims or [one for one in of_spf if one.results]), tuple(hops)


def _signatures(fields: tuple[Field, ...]) -> tuple[Signature, ...]:
    raw = [field.value for field in fields if field.name == "dkim-signature"][:_SIGNATURES_LIMIT]
    return tuple(signature for value in raw if (signature := signature_of(value)) is not None)


def _lists(fields: tuple[Field, ...]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for field in fields:
        if field.name in _LIST_FIELDS:
            for domain in _LIST_DOMAIN.findall(field.value[:1000].decode("latin-1")):
                found[organisation_of(domain)] = None
    return tuple(found)[:5]
