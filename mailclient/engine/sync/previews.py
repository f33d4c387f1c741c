"""First words for the list, made by the server: PREVIEW (RFC 8970).

For messages whose body is not here because the offline policy keeps the newer ones only. Some 100 bytes a message, and
the server has most of them at hand; those it has not it makes, which is why fewer are asked for where it takes long.
"""

import asyncio
import time
import unicodedata

from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.sync.bodies import open_as_known
from mailclient.mail.folder import Folder
from mailclient.mail.ids import Uid
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.mime.plain import preview
from mailclient.store import folders, previews
from mailclient.store.transaction import SLICE, batches
from mailclient.wire.imap import fetch_items
from mailclient.wire.imap.events import Fetch
from mailclient.wire.imap.number_set import NumberSet

NEWEST = 2_000
"""Messages of a folder, of those without a body: as far as people scroll; of more it would cost megabytes for rows that
nobody may ever look at."""
SLICE_MAX = 400
"""Messages in one command; two commands are under way at a time."""
_SLICE_MIN = 25
_SHORT_SECONDS, _LONG_SECONDS = 0.1, 0.4
_FLIGHT = 2


async def fetch_previews(context: AccountContext, server: MailServer, folder: Folder) -> int:
    """What the ``NEWEST`` messages without a body lack, newest first; gives way between two flights. How many came.

    Nothing where the server does not offer it. What it tells nothing of is not asked for again. ``MailError`` as of
    any FETCH, MESSAGE_GONE when the folder was renumbered.
    """
    if not server.offers("PREVIEW"):
        return 0
    came, size = 0, _SLICE_MIN
    found = await context.writer.transaction("find lacking previews", previews.lacking, folder.id, NEWEST)
    while found:
        wanted, found = found[: _FLIGHT * size], found[_FLIGHT * size :]
        began = time.monotonic()
        came += await _fetch(context, server, folder, wanted, size)
        size = _next_size(size, time.monotonic() - began)
        await context.queue.give_way(server)
    return came


async def _fetch(context: AccountContext, server: MailServer, folder: Folder, uids: list[Uid], size: int) -> int:
    await open_as_known(context, server, folder)
    state = await context.writer.transaction("read folder state", folders.sync_state, folder.id)
    flight = [_ask(server, slice_) for slice_ in batches(uids, size)]
    answers = [answer for one in await asyncio.gather(*flight) for answer in one]
    told = dict.fromkeys(uids, "") | {Uid(answer.uid): _words(answer) for answer in answers if answer.uid is not None}
    came = 0
    for batch in batches(told.items(), SLICE):
        came += await context.writer.transaction(
            "store previews", previews.store, folder.id, state.uid_validity, dict(batch)
        )
    return came


async def _ask(server: MailServer, uids: list[Uid]) -> list[Fetch]:
    """Where the server refuses many because of one, the others are asked for without it, down to a few."""
    try:
        return await server.fetch(NumberSet.of(uids), fetch_items.PREVIEW)
    except MailError as error:
        if not server.alive or error.problem.kind is not ProblemKind.SERVER_REFUSED:
            raise
    if len(uids) <= _SLICE_MIN:
        return []
    half = len(uids) // 2
    return [*await _ask(server, uids[:half]), *await _ask(server, uids[half:])]


def _words(answer: Fetch) -> str:
    """What the list shows of an answer: one line without control characters, as of a text that is here."""
    told = fetch_items.read_preview(answer)
    text = told.text if told is not None else None
    if not text:
        return ""
    return preview("".join(" " if unicodedata.category(one) == "Cc" and one != "\n" else one for one in text))


def _next_size(size: int, took_seconds: float) -> int:
    if took_seconds < _SHORT_SECONDS:
        return min(2 * size, SLICE_MAX)
    return max(size // 2, _SLICE_MIN) if took_seconds > _LONG_SECONDS else size
