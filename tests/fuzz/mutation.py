"""Mail made worse: a message from the corpus with some of it changed, the same for the same seed."""

import random
import re
from collections.abc import Sequence

_WORDS = (
    b"\r\n", b"\n", b"\r", b"\0", b"--", b"=?", b"?=", b"=?utf-8?b?", b"=?iso-2022-jp?q?", b"\x1b$B", b"\x1b(B",
    b"<", b">", b'"', b";", b"=", b"*0*=", b"*=utf-8''%", b"(", b")", b"((((((((",
    b"Content-Type: multipart/mixed; boundary=", b"Content-Type: message/rfc822\r\n\r\n",
    b"Content-Type: text/html\r\n\r\n", b"Content-Type: application/ms-tnef\r\n",
    b"Content-Transfer-Encoding: base64\r\n", b"Content-Transfer-Encoding: x-uuencode\r\n",
    b"Content-Transfer-Encoding: quoted-printable\r\n", b"charset=utf-7", b"charset=utf-16", b"charset=hz-gb-2312",
    b"begin 644 x\r\n", b"=ybegin line=1 size=1 name=x\r\n", b"format=flowed; delsp=yes", b"\xff\xfe",
    b"\x78\x9f\x3e\x22", b"<div>", b"<table><tr><td>", b"<style>", b"<!--", b"<img src=cid:", b"&#x", b"Reply-To: ",
    b"List-Unsubscribe: <", b"Authentication-Results: ", b"Received: from ", b"BEGIN:VCALENDAR\r\n",
    b"BEGIN:VCARD\r\n",
)  # fmt: skip
_HEADER_WORDS = (
    b"\r\nSubject: ", b"\r\nFrom: ", b"\r\nTo: ", b"\r\nDate: ", b"\r\nReferences: ", b"\r\n ", b"\n\t",
    b",", b"@", b":", b"(", b")", b"\\", b'"', b"<", b">", b"[", b"]", b"=?euc-kr?b?", b"=?x?q?=C7=D1?= ", b"?=",
    b"*1*=", b"''", b"\xc7\xd1", b"\xe3\x81", b"Mon, 31 Feb 2026 25:61:61 +9999", b"name*0*=utf-8''%ED",
    b"; filename=", b"\r\nContent-Type: multipart/mixed; boundary=",
    b"\r\nContent-Disposition: attachment; filename*=", b"\r\nMessage-ID: <", b"\r\nIn-Reply-To: ",
    b"\r\nReply-To: ", b"\r\nReceived: ", b"\r\nList-Post: ",
)  # fmt: skip
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_REPEATS = (2, 10, 200, 5_000)
_MOST = 400_000
"""Bytes of a mutated message."""


def mutated_header(messages: Sequence[bytes], seed: int) -> bytes:
    """One message, its header changed in up to eight places."""
    header, end, body = _parted(messages[seed % len(messages)])
    others = [_parted(messages[(seed * step) % len(messages)])[0] or b"x" for step in (3, 7, 11)]
    return mutated((header or b"x",), seed, words=_HEADER_WORDS, others=others) + end + body[:_MOST]


def _parted(message: bytes) -> tuple[bytes, bytes, bytes]:
    end = _HEADER_END.search(message)
    return (message[: end.start()], end[0], message[end.end() :]) if end else (message, b"", b"")


def mutated(
    messages: Sequence[bytes], seed: int, words: Sequence[bytes] = _WORDS, others: Sequence[bytes] = ()
) -> bytes:
    """One message, changed in up to eight places, with ``words`` and pieces of ``others`` (else of ``messages``)."""
    chance = random.Random(seed)
    others = others or messages
    data = bytearray(chance.choice(messages)[:_MOST])
    for _ in range(chance.randrange(1, 9)):
        at = chance.randrange(len(data) + 1)
        kind = chance.randrange(8)
        if kind == 0:
            data[at:at] = chance.choice(words)
        elif kind == 1:
            data[at:at] = chance.choice(words) * chance.choice(_REPEATS)
        elif kind == 2:
            del data[at : at + chance.choice((1, 2, 10, 500))]
        elif kind == 3:
            data[at : at + 1] = bytes((chance.randrange(256),))
        elif kind == 4:
            piece = data[at : at + chance.choice((20, 200, 2_000))]
            data[at:at] = piece * chance.choice((1, 3, 50))
        elif kind == 5:
            other = chance.choice(others)
            start = chance.randrange(len(other) + 1)
            data[at:at] = other[start : start + chance.choice((50, 500, 20_000))]
        elif kind == 6:
            data = data[:at]
        else:
            data[at:at] = chance.randbytes(chance.choice((1, 4, 60)))
        del data[_MOST:]
    return bytes(data)
