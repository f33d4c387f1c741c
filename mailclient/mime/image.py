"""What kind of picture some bytes are, by how they begin; what a server or a sender calls them does not count.

Pictures that a browser draws without running anything. Not SVG, which is a document.
"""

import re

_BEGINNINGS = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb"....ftypavi[fs]", re.DOTALL), "image/avif"),
    (re.compile(rb"BM....\x00{4}", re.DOTALL), "image/bmp"),
    (re.compile(rb"\x00\x00\x01\x00[^\x00]\x00", re.DOTALL), "image/x-icon"),
)


def image_type(data: bytes) -> str:
    """The media type of a picture, "" for anything else."""
    return next((name for beginning, name in _BEGINNINGS if beginning.match(data)), "")
