"""A draft as the composer holds it: what ``SaveDraft`` keeps and what a restored composer starts from."""

from enum import StrEnum

import msgspec

from mailclient.mail.ids import MessageId

QUOTED_IN_CLEAR = "clear:quoted"
"""In ``heard``: the user wants to send what quotes decrypted text so that everyone on the way can read it."""


class Importance(StrEnum):
    """How much a message matters to its sender (RFC 2156 section 5.3.4)."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


class DraftFile(msgspec.Struct, frozen=True):
    """An attachment: a file on disk by ``path``, or bytes that came from a message in ``data``.

    With a ``content_id`` it is an image that the HTML shows by its ``cid:`` address (RFC 2392). ``size`` (bytes) and
    ``modified_ns`` (epoch) are what the file at ``path`` was when it was attached; -1: that is not known.
    """

    filename: str
    media_type: str
    path: str = ""
    data: bytes = b""
    content_id: str = ""
    size: int = -1
    modified_ns: int = -1


class DraftContent(msgspec.Struct, frozen=True):
    """The fields as typed (address fields unparsed). ``html`` is "" for a plain-text draft.

    ``cursor`` (characters of the text) and ``scroll`` (pixels) are where the writer is, who has it in
    front of him if ``being_written``. ``receipt``: ask for a read
    receipt (RFC 8098); ``reports``: ask the servers to tell of delivery, too (RFC 3461). ``send_at``: not to be sent
    before then (epoch seconds). ``sign`` and ``encrypt`` are the user's wishes; what is to be encrypted never reaches
    a server in the clear, not as a draft either. ``protection``: by which system (``mail.protection.System``; "":
    choose). ``split``: as two messages where some recipients can be reached by one system only and others by the other.
    ``quotes_secret``: it quotes text that came encrypted, so it is kept sealed, and goes out encrypted or with the
    consent QUOTED_IN_CLEAR. ``clear_subject``: its subject where it goes out in the clear all the same, for what it
    quotes had hidden its own ("": it had not). ``known_by``: the addresses (lower case) of an answer to which what it
    quotes is known to be no secret; None: nobody is asked about. ``attach_key``: one's own key goes along as a file.
    ``sign_decided``, ``encrypt_decided``: the user chose it so; else a default may still switch it on.
    ``heard``: what was said about it before sending, and overruled.
    """

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
    scroll: int = 0
    being_written: bool = False
    receipt: bool = False
    reports: bool = False
    importance: Importance = Importance.NORMAL
    send_at: float | None = None
    sign: bool = False
    encrypt: bool = False
    heard: tuple[str, ...] = ()
    protection: str = ""
    attach_key: bool = False
    split: bool = False
    quotes_secret: bool = False
    clear_subject: str = ""
    known_by: tuple[str, ...] | None = None
    sign_decided: bool = False
    encrypt_decided: bool = False

    @property
    def is_secret(self) -> bool:
        """Whether its words must not be readable on the disk, nor by a server that keeps drafts."""
        return self.encrypt or self.quotes_secret


def same_words(one: DraftContent, other: DraftContent) -> bool:
    """Whether both say the same; where the cursor is says nothing."""
    return _words(one) == _words(other)


def _words(content: DraftContent) -> DraftContent:
    return msgspec.structs.replace(content, cursor=0, scroll=0, being_written=False)
