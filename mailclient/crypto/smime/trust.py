"""Whom to believe, and at which time: what every check of a certificate is told."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trust:
    """``at``: epoch seconds. All certificates are DER.

    ``roots``: chains may end there. ``intermediates``: known authorities that a message may have left out, and
    certificates of people by which a signature without one can be checked; none of them is believed for being here.
    ``revoked``: fingerprints (SHA-256, upper-case hex) that are known to be revoked.
    """

    roots: tuple[bytes, ...]
    at: float
    intermediates: tuple[bytes, ...] = ()
    revoked: frozenset[str] = frozenset()
