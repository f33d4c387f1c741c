"""Reads the arguments of a command from left to right (RFC 3501 section 9, RFC 4466 for modifiers)."""

import binascii
import re

from mailclient.demo.imap_server.answer import BadCommandError
from mailclient.demo.imap_server.mailbox_name import decode_name

NESTING_LIMIT = 20

_ATOM = re.compile(rb"[^(){ %*\"\\\]\x00-\x1f\x7f-\xff]+")
_ASTRING = re.compile(rb"[^(){ %*\"\\\x00-\x1f\x7f-\xff]+")
_LIST_MAILBOX = re.compile(rb"[^(){ \"\\\x00-\x1f\x7f-\xff]+")
_FLAG = re.compile(rb"\\?[^(){ %*\"\\\]\x00-\x1f\x7f-\xff]+")
_NUMBER = re.compile(rb"\d{1,20}")
_SEQUENCE_SET = re.compile(rb"[\d:*,$]+")
_QUOTED = re.compile(rb'"((?:[^"\\\r\n\x00]|\\["\\])*)"')
_LITERAL = re.compile(rb"\{(\d+)\+?\}\r?\n")
_ESCAPE = re.compile(rb"\\([\"\\])")


class Arguments:
    """What is left of a command. Each method takes one thing and raises ``BadCommandError`` when it is not there."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def space(self) -> None:
        """Exactly one space."""
        if not self.skip(b" "):
            raise BadCommandError("Missing argument")

    def end(self) -> None:
        """Nothing more."""
        if self._at != len(self._data):
            raise BadCommandError("Too many arguments")

    def at_end(self) -> bool:
        """Whether nothing is left."""
        return self._at == len(self._data)

    def skip(self, text: bytes) -> bool:
        """Take ``text`` (any case) when it stands here."""
        end = self._at + len(text)
        if self._data[self._at : end].upper() != text.upper():
            return False
        self._at = end
        return True

    def expect(self, text: bytes) -> None:
        """Take ``text``, which must stand here."""
        if not self.skip(text):
            raise BadCommandError(f"Expected {text.decode('ascii')}")

    def back(self, count: int) -> None:
        """Go back ``count`` bytes that were just taken."""
        self._at -= count

    def peek(self) -> bytes:
        """The next byte, or b"" at the end."""
        return self._data[self._at : self._at + 1]

    def take(self, pattern: re.Pattern[bytes], what: str) -> bytes:
        """What ``pattern`` finds here."""
        match = pattern.match(self._data, self._at)
        if match is None:
            raise BadCommandError(f"Expected {what}")
        self._at = match.end()
        return match[0]

    def word(self) -> str:
        """An atom in upper case: a command, key or item name."""
        return self.take(_ATOM, "a word").decode("ascii").upper()

    def number(self) -> int:
        """An unsigned number."""
        return int(self.take(_NUMBER, "a number"))

    def flag(self) -> str:
        """A flag or keyword."""
        return self.take(_FLAG, "a flag").decode("ascii")

    def sequence_set(self) -> str:
        """The text of a sequence set; ``sequence_set.parse`` checks it."""
        return self.take(_SEQUENCE_SET, "a message set").decode("ascii")

    def astring(self) -> bytes:
        """An atom, quoted string or literal."""
        if self.peek() in b'"{' and self.peek():
            return self.string()
        return self.take(_ASTRING, "a string")

    def string(self) -> bytes:
        """A quoted string or literal."""
        if self.peek() == b'"':
            quoted = self.take(_QUOTED, "a quoted string")
            return _ESCAPE.sub(rb"\1", quoted[1:-1])
        literal = _LITERAL.match(self._data, self._at)
        if literal is None:
            raise BadCommandError("Expected a string")
        end = literal.end() + int(literal[1])
        self._at = end
        return self._data[literal.end() : end]

    def text(self) -> str:
        """An astring as UTF-8 text (undecodable bytes are replaced)."""
        return self.astring().decode("utf-8", "replace")

    def mailbox(self) -> str:
        """A mailbox name, decoded from modified UTF-7 (or plain UTF-8)."""
        return decode_name(self.astring())

    def list_mailbox(self) -> str:
        """A mailbox pattern of LIST, decoded."""
        if self.peek() in b'"{' and self.peek():
            return decode_name(self.string())
        return decode_name(self.take(_LIST_MAILBOX, "a mailbox pattern"))

    def base64(self) -> bytes:
        """The rest of the line, decoded; "=" alone is the empty string (RFC 4959)."""
        rest, self._at = self._data[self._at :], len(self._data)
        return decode_base64(rest)

    def flags(self) -> list[str]:
        """Flags in parentheses, or bare until the end."""
        if not self.skip(b"("):
            flags = [self.flag()]
            while self.skip(b" "):
                flags.append(self.flag())
            return flags
        flags = []
        while not self.skip(b")"):
            if flags:
                self.space()
            flags.append(self.flag())
        return flags


def decode_base64(data: bytes) -> bytes:
    """What a client sends in an authentication exchange; "=" alone is empty."""
    if data == b"=":
        return b""
    try:
        return binascii.a2b_base64(data, strict_mode=True)
    except binascii.Error as error:
        raise BadCommandError("Invalid base64") from error
