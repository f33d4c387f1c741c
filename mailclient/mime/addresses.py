"""Address lists (RFC 5322 section 3.4, RFC 2047 in display names, RFC 6854 groups), tolerant and without recursion."""

import ipaddress
import re
from dataclasses import dataclass, field

from mailclient.mail.address import Address
from mailclient.mime.words import ENCODED_WORD, decode_words, has_many_words, header_text

ADDRESS_LIMIT = 10_000
"""Addresses read of one header."""

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*+)"', re.DOTALL)
_LITERAL = re.compile(r"\[[^][\s<>]{0,100}+\]")
_TEXT = {
    stops: re.compile(rf"(?:[^{stops}<>,;:\[=]|\[(?![^][\s<>]{{0,100}}+\])|=(?!\?[^?\s]{{1,80}}\?[bBqQ]\?))++")
    for stops in ('"(', '"', "(", "")
}
"""Words and blanks, up to what means something; "stops": whether quotes and parentheses still do."""
_SIMPLE_COMMENTS = re.compile(r"(?:\([^()\\]*+\))++")
_IN_COMMENT = re.compile(r"\\.|(\(++)|(\)++)", re.DOTALL)
_SPACE = re.compile(r"\s+")
_AROUND_AT = re.compile(r"(?<!\s)\s++(?=[@.])|(?<=[@.])\s++")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\u2800\u3164\ufeff\uffa0\u0000-\u001f\u007f]+"
)
_UNSEEN_SELECTORS = re.compile(
    "(?<![\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])[\U000e0100-\U000e01ef]+|"
    "(\U0001f3f4[\U000e0020-\U000e007f]+)|[\U000e0000-\U000e007f]+"
)
"""Variation selectors that follow no ideograph, and tags that belong to no flag."""
_LEADING = re.compile("^[\u200c\u200d\ufe00-\ufe0f\\s]+")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SPECIALS = re.compile(r'[()<>\[\]:;@\\,."]')
_NEEDLESSLY_QUOTED = re.compile(r"\"([\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*)\"@")
_ADDRESS = re.compile(r'^(?:"(?:[^"\\\x00-\x1f\x7f]|\\[^\x00-\x1f\x7f])*"|[^\s@()<>,;:\\"\[\]\x00-\x1f\x7f]+)@'
                      r'(?:[^\s@()<>,;:\\"\[\]\x00-\x1f\x7f]+|\[[0-9A-Za-z:.]+\])$')  # fmt: skip

_SIMPLE = re.compile(
    r"[ \t]*+"
    r'(?:(?:"([^"\\]*+)"|([^"<>,;:()@\[\]\\]*+))[ \t]*+<([\w.+-]++@[\w.-]++)>|([\w.+-]++@[\w.-]++))'
    r"[ \t]*+(?:,|\Z)",
    re.ASCII,
)
"""One mailbox as nearly all are written: ``Name <local@domain>``, ``"Name" <local@domain>`` or ``local@domain``."""


class _Comment(str):
    """What stood in parentheses."""

    __slots__ = ()


@dataclass(slots=True)
class _Entry:
    """One mailbox on its way: what was seen since the last separator."""

    name: list[str] = field(default_factory=list)
    inside: list[str] | None = None
    """What stood between < and >; None before a "<"."""
    before: int = 0
    """How many pieces of the name stood before the "<"."""

    def clear(self) -> None:
        self.name.clear()
        self.inside = None
        self.before = 0


def parse_addresses(raw: bytes | str, charset: str = "", *, limit: int = ADDRESS_LIMIT) -> tuple[Address, ...]:
    """All mailboxes of an address header or of what a person typed, in order; members of groups are listed flat.

    Also splits at ";". An entry without "@" gives ``Address(name, "")`` or ``Address("", word)`` when it stood in <>.
    Names are decoded, unquoted, and without control characters. At most ``limit`` are returned.
    ``charset``: of raw 8-bit bytes that are not UTF-8, where it is known.
    """
    if not raw:
        return ()
    text = header_text(raw, charset)
    detect = not has_many_words(text)
    return _simple_list(text, limit, detect=detect) or _AddressReader(text, limit, detect=detect).read()


