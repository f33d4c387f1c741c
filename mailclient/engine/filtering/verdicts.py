"""Which actions come to which messages. Reads the store on the loop, some messages at a time; changes nothing."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from mailclient.engine.filtering.matching import Subject, matches
from mailclient.mail.filter import ENDING, Action, Filter
from mailclient.mail.ids import MessageId
from mailclient.store.reader import Reader
from mailclient.store.transaction import batches

_AT_A_TIME = 20
"""Messages looked at in one step of the loop: their texts are read and decoded."""


@dataclass(slots=True)
class Verdicts:
    """``steps``: each action with its messages, in the order in which they are to be done. ``waiting``: messages of
    which nothing can be said before their text is here; nothing is done with them."""

    steps: dict[tuple[int, int], list[MessageId]] = field(default_factory=dict)
    decided: list[MessageId] = field(default_factory=list)
    waiting: list[MessageId] = field(default_factory=list)

    def actions(self, filters: Sequence[Filter]) -> list[tuple[Action, list[MessageId]]]:
        """The steps, filter by filter: so each message gets its own in their order, and many messages share one."""
        return [(filters[one].actions[step], ids) for (one, step), ids in sorted(self.steps.items())]


async def judge(
    reader: Reader,
    filters: Sequence[Filter],
    message_ids: Iterable[MessageId],
    now: float,
    without_text: frozenset[MessageId] = frozenset(),
) -> Verdicts:
    """Look at the messages; of those in ``without_text`` the text cannot be had: it counts as empty."""
    verdicts = Verdicts()
    for batch in batches(message_ids, _AT_A_TIME):
        for message_id in batch:
            _judge_one(reader, filters, message_id, now, message_id in without_text, verdicts)
        await asyncio.sleep(0)
    return verdicts


def _judge_one(
    reader: Reader, filters: Sequence[Filter], message_id: MessageId, now: float, textless: bool, into: Verdicts
) -> None:
    subject = _subject(reader, message_id, textless)
    if subject is None:
        into.decided.append(message_id)
        return
    steps: list[tuple[int, int]] = []
    for number, one in enumerate(filters):
        fits = matches(one, subject, now) if one.enabled else False
        if fits is None:
            into.waiting.append(message_id)
            return
        if fits:
            steps += [(number, step) for step in range(len(one.actions))]
            if any(action.kind in ENDING for action in one.actions):
                break
    into.decided.append(message_id)
    for step in steps:
        into.steps.setdefault(step, []).append(message_id)


def _subject(reader: Reader, message_id: MessageId, textless: bool) -> Subject | None:
    message = reader.message(message_id)
    if message is None or message.row.folder_id is None:
        return None
    body = reader.body(message_id) if message.row.has_body else None
    if body is None:
        return Subject(message, "", b"") if textless else Subject(message)
    return Subject(message, body.text, reader.header_block(message_id) or b"")
