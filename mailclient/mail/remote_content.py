"""What a message would load from the web: kept with it, loaded only when the reader allows it."""

from dataclasses import dataclass
from enum import StrEnum


class RemoteKind(StrEnum):
    """What the message wants it for."""

    IMAGE = "image"
    STYLE = "style"


@dataclass(frozen=True, slots=True)
class Remote:
    """One address. ``tracker``: why it is taken for a means of tracking ("" when it is not), a word for logs and lists.

    In the sanitised HTML it is named by its place in ``Body.remote``, so that nothing there can be loaded by itself.
    """

    url: str
    kind: RemoteKind
    tracker: str = ""
