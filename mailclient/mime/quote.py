"""Answers and forwards: subject, recipients, threading ids (RFC 5322 sections 3.6.2 to 3.6.4). The composer quotes.

Only From, Sender, Reply-To, To and Cc say whom an answer goes to, and the wishes of mailing lists' readers
(Mail-Reply-To, Mail-Followup-To: D. J. Bernstein's proposal, which no RFC took up but many programs write). Every other
field that holds addresses is somebody else's business, and could be anybody's.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from mailclient.mail.address import Address
from mailclient.mail.message import Envelope
from mailclient.mail.subject import FORWARDS, REPLIES
from mailclient.mime.addresses import is_address, parse_addresses
from mailclient.mime.header import fields_of

REFERENCE_LIMIT = 20
_MESSAGE_ID = re.compile(r"[^\s<>\x00-\x1f]{1,900}")
_WISHES_LIMIT = 50
"""Addresses of one wish."""


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who an answer goes to."""

    to: tuple[Address, ...]
    cc: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True)
class Wishes:
    """Whom answers are wished to go to: ``reply_to`` those to the author, ``followup_to`` those to all.

    ``list_post``: the addresses of the mailing list it came by. A Reply-To of such a list is the list's own doing, and
    no wish of the author's.
    """

    reply_to: tuple[Address, ...] = ()
    followup_to: tuple[Address, ...] = ()
    list_post: tuple[Address, ...] = ()


NO_WISHES = Wishes()


def wishes_of(header_block: bytes, list_post: str = "") -> Wishes:
    """The wishes in a raw header; ``list_post`` as in a To field. Never raises."""
    fields = fields_of(header_block)

    def named(name: str) -> tuple[Address, ...]:
        values = [field.value for field in fields if field.name == name]
        found = parse_addresses(values[0], limit=_WISHES_LIMIT) if len(values) == 1 else ()
        return tuple(one for one in found if is_address(one.address))

    posts = tuple(one for one in parse_addresses(list_post.encode()) if is_address(one.address))
    return Wishes(named("mail-reply-to"), named("mail-followup-to"), posts)


def reply_subject(subject: str) -> str:
    """ "Re: …", once; prefixes of other languages and mailers (RE:, AW:, Re[2]:, 회신:, 답장: …) are replaced."""
    return _prefixed("Re: ", REPLIES, subject)


def forward_subject(subject: str) -> str:
    """ "Fwd: …", once (FW:, Fwd:, WG:, 전달: … are replaced)."""
    return _prefixed("Fwd: ", FORWARDS, subject)


def _prefixed(prefix: str, known: re.Pattern[str], subject: str) -> str:
    found = known.match(subject)
    return prefix + subject[found.end() if found else 0 :].strip()


def reply_recipients(
    envelope: Envelope, own: Collection[str], *, everyone: bool, wishes: Wishes = NO_WISHES, answering: str = ""
) -> Recipients:
    """Reply-To or From; with ``everyone`` also To and Cc. ``own`` addresses and duplicates are left out.

    An answer to one's own message goes to whom that message went to. ``own`` holds for plus addresses, too
    (``me+shop@example.org``). ``answering``: the own address that answers; mail from another one of them is as that of
    anybody.
    """
    mine = {_key(address) for address in own}
    written_by_me = bool(envelope.from_) and all(_is_in(sender, mine) for sender in envelope.from_)
    author = _keys(envelope.from_)
    if written_by_me and (not answering or _is_in(Address("", answering), author)):
        others = _without((*envelope.to, *envelope.cc), author)
        to = _without(envelope.to, mine) or _without(envelope.cc, mine) or others or _without(envelope.from_, set())
        cc = _without(envelope.cc, mine | _keys(to)) if everyone else ()
        return Recipients(to, cc)
    to = _author(envelope, wishes)
    if not everyone:
        return Recipients(to)
    if wishes.followup_to:
        return Recipients(_without(wishes.followup_to, mine) or to)
    # one's own address in somebody's Reply-To would be an answer to oneself
    to = _without((*to, *(() if _is_the_list(envelope, wishes) else envelope.reply_to)), mine) or to
    cc = _without((*envelope.to, *envelope.cc), mine | _keys(to))
    return Recipients(to, cc)


def _author(envelope: Envelope, wishes: Wishes) -> tuple[Address, ...]:
    if wishes.reply_to:
        return _without(wishes.reply_to, set())
    reply_to = _without(envelope.reply_to, set())
    from_ = _without(envelope.from_, set()) or _without(envelope.sender, set())
    if from_ and _is_the_list(envelope, wishes):
        return from_
    return reply_to or from_


def _is_the_list(envelope: Envelope, wishes: Wishes) -> bool:
    """Whether Reply-To names the list and nobody else."""
    reply_to = _keys(_without(envelope.reply_to, set()))
    return bool(reply_to) and reply_to <= _keys(wishes.list_post)


def _without(addresses: Iterable[Address], left_out: set[str]) -> tuple[Address, ...]:
    """Those with an address, each once, without ``left_out``."""
    found: dict[str, Address] = {}
    for address in addresses:
        key = _key(address.address)
        if key and not _is_in(address, left_out):
            found.setdefault(key, address)
    return tuple(found.values())


def _keys(addresses: Iterable[Address]) -> set[str]:
    return {_key(address.address) for address in addresses}


def _is_in(address: Address, some: Collection[str]) -> bool:
    """Whether it, or the address it is a plus address of (RFC 5233), is one of these."""
    key = _key(address.address)
    if key in some:
        return True
    local, _, domain = key.rpartition("@")
    return "+" in local and f"{local.partition('+')[0]}@{domain}" in some


def _key(address: str) -> str:
    return address.strip().casefold()


def reply_ids(envelope: Envelope) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """``(in_reply_to, references)`` for an answer to ``envelope`` (RFC 5322 section 3.6.4); at most 20 references.

    Ids that no header may hold are left out, each stands once.
    """
    before = envelope.references or (envelope.in_reply_to if len(envelope.in_reply_to) == 1 else ())
    own = envelope.message_id if _MESSAGE_ID.fullmatch(envelope.message_id) else ""
    chain = tuple(dict.fromkeys(each for each in before if each != own and _MESSAGE_ID.fullmatch(each)))
    if not own:
        return (), chain[-REFERENCE_LIMIT:]
    if len(chain) >= REFERENCE_LIMIT:
        # the first is the thread's root; readers hang the thread on it
        chain = (chain[0], *chain[-(REFERENCE_LIMIT - 2) :])
    return (own,), (*chain, own)
