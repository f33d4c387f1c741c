"""What a sender may wish of the servers on the way: reports, TLS all the way, a time to be let go.

RFC 3461 (delivery status notifications), RFC 8689 (REQUIRETLS), RFC 4865 (FUTURERELEASE).
"""

from dataclasses import dataclass
from enum import StrEnum


class Report(StrEnum):
    """An occasion on which a server sends the sender a report (RFC 3461 section 4.1)."""

    SUCCESS = "success"
    """It is in the recipient's mailbox."""
    FAILURE = "failure"
    """It could not be delivered."""
    DELAY = "delay"
    """It is on its way for longer than usual."""


@dataclass(frozen=True, slots=True)
class Reports:
    """The delivery reports wished for; no occasion at all means: never send one, not even for a failure.

    ``whole``: a report of failure gives back the whole message, not only its header. ``envelope_id`` comes back in each
    report (RFC 3461 section 4.4): up to 100 printable ASCII characters, "" for none.
    """

    occasions: tuple[Report, ...] = (Report.FAILURE, Report.DELAY)
    whole: bool = False
    envelope_id: str = ""


@dataclass(frozen=True, slots=True)
class SubmissionWishes:
    """Each is met or the message is not handed in: the sender is told, and decides.

    ``reports``: None leaves them to the servers. ``require_tls``: it goes over verified TLS on every hop, or comes
    back. ``not_before``: epoch seconds; the server holds it until then where it can, else we do.
    """

    reports: Reports | None = None
    require_tls: bool = False
    not_before: float | None = None


NO_WISHES = SubmissionWishes()
"""What most messages have."""