def _simple_list(text: str, limit: int = ADDRESS_LIMIT, *, detect: bool = True) -> tuple[Address, ...]:
    """What the reader below would find, in a third of the time; () for a list that holds anything unusual."""
    found: list[Address] = []
    position = 0
    while position < len(text) and len(found) < limit:
        mailbox = _SIMPLE.match(text, position)
        if mailbox is None:
            return ()
        quoted, plain, address, bare = mailbox.groups()
        name = clean_name(quoted or plain or "", detect=detect)
        address = address or bare
        found.append(Address("" if name == address else name, address))
        position = mailbox.end()
    return tuple(found)


class _AddressReader:
    """Goes once over the text; nothing nests but comments, which are counted."""

    def __init__(self, text: str, limit: int = ADDRESS_LIMIT, *, detect: bool = True) -> None:
        self._text = text
        self._limit = limit
        self._detect = detect
        self._position = 0
        self._last_parenthesis = text.rfind(")")
        self._stops = '"('
        self._entry = _Entry()
        self._angle_open = False
        self._found: list[Address] = []

    def read(self) -> tuple[Address, ...]:
        while self._position < len(self._text) and len(self._found) < self._limit:
            self._step(self._text[self._position])
        self._finish()
        return tuple(self._found[: self._limit])

    def _step(self, character: str) -> None:
        if character == '"' and '"' in self._stops:
            self._quoted()
        elif character == "(" and "(" in self._stops:
            self._comment()
        elif character == "=" and (word := ENCODED_WORD.match(self._text, self._position)):
            self._add(word[0])
            self._position = word.end()
        elif character in "<>,;:":
            self._separator(character)
            self._position += 1
        else:
            self._run()

    def _run(self) -> None:
        """Text, an address in brackets, a "=" that begins nothing."""
        at = self._position
        run = _TEXT[self._stops].match(self._text, at) or _LITERAL.match(self._text, at)
        self._position = run.end() if run else at + 1
        self._add(self._text[at : self._position])

    def _add(self, text: str) -> None:
        if self._angle_open and self._entry.inside is not None:
            self._entry.inside.append(text)
        else:
            self._entry.name.append(text)

    def _quoted(self) -> None:
        quoted = _QUOTED.match(self._text, self._position)
        if quoted is None:
            # none of the quotes that follow can close either
            self._stops = self._stops.replace('"', "")
            return
        is_local_part = self._angle_open or self._text.startswith("@", quoted.end())
        self._add(quoted[0] if is_local_part else _unescaped(quoted[1]))
        self._position = quoted.end()

    def _comment(self) -> None:
        start = self._position
        if start > self._last_parenthesis:
            self._stops = self._stops.replace("(", "")
            return
        simple = _SIMPLE_COMMENTS.match(self._text, start)
        self._position = simple.end() if simple else self._end_of_comment()
        inside = self._text[start + 1 : self._position - 1]
        if not self._angle_open:
            self._entry.name += map(_Comment, inside.split(")(") if simple else (_unescaped(inside),))

    def _end_of_comment(self) -> int:
        """Behind the parenthesis that closes the one here; the end of the text when none does."""
        depth = 0
        for found in _IN_COMMENT.finditer(self._text, self._position):
            if found[1]:
                depth += len(found[1])
            elif found[2] and len(found[2]) >= depth:
                return found.start() + depth
            elif found[2]:
                depth -= len(found[2])
        return len(self._text)

    def _separator(self, character: str) -> None:
        inside = self._entry.inside
        if character == "<":
            self._open_angle()
        elif character == ">":
            self._angle_open = False
        elif self._angle_open and (character == ":" or (inside and inside[0].startswith("@"))):
            self._add(character)  # a source route: <@a,@b:user@host>
        elif character == ":":
            self._entry.clear()  # what came before was the name of a group
        else:
            self._finish()

    def _open_angle(self) -> None:
        """Of several in one entry the last has the address; those before it are shown, so that nobody is deceived."""
        entry = self._entry
        if entry.inside and not self._angle_open:
            entry.name.insert(entry.before, f" <{''.join(entry.inside)}> ")
        entry.inside = []
        entry.before = len(entry.name)
        self._angle_open = True

    def _finish(self) -> None:
        entry, self._angle_open = self._entry, False
        if not entry.name and entry.inside is None:
            return
        self._entry = _Entry()
        if entry.inside is None:
            name, address = _split_bare("".join(piece for piece in entry.name if not isinstance(piece, _Comment)))
            comments = [piece for piece in entry.name if isinstance(piece, _Comment)]
            name = (
                "".join((name, *(f" ({comment})" for comment in comments))) if name.strip() else _said_aside(comments)
            )
        else:
            name, address = _name_of(entry), _bare_address("".join(entry.inside))
        name = clean_name(name, detect=self._detect)
        if name or address:
            self._found.append(Address("" if name == address else name, address))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(r"\1", text) if "\\" in text else text


