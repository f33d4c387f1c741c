"""The Date header (RFC 5322 sections 3.3 and 4.3), tolerant: own parser, since the standard one raises on nonsense."""

from datetime import datetime


def parse_date(raw: bytes | str) -> datetime | None:
    """The moment with the sender's offset; None when day, month, year and time cannot be told. Never raises."""
    raise NotImplementedError


def format_date(moment: datetime) -> str:
    """ "Thu, 20 Nov 2026 09:05:03 +0900" (RFC 5322 section 3.3); ``moment`` must have an offset."""
    raise NotImplementedError
