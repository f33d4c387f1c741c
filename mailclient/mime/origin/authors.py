"""Who a header names as its author, and what is odd about how it does ("Composition Kills", USENIX Security 2020).

What one program shows as the sender and another has checked need not be the same: From fields that stand twice, names
with an address in them, source routes, comments, encoded words with brackets inside, control characters. Whatever could
be read in two ways is told.
"""

import re

from mailclient.mail.address import Address
from mailclient.mail.origin import Author, Finding, Oddity
from mailclient.mime.addresses import parse_addresses
from mailclient.mime.header import Field
from mailclient.mime.origin.domains import organisation_of
from mailclient.mime.origin.look_alike import skeleton
from mailclient.mime.origin.names import (
    addresses_in,
    deceiving_address,
    domain_of,
    has_hidden,
    is_deceptive,
    shown_address,
    turns_around,
    unmasked_domain,
    with_hidden_shown,
)
from mailclient.mime.words import decode_words, header_text

AUTHORS_LIMIT = 20
_VALUE_LIMIT = 20_000
_NEARLY_FROM = re.compile(
    rb"(?:\A[ \t]++|^[\x00-\x08\x0b-\x1f\x7f-\xff]*+)from[ \t\x00-\x08\x0b\x0c\x0e-\x1f]*+(?:\r*+\n[ \t]++)?+:",
    re.IGNORECASE | re.MULTILINE,
)
_BROKEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ROUTE = re.compile(r"<\s*@[^>]{0,500}:")
_WORD = re.compile(r"=\?[^?\s]{1,80}\?[bq]\?", re.IGNORECASE)
_VIA = re.compile(r"\b(via|통해|über|por|par)\b", re.IGNORECASE)


def authors_of(fields: tuple[Field, ...]) -> tuple[Author, ...]:
    """Every mailbox of every From field, in order, each once."""
    found: dict[Author, None] = {}
    for value in _values(fields, "from"):
        for address in parse_addresses(value):
            if len(found) < AUTHORS_LIMIT:
                found[_author(address)] = None
    return tuple(found)


def _author(address: Address) -> Author:
    domain = domain_of(address.address)
    organisation = organisation_of(domain) if domain else ""
    return Author(
        with_hidden_shown(address.name),
        shown_address(address.address),
        domain,
        organisation,
        skeleton(unmasked_domain(organisation)),
    )


def findings_of(
    fields: tuple[Field, ...], header_block: bytes, authors: tuple[Author, ...], lists: tuple[str, ...]
) -> tuple[Finding, ...]:
    """What is odd, the worst first."""
    findings = [
        *_form(fields, header_block),
        *_several(authors),
        *_names(fields, authors, lists),
        *_domains(authors),
        *_elsewhere(fields, authors, lists),
    ]
    return tuple(dict.fromkeys(findings))


def _form(fields: tuple[Field, ...], header_block: bytes) -> list[Finding]:
    """From fields that are too many, or written so that programs disagree."""
    values = [field.value for field in fields if field.name == "from"]
    findings = [Finding(Oddity.SEVERAL_FROM)] if len(values) > 1 else []
    nearly = len(_NEARLY_FROM.findall(header_block)) if header_block else len(values)
    if nearly > len(values) or any(_BROKEN.search(value) for value in values):
        findings.append(Finding(Oddity.BROKEN_FROM))
    return findings


def _several(authors: tuple[Author, ...]) -> list[Finding]:
    addressed = [author for author in authors if author.domain]
    if not addressed:
        return [Finding(Oddity.NO_AUTHOR)]
    others = [author.address for author in addressed if author.organisation != addressed[0].organisation]
    return [Finding(Oddity.SEVERAL_AUTHORS, others[0])] if others else []


def _names(fields: tuple[Field, ...], authors: tuple[Author, ...], lists: tuple[str, ...]) -> list[Finding]:
    """Names that hold an address, and addresses that stand somewhere else in the field."""
    findings: list[Finding] = []
    own = {author.organisation for author in authors}
    named = ""
    for author in authors:
        deceiving = deceiving_address(author.name, author.address)
        if deceiving and not (lists and _VIA.search(author.name)):
            findings.append(Finding(Oddity.NAME_IS_ADDRESS, shown_address(deceiving)))
        named += f" {author.name}"
    for value in _values(fields, "from"):
        text = header_text(value)
        elsewhere = [
            found for found in addresses_in(text) if organisation_of(domain_of(found)) not in own and found not in named
        ]
        in_address = any(_WORD.search(part.partition(">")[0]) for part in text.split("<")[1:])
        if elsewhere or in_address or _ROUTE.search(text):
            subject = shown_address(elsewhere[0]) if elsewhere else ""
            findings.append(Finding(Oddity.AMBIGUOUS_FROM, subject))
        decoded = decode_words(text)
        if turns_around(decoded) or (has_hidden(decoded) and any(author.name.isascii() for author in authors)):
            findings.append(Finding(Oddity.HIDDEN_CHARACTERS))
    return findings


def _domains(authors: tuple[Author, ...]) -> list[Finding]:
    return [
        Finding(Oddity.CONFUSABLE_DOMAIN, unmasked_domain(author.domain))
        for author in authors
        if author.domain and is_deceptive(author.domain)
    ]


def _elsewhere(fields: tuple[Field, ...], authors: tuple[Author, ...], lists: tuple[str, ...]) -> list[Finding]:
    findings = []
    usual = {author.organisation for author in authors} | set(lists)
    for name, oddity in (("reply-to", Oddity.REPLIES_ELSEWHERE), ("sender", Oddity.SENDER_ELSEWHERE)):
        for value in _values(fields, name):
            for address in parse_addresses(value)[:AUTHORS_LIMIT]:
                domain = domain_of(address.address)
                if domain and organisation_of(domain) not in usual:
                    findings.append(Finding(oddity, shown_address(address.address)))
    return findings[:5]


def _values(fields: tuple[Field, ...], name: str) -> list[bytes]:
    return [field.value[:_VALUE_LIMIT] for field in fields if field.name == name][:AUTHORS_LIMIT]
