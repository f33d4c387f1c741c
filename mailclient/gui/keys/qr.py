"""QR codes (ISO/IEC 18004) as pictures, and what is written into them."""

import math

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

SCHEME = "OPENPGP4FPR:"
"""What programs that scan keys take for a fingerprint."""
_QUIET = 4
"""Modules around the code (section 5.3.8)."""
CODE_BYTES = 1_000
"""In one code of a backup: what a telephone's camera reads from paper."""
_MOST_CODES = 4


def fingerprint_code(fingerprint: str) -> QImage:
    """The fingerprint, to be scanned by the other side."""
    return code(f"{SCHEME}{fingerprint}")


def code(text: str, *, scale: int = 6) -> QImage:
    """Black on white, with its quiet zone; ``scale`` pixels for a module. ValueError: too much for one code."""
    import segno

    rows = segno.make(text, error="m", micro=False).matrix
    size = len(rows) + 2 * _QUIET
    image = QImage(size, size, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                image.setPixelColor(x + _QUIET, y + _QUIET, Qt.GlobalColor.black)
    return image.scaled(size * scale, size * scale)


def backup_codes(text: str) -> list[QImage]:
    """A secret key in as few codes as can be read from paper, one after the other; none where it is too long.

    All hold the same, so that none is finer than it must be.
    """
    count = math.ceil(len(text) / CODE_BYTES)
    if not text or count > _MOST_CODES:
        return []
    each = math.ceil(len(text) / count)
    return [code(text[start : start + each]) for start in range(0, len(text), each)]
