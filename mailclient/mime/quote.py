"""Answers and forwards: subject, recipients, threading ids (RFC 5322 sections 3.6.2 to 3.6.4). The composer quotes."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from mailclient.mail.address import Address
from mailclient.mail.message import Envelope
from mailclient.mail.subject import FORWARDS, REPLIES

REFERENCE_LIMIT = 20


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who an answer goes to."""

    to: tuple[Address, ...]
    cc: tuple[Address, ...] = ()


def reply_subject(subject: str) -> str:
    """ "Re: …", once; prefixes of other languages and mailers (RE:, AW:, Re[2]:, 회신:, 답장: …) are replaced."""
    return _prefixed("Re: ", REPLIES, subject)


def forward_subject(subject: str) -> str:
    """ "Fwd: …", once (FW:, Fwd:, WG:, 전달: … are replaced)."""
    return _prefixed("Fwd: ", FORWARDS, subject)


def _prefixed(prefix: str, known: re.Pattern[str], subject: str) -> str:
    found = known.match(subject)
    return prefix + subject[found.end() if found else 0 :].strip()


def reply_recipients(envelope: Envelope, own: Collection[str], *, everyone: bool) -> Recipients:
    """Reply-To or From; with ``everyone`` also To and Cc. ``own`` addresses and duplicates are left out.

    An answer to one's own message goes to whom that message went to.
    """
    mine = {_key(address) for address in own}
    written_by_me = bool(envelope.from_) and all(_key(sender.address) in mine for sender in envelope.from_)
    if written_by_me:
        to = _without(envelope.to, mine) or _without(envelope.cc, mine) or _without(envelope.from_, set())
        cc = _without(envelope.cc, mine | _keys(to)) if everyone else ()
        return Recipients(to, cc)
    to = _without(envelope.reply_to or envelope.from_ or envelope.sender, set())
    if not everyone:
        return Recipients(to)
    # one's own address in somebody's Reply-To would be an answer to oneself
    to = _without(to, mine) or to
    cc = _without((*envelope.to, *envelope.cc), mine | _keys(to))
    return Recipients(to, cc)


def _without(addresses: Iterable[Address], left_out: set[str]) -> tuple[Address, ...]:
    """Those with an address, each once, without ``left_out``."""
    found: dict[str, Address] = {}
    for address in addresses:
        key = _key(address.address)
        if key and key not in left_out:
            found.setdefault(key, address)
    return tuple(found.values())


def _keys(addresses: Iterable[Address]) -> set[str]:
    return {_key(address.address) for address in addresses}


def _key(address: str) -> str:
    return address.strip().casefold()


def reply_ids(envelope: Envelope) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """``(in_reply_to, references)`` for an answer to ``envelope`` (RFC 5322 section 3.6.4); at most 20 references."""
    if not envelope.message_id:
        return (), envelope.references[-REFERENCE_LIMIT:]
    before = envelope.references or (envelope.in_reply_to if len(envelope.in_reply_to) == 1 else ())
    chain = tuple(each for each in before if each != envelope.message_id)
    if len(chain) >= REFERENCE_LIMIT:
        # the first is the thread's root; readers hang the thread on it
        chain = (chain[0], *chain[-(REFERENCE_LIMIT - 2) :])
    return (envelope.message_id,), (*chain, envelope.message_id)
