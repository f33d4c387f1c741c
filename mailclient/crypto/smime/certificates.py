"""Certificates out of what people and mail have: DER, PEM, several in a file, PKCS#7 without a signer."""

import re
from binascii import Error as Base64Error
from binascii import a2b_base64

from mailclient.crypto.smime.ber import BerError
from mailclient.crypto.smime.certificate import certificate, readable
from mailclient.crypto.smime.chain import Use, chain_of
from mailclient.crypto.smime.reason import Reason
from mailclient.crypto.smime.signed_data import read_signed_data
from mailclient.crypto.smime.trust import Trust
from mailclient.mail.key import KeySource, MailCertificate
from mailclient.mail.protection import Acceptance

_PEM = re.compile(
    rb"-----BEGIN (?:X509 |TRUSTED )?(CERTIFICATE|PKCS7|CMS)-----([A-Za-z0-9+/=\s]*)-----END [A-Z0-9 ]{3,30}-----"
)
_MOST = 2000


def read_certificates(data: bytes) -> tuple[bytes, ...]:
    """All that are in it and can be read (DER), each once; none where it is something else."""
    blocks = _PEM.findall(data) or [(b"", data)]
    found: list[bytes] = []
    for _, block in blocks[:_MOST]:
        try:
            body = a2b_base64(block) if block is not data else data
        except Base64Error:
            continue
        found += _in_der(body)
    return tuple(one.der for one in readable(found))


def _in_der(data: bytes) -> list[bytes]:
    try:
        return list(read_signed_data(data).certificates)
    except BerError:
        return [data]


def look_at(
    der: bytes,
    trust: Trust,
    others: tuple[bytes, ...] = (),
    *,
    secret: bool = False,
    acceptance: Acceptance | None = None,
    source: KeySource = KeySource.IMPORTED,
) -> MailCertificate:
    """The facts a list shows. Not given, the acceptance follows from the chain. ``CertificateError``."""
    found = certificate(der)
    chain = chain_of(found, others, trust, Use.ANY)
    reason = chain.reason or (Reason.NOTHING if found.for_mail or found.authority else Reason.WRONG_USAGE)
    return MailCertificate(
        fingerprint=found.fingerprint,
        subject=found.subject_text,
        issuer=found.x509.issuer.rfc4514_string(),
        serial=f"{found.serial:X}",
        addresses=found.addresses,
        algorithm=found.key_text,
        not_before=found.not_before,
        not_after=found.not_after,
        can_sign=found.can_sign,
        can_encrypt=found.can_encrypt,
        authority=found.authority,
        trusted=not reason,
        secret=secret,
        acceptance=acceptance or _acceptance(reason, secret=secret),
        source=source,
        problem=reason.value,
    )


def _acceptance(reason: Reason, *, secret: bool) -> Acceptance:
    if secret:
        return Acceptance.OWN
    return Acceptance.UNDECIDED if reason else Acceptance.ACCEPTED
