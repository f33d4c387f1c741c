"""A draft as the composer holds it: what ``SaveDraft`` keeps and what a restored composer starts from."""

import msgspec

from mailclient.mail.ids import MessageId


class DraftFile(msgspec.Struct, frozen=True):
    """An attachment: a file on disk by ``path``, or bytes that came from a message in ``data``."""

    filename: str
    media_type: str
    path: str = ""
    data: bytes = b""


class DraftContent(msgspec.Struct, frozen=True):
    """The fields as typed (address fields unparsed). ``html`` is "" for a plain-text draft."""

    from_: str = ""
    to: str = ""
    cc: str = ""
    bcc: str = ""
    subject: str = ""
    text: str = ""
    html: str = ""
    files: tuple[DraftFile, ...] = ()
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    answered: MessageId | None = None
    forwarded: MessageId | None = None
    cursor: int = 0
