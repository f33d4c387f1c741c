"""How a message in the outbox stands, in words; what counts down is asked again each second."""

from datetime import UTC, datetime

from mailclient.gui.message_view.moment import moment_text
from mailclient.language import tr
from mailclient.language.problems import problem_text
from mailclient.language.sending import duration_words, next_try_words, refused_sentence
from mailclient.store.rows import OutboxRow, Standing

LOOKS: dict[Standing, tuple[str, str]] = {
    Standing.HELD: ("undo-2", "muted"),
    Standing.PLANNED: ("clock", "accent_text"),
    Standing.WAITING: ("clock", "muted"),
    Standing.SENDING: ("send", "accent_text"),
    Standing.RETRYING: ("refresh-cw", "warning"),
    Standing.IN_DOUBT: ("triangle-alert", "warning"),
    Standing.FAILED: ("circle-alert", "danger"),
    Standing.REFUSED: ("users", "warning"),
    Standing.UNFILED: ("folder", "warning"),
}
"""Icon and colour."""


def standing_words(row: OutboxRow, now: float) -> str:
    """One line, at ``now`` (epoch seconds)."""
    left = row.not_before - now
    match row.standing(now):
        case Standing.HELD:
            return tr("Goes out in {duration}", duration=duration_words(left))
        case Standing.PLANNED:
            return tr("Goes out: {moment}", moment=_local(row.send_at or row.not_before, now))
        case Standing.WAITING:
            return tr("Waits for the connection.")
        case Standing.SENDING:
            return tr("Being sent…")
        case Standing.RETRYING:
            return next_try_words(left)
        case Standing.IN_DOUBT:
            return tr("It may have arrived, or not.")
        case Standing.FAILED:
            return tr("Not sent")
        case Standing.REFUSED:
            return refused_sentence([one.address for one in row.refusals_left] or row.refused)
        case Standing.UNFILED:
            return tr("Sent; its copy is not in Sent yet.")


def why_words(row: OutboxRow, now: float) -> str:
    """What went wrong and what to do, maybe ""."""
    if row.standing(now) is Standing.IN_DOUBT:
        return tr(
            "The connection broke at the very end, and the message was not found in Sent. Sent again, it may arrive"
            " twice. Ask a recipient, or decide yourself."
        )
    return str(problem_text(row.problem)) if row.problem is not None else ""


def server_words(row: OutboxRow) -> str:
    """The server's own lines, for the details."""
    lines = [f"{one.address}: {one.line}" for one in row.refusals]
    detail = problem_text(row.problem).detail if row.problem is not None else ""
    told = detail and not any(detail in line for line in lines)
    return "\n".join([detail, *lines] if told and not row.refusals else lines or [detail]).strip()


def _local(at: float, now: float) -> str:
    moment = datetime.fromtimestamp(at, UTC).astimezone()
    return moment_text(moment, datetime.fromtimestamp(now, UTC).astimezone())
