"""What to say before a message is sent: what keeps it from going out, and what may have been forgotten. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mailclient.language import tr

SIZE_LIMIT = 90 * 1024 * 1024
"""Bytes of all attachments; encoded, more would not fit into one frame to the engine."""
SIZE_WORRY = 25 * 1024 * 1024
"""Bytes; many servers refuse more."""

_ATTACHMENT_WORDS = re.compile(r"\b(?:attach(?:ed|ment|ments|ing)?|enclosed|enclosing)\b|첨부|동봉|붙임", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Concern:
    """One sentence; ``blocking``: it cannot be sent like this."""

    sentence: str
    blocking: bool = False


def concerns(
    *, recipients: int, unreadable: Sequence[str], subject: str, own_text: str, attachments: int, size: int
) -> list[Concern]:
    """Everything to say about a message with ``own_text`` (without quotes); ``size`` of its files in bytes."""
    found = []
    if unreadable:
        found.append(Concern(tr("“{address}” is not an address.", address=unreadable[0]), blocking=True))
    elif not recipients:
        found.append(Concern(tr("Add at least one recipient."), blocking=True))
    if size > SIZE_LIMIT:
        found.append(Concern(tr("The attachments are too large to be sent."), blocking=True))
    elif size > SIZE_WORRY:
        found.append(Concern(tr("The attachments are large; the other side may refuse them.")))
    if not subject.strip():
        found.append(Concern(tr("There is no subject.")))
    if not attachments and _ATTACHMENT_WORDS.search(f"{subject}\n{own_text}"):
        found.append(Concern(tr("The text mentions an attachment, but there is none.")))
    return found
