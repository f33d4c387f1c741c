"""A complaint about a message of ours (ARF, RFC 5965; RFC 6591 for failed authentication)."""

from mailclient.mail.delivery_report import Complaint, ReturnedMessage
from mailclient.mime.special.report_fields import groups_of, typed


def complaint_of(feedback: bytes, returned: ReturnedMessage) -> Complaint | None:
    """Out of a message/feedback-report part; None where it is none."""
    groups = groups_of(feedback)
    if not groups:
        return None
    group = {name: value for one in reversed(groups) for name, value in one.items()}
    kind = group.get("feedback-type", "").strip().lower()
    if not kind:
        return None
    recipients = [typed(group[name]) for name in ("original-rcpt-to", "removal-recipient") if name in group]
    if not recipients and returned.to:
        recipients = [returned.to]
    return Complaint(kind, tuple(recipients), group.get("reporting-mta", group.get("user-agent", ""))[:200], returned)
