"""What a reader shows of a message. Nothing before the first paint needs it, nor the many words it is made of."""

from dataclasses import dataclass

from mailclient.mail.ids import PartPath
from mailclient.mail.origin import UNKNOWN_ORIGIN, Origin
from mailclient.mail.protection import CMS_SIGNATURES, PGP_SIGNATURE, Cover
from mailclient.mail.remote_content import Remote
from mailclient.mail.special import NOTHING_SPECIAL, Special

_SIGNATURES = (PGP_SIGNATURE, *CMS_SIGNATURES)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part the window lists as an attachment; ``filename`` is safe to show and to save as (never a path)."""

    path: PartPath
    filename: str
    media_type: str
    size: int
    """Decoded size in bytes, estimated from the encoded size while the part is not here."""
    content_id: str = ""
    inline: bool = False
    """True for an image that the HTML shows by its Content-ID."""

    @property
    def is_signature(self) -> bool:
        """Whether it is the signature of a signed message (RFC 3156, RFC 8551): no file that somebody attached."""
        return self.media_type in _SIGNATURES


MAKING = 4
"""How bodies are made now; the engine makes one anew that was made in an older way, when it is opened."""


@dataclass(frozen=True, slots=True)
class Body:
    """What the window shows of a message, made once by the engine and kept in the store.

    ``text`` is always there (made from the HTML where the message has no plain text). ``html`` is sanitised:
    no script, no remote address that loads by itself; ``cid:`` addresses are kept. ``blocked_remote`` counts the
    remote resources that were taken out. ``warnings`` are codes of ``mailclient.language`` (never free text).
    """

    text: str
    html: str | None = None
    attachments: tuple[Attachment, ...] = ()
    blocked_remote: int = 0
    warnings: tuple[str, ...] = ()
    remote: tuple[Remote, ...] = ()
    """What it would load from the web, each address once."""
    origin: Origin = UNKNOWN_ORIGIN
    special: Special = NOTHING_SPECIAL
    cover: Cover | None = None
    """What protects it, by its structure: what is in here says nothing until the message was opened."""
    making: int = 0
    """The ``MAKING`` by which it was made; 0 for those made before there was a number."""

    @property
    def is_encrypted(self) -> bool:
        """Whether there is nothing to read before it was opened."""
        return self.cover is not None and self.cover.encrypted

    @property
    def has_files(self) -> bool:
        """Whether files hang on it, as far as one can see from outside: signatures are none, nor what is encrypted."""
        listed = (one for one in self.attachments if not one.inline and not one.is_signature)
        return not self.is_encrypted and any(listed)

    @property
    def is_current(self) -> bool:
        """Whether it would be made the same way today."""
        return self.making >= MAKING
