"""What was encrypted, in a file that has no name: it may be large. Nothing clear is ever written to it."""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from mailclient.engine.unwritable import unwritable
from mailclient.mime.entity import PIECE_BYTES


class Ciphertext:
    """A ``mime.attached.Content``; ``close`` it in the end. ``MailError`` DISK_FULL, FILE_UNWRITABLE."""

    def __init__(self) -> None:
        try:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115  it is open as long as this is
        except OSError as error:
            raise unwritable(error, Path(tempfile.gettempdir())) from error
        self.size = 0

    def add(self, data: bytes) -> None:
        """As it is."""
        try:
            self._file.write(data)
        except OSError as error:
            raise unwritable(error, Path(tempfile.gettempdir())) from error
        self.size += len(data)

    def add_lines(self, data: bytes) -> None:
        """Armoured text, with CRLF, whatever line ends it has."""
        self.add(data.replace(b"\r", b"").replace(b"\n", b"\r\n"))

    def __iter__(self) -> Iterator[bytes]:
        try:
            self._file.flush()
        except OSError as error:
            raise unwritable(error, Path(tempfile.gettempdir())) from error
        start = 0
        while start < self.size:
            self._file.seek(start)
            piece = self._file.read(PIECE_BYTES)
            if not piece:
                return
            start += len(piece)
            yield piece

    def close(self) -> None:
        """Nothing of it stays."""
        with contextlib.suppress(OSError):  # what the full disk did not take: it is gone in any case
            self._file.close()
