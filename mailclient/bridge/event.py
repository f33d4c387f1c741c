"""The base of all events."""

import msgspec


class Event(msgspec.Struct, frozen=True, tag=True):
    """Base of all events."""
