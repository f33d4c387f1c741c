"""Where a message says it comes from, and what speaks for or against it; read from its header alone.

Nothing here is believed as it stands: who may be trusted is known by the account that received it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """What the header tells of the way the message took, and of who is said to have checked what."""


UNKNOWN_ORIGIN = Origin()
