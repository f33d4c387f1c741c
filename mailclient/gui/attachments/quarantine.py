"""The mark that a file came from the Internet, which Windows and macOS heed when it is opened."""

import ctypes
import sys
from pathlib import Path

_ZONE = "[ZoneTransfer]\r\nZoneId=3\r\n"
_QUARANTINE = b"0083;00000000;mailclient;"
"""Flags (a file from mail, not yet approved), time, program; as LSQuarantine writes it."""


def mark_as_foreign(path: Path, platform: str = sys.platform) -> None:
    """Mark it; a file system that keeps no marks goes without, as with every other program."""
    try:
        if platform == "win32":
            Path(f"{path}:Zone.Identifier").write_text(_ZONE, "ascii", newline="")
        elif platform == "darwin":
            library = ctypes.CDLL(None)
            library.setxattr(bytes(path), b"com.apple.quarantine", _QUARANTINE, len(_QUARANTINE), 0, 0)
    except OSError:
        return
