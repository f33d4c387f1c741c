r"""One answer's text → nested values, by one compiled expression (RFC 9051 section 9).

``(a "b" NIL {3}…)`` becomes ``(b"a", b"b", None, b"…")``: atoms, quoted strings and literals are bytes, NIL is None,
a list is a tuple. Numbers stay bytes: only who reads a field knows that it is one. A body section name
(``BODY[HEADER.FIELDS (A B)]<0>``) is one atom. A byte-by-byte parser was tried elsewhere and is ten times slower.
"""

import re
from typing import TypeAlias

from mailclient.wire.imap.errors import ParseError
from mailclient.wire.imap.limits import NESTING_DEPTH_MAX

Value: TypeAlias = "bytes | StreamedLiteral | tuple[Value, ...] | None"


class StreamedLiteral:
    """Stands where a literal was that went out as ``LiteralChunk`` events."""

    __slots__ = ("size",)

    def __init__(self, size: int) -> None:
        self.size = size


Literals = list["bytes | StreamedLiteral"]

_TOKEN = re.compile(
    rb"""
      \ +
    | (\()
    | (\))
    | "([^"\\\r\n]*+(?:\\.[^"\\\r\n]*+)*+)"
    | (~?\{[0-9]+\+?\}\r\n)
    | ((?:BODY|BINARY|BINARY\.SIZE)\[[^\]]*\](?:<[0-9]+>)?)
    | ([^\ ()"{\r\n][^\ ()"\r\n]*)
    | (.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_OPEN, _CLOSE, _QUOTED, _LITERAL, _SECTION, _ATOM, _WRONG = range(1, 8)
_ESCAPE = re.compile(rb"\\(.)", re.DOTALL)


def read_values(text: bytes, literals: Literals, start: int = 0) -> tuple[Value, ...]:
    """All values from ``start`` to the end; ``literals`` in the order of the ``{n}`` in ``text`` from there on.

    Raises ParseError: parentheses that do not match, nesting deeper than the bound, a byte that fits nowhere.
    """
    stack: list[list[Value]] = []
    values: list[Value] = []
    literal = iter(literals)
    for match in _TOKEN.finditer(text, start):
        kind = match.lastindex
        if kind is None:
            continue
        if kind == _ATOM:
            word = match[_ATOM]
            values.append(None if word.upper() == b"NIL" else word)
        elif kind == _QUOTED:
            quoted = match[_QUOTED]
            values.append(_ESCAPE.sub(rb"\1", quoted) if b"\\" in quoted else quoted)
        elif kind == _OPEN:
            if len(stack) >= NESTING_DEPTH_MAX:
                raise ParseError("nested too deep")
            stack.append(values)
            values = []
        elif kind == _CLOSE:
            if not stack:
                raise ParseError("closing parenthesis without an opening one")
            outer = stack.pop()
            outer.append(tuple(values))
            values = outer
        elif kind == _SECTION:
            values.append(match[_SECTION])
        elif kind == _LITERAL:
            values.append(next(literal))
        else:
            raise ParseError(f"unexpected byte {match[_WRONG]!r} at {match.start()}")
    if stack:
        raise ParseError("closing parenthesis missing")
    return tuple(values)
