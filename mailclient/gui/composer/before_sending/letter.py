"""What is looked at before a message goes. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mailclient.gui.composer.before_sending.concern import Concern
from mailclient.mail.recipient_doubts import Doubt


@dataclass(frozen=True, slots=True)
class Letter:
    """``own_text``: what the user wrote, without quotes and without what was put there for them.

    ``named``: how many recipients are in To and Cc; ``hidden``: in Bcc. ``size`` (bytes, encoded) and ``size_limit``
    of the server, None while it is not known. ``gone`` and ``changed`` are paths with their file names. ``written_to``:
    the user's address that the answered message was sent to, "" where it is the one chosen, or none. ``send_at`` and
    ``now`` in epoch seconds.
    """

    named: int = 0
    hidden: int = 0
    many: int = 20
    """From so many in To and Cc on it is asked; 0: never."""
    unreadable: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    subject: str = ""
    own_text: str = ""
    is_answer: bool = False
    is_forward: bool = False
    attachments: int = 0
    awaited: int = 0
    pictures: int = 0
    size: int = 0
    size_limit: int | None = None
    largest: tuple[str, str] = ("", "")
    """Path (or name) and file name of the largest file."""
    gone: Mapping[str, str] = field(default_factory=dict)
    changed: Mapping[str, str] = field(default_factory=dict)
    written_to: str = ""
    from_: str = ""
    protection: tuple[Concern, ...] = ()
    """What there is to say about its keys (``composer/protection/concerns.py``)."""
    send_at: float | None = None
    now: float = 0.0
