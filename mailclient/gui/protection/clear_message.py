"""A message as it is inside its protection: read once, away from the window's own work (25 MB take half a second)."""

from dataclasses import dataclass, field, replace

from mailclient.mail.body import Body
from mailclient.mail.special import NOTHING_SPECIAL
from mailclient.mime.display import message_body
from mailclient.mime.reader import ParsedMessage, read


@dataclass(frozen=True, slots=True)
class ClearMessage:
    """``body`` names nothing from the web that could be loaded, and says nothing of origin and special mail.

    These are told by what came from the server: the clear text is whatever the sender wished to put there.
    """

    data: bytes = field(repr=False)
    parsed: ParsedMessage = field(repr=False)
    body: Body = field(repr=False)


def clear_message(data: bytes) -> ClearMessage:
    """Read it. Never raises."""
    parsed = read(data)
    shown = message_body(parsed)
    blocked = shown.blocked_remote or len(shown.remote)
    return ClearMessage(data, parsed, replace(shown, remote=(), blocked_remote=blocked, special=NOTHING_SPECIAL))
