"""From a certificate to a root that is trusted: path building and validation (RFC 5280 §6, RFC 8550).

Checked here and not by ``cryptography.x509.verification``: that one serves the web, refuses Ed25519 (RFC 9216) and
roots without a key identifier, and says of all that fails the same. Policies are not asked for; a critical extension
that is not known here fails the chain. The search is bounded: depth, and the number of signatures that are checked.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

from mailclient.crypto.smime.certificate import Certificate, readable
from mailclient.crypto.smime.name_constraints import permits
from mailclient.crypto.smime.reason import Reason
from mailclient.crypto.smime.trust import Trust

MOST_LENGTH = 8
MOST_CHECKS = 200
_KNOWN = (
    x509.BasicConstraints,
    x509.KeyUsage,
    x509.ExtendedKeyUsage,
    x509.SubjectAlternativeName,
    x509.IssuerAlternativeName,
    x509.NameConstraints,
    x509.CertificatePolicies,
    x509.PolicyConstraints,
    x509.InhibitAnyPolicy,
    x509.SubjectKeyIdentifier,
    x509.AuthorityKeyIdentifier,
    x509.CRLDistributionPoints,
    x509.AuthorityInformationAccess,
)


class Use(Enum):
    """What a certificate is asked to be good for."""

    SIGNING = "signing"
    ENCRYPTING = "encrypting"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Chain:
    """``certificates``: from the one asked about up to the root, or as far as it goes. No reason: it is good."""

    certificates: tuple[Certificate, ...]
    reason: Reason = Reason.NOTHING

    @property
    def good(self) -> bool:
        """Trusted, for that use, at that time."""
        return self.reason is Reason.NOTHING


def chain_of(leaf: Certificate, others: Sequence[bytes], trust: Trust, use: Use = Use.SIGNING) -> Chain:
    """The best chain there is, or the one that fails latest, with the reason that matters most.

    ``others``: certificates that came with the message. What fails whatever the time is said before what time ends.
    """
    search = _Search(trust.roots, (*others, *trust.intermediates))
    candidates = search.paths(leaf)
    judged = [replace(chain, reason=chain.reason or _fault(chain.certificates, trust, use)) for chain in candidates]
    return min(judged, key=lambda chain: _WEIGHT.index(chain.reason))


_WEIGHT = (
    Reason.NOTHING,
    Reason.CERTIFICATE_EXPIRED,
    Reason.CERTIFICATE_NOT_YET_VALID,
    Reason.DIGEST_WEAK,
    Reason.KEY_WEAK,
    Reason.CERTIFICATE_REVOKED,
    Reason.WRONG_USAGE,
    Reason.NAME_CONSTRAINED,
    Reason.UNKNOWN_ROOT,
    Reason.CHAIN_BROKEN,
)
"""Of several chains the first of these is shown: the nearer to good."""


class _Search:
    """All ways up, the roots first, as far as the bounds go."""

    def __init__(self, roots: Sequence[bytes], others: Sequence[bytes]) -> None:
        self._roots = {root.der: root for root in readable(tuple(roots))}
        self._others = readable(tuple(others))
        self._checks = 0

    def paths(self, leaf: Certificate) -> list[Chain]:
        """At least one."""
        if leaf.der in self._roots:
            return [Chain((leaf,))]
        found: list[Chain] = []
        waiting: list[tuple[Certificate, ...]] = [(leaf,)]
        while waiting and self._checks < MOST_CHECKS:
            path = waiting.pop()
            top = path[-1]
            ended = [issuer for issuer in self._issuers(top, list(self._roots.values())) if issuer not in path]
            found += [Chain((*path, root)) for root in ended]
            if len(path) < MOST_LENGTH:
                above = [issuer for issuer in self._issuers(top, self._others) if issuer not in path]
                waiting += [(*path, issuer) for issuer in above if issuer.der not in self._roots]
                ended += above
            if not ended:
                found.append(Chain(path, Reason.UNKNOWN_ROOT if self._signed_itself(top) else Reason.CHAIN_BROKEN))
        return found or [Chain((leaf,), Reason.CHAIN_BROKEN)]

    def _issuers(self, certificate: Certificate, among: Sequence[Certificate]) -> list[Certificate]:
        named = [one for one in among if one.subject == certificate.issuer and one.der != certificate.der]
        wanted = certificate.extension(x509.AuthorityKeyIdentifier)
        if wanted is not None and wanted.key_identifier:
            named = [one for one in named if one.key_identifier in (b"", wanted.key_identifier)]
        return [one for one in named if self._signed_by(certificate, one)]

    def _signed_itself(self, certificate: Certificate) -> bool:
        return certificate.self_issued and self._signed_by(certificate, certificate)

    def _signed_by(self, certificate: Certificate, issuer: Certificate) -> bool:
        self._checks += 1
        if self._checks > MOST_CHECKS:
            return False
        try:
            certificate.x509.verify_directly_issued_by(issuer.x509)
        except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
            return False
        return True


def fault_alone(leaf: Certificate, trust: Trust, use: Use) -> Reason:
    """What is wrong with a certificate for one who knows whose it is, whoever issued it."""
    fits = {Use.SIGNING: leaf.can_sign, Use.ENCRYPTING: leaf.can_encrypt, Use.ANY: True}[use]
    if not fits or _unknown_critical(leaf):
        return Reason.WRONG_USAGE
    if leaf.fingerprint in trust.revoked:
        return Reason.CERTIFICATE_REVOKED
    if leaf.weak_key:
        return Reason.KEY_WEAK
    if trust.at < leaf.not_before:
        return Reason.CERTIFICATE_NOT_YET_VALID
    return Reason.CERTIFICATE_EXPIRED if trust.at > leaf.not_after else Reason.NOTHING


def _fault(path: tuple[Certificate, ...], trust: Trust, use: Use) -> Reason:
    """Of a chain whose signatures are right and which ends in a root."""
    leaf, above = path[0], path[1:]
    if not _may_sign(above) or any(_unknown_critical(certificate) for certificate in path):
        return Reason.CHAIN_BROKEN
    if not all(permits(issuer, below) for place, issuer in enumerate(above) for below in path[: place + 1]):
        return Reason.NAME_CONSTRAINED
    fits = {Use.SIGNING: leaf.can_sign, Use.ENCRYPTING: leaf.can_encrypt, Use.ANY: True}[use]
    if not fits or not all(issuer.for_mail for issuer in above):
        return Reason.WRONG_USAGE
    if any(certificate.fingerprint in trust.revoked for certificate in path):
        return Reason.CERTIFICATE_REVOKED
    if any(certificate.weak_key for certificate in path):
        return Reason.KEY_WEAK
    if any(certificate.weakly_signed for certificate in path[:-1]):
        return Reason.DIGEST_WEAK
    if any(trust.at < certificate.not_before for certificate in path):
        return Reason.CERTIFICATE_NOT_YET_VALID
    if any(trust.at > certificate.not_after for certificate in path):
        return Reason.CERTIFICATE_EXPIRED
    return Reason.NOTHING


def _may_sign(above: tuple[Certificate, ...]) -> bool:
    """Authorities all, none with more below it than it may have (self-issued ones do not count)."""
    below = 0
    for issuer in above:
        constraints = issuer.extension(x509.BasicConstraints)
        limit = constraints.path_length if constraints is not None else None
        if not issuer.authority or (limit is not None and below > limit):
            return False
        below += not issuer.self_issued
    return True


def _unknown_critical(certificate: Certificate) -> bool:
    return any(one.critical and not isinstance(one.value, _KNOWN) for one in certificate.x509.extensions)
