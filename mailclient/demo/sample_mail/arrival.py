"""What the reader's own server writes on top of a message that comes in: who brought it, and what was checked.

RFC 5321 section 4.4 (Received), RFC 8601 (Authentication-Results).
"""

from mailclient.demo.sample_mail.letter import Letter

_OUTSIDE = ("Sent", "Drafts")
"""Folders of messages that came through no server."""
_UNCONFIRMED = "spf=softfail smtp.mailfrom={domain};\r\n dkim=none; dmarc=fail (p=none) header.from={domain}"
_CONFIRMED = (
    "spf=pass smtp.mailfrom={domain};\r\n dkim=pass header.d={domain} header.s=mail; dmarc=pass header.from={domain}"
)


def trace(letter: Letter, address: str, folder: str) -> bytes:
    """The fields for the copy that came to ``address`` and lies in ``folder``; none for what its owner wrote."""
    if folder in _OUTSIDE or letter.from_.address == address:
        return b""
    domain = letter.from_.address.rpartition("@")[2]
    if not domain.isascii():
        return b""
    own = address.partition("@")[2]
    checked = (_UNCONFIRMED if folder == "Junk" else _CONFIRMED).format(domain=domain)
    stamp = letter.sent.strftime("%a, %d %b %Y %H:%M:%S %z")
    return (
        f"Return-Path: <{letter.from_.address}>\r\n"
        f"Authentication-Results: mx.{own};\r\n {checked}\r\n"
        f"Received: from mx.{domain} (mx.{domain} [192.0.2.25])\r\n by mx.{own} with ESMTPS (TLS1.3)\r\n"
        f" for <{address}>; {stamp}\r\n"
    ).encode("ascii")
