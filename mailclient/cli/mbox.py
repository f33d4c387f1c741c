"""The mbox form, "mboxrd" (RFC 4155 names the family): "From " lines part the messages, ">" quotes what looks like one.

mboxrd because it alone can be undone: every line that is "From " after any number of ">" gets one more.
"""

import re
import time
from collections.abc import Iterable, Iterator

_QUOTED = re.compile(rb"^(>*From )", re.MULTILINE)
_UNQUOTED = re.compile(rb"^>(>*From )")
_NO_SENDER = "MAILER-DAEMON"


def entry(data: bytes, sender: str, received_at: float) -> bytes:
    """One message as it stands in the file, LF lines; ``received_at`` in epoch seconds."""
    address = sender if sender and sender.isascii() and not re.search(r"[\s\x00-\x20]", sender) else _NO_SENDER
    when = time.asctime(time.gmtime(received_at))
    lines = data.replace(b"\r\n", b"\n")
    if not lines.endswith(b"\n"):
        lines += b"\n"
    return f"From {address} {when}\n".encode() + _QUOTED.sub(rb">\1", lines) + b"\n"


def entries(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The messages of an mbox file, unquoted, with the file's own line ends; never more than one in memory.

    A message begins with a "From " line after an empty line, or at the start of the file.
    """
    message: list[bytes] = []
    empty_before = True
    for line in lines:
        empty = line in (b"\n", b"\r\n")
        if empty_before and line.startswith(b"From "):
            if message:
                yield _joined(message)
            message = []
        else:
            message.append(_UNQUOTED.sub(rb"\1", line))
        empty_before = empty
    if message:
        yield _joined(message)


def _joined(message: list[bytes]) -> bytes:
    """Without the empty line that ends an entry."""
    if len(message) > 1 and message[-1] in (b"\n", b"\r\n"):
        message.pop()
    return b"".join(message)
