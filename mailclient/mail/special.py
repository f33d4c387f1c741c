"""What makes a message more than text: of a list, a report, an invitation, a card, a wish for a receipt."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Special:
    """All that is special about one message; nothing for most."""


NOTHING_SPECIAL = Special()
