"""One line of uuencoded data (POSIX uuencode), as it comes through mail: spaces lost, rubbish added."""

import binascii

_RUBBISH = 3
"""Characters behind a line that some encoders add: a checksum, a count."""


def uu_line(line: bytes) -> bytes:
    """The bytes of a line without its line end; spaces lost and rubbish behind it do no harm. b"" for no such line."""
    needed = _needed(line)
    try:
        return binascii.a2b_uu(line[:1] + line[1 : 1 + needed].ljust(needed)) if line else b""
    except binascii.Error:
        return b""


def is_uu_line(line: bytes) -> bool:
    """Whether it can be one and is hardly prose: as long as its first character says."""
    if not line or not 32 <= line[0] <= 96:
        return False
    needed = _needed(line)
    length = len(line) - 1
    return needed // 2 <= length <= needed + _RUBBISH and all(32 <= byte <= 96 for byte in line[1 : 1 + needed])


def _needed(line: bytes) -> int:
    """How many characters follow the first one."""
    return (((line[0] - 32) & 63) + 2) // 3 * 4 if line else 0
