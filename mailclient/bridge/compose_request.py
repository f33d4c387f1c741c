"""What a second start of the program asks the window that is there: to write a message that begins like this."""

import msgspec


class ComposeRequest(msgspec.Struct, frozen=True):
    """``mailto`` is a URL of RFC 6068, and nothing else is given beside it: such a URL never attaches a file.

    ``to``, ``cc`` and ``bcc`` are address lists as typed; ``files`` are absolute paths. ``sign``, ``encrypt`` and
    ``protection`` as in ``bridge.draft``.
    """

    mailto: str = ""
    to: str = ""
    cc: str = ""
    bcc: str = ""
    subject: str = ""
    body: str = ""
    files: tuple[str, ...] = ()
    sign: bool = False
    encrypt: bool = False
    protection: str = ""
