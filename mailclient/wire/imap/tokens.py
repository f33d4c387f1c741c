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
    \ *+(
        [()]
      | "[^"\\\r\n]*+(?:\\.[^"\\\r\n]*+)*+"
      | [Bb](?:[Oo][Dd][Yy]|[Ii][Nn][Aa][Rr][Yy](?:\.[Ss][Ii][Zz][Ee])?)\[[^\]]*+\](?:<[0-9]++>)?
      | ~?\{[0-9]++\+?\}\r\n
      | [^\ ()"{\r\n][^\ ()"\r\n]*+
      | .
    )
    """,
    re.VERBOSE | re.DOTALL,
)
"""One token after blanks. The last alternative is a byte that fits nowhere; an atom never begins with its byte."""

_ESCAPE = re.compile(rb"\\(.)", re.DOTALL)
_OPEN, _CLOSE, _QUOTE, _LINE_FEED = b'()"\n'


def read_values(text: bytes, literals: Literals, start: int = 0) -> tuple[Value, ...]:
    """All values from ``start`` to the end; ``literals`` in the order of the ``{n}`` in ``text`` from there on.

    Raises ParseError: parentheses that do not match, nesting deeper than the bound, a byte that fits nowhere.
    """
    stack: list[list[Value]] = []
    values: list[Value] = []
    literal = iter(literals)
    # All tokens at once and a look at the first byte: half the time of a match object for each.
    for token in _TOKEN.findall(text, start):
        first = token[0]
        if first == _QUOTE:
            if len(token) == 1:
                raise ParseError("a quoted string without end")
            values.append(_ESCAPE.sub(rb"\1", token[1:-1]) if b"\\" in token else token[1:-1])
        elif first == _OPEN:
            if len(stack) >= NESTING_DEPTH_MAX:
                raise ParseError("nested too deep")
            stack.append(values)
            values = []
        elif first == _CLOSE:
            if not stack:
                raise ParseError("closing parenthesis without an opening one")
            outer = stack.pop()
            outer.append(tuple(values))
            values = outer
        elif len(token) == 3 and token.upper() == b"NIL":
            values.append(None)
        elif token[-1] == _LINE_FEED and len(token) > 1:
            values.append(next(literal))
        elif len(token) == 1 and token in b"{\r\n":
            raise ParseError(f"unexpected byte {token!r}")
        else:
            values.append(token)
    if stack:
        raise ParseError("closing parenthesis missing")
    return tuple(values)
