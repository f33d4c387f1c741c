"""Header fields written: encoded, folded at 76 columns, and never more than one field whatever the value holds.

RFC 5322 section 2.2.3, RFC 2047 section 5, RFC 2231 sections 3 and 4.
"""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from mailclient.mail.address import Address
from mailclient.mime.addresses import clean_name
from mailclient.mime.origin.domains import ascii_address
from mailclient.mime.words import clean, encode_words

WIDTH = 76
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
_LINE_LIMIT = 998
_TOKEN_LIMIT = 900
_PIECE = 48
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_NOT_IN_ADDRESS = re.compile(r"[\s<>\x00-\x1f\x7f]+")
_PERCENT_PIECE = re.compile(r"(?:%[0-9A-F]{2}|[^%]){1,20}")
_SAFE_IN_2231 = "!#$&+-.^_`|~"


def text_field(name: str, text: str) -> bytes:
    """An unstructured field (Subject); there also when ``text`` is ""."""
    text = clean(text).strip()
    field = _folded(name, encode_words(text).split(" "))
    if max(map(len, field.split(b"\r\n"))) > _LINE_LIMIT:
        field = _folded(name, encode_words(text, always=True).split(" "))
    return field


def address_field(name: str, addresses: Sequence[Address], *, unfinished: bool = False) -> bytes:
    """An address list, b"" when it is empty. A domain in other letters is sent in its ASCII form.

    ``unfinished``: what is only a name as yet stays, as ``name <>``, which all programs show; else it is left out.
    """
    tokens: list[str] = []
    written = [_mailbox(address, unfinished=unfinished) for address in addresses]
    for number, mailbox in enumerate(filter(None, written)):
        if number:
            tokens[-1] += ","
        tokens += mailbox
    return _folded(name, tokens) if tokens else b""


def id_field(name: str, ids: Iterable[str]) -> bytes:
    """Message ids (or a Content-ID) in their angle brackets, b"" for none. One that fits on no line is left out."""
    bare = (_NOT_IN_ADDRESS.sub("", each) for each in ids)
    tokens = [f"<{each}>" for each in bare if 0 < len(each.encode()) <= _TOKEN_LIMIT]
    return _folded(name, tokens) if tokens else b""


def parameter_lines(name: str, value: str, *, words: bool = False) -> str:
    """A parameter on lines of its own, with the ";" before it; "" for no value.

    ``words``: in encoded words inside quotes (against RFC 2047, but what old mailers read); else as RFC 2231 says.
    """
    if not value:
        return ""
    if value.isascii() and len(value) <= _PIECE:
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f';\r\n {name}="{escaped}"'
    if words:
        return f';\r\n {name}="' + "\r\n ".join(encode_words(value, always=True).split(" ")) + '"'
    encoded = quote(value, safe=_SAFE_IN_2231, errors="replace")
    pieces = _PERCENT_PIECE.findall("utf-8''" + encoded)
    if len(pieces) == 1:
        return f";\r\n {name}*={pieces[0]}"
    return "".join(f";\r\n {name}*{number}*={piece}" for number, piece in enumerate(pieces))


def _mailbox(address: Address, *, unfinished: bool) -> list[str]:
    """The tokens between which a line may break, [] for an address that is none."""
    unwanted = _CONTROLS if address.address.startswith('"') else _NOT_IN_ADDRESS
    bare = ascii_address(unwanted.sub("", address.address))
    name = clean_name(address.name)
    if not bare and not (unfinished and name):
        return []
    if not name:
        return [bare]
    if not name.isascii() or "=?" in name or max(map(len, name.split(" "))) > _TOKEN_LIMIT:
        written = encode_words(name, always=True)
    elif _ATOMS.fullmatch(name):
        written = name
    else:
        written = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return [*written.split(" "), f"<{bare}>"]


def _folded(name: str, tokens: Sequence[str]) -> bytes:
    """``name: tokens``, broken before tokens (never before an empty one, which would leave a line of spaces)."""
    lines = [f"{name}:"]
    for number, token in enumerate(tokens):
        after_empty = number and not tokens[number - 1]
        if number and token and not after_empty and len(lines[-1].encode()) + 1 + len(token.encode()) > WIDTH:
            lines.append("")
        lines[-1] += f" {token}"
    return "\r\n".join(lines).encode("utf-8") + b"\r\n"