def _said_aside(comments: list[_Comment]) -> str:
    """The name where it stands in comments alone."""
    return comments[0] if len(comments) == 1 else " ".join(f"({comment})" for comment in comments)


def _name_of(entry: _Entry) -> str:
    """The words and comments in their order; what stands after the angle brackets and is no comment says nothing."""
    before = entry.name[: entry.before]
    pieces = before + [piece for piece in entry.name[entry.before :] if isinstance(piece, _Comment)]
    if all(isinstance(piece, _Comment) or piece.isspace() for piece in pieces):
        return _said_aside([piece for piece in pieces if isinstance(piece, _Comment)])
    return "".join(f" ({piece}) " if isinstance(piece, _Comment) else piece for piece in pieces)


def _split_bare(text: str) -> tuple[str, str]:
    """``(name, address)`` of an entry without angle brackets: the last word with an "@" is the address."""
    if "@" not in text:
        return text, ""
    joined = text.strip() if '"' in text else _AROUND_AT.sub("", text)
    words = [joined] if joined.startswith('"') else joined.split()
    for number in range(len(words) - 1, -1, -1):
        if "@" in words[number] and not ENCODED_WORD.fullmatch(words[number]):
            return " ".join(words[:number] + words[number + 1 :]), _plain_local(_INVISIBLE.sub("", words[number]))
    return text, ""


def _bare_address(text: str) -> str:
    """The address out of what stood in angle brackets: no spaces, no source route, no "mailto:"."""
    if '"' not in text:
        text = _SPACE.sub("", text)
    text = _INVISIBLE.sub("", text).strip()
    if text.startswith("@") and ":" in text:
        text = text.split(":", 1)[1]
    if text[:7].lower() == "mailto:":
        text = text[7:]
    return _plain_local(decode_words(text, detect=False) if "=?" in text else text)


def _plain_local(address: str) -> str:
    """``"user"@host`` is ``user@host`` (RFC 5321 section 4.1.2)."""
    quoted = _NEEDLESSLY_QUOTED.match(address)
    return quoted[1] + address[quoted.end() - 1 :] if quoted else address


def clean_name(name: str, *, detect: bool = True) -> str:
    """A display name decoded, on one line, without characters that cannot be seen or turn the writing around."""
    if name.isascii() and "=?" not in name and name.isprintable():
        return " ".join(name.split())
    name = _INVISIBLE.sub(lambda found: " " if found[0].isspace() else "", decode_words(name, detect=detect))
    name = _UNSEEN_SELECTORS.sub(r"\1", name)
    return " ".join(_LEADING.sub("", name).split())


def format_address(address: Address) -> str:
    """ "Name <local@domain>" as a person reads and types it (not encoded); quoted where the name needs it."""
    name = clean_name(address.name)
    if not name:
        return address.address
    if _SPECIALS.search(name):
        name = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{name} <{address.address}>" if address.address else name


def is_address(text: str) -> bool:
    """Whether ``text`` can be a recipient: one local@domain, no spaces or line breaks (RFC 5321 4.1.2, RFC 6531)."""
    if len(text) > 254 or not _ADDRESS.fullmatch(text):
        return False
    local, domain = text.rsplit("@", 1)
    if len(local.encode("utf-8", "replace")) > 64 or (not local.startswith('"') and "" in local.split(".")):
        return False
    if domain.startswith("["):
        return _is_ip(domain[1:-1])
    return all(0 < len(label) < 64 and label.strip("-") == label for label in domain.split("."))


def _is_ip(literal: str) -> bool:
    try:
        if literal.lower().startswith("ipv6:"):
            ipaddress.IPv6Address(literal[5:])
        else:
            ipaddress.IPv4Address(literal)
    except ValueError:
        return False
    return True
