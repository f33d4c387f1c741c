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


def _cause(name: str) -> Cause:
    return Cause(name) if name in Cause._value2member_map_ else Cause.UNKNOWN
