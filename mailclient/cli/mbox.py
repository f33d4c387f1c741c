"""The mbox form, "mboxrd" (RFC 4155 names the family): "From " lines part the messages, ">" quotes what looks like one.

mboxrd because it alone can be undone: every line that is "From " after any number of ">" gets one more.
"""

import re
import time

_QUOTED = re.compile(rb"^(>*From )", re.MULTILINE)
_NO_SENDER = "MAILER-DAEMON"


def entry(data: bytes, sender: str, received_at: float) -> bytes:
    """One message as it stands in the file, LF lines; ``received_at`` in epoch seconds."""
    address = sender if sender and sender.isascii() and not re.search(r"[\s\x00-\x20]", sender) else _NO_SENDER
    when = time.asctime(time.gmtime(received_at))
    lines = data.replace(b"\r\n", b"\n")
    if not lines.endswith(b"\n"):
        lines += b"\n"
    return f"From {address} {when}\n".encode() + _QUOTED.sub(rb">\1", lines) + b"\n"
