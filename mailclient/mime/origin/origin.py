"""The origin of a message, from its header fields."""

from mailclient.mail.origin import UNKNOWN_ORIGIN, Origin
from mailclient.mime.header import Field


def origin_of(_fields: tuple[Field, ...]) -> Origin:
    """What the header says of where the message comes from. Never raises."""
    return UNKNOWN_ORIGIN
