"""What the user types into the search field, read as criteria. Nothing typed is an error.

    report from:kim -subject:"weekly news" (is:unread or has:attachment) after:7d

Words stand for messages that have all of them; ``or`` joins its two neighbours, ``and`` does so more closely, ``not``
and ``-`` turn the next one round, parentheses hold together, also behind an operator (``from:(kim or lee)``). Words in
quotation marks stand in a row; ``*word*`` is looked for inside words too. What looks like an operator and is none is
taken as words, with a note. Pure.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from mailclient.mail.criteria import All, AnyOf, Criterion, Field, Match, Not, Text
from mailclient.mail.query_values import FIELDS, OPERATORS

TERMS_MAX = 32
"""Terms looked at; the rest of a pasted text is ignored, with a note."""
LENGTH_MAX = 2_000
"""Characters looked at."""
_DEPTH_MAX = 16
_QUOTES = '"“”„‟＂'
_OR, _AND, _NOT = {"or", "또는", "혹은", "|"}, {"and", "그리고", "&"}, {"not"}
_PIECE = re.compile(
    rf"""
    (?P<blank>\s+)
    | (?P<minus>[-−!](?=[^\s{_QUOTES})-]|[{_QUOTES}]))
    | (?P<open>\() | (?P<close>\))
    | (?P<name>[^\W\d_][\w-]*)[:：]
    | [{_QUOTES}](?P<phrase>[^{_QUOTES}]*)(?P<end>[{_QUOTES}]?)
    | (?P<word>[^\s{_QUOTES}()][^\s{_QUOTES}()]*)
    """,
    re.VERBOSE,
)
_VALUE = re.compile(rf"[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)(?P<end>[{_QUOTES}]?)|(?P<word>[^\s{_QUOTES}()]+)")


class SpanKind(StrEnum):
    """What a piece of the typed text is, for showing it in colour."""

    WORD = "word"
    PHRASE = "phrase"
    OPERATOR = "operator"
    """The name with its colon; the ``VALUE`` follows."""
    VALUE = "value"
    CONNECTIVE = "connective"
    """``or``, ``and``, ``not``, ``-``, a parenthesis."""
    UNKNOWN = "unknown"
    """It looks like an operator, and is taken as words; see the notes."""


@dataclass(frozen=True, slots=True)
class Span:
    """From ``start`` up to ``end`` in the typed text, in characters."""

    start: int
    end: int
    kind: SpanKind


class NoteKind(StrEnum):
    """Why something was not taken as it may have been meant."""

    UNKNOWN_OPERATOR = "unknown_operator"
    UNREADABLE_VALUE = "unreadable_value"
    """An operator's value that says nothing to it: ``larger:big``."""
    CUT = "cut"
    """There are more terms than are looked at."""


@dataclass(frozen=True, slots=True)
class Note:
    """``text`` is what was typed."""

    kind: NoteKind
    text: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """``root`` is None when nothing is asked for."""

    text: str
    root: Criterion | None
    notes: tuple[Note, ...] = ()
    spans: tuple[Span, ...] = ()

    def __bool__(self) -> bool:
        return self.root is not None


def parse(text: str) -> Query:
    """What is asked for. Never fails; an empty query asks for nothing."""
    reading = _Reading(text[:LENGTH_MAX])
    tokens = list(reading.tokens())
    root = _Tree(tokens).sequence(0)
    return Query(text, root, tuple(dict.fromkeys(reading.notes)), tuple(reading.spans))


class _Sign(StrEnum):
    OR = "or"
    AND = "and"
    NOT = "not"
    OPEN = "("
    CLOSE = ")"


@dataclass(frozen=True, slots=True)
class _Group:
    """``from:(``: an opening parenthesis, and where the words in it are looked for."""

    field: Field


_Token = Criterion | _Sign | _Group


