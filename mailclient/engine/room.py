"""Looks now and then whether deleted mail left much room in the file, and gives it back to the disk."""

import logging

from mailclient.engine.outside import Outside
from mailclient.mail.problem import MailError
from mailclient.store import room
from mailclient.store.writer import Writer

log = logging.getLogger(__name__)

FIRST_SECONDS = 60.0
"""After the start, which has more important things to do."""
EVERY_SECONDS = 900.0
_PAUSE_SECONDS = 0.2
"""Between two slices: whoever waits for the writer goes first."""


async def keep_room(writer: Writer, outside: Outside) -> None:
    """For ever."""
    await outside.sleep(FIRST_SECONDS)
    while True:
        try:
            await _give_back(writer, outside)
        except MailError as error:
            log.info("no room is given back now: %s", error.problem)  # moving pages takes some room itself
        await outside.sleep(EVERY_SECONDS)


async def _give_back(writer: Writer, outside: Outside) -> None:
    if await writer.transaction("look for unused room", room.much_is_unused):
        while await writer.transaction("give room back", room.give_back):
            await outside.sleep(_PAUSE_SECONDS)
