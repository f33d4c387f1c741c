"""Refusals of recipients as the JSON text of a column."""

import json
from collections.abc import Sequence

from mailclient.mail.delivery_report import Cause
from mailclient.mail.refusal import RecipientRefusal


def to_json(refusals: Sequence[RecipientRefusal]) -> str:
    """The text for a row."""
    values = [[one.address, one.code, one.status, one.line, one.cause, one.for_now] for one in refusals]
    return json.dumps(values, ensure_ascii=False)


def from_json(text: str) -> tuple[RecipientRefusal, ...]:
    """What ``to_json`` wrote; a cause this program does not know (a newer one wrote it) becomes UNKNOWN."""
    return tuple(
        RecipientRefusal(address, code, status, line, _cause(cause), for_now)
        for address, code, status, line, cause, for_now in json.loads(text)
    )


def unsettled(
    refused: Sequence[str], said: Sequence[RecipientRefusal], *, dismissed: bool
) -> tuple[tuple[str, ...], tuple[RecipientRefusal, ...]]:
    """Who of ``refused`` is to be told to the user, and what was ``said`` of them and of those who are not refused.

    ``dismissed``: all are settled. What was said of one who is settled is gone; older rows say nothing of anybody.
    """
    told = {one.address for one in said}
    still = () if dismissed else tuple(one for one in refused if one in told) or tuple(refused)
    settled = set(refused) - set(still)
    return still, tuple(one for one in said if one.address not in settled)


def _cause(name: str) -> Cause:
    return Cause(name) if name in Cause._value2member_map_ else Cause.UNKNOWN
