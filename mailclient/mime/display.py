"""What the window shows of a part tree: the text, the HTML, the attachments (the choice follows RFC 8621 4.1.4)."""

from collections.abc import Callable

from mailclient.mail.ids import PartPath
from mailclient.mail.message import Body
from mailclient.mail.part import Part

Content = Callable[[PartPath], bytes | None]
"""The decoded bytes of a part (before charset decoding), None while it is not here."""


def shown_parts(root: Part) -> tuple[PartPath, ...]:
    """The leaves to fetch so that ``body_of`` can show the message: text and HTML, no attachment, no image."""
    raise NotImplementedError


def body_of(root: Part, content: Content) -> Body:
    """What is shown. ``content`` is called once for each of ``shown_parts`` and for no other part. Never raises."""
    raise NotImplementedError
