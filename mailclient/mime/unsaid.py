"""Header fields that are for the sender alone, taken out of a message that goes on to somebody else.

A copy kept by its sender may name the recipients in Bcc (RFC 5322 section 3.6.3), a draft where its copy is to go.
Whoever passes such a message on, or sends it from a file, does not mean to tell. No signature covers these fields.
"""

import re

_UNSAID = re.compile(rb"^(?:(?:resent-)?bcc|fcc)[ \t]*:[^\n]*(?:\n[ \t][^\n]*)*(?:\n|\Z)", re.IGNORECASE | re.MULTILINE)
_END = re.compile(rb"^\r?\n", re.MULTILINE)


def without_unsaid(message: bytes) -> bytes:
    """``message`` without them; everything else, the body too, stays byte for byte."""
    end = _END.search(message)
    length = len(message) if end is None else end.start()
    header = message[:length]
    said = _UNSAID.sub(b"", header)
    return message if len(said) == len(header) else said + message[length:]
