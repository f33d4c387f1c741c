"""A place that can keep passwords; its calls may block."""

from typing import Protocol


class PlaceUnavailable(Exception):  # noqa: N818  it says what is the case
    """There is no such place on this computer; nothing was read or written."""


class PlaceLocked(Exception):  # noqa: N818  likewise
    """The place is there, but will not open."""


class PasswordPlace(Protocol):
    """All three raise ``PlaceUnavailable`` and ``PlaceLocked``."""

    def read(self, name: str) -> str | None:
        """The password of this entry, None when there is none."""
        ...

    def write(self, name: str, password: str) -> None:
        """Keep it, replacing an older one."""
        ...

    def erase(self, name: str) -> None:
        """Drop it; nothing happens when there is none."""
        ...
