"""Which of one's own keys an identity signs with: the one it names, else the newest that names its address."""

from collections.abc import Iterable

from mailclient.engine.keys.acceptance import addresses_of
from mailclient.mail.identity import Identity
from mailclient.mail.key import MailCertificate, OpenPgpKey


def own_key(identity: Identity, keys: Iterable[OpenPgpKey], now: float) -> OpenPgpKey | None:
    """None: there is none, or the one it names cannot sign now."""
    able = [key for key in keys if key.secret and key.can_sign and _is_current(key, now)]
    if identity.openpgp_key:
        wanted = identity.openpgp_key.upper()
        return next((key for key in able if key.fingerprint.endswith(wanted)), None)
    named = [key for key in able if identity.address.lower() in addresses_of(key)]
    return max(named, key=lambda key: key.created, default=None)


def own_certificate(identity: Identity, certificates: Iterable[MailCertificate], now: float) -> MailCertificate | None:
    """As ``own_key``; one whose chain is trusted before one of which nobody knows what it is."""
    able = [one for one in certificates if one.secret and one.can_sign and one.not_before <= now < one.not_after]
    if identity.smime_certificate:
        wanted = identity.smime_certificate.upper()
        return next((one for one in able if one.fingerprint == wanted), None)
    named = [one for one in able if identity.address.lower() in one.addresses]
    return max(named, key=lambda one: (one.trusted, one.not_before), default=None)


def _is_current(key: OpenPgpKey, now: float) -> bool:
    return not key.revoked and (key.expires is None or key.expires > now)
