"""The MIME structure of a message: a tree of parts, the same whether the server told it or we parsed it.

RFC 2045, RFC 2046, RFC 2183; paths as in RFC 9051 section 6.4.5.1.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from mailclient.mail.ids import PartPath


@dataclass(frozen=True, slots=True)
class Part:
    """One node. All text is decoded; ``size`` counts the encoded bytes as they are in the message.

    ``path`` is "" for a multipart that is the root; a message/rfc822 part carries its inner structure as its
    only child. ``media_type`` is lower case, "text/plain" when missing or broken. ``parameters`` have lower-case
    names. ``encoding`` is the lower-case Content-Transfer-Encoding. ``disposition`` is "inline", "attachment"
    or "". ``content_id`` has no angle brackets.
    """

    path: PartPath
    media_type: str
    parameters: dict[str, str] = field(default_factory=dict)
    encoding: str = "7bit"
    disposition: str = ""
    filename: str = ""
    content_id: str = ""
    size: int = 0
    children: tuple["Part", ...] = ()
    location: str = ""
    """The Content-Location (RFC 2557) without white space: another name that the HTML may call it by."""

    @property
    def charset(self) -> str:
        """The charset parameter as labelled, lower case, or ""."""
        return self.parameters.get("charset", "").lower()

    def walk(self) -> Iterator["Part"]:
        """This part and all below it, depth first."""
        pending = [self]
        while pending:
            part = pending.pop()
            yield part
            pending.extend(reversed(part.children))

    def leaves(self) -> Iterator["Part"]:
        """The parts that have no children (a message/rfc822 with structure is not a leaf; its insides are)."""
        return (part for part in self.walk() if not part.children)
