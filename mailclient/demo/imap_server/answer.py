"""What a command can end with, and how strings are written in answers (RFC 3501 sections 4.3 and 7.1)."""

import re

_QUOTABLE = re.compile(rb"[\x01-\x09\x0b\x0c\x0e-\x7e]*")
_QUOTED_LIMIT = 1000
_ATOM = re.compile(rb"[^(){ %*\"\\\]\x00-\x1f\x7f-\xff]+")


class BadCommandError(Exception):
    """The command is not understood: a tagged BAD."""


class RefusalError(Exception):
    """The command was understood and cannot be done: a tagged NO, with a response code when there is one."""

    def __init__(self, text: str, code: str = "") -> None:
        super().__init__(text)
        self.code = code


def nstring(data: bytes | None) -> bytes:
    """NIL for None, else ``string``."""
    return b"NIL" if data is None else string(data)


def string(data: bytes) -> bytes:
    """A quoted string where that is allowed, else a literal."""
    if len(data) <= _QUOTED_LIMIT and _QUOTABLE.fullmatch(data):
        return b'"' + data.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
    return literal(data)


def literal(data: bytes) -> bytes:
    """A literal. NUL may not stand in one (RFC 3501 section 4.3), so it is sent as 0x80, as others do."""
    if b"\0" in data:
        data = data.replace(b"\0", b"\x80")
    return b"{%d}\r\n%b" % (len(data), data)


def astring(data: bytes) -> bytes:
    """An atom where that is allowed, else ``string``."""
    return data if _ATOM.fullmatch(data) and data.upper() != b"NIL" else string(data)
