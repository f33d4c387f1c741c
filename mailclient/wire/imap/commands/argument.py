"""Arguments on the wire: strings as atom, quoted or literal, whichever is the shortest that is allowed."""

import re
from collections.abc import Iterable, Iterator

from mailclient.wire.imap.commands.command import Literal, Offered, Piece
from mailclient.wire.imap.errors import LocalProtocolError
from mailclient.wire.imap.mailbox_name import decode_name, encode_name

_ATOM = re.compile(rb"[A-Za-z0-9!#$&'+,./:;<=>?@^_`|~\[-]+\Z")
_QUOTED = re.compile(rb"[\x01-\x09\x0b\x0c\x0e-\x7f]*\Z")
_QUOTED_UTF8 = re.compile(rb"[\x01-\x09\x0b\x0c\x0e-\xff]*\Z")
_FLAG = re.compile(r"\\?[A-Za-z0-9!#$&'+,./:;<=>?@^_`|~\[\]-]+\Z")
_QUOTED_MAX = 1000

MailboxName = str | bytes
"""Decoded text, or the server's own bytes (``ListEntry.raw``)."""


def astring(data: bytes, offered: Offered) -> Piece:
    """An atom where possible, else a quoted string, else a literal. Raises LocalProtocolError for a NUL."""
    if b"\0" in data:
        raise LocalProtocolError("a string argument must not contain NUL")
    if _ATOM.match(data) and data.upper() != b"NIL":
        return data
    return string(data, offered)


def string(data: bytes, offered: Offered) -> Piece:
    """A quoted string where possible, else a literal."""
    if b"\0" in data:
        raise LocalProtocolError("a string argument must not contain NUL")
    allowed = _QUOTED_UTF8 if offered.utf8 else _QUOTED
    if len(data) <= _QUOTED_MAX and allowed.match(data):
        return b'"' + data.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
    return Literal(len(data), (data,))


def mailbox(name: MailboxName, offered: Offered) -> Piece:
    """A mailbox name; text is encoded as modified UTF-7 or UTF-8, bytes are sent as they are."""
    return astring(name if isinstance(name, bytes) else encode_name(name, utf8=offered.utf8), offered)


def mailboxes(names: Iterable[MailboxName], offered: Offered) -> Iterator[Piece]:
    """`` (name "name" …)``; nothing at all for no name (RFC 5465 section 8: ``one-or-more-mailbox``)."""
    before = b" ("
    for name in names:
        yield before
        yield mailbox(name, offered)
        before = b" "
    if before == b" ":
        yield b")"


def is_of(asked: MailboxName, name: str, raw: bytes) -> bool:
    """Whether an answer about the mailbox ``name`` (``raw`` on the wire) is about the one that was asked for."""
    if isinstance(asked, bytes):
        return raw == asked or (raw.upper() == b"INBOX" == asked.upper())
    return name in (asked, decode_name(asked.encode()))


def flag_list(flags: Iterable[str]) -> bytes:
    r"""``(\Seen $Forwarded)``. Raises LocalProtocolError for a word that is no flag."""
    words = list(flags)
    for word in words:
        if not _FLAG.match(word):
            raise LocalProtocolError(f"not a flag: {word!r}")
    return b"(" + " ".join(words).encode("ascii") + b")"