@dataclass
class _Reading:
    """The text as tokens, with notes and spans as they come."""

    text: str
    notes: list[Note] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    _terms: int = 0
    _position: int = 0

    def tokens(self) -> Iterator[_Token]:
        text = self.text = self.text.replace("\0", " ")
        while self._position < len(text):
            found = _PIECE.match(text, self._position)
            assert found is not None, "every character begins some piece"
            if found["blank"] is None and self._terms >= TERMS_MAX:
                self.notes.append(Note(NoteKind.CUT))
                return
            token = self._token(found)
            if token is not None:
                self._terms += not isinstance(token, _Sign | _Group)
                yield token

    def _token(self, found: re.Match[str]) -> _Token | None:
        self._position = found.end()
        kind = found.lastgroup
        if kind == "blank":
            return None
        if kind in ("minus", "open", "close"):
            self._span(found.start(), found.end(), SpanKind.CONNECTIVE)
            return {"minus": _Sign.NOT, "open": _Sign.OPEN, "close": _Sign.CLOSE}[kind]
        if found["name"] is not None:
            return self._operator(found)
        if found["phrase"] is not None:
            self._span(found.start(), found.end(), SpanKind.PHRASE)
            return _phrase(found["phrase"], bool(found["end"]), Field.ANYWHERE)
        return self._word(found["word"], found.start())

    def _word(self, word: str, start: int) -> _Token | None:
        lower = word.lower()
        for names, sign in ((_OR, _Sign.OR), (_AND, _Sign.AND), (_NOT, _Sign.NOT)):
            if lower in names and self.text[self._position :].strip():
                self._span(start, self._position, SpanKind.CONNECTIVE)
                return sign
        self._span(start, self._position, SpanKind.WORD)
        return _words(word, Field.ANYWHERE)

    def _operator(self, found: re.Match[str]) -> _Token | None:
        name = found["name"].lower()
        start, colon = found.span()
        if name in FIELDS:
            return self._in_field(FIELDS[name], start, colon)
        value = _VALUE.match(self.text, colon)
        if name in OPERATORS and (value is None or not _text_of(value).strip()):
            self._span(start, colon, SpanKind.OPERATOR)
            self._position = value.end() if value else colon
            return None
        criterion = OPERATORS[name](_text_of(value).strip()) if value and name in OPERATORS else None
        if criterion is not None and value is not None:
            self._span(start, colon, SpanKind.OPERATOR)
            self._span(colon, value.end(), SpanKind.VALUE)
            self._position = value.end()
            return criterion
        return self._as_words(name, start, colon, value)

    def _as_words(self, name: str, start: int, colon: int, value: re.Match[str] | None) -> _Token | None:
        end = self._position = value.end() if value else colon
        is_known = name in OPERATORS
        looks_meant = is_known or (value is not None and not _text_of(value).startswith("/"))
        if looks_meant:
            kind = NoteKind.UNREADABLE_VALUE if is_known else NoteKind.UNKNOWN_OPERATOR
            self.notes.append(Note(kind, self.text[start:end]))
        self._span(start, end, SpanKind.UNKNOWN if looks_meant else SpanKind.WORD)
        return _words(self.text[start:end], Field.ANYWHERE)

    def _in_field(self, field: Field, start: int, colon: int) -> _Token | None:
        self._span(start, colon, SpanKind.OPERATOR)
        begin = colon + len(self.text[colon:]) - len(self.text[colon:].lstrip())
        if self.text[begin : begin + 1] == "(":
            self._span(begin, begin + 1, SpanKind.CONNECTIVE)
            self._position = begin + 1
            return _Group(field)
        value = _VALUE.match(self.text, begin)
        if value is None or (begin > colon and _begins_operator(self.text, begin)):
            return None
        self._position = value.end()
        self._span(begin, value.end(), SpanKind.VALUE)
        if value["phrase"] is not None:
            return _phrase(value["phrase"], bool(value["end"]), field)
        return _words(value["word"], field)

    def _span(self, start: int, end: int, kind: SpanKind) -> None:
        self.spans.append(Span(start, end, kind))


