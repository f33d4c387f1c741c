"""A certificate in the user's words."""

from datetime import UTC, datetime

from mailclient.language.catalogue import tr
from mailclient.mail.certificate import Certificate, fingerprint_text


def certificate_lines(certificate: Certificate) -> list[str]:
    """One line for each thing to know; all but the fingerprint is only what the certificate says of itself."""
    lines = [tr("SHA-256 fingerprint: {fingerprint}", fingerprint=fingerprint_text(certificate.fingerprint))]
    if certificate.names:
        lines.append(tr("It is for: {names}", names=", ".join(certificate.names)))
    if certificate.subject:
        lines.append(tr("Issued to: {subject}", subject=certificate.subject))
    if certificate.issuer:
        by = tr("itself (self-signed)") if certificate.self_signed else certificate.issuer
        lines.append(tr("Issued by: {issuer}", issuer=by))
    if certificate.not_after:
        begin, end = _day(certificate.not_before), _day(certificate.not_after)
        lines.append(tr("Valid from {begin} to {end}", begin=begin, end=end))
    return lines


def _day(epoch_seconds: int) -> str:
    return datetime.fromtimestamp(epoch_seconds, UTC).date().isoformat()
