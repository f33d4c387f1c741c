"""Tag lists (RFC 6376 section 3.2); signatures and ARC sets (RFC 8617) of a header, as they describe themselves."""

import re

from mailclient.mail.origin import Claims, Seal, Signature
from mailclient.mime.header import Field
from mailclient.mime.origin.authentication_results import claims_of
from mailclient.mime.origin.domains import ascii_domain, organisation_of

SETS_LIMIT = 50
"""RFC 8617 section 4.2.1: an instance is 1 to 50."""
VALUE_LIMIT = 30_000
_SPACE = re.compile(r"\s+")
_INSTANCE = re.compile(rb"^\s*i\s*=\s*(\d{1,3})\s*;")


def tags_of(value: bytes) -> dict[str, str]:
    """The tags of a list, values without white space; {} where a tag stands twice (RFC 6376 section 3.2)."""
    text = value[:VALUE_LIMIT].decode("utf-8", "replace")
    tags: dict[str, str] = {}
    for part in text.split(";"):
        name, sign, content = part.partition("=")
        name = name.strip()
        if not sign:
            continue
        if name in tags:
            return {}
        tags[name] = _SPACE.sub("", content)
    return tags


def signature_of(value: bytes) -> Signature | None:
    """A DKIM-Signature as it describes itself; None when it names no domain."""
    tags = tags_of(value)
    domain = ascii_domain(tags.get("d", ""))
    if not domain:
        return None
    length = tags.get("l", "")
    return Signature(
        domain,
        tags.get("s", "")[:255],
        organisation_of(domain),
        tags.get("a", "")[:40],
        int(length) if length.isascii() and length.isdigit() and len(length) < 16 else None,
    )


def seals_of(fields: tuple[Field, ...]) -> tuple[Seal, ...]:
    """The ARC sets of a header by their instance, the first first; at most ``SETS_LIMIT``."""
    found: dict[int, Claims] = {}
    sealed: dict[int, dict[str, str]] = {}
    for field in fields:
        if field.name not in ("arc-seal", "arc-authentication-results"):
            continue
        instance = _INSTANCE.match(field.value)
        if instance is None or not 1 <= int(instance[1]) <= SETS_LIMIT:
            continue
        if field.name == "arc-seal":
            sealed.setdefault(int(instance[1]), tags_of(field.value))
        else:
            found.setdefault(int(instance[1]), claims_of(field.value[instance.end() :]))
    return tuple(
        Seal(number, ascii_domain(tags.get("d", "")), tags.get("cv", "").lower()[:10], found.get(number))
        for number, tags in sorted(sealed.items())
    )
