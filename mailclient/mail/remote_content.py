"""What a message would load from the web: kept with it, loaded only when the reader allows it."""

from dataclasses import dataclass
from enum import StrEnum


class RemoteKind(StrEnum):
    """What the message wants it for."""

    IMAGE = "image"
    STYLE = "style"


@dataclass(frozen=True, slots=True)
class Remote:
    """One address, always https. ``tracker``: why it is taken for a means of tracking ("" when it is not).

    ``tracker`` is "pixel" (an image nobody can see), "opening" (an address made to tell that the message is opened) or
    the name of the service that counts. What tracks is not loaded with the rest.
    In the sanitised HTML it is named by its place in ``Body.remote`` (``remote:0``), so that nothing there can be
    loaded by itself. ``scope``: of a sheet, the class of the element that its rules are confined to.
    """

    url: str
    kind: RemoteKind
    tracker: str = ""
    scope: str = ""


@dataclass(frozen=True, slots=True)
class RemoteContent:
    """What was loaded: an image of the named type, or a cleaned style sheet; empty when it could not be had."""

    media_type: str
    data: bytes

    def __bool__(self) -> bool:
        return bool(self.data)
