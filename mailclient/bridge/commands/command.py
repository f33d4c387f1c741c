"""The base of all commands."""

import msgspec


class Command(msgspec.Struct, frozen=True, tag=True):
    """Base of all commands."""
