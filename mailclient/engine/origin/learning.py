"""Whose Authentication-Results an account believes: learnt from the headers of the newest messages of its inbox.

Each message votes for who wrote its topmost field, by whose servers the message was taken in, and on which side of
their Received field the result stands. It must be the organisation that is named in both, or the one of the account's
own server or address. Most messages must agree, and more than one sender: so that nobody who floods an inbox becomes
its judge.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mailclient.mail.account import AccountSettings
from mailclient.mail.origin import Claims, Hop, Origin, ReceivingServer
from mailclient.mime.header import fields_of
from mailclient.mime.origin.domains import organisation_of
from mailclient.mime.origin.origin import origin_of

LOOKED_AT = 200
"""Messages of the inbox, the newest."""
_VOTES = 3
_SENDERS = 2
_SHARE = 0.6
_OFTEN = 0.1
"""Share of the messages in which a server inside must be seen to be one."""


@dataclass(frozen=True, slots=True)
class _Vote:
    id: str
    """The authserv-id, or the organisation of its host: there are many hosts."""
    organisation: str
    """Who took the message in."""
    above: bool


def learn_from_headers(header_blocks: Iterable[bytes], settings: AccountSettings) -> ReceivingServer | None:
    """``learn`` of raw headers; 0.1 ms for each."""
    own = {organisation_of(host) for host in (settings.incoming.host, settings.email.rpartition("@")[2]) if host}
    return learn([origin_of(fields_of(header_block)) for header_block in header_blocks], own)


def learn(origins: Sequence[Origin], own: set[str]) -> ReceivingServer | None:
    """``own``: organisational domains of the account's server and address. None: too little, or no agreement."""
    votes: Counter[_Vote] = Counter()
    senders: defaultdict[_Vote, set[str]] = defaultdict(set)
    came = [origin for origin in origins if origin.hops]
    for origin in came:
        for vote in _votes(origin, own):
            votes[vote] += 1
            senders[vote].add(origin.authors[0].organisation if origin.authors else "")
    for vote, number in votes.most_common():
        if number >= max(_VOTES, _SHARE * len(came)) and len(senders[vote]) >= _SENDERS:
            alike = [other for other in votes if (other.organisation, other.above) == (vote.organisation, vote.above)]
            ids = [other.id for other in alike if votes[other] * 2 >= number]
            inside = _inside(came, ids, number)
            return ReceivingServer(tuple(sorted(ids)), tuple(sorted({vote.organisation, *inside})), vote.above)
    return None


def _votes(origin: Origin, own: set[str]) -> set[_Vote]:
    """For whom a message speaks: by the fields that stand where its first one does."""
    if not origin.claims:
        return set()
    place = origin.claims[0].hops_above
    fields = [claims for claims in origin.claims if claims.hops_above == place]
    before, after = origin.hops[:place][-1:], origin.hops[place : place + 1]
    above = {vote for claims in fields for vote in _agreed(claims, after, own, above=True)}
    below = {vote for claims in fields[:1] for vote in _agreed(claims, before, own, above=False)}
    # where both sides fit (mail from the same provider) it says nothing
    return above ^ below if not (above and below) else set()


def _agreed(claims: Claims, taker: tuple[Hop, ...], own: set[str], *, above: bool) -> list[_Vote]:
    if not taker or not taker[0].by_organisation or not (taker[0].said or taker[0].name or taker[0].ip):
        return []
    organisation = taker[0].by_organisation
    named = organisation_of(claims.server) if "." in claims.server else claims.server
    if named and named != organisation and organisation not in own and named not in own:
        return []
    if not above and taker[0].from_organisation in {organisation, named, *own}:
        return []  # that is not the border
    return [_Vote(named, organisation, above)]


def _inside(origins: Sequence[Origin], ids: list[str], number: int) -> set[str]:
    """The organisations that take a message on behind the border: those seen often above the believed field."""
    seen: Counter[str] = Counter()
    for origin in origins:
        if origin.claims and any(_is_named(origin.claims[0].server, id_) for id_ in ids):
            seen.update({hop.by_organisation for hop in origin.hops[: origin.claims[0].hops_above] if "." in hop.by})
    return {organisation for organisation, times in seen.items() if times >= max(2, _OFTEN * number)}


def _is_named(server: str, id_: str) -> bool:
    return server == id_ or bool(id_ and server.endswith(f".{id_}"))
