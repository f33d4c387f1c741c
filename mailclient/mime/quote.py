"""Answers and forwards: subject, recipients, threading ids and the quoted text (RFC 5322 sections 3.6.2 to 3.6.4)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from mailclient.mail.address import Address
from mailclient.mail.message import Envelope


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who an answer goes to."""

    to: tuple[Address, ...]
    cc: tuple[Address, ...] = ()


def reply_subject(subject: str) -> str:
    """ "Re: …", once; prefixes of other languages and mailers (RE:, AW:, Re[2]:, 회신:, 답장: …) are replaced."""
    raise NotImplementedError


def forward_subject(subject: str) -> str:
    """ "Fwd: …", once (FW:, Fwd:, WG:, 전달: … are replaced)."""
    raise NotImplementedError


def reply_recipients(envelope: Envelope, own: Collection[str], *, everyone: bool) -> Recipients:
    """Reply-To or From; with ``everyone`` also To and Cc. ``own`` addresses and duplicates are left out.

    An answer to one's own message goes to whom that message went to.
    """
    raise NotImplementedError


def reply_ids(envelope: Envelope) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """``(in_reply_to, references)`` for an answer to ``envelope`` (RFC 5322 section 3.6.4); at most 20 references."""
    raise NotImplementedError


def quote_text(text: str, attribution: str) -> str:
    """The attribution line, then ``text`` with "> " before each line; the signature is left out."""
    raise NotImplementedError


def quote_html(html: str, attribution: str) -> str:
    """The attribution and sanitised ``html`` in a blockquote."""
    raise NotImplementedError


def forward_text(text: str, heading: str, fields: Sequence[tuple[str, str]]) -> str:
    """``heading``, the header lines ("From", "…") already translated, an empty line, then ``text`` unquoted."""
    raise NotImplementedError


def forward_html(html: str, heading: str, fields: Sequence[tuple[str, str]]) -> str:
    """The same for sanitised ``html``."""
    raise NotImplementedError
