r"""Summaries: FETCH lines of the usual form, taken from the stream by one expression for the whole line.

The first sync of a large folder is as fast as this file: reading such a line token by token takes twenty times as
long. What it takes is exactly what ``tokens`` and ``fetch`` would read; ``tests/properties/test_summaries.py`` holds
the two together. Whatever is the least unusual (items in another order, 8-bit characters, literals but for
a subject) is left to them. Nothing is decoded: values stay as they came, because what repeats (senders, flags, days)
is best remembered by its bytes. RFC 9051 section 7.5.2.
"""

import re
from typing import NamedTuple

from mailclient.wire.imap.errors import ParseError
from mailclient.wire.imap.limits import LINE_LENGTH_MAX
from mailclient.wire.imap.tokens import read_values

ITEMS = ("FLAGS", "INTERNALDATE", "RFC822.SIZE")
"""To be asked for first, then what extensions add, then ``LAST_ITEMS``: most servers answer in that order."""
LAST_ITEMS = ("ENVELOPE", "BODYSTRUCTURE")

_QUOTED = rb'"[^"\\\r\n\x80-\xff]*+(?:\\["\\][^"\\\r\n\x80-\xff]*+)*+"'
_STRING = rb"(?:" + _QUOTED + rb"|NIL)"
_ADDRESS = rb"\(" + b" ".join([_STRING] * 4) + rb"\) ?+"
_ADDRESSES = rb"(?:\((?:" + _ADDRESS + rb")++\)|NIL)"
_SUBJECT = rb"(?:" + _STRING + rb"|\{[0-9]{1,4}\}\r\n[^\r\n\x80-\xff]{0,1000}?)"
"""A folded subject comes as a literal from Dovecot; its length is compared afterwards."""

_LINE = re.compile(
    rb"\* (?P<number>[1-9][0-9]{0,8}|[1-3][0-9]{9}) (?P<by_uid>UID)?FETCH \("
    rb"(?:UID (?P<uid>[1-9][0-9]{0,8}|[1-3][0-9]{9}) "
    rb'|FLAGS (?P<flags>\([^()"{\[\r\n\x80-\xff]*+\)) '
    rb'|INTERNALDATE "(?P<internal_date>[^"\\\r\n\x80-\xff]*+)" '
    rb"|RFC822\.SIZE (?P<size>[0-9]{1,18}) "
    rb"|MODSEQ \([0-9]{1,18}\) "
    rb'|EMAILID (?P<email_id>\([^()"{\[\r\n\x80-\xff]*+\)) '
    rb"|X-GM-MSGID (?P<gmail_id>[0-9]{1,20}) "
    rb'|X-GM-LABELS (?P<labels>\((?:[^()"{\[\r\n\x80-\xff]++|' + _QUOTED + rb")*+\)) "
    rb'|THREADID (?P<thread_id>\([^()"{\[\r\n\x80-\xff]*+\)|NIL) '
    rb"|X-GM-THRID (?P<gmail_thread>[0-9]{1,20}) "
    rb")++"
    rb"ENVELOPE \((?P<date>" + _STRING + rb") (?P<subject>" + _SUBJECT + rb") "
    rb"(?P<from_>" + _ADDRESSES + rb") "
    rb"(?P<sender>(?P=from_)(?= )|" + _ADDRESSES + rb") (?P<reply_to>(?P=from_)(?= )|" + _ADDRESSES + rb") "
    rb"(?P<to>" + _ADDRESSES + rb") (?P<cc>" + _ADDRESSES + rb") (?P<bcc>" + _ADDRESSES + rb") "
    rb"(?P<in_reply_to>" + _STRING + rb") (?P<message_id>" + _STRING + rb")\) "
    rb"BODYSTRUCTURE (?P<structure>\([^\r\n{\x80-\xff]*\))\)\r\n"
)
_OPTIONAL = rb'(?:NIL|"[^"\\]*+")'
_PARAMETERS = rb'(?:NIL|\((?:[^()"\\]++|"[^"\\]*+")*+\))'
_TEXT = (
    rb'\("text" "(?:plain|html)" (?:NIL|\("charset" "[^"\\]*+"(?: "(?:format|delsp)" "[^"\\]*+")*+\)) NIL NIL'
    rb' "[^"\\]*+" [0-9]++ [0-9]++ NIL NIL(?: NIL)?(?: NIL)?\)'
)
_FILE = (
    rb'\("(?:application|audio|image|video)" "[^"\\]*+" '
    + _PARAMETERS
    + b" "
    + _OPTIONAL
    + b" "
    + _OPTIONAL
    + rb' "[^"\\]*+" [0-9]++ '
    + _OPTIONAL
    + rb' (?:NIL|\("attachment" '
    + _PARAMETERS
    + rb"\)) NIL(?: NIL)?\)"
)
_ALTERNATIVE = rb' "alternative" \("boundary" "[^"\\]*+"\) NIL NIL(?: NIL)?\)'
_TEXTS_ALONE = re.compile(_TEXT + rb"|\((?:" + _TEXT + rb")++" + _ALTERNATIVE)
_LEAF = re.compile(rb"(" + _TEXT + rb")|" + _FILE)
_VARYING = re.compile(rb'(?<= )[0-9]++(?=[ )])|(?<=boundary" )"[^"\\]*+"')
_SEAL = re.compile(rb'\("application" "(?:pgp-signature|(?:x-)?pkcs7-(?:signature|mime))" ', re.IGNORECASE)
"""What protects a message is no file that hangs on it (RFC 3156, RFC 8551)."""
_SHAPES_MAX = 4096


