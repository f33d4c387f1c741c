"""Takes addresses into the index of people that were noted before there was one: once, in the background."""

from mailclient.engine.outside import Outside
from mailclient.store import addresses
from mailclient.store.writer import Writer

_PAUSE_SECONDS = 0.05


async def word_old_addresses(writer: Writer, outside: Outside) -> None:
    """A few hundred at a time, until none is left."""
    while await writer.copying("word addresses", addresses.word_old):
        await outside.sleep(_PAUSE_SECONDS)
