"""Address fields as ENVELOPE gives them (RFC 3501 section 7.4.2): raw, not decoded, groups kept.

A tolerant reader of RFC 5322 section 3.4: what cannot be read is passed over, an address is never made up.
"""

import re

from mailclient.demo.imap_server.answer import nstring

ADDRESS_LIMIT = 1000
VALUE_LIMIT = 32_768
"""Bytes of a field that are looked at; unclosed quotes cost the square of it."""

_PIECE = re.compile(
    rb"(?P<space>[ \t\r\n]+)|\"(?P<quoted>(?:[^\"\\]|\\.)*)\"|(?P<special>[<>@,;:()])"
    rb"|(?P<literal>\[(?:[^\[\]\\]|\\.)*\])|(?P<word>[^ \t\r\n<>@,;:()\"\[]+)|(?P<stray>.)",
    re.DOTALL,
)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)

Token = tuple[str, bytes, bool]
"""Kind ("word", "special", "comment"), text, and whether white space stands before it."""


def address_list(value: bytes | None) -> bytes:
    """The parenthesised list of a field's unfolded value; NIL when there is no address in it."""
    addresses = b"".join(_addresses(_tokens(value[:VALUE_LIMIT]))) if value else b""
    return b"(" + addresses + b")" if addresses else b"NIL"


def _tokens(value: bytes) -> list[Token]:
    tokens: list[Token] = []
    spaced = False
    at = 0
    while at < len(value) and (match := _PIECE.match(value, at)):
        at = match.end()
        kind = match.lastgroup
        if kind == "space":
            spaced = True
            continue
        if kind == "special" and match[0] == b"(":
            comment, at = _comment(value, at)
            tokens.append(("comment", comment, spaced))
        elif kind == "special":
            tokens.append(("special", match[0], spaced))
        else:
            text = _ESCAPED.sub(rb"\1", match["quoted"]) if kind == "quoted" else match[0]
            tokens.append(("word", text, spaced))
        spaced = False
    return tokens


def _comment(value: bytes, at: int) -> tuple[bytes, int]:
    """The text of a comment that began before ``at``, and where it ends."""
    depth = 1
    start = at
    while at < len(value):
        character = value[at : at + 1]
        at += 2 if character == b"\\" else 1
        depth += (character == b"(") - (character == b")")
        if depth == 0:
            return _ESCAPED.sub(rb"\1", value[start : at - 1]), at
    return value[start:], len(value)


def _addresses(tokens: list[Token]) -> list[bytes]:
    found: list[bytes] = []
    pending: list[Token] = []
    in_group = False
    angle = False
    for token in [*tokens, ("special", b",", False)]:
        special = token[1] if token[0] == "special" else b""
        angle = (angle or special == b"<") and special != b">"
        if special == b":" and not angle and not in_group:
            found.append(b"(NIL NIL " + nstring(_phrase(pending)) + b" NIL)")
            in_group, pending = True, []
        elif special == b"," or (special == b";" and not angle):
            if any(kind != "comment" for kind, _, _ in pending):
                found.append(_address(pending))
            pending = []
            angle = False
            if special == b";" and in_group:
                found.append(b"(NIL NIL NIL NIL)")
                in_group = False
        else:
            pending.append(token)
        if len(found) >= ADDRESS_LIMIT:
            break
    if in_group:
        found.append(b"(NIL NIL NIL NIL)")
    return found


def _address(tokens: list[Token]) -> bytes:
    """One mailbox: ``phrase <local@domain>`` or ``local@domain (comment)``."""
    comments = [text for kind, text, _ in tokens if kind == "comment"]
    plain = [token for token in tokens if token[0] != "comment"]
    texts = [text if kind == "special" else None for kind, text, _ in plain]
    name: bytes | None = None
    route: bytes | None = None
    if b"<" in texts:
        start = texts.index(b"<")
        name = _phrase(plain[:start])
        end = texts.index(b">") if b">" in texts else len(plain)
        plain = plain[start + 1 : end]
        # An old source route: "<@relay,@relay:local@domain>".
        colons = [at for at, (kind, text, _) in enumerate(plain) if kind == "special" and text == b":"]
        if colons:
            route, plain = _joined(plain[: colons[-1]]), plain[colons[-1] + 1 :]
    if not name and comments:
        name = comments[-1]
    at_sign = [i for i, (kind, text, _) in enumerate(plain) if kind == "special" and text == b"@"]
    split = at_sign[0] if at_sign else len(plain)
    local = _joined(plain[:split])
    domain = _joined(plain[split + 1 :])
    return b"(%b %b %b %b)" % (nstring(name or None), nstring(route or None), nstring(local), nstring(domain))


def _phrase(tokens: list[Token]) -> bytes:
    """The words of a display name; white space between them becomes one space."""
    text = b"".join((b" " if spaced else b"") + word for kind, word, spaced in tokens if kind != "comment")
    return text.strip()


def _joined(tokens: list[Token]) -> bytes:
    return b"".join(text for kind, text, _ in tokens if kind != "comment")
