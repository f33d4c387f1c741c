"""A status line (RFC 1939 section 3) with its response code (RFC 2449 section 8, RFC 3206)."""

import re
from dataclasses import dataclass

from mailclient.wire.pop3.errors import RemoteProtocolError

_STATUS = re.compile(rb"(\+OK|-ERR)(?:[ \t]+(.*))?[ \t]*", re.DOTALL | re.IGNORECASE)
_CODE = re.compile(r"\[([A-Za-z0-9_/.-]+)\][ \t]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Status:
    """``code`` is "IN-USE", "SYS/TEMP" … in upper case, or ""; ``text`` is the rest, decoded tolerantly."""

    ok: bool
    text: str
    code: str = ""


def status(line: bytes) -> Status:
    """Read a status line without its line end. Raises RemoteProtocolError."""
    match = _STATUS.fullmatch(line)
    if match is None:
        raise RemoteProtocolError(f"not a status line: {line[:80]!r}")
    text = _CONTROL.sub(" ", (match[2] or b"").decode("utf-8", "replace")).strip()
    code = _CODE.match(text)
    return Status(match[1].upper() == b"+OK", text[code.end() :] if code else text, code[1].upper() if code else "")
