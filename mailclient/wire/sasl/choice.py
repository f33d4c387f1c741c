"""Which mechanisms to try, in which order.

Strongest first: SCRAM tied to the TLS connection, SCRAM, and then those that give the password away. Inside TLS, PLAIN
comes before CRAM-MD5, which makes servers keep clear passwords and breaks where they do not; outside, CRAM-MD5 comes
first, and the clear-text mechanisms last: the user has chosen a connection without protection. Tokens need
TLS.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from mailclient.mail.account import LoginKind, Secret, Server
from mailclient.wire.sasl.bearer import OAuthBearer, XOAuth2
from mailclient.wire.sasl.cram_md5 import CramMd5
from mailclient.wire.sasl.external import External
from mailclient.wire.sasl.login import Login
from mailclient.wire.sasl.mechanism import Mechanism
from mailclient.wire.sasl.plain import Plain
from mailclient.wire.sasl.scram import Scram

_DIGESTS = ("sha256", "sha1")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who logs in where. ``secured``: inside TLS; ``bindings``: those of this TLS connection by name, best first."""

    server: Server
    secret: Secret = field(repr=False)
    secured: bool = False
    bindings: Mapping[str, bytes] = field(default_factory=dict, repr=False)


def mechanisms(offered: Collection[str], who: Identity) -> Iterator[Mechanism]:
    """Those among ``offered`` (any case) worth trying, best first. Raises ValueError for an unsendable secret."""
    names = {name.upper() for name in offered}
    match who.server.login:
        case LoginKind.PASSWORD:
            yield from _scram(names, who)
            yield from (make() for name, make in _by_password(who) if name in names)
        case LoginKind.TOKEN | LoginKind.OAUTH:
            yield from (make() for name, make in _by_token(who) if name in names)
        case LoginKind.CERTIFICATE:
            if External.name in names:
                yield External(who.server.user)


def _scram(names: set[str], who: Identity) -> Iterator[Mechanism]:
    user, bound_anywhere = who.server.user, False
    for digest in _DIGESTS:
        if f"SCRAM-SHA-{digest.removeprefix('sha')}-PLUS" in names:
            for binding in who.bindings.items():
                bound_anywhere = True
                yield Scram(digest, user, who.secret, binding=binding)
    for digest in _DIGESTS:
        if f"SCRAM-SHA-{digest.removeprefix('sha')}" in names:
            # Where binding was offered and came to nothing, "y" would be a false alarm.
            yield Scram(digest, user, who.secret, could_bind=bool(who.bindings) and not bound_anywhere)


def _by_password(who: Identity) -> tuple[tuple[str, Callable[[], Mechanism]], ...]:
    user, secret = who.server.user, who.secret
    clear = ((Plain.name, lambda: Plain(user, secret)), (Login.name, lambda: Login(user, secret)))
    hashed = ((CramMd5.name, lambda: CramMd5(user, secret)),)
    return (*clear, *hashed) if who.secured else (*hashed, *clear)


def _by_token(who: Identity) -> tuple[tuple[str, Callable[[], Mechanism]], ...]:
    """Never in the clear (RFC 6750 section 5.3, RFC 7628 section 4): who hears a token has all that it opens."""
    if not who.secured:
        return ()
    server, secret = who.server, who.secret
    return (
        (OAuthBearer.name, lambda: OAuthBearer(server.user, secret, server.host, server.port)),
        (XOAuth2.name, lambda: XOAuth2(server.user, secret)),
    )
