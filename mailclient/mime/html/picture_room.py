"""How much the pictures of one message may take when they are decoded: four bytes for each pixel, whatever the file.

A drawing (SVG) is as large as what it draws, and it can draw one thing a thousand million times: of those, only such
are shown that repeat and filter nothing.
"""

import re

from mailclient.mime.image import image_type
from mailclient.mime.image_size import image_pixels

EACH_PIXELS = 60_000_000
ALL_PIXELS = 100_000_000
_JPEG_SHARE = 4
"""A JPEG that is shown smaller than it is is decoded smaller: ten photos of a telephone are no attack."""
_REPEATS = re.compile(
    rb"<(?:[\w.-]+:)?(?:use|pattern|mask|marker|filter|image|feimage|foreignobject|style)\b|<!entity|[\x00\x1b]",
    re.IGNORECASE,
)
"""Also what writes this in another character set."""
_DRAWING_BYTES = 500_000
DRAWING = "image/svg+xml"


class PictureRoom:
    """For one message: each picture takes from it, once."""

    def __init__(self) -> None:
        self._left = ALL_PIXELS
        self._known: dict[str, str] = {}

    def admitted(self, name: str, data: bytes, said: str) -> str:
        """The media type by which the picture called ``name`` may be shown, "" when it may not.

        ``said``: what its sender calls it, which counts for drawings only.
        """
        if name not in self._known:
            self._known[name] = self._admitted(data, said)
        return self._known[name]

    def _admitted(self, data: bytes, said: str) -> str:
        found = image_type(data)
        if not found:
            return DRAWING if said == DRAWING and is_plain_drawing(data) else ""
        pixels = image_pixels(data)
        if pixels is None or pixels > EACH_PIXELS:
            return ""
        cost = pixels // _JPEG_SHARE if found == "image/jpeg" else pixels
        if cost > self._left:
            return ""
        self._left -= cost
        return found


def is_plain_drawing(data: bytes) -> bool:
    """Whether a drawing costs no more than what is written in it."""
    return len(data) <= _DRAWING_BYTES and _REPEATS.search(data) is None