class Summary(NamedTuple):
    """What one line tells, each as it came: strings in their quotes (or a literal), lists in their parentheses, NIL.

    ``internal_date`` is without quotes; those from ``email_id`` to ``gmail_thread`` are None when they were not told.
    ``shape`` is the same for structures that differ only in what does not tell which parts there are: in sizes,
    boundaries, charsets, names of files.
    """

    uid: bytes
    flags: bytes
    internal_date: bytes
    size: bytes
    email_id: bytes | None
    gmail_id: bytes | None
    labels: bytes | None
    thread_id: bytes | None
    gmail_thread: bytes | None
    date: bytes
    subject: bytes
    from_: bytes
    sender: bytes
    reply_to: bytes
    to: bytes
    cc: bytes
    bcc: bytes
    in_reply_to: bytes
    message_id: bytes
    structure: bytes
    shape: bytes


class SummaryReader:
    """Takes summaries from a buffer, and remembers which shapes of structure follow the grammar."""

    def __init__(self) -> None:
        self._shapes: set[bytes] = set()

    def read(self, buffer: bytes | bytearray, start: int) -> tuple[list[Summary], int]:
        """The summaries that stand one after the other from ``start``, where a line begins; and where they end."""
        found = []
        while (line := _LINE.match(buffer, start)) is not None:
            number, by_uid, *values = line.groups()
            if by_uid is not None:  # UIDFETCH (RFC 9586 section 3.3)
                values[0] = number
            structure, subject = values[-1], values[10]
            if None in values[:4] or line.end() - start > LINE_LENGTH_MAX:
                break
            if subject.startswith(b"{") and not _is_whole(subject):
                break
            shape = _shape(structure)
            if shape not in self._shapes and not self._follows_grammar(structure, shape):
                break
            found.append(Summary._make((*values, shape)))
            start = line.end()
        return found, start

    def _follows_grammar(self, structure: bytes, shape: bytes) -> bool:
        try:
            values = read_values(structure, [])
        except (ParseError, StopIteration):
            return False
        if len(values) != 1 or not isinstance(values[0], tuple):
            return False
        if len(self._shapes) >= _SHAPES_MAX:
            self._shapes.clear()
        self._shapes.add(shape)
        return True


def _shape(structure: bytes) -> bytes:
    """The structure without sizes and boundaries, and every usual text or file in it as short as can be."""
    if _TEXTS_ALONE.fullmatch(structure):
        return b"T"
    return _VARYING.sub(b"0", _LEAF.sub(_leaf, structure))


def _leaf(part: re.Match[bytes]) -> bytes:
    if part[1]:
        return b"T"
    return b"S" if _SEAL.match(part[0]) else b"F"


def _is_whole(literal: bytes) -> bool:
    """Whether as many bytes follow as ``{n}`` announces: else the expression has taken its end for another."""
    head, _, data = literal.partition(b"\r\n")
    return len(data) == int(head[1:-1])
