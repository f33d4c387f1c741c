"""Messages that came shorter than LIST had said: cut off by a server that cannot read them, or only counted wrongly.

Which of the two it is shows when one is asked for again, in another pass: if no more comes then, there is no more. Only
then may it be deleted; if more comes, it is downloaded anew. So who deletes nothing downloads nothing twice.
"""

from collections.abc import Collection, Sequence

from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.pop3_session import Pop3Session
from mailclient.engine.sync.pop3_contents import Asked, contents
from mailclient.engine.sync.pop3_listing import Entry
from mailclient.mail.ids import MessageId
from mailclient.store import pop3
from mailclient.store.pop3 import Known
from mailclient.wire.pop3.commands import Retr
from mailclient.wire.pop3.events import Answered

Going = list[tuple[Entry, Known]]


async def without_cut_short(
    context: AccountContext, session: Pop3Session, going: Going, here_before: Collection[MessageId]
) -> Going:
    """Those of the messages about to be deleted that are surely here as a whole; ``here_before`` this pass."""
    ids = [known.message_id for _, known in going if known.message_id is not None]
    short = await context.writer.transaction("find what is short", pop3.shorter_than_listed, ids)
    doubtful = [entry for entry, known in going if known.message_id in short and known.message_id in here_before]
    lengths = await _lengths(session, doubtful)
    surely: Going = []
    longer: list[MessageId] = []
    for entry, known in going:
        message_id, length = known.message_id, lengths.get(entry.number)
        if message_id is None or message_id not in short or (length is not None and length <= short[message_id]):
            surely.append((entry, known))
        elif length is not None:
            longer.append(message_id)
    if longer:
        await context.writer.transaction("download anew", pop3.want_anew, longer)
    return surely


async def _lengths(session: Pop3Session, entries: Sequence[Entry]) -> dict[int, int]:
    """How many bytes come of each, by its number; without those that are refused."""
    waiting = iter(entries)
    lengths: dict[int, int] = {}
    length = 0

    def next_one() -> Asked | None:
        entry = next(waiting, None)
        return None if entry is None else (Retr(entry.number), entry.size)

    async for event in contents(session, next_one):
        if not isinstance(event, Answered):
            length += len(event.data)
            continue
        assert isinstance(event.command, Retr)
        if event.status.ok:
            lengths[event.command.number] = length
        length = 0
    return lengths
