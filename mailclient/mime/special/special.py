"""What is special about a message, and which of its parts say so."""

from collections.abc import Callable

from mailclient.mail.ids import PartPath
from mailclient.mail.part import Part
from mailclient.mail.special import NOTHING_SPECIAL, Special
from mailclient.mime.header import Field


def special_parts(_root: Part) -> tuple[PartPath, ...]:
    """The parts that are fetched with the text because they say what is special; small ones only."""
    return ()


def special_of(_fields: tuple[Field, ...], _root: Part, _content: Callable[[PartPath], bytes | None]) -> Special:
    """What is special, from the header and the contents of ``special_parts``. Never raises."""
    return NOTHING_SPECIAL
