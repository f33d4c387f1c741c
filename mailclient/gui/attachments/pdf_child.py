"""The process that draws the first page of a PDF: the file in by stdin, its size and a PNG out by stdout.

A file of a few hundred bytes can take hours to draw, and PDFium holds up whoever waits for it: so it is drawn where
that can be ended.
"""

import sys

from PySide6.QtCore import QBuffer, QSize

from mailclient.gui.attachments.picture_drawing import draw_first_page

_MEMORY_BYTES = 1 << 30
"""Of what can be written to: of address space PDFium sets aside far more than it ever takes."""
_CPU_SECONDS = 20


def run(side: int) -> int:
    """Draw it so that it fits into a square of so many pixels."""
    _limit()
    image, size = draw_first_page(sys.stdin.buffer.read(), QSize(side, side))
    if image.isNull():
        return 1
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    sys.stdout.buffer.write(b"%d %d\n" % (size.width(), size.height()) + bytes(buffer.data().data()))
    sys.stdout.buffer.flush()
    return 0


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows has it not; the time is bounded there all the same
        return
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