def _begins_operator(text: str, position: int) -> bool:
    found = _PIECE.match(text, position)
    return found is not None and (found["name"] or "").lower() in {*FIELDS, *OPERATORS}


def _text_of(value: re.Match[str]) -> str:
    return value["word"] if value["phrase"] is None else value["phrase"]


def _phrase(text: str, closed: bool, field: Field) -> Text | None:
    return Text(text, field, Match.WHOLE if closed else Match.START) if _says_something(text) else None


def _words(text: str, field: Field) -> Text | None:
    match = Match.INSIDE if text.startswith("*") else Match.START
    bare = text.strip("*")
    return Text(bare, field, match) if _says_something(bare) else None


def _says_something(text: str) -> bool:
    return any(character.isalnum() for character in text)


class _Tree:
    """Tokens → criteria, by recursive descent: in a row, ``or``, ``and``, ``not``, one term."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._next = 0

    def sequence(self, depth: int) -> Criterion | None:
        """Up to the parenthesis that closes it, or the end."""
        parts: list[Criterion] = []
        while (token := self._peek()) is not None:
            if token is _Sign.CLOSE:
                if depth:
                    break
                self._next += 1  # one too many
            elif token in (_Sign.OR, _Sign.AND):
                self._next += 1  # with nothing before it
            elif (part := self._either(depth)) is not None:
                parts.append(part)
        return _joined(All, parts)

    def _either(self, depth: int) -> Criterion | None:
        return _joined(AnyOf, self._chain(_Sign.OR, self._both, depth))

    def _both(self, depth: int) -> Criterion | None:
        return _joined(All, self._chain(_Sign.AND, self._one, depth))

    def _chain(self, sign: _Sign, part: Callable[[int], Criterion | None], depth: int) -> list[Criterion]:
        parts = [part(depth)]
        while self._peek() is sign:
            self._next += 1
            if self._peek() in (None, _Sign.CLOSE, _Sign.OR, _Sign.AND):
                break
            parts.append(part(depth))
        return [one for one in parts if one is not None]

    def _one(self, depth: int) -> Criterion | None:
        negative = False
        while self._peek() is _Sign.NOT:
            self._next += 1
            negative = not negative
        token = self._peek()
        if token is None or token in (_Sign.CLOSE, _Sign.OR, _Sign.AND):
            return None
        self._next += 1
        criterion: Criterion | None
        if token is _Sign.OPEN or isinstance(token, _Group):
            criterion = self._group(token, depth)
        else:
            assert not isinstance(token, _Sign)
            criterion = token
        return Not(criterion) if negative and criterion is not None else criterion

    def _group(self, token: "_Sign | _Group", depth: int) -> Criterion | None:
        if depth >= _DEPTH_MAX:
            return None
        inside = self.sequence(depth + 1)
        if self._peek() is _Sign.CLOSE:
            self._next += 1
        return _in_field(inside, token.field) if isinstance(token, _Group) else inside

    def _peek(self) -> _Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None


def _joined(kind: type[All] | type[AnyOf], parts: list[Criterion]) -> Criterion | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    flat: list[Criterion] = []
    for part in parts:
        flat += part.parts if isinstance(part, kind) else (part,)
    return kind(tuple(flat))


def _in_field(criterion: Criterion | None, field: Field) -> Criterion | None:
    match criterion:
        case All(parts):
            return All(tuple(one for part in parts if (one := _in_field(part, field)) is not None))
        case AnyOf(parts):
            return AnyOf(tuple(one for part in parts if (one := _in_field(part, field)) is not None))
        case Not(part):
            inside = _in_field(part, field)
            return None if inside is None else Not(inside)
        case Text(text, Field.ANYWHERE, match):
            return Text(text, field, match)
    return criterion
