"""A message's HTML with all that showing it takes."""

from collections.abc import Callable
from dataclasses import dataclass

from mailclient.gui.message_view.html_dark import Look

Reply = Callable[[bytes | None, str], None]


@dataclass(frozen=True, slots=True)
class HtmlContent:
    """``parts`` answers for pictures of the message by Content-ID, ``remote`` for what is of the web by number."""

    html: str
    parts: Callable[[str, Reply], None]
    numbers: frozenset[int]
    """Of ``Body.remote``: what the page may ask for."""
    remote: Callable[[int, Reply], None]
    look: Look = Look.AUTO
