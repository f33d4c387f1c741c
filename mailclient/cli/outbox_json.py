"""A message on its way, and what became of one, as JSON; told in ``docs/command-line.md``."""

from datetime import UTC, datetime
from typing import Any

from mailclient.cli.report_json import problem_json
from mailclient.language.sending import recipient_sentence, refusal_words, story_sentence
from mailclient.mail.delivery_story import DeliveryStory, HandedIn, RecipientStory
from mailclient.mail.refusal import RecipientRefusal, remedy_of
from mailclient.store.rows import OutboxRow, Standing


def outbox_json(row: OutboxRow, account: str, now: float) -> dict[str, Any]:
    """One row; moments in UTC."""
    standing = row.standing(now)
    waits = standing in (Standing.HELD, Standing.PLANNED, Standing.RETRYING)
    return {
        "operation": row.operation_id,
        "account": account,
        "subject": row.subject,
        "message_id": row.message_id_header,
        "recipients": list(row.recipients),
        "size": row.size,
        "state": standing,
        "next_try": moment_json(row.not_before) if waits else None,
        "send_at": None if row.send_at is None else moment_json(row.send_at),
        "attempts": row.attempts,
        "accepted": list(row.delivered),
        "refused": [refusal_json(one) for one in row.refusals_left],
        "problem": None if row.problem is None else problem_json(row.problem),
    }


def refusal_json(refusal: RecipientRefusal) -> dict[str, Any]:
    """What was said of one recipient."""
    why, advice = refusal_words(refusal)
    return {
        "address": refusal.address,
        "code": refusal.code,
        "status": refusal.status,
        "line": refusal.line,
        "cause": refusal.cause,
        "remedy": remedy_of(refusal),
        "for_now": refusal.for_now,
        "sentence": why,
        "advice": advice,
    }


def story_json(story: DeliveryStory) -> dict[str, Any]:
    """The whole of it."""
    return {
        "sentence": story_sentence(story),
        "handed_in": [_handed_in_json(one) for one in story.handed_in],
        "recipients": [_recipient_json(one) for one in story.recipients],
        "reports": sorted({one.message_id for one in story.reported}),
        "receipts": [one.message_id for one in story.receipts],
        "answers": [one.message_id for one in story.answers],
    }


def moment_json(at: float) -> str:
    """Epoch seconds in the form of RFC 3339."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")


def _handed_in_json(one: HandedIn) -> dict[str, Any]:
    return {
        "at": moment_json(one.at),
        "due": None if one.due is None else moment_json(one.due),
        "server": one.server,
        "line": one.reply,
        "queue_id": one.queue_id,
        "accepted": list(one.accepted),
        "refused": [refusal_json(each) for each in one.refused],
    }


def _recipient_json(one: RecipientStory) -> dict[str, Any]:
    return {
        "address": one.address,
        "stage": one.stage,
        "at": moment_json(one.at),
        "message": one.message_id,
        "sentence": recipient_sentence(one),
    }
