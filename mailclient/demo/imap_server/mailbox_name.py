"""Mailbox names: modified UTF-7 (RFC 3501 section 5.1.3) and the patterns of LIST (section 6.3.8)."""

import base64
import binascii
import re

_SHIFTED = re.compile(r"&([^-]*)-")
_NOT_PRINTABLE = re.compile(r"[^\x20-\x7e]+")


def decode_name(data: bytes) -> str:
    """The name; 8-bit names are taken as UTF-8, what is broken stays as it is."""
    text = data.decode("utf-8", "replace")
    return _SHIFTED.sub(_unshift, text)


def encode_name(name: str) -> bytes:
    """The name in modified UTF-7."""
    return _NOT_PRINTABLE.sub(_shift, name.replace("&", "&-")).encode("ascii")


def _unshift(match: re.Match[str]) -> str:
    if not match[1]:
        return "&"
    padded = match[1].replace(",", "/") + "=" * (-len(match[1]) % 4)
    try:
        return base64.b64decode(padded, validate=True).decode("utf-16-be")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return match[0]


def _shift(match: re.Match[str]) -> str:
    encoded = base64.b64encode(match[0].encode("utf-16-be", "surrogatepass")).decode("ascii")
    return "&" + encoded.rstrip("=").replace("/", ",") + "-"


def matches(name: str, pattern: str, delimiter: str = "/") -> bool:
    """Whether ``name`` fits the pattern: "*" is anything, "%" anything within one level; INBOX in any case.

    Done without a regular expression, so that a hostile pattern costs name × pattern steps and no more.
    """
    if name.upper() == "INBOX":
        name, pattern = name.upper(), pattern.upper()
    reached = {0}
    for character in name:
        following = set()
        for at in _past_wildcards(reached, pattern):
            if at < len(pattern):
                wild = pattern[at]
                if wild == "*" or (wild == "%" and character != delimiter):
                    following.add(at)
                if wild == character and wild not in "*%":
                    following.add(at + 1)
        reached = following
    return len(pattern) in _past_wildcards(reached, pattern)


def _past_wildcards(positions: set[int], pattern: str) -> set[int]:
    """The positions, and those reached from them when wildcards stand for nothing."""
    reached = set(positions)
    pending = list(positions)
    while pending:
        at = pending.pop()
        if at < len(pattern) and pattern[at] in "*%" and at + 1 not in reached:
            reached.add(at + 1)
            pending.append(at + 1)
    return reached
