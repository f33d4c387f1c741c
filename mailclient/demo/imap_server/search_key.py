"""The keys of SEARCH as conditions on a message (RFC 3501 section 6.4.4, RFC 7162 section 3.1.5)."""

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from mailclient.demo.imap_server.answer import BadCommandError
from mailclient.demo.imap_server.arguments import NESTING_LIMIT, Arguments
from mailclient.demo.imap_server.fetch import MONTHS
from mailclient.demo.imap_server.message_text import body_text, field_text, sent_date, whole_text
from mailclient.demo.imap_server.view import View
from mailclient.demo.mailbox import Mail

KEY_LIMIT = 1000
_MONTHS = {name: number for number, name in enumerate(MONTHS, start=1)}
_DATE = re.compile(rb"\"?(\d{1,2})-([A-Za-z]{3})-(\d{4})\"?")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A message that is being looked at."""

    number: int
    mail: Mail
    recent: bool


Condition = Callable[[Candidate], bool]


class SearchReader:
    """Reads keys; ``view`` says what message sets mean. ``uses_modseq`` is set when MODSEQ was among them."""

    def __init__(self, arguments: Arguments, view: View) -> None:
        self._arguments = arguments
        self._view = view
        self._keys = 0
        self.uses_modseq = False

    def keys(self, depth: int = 0) -> Condition:
        """One or more keys, all of which must hold."""
        conditions = [self._key(depth)]
        while self._arguments.skip(b" "):
            conditions.append(self._key(depth))
        return lambda candidate: all(condition(candidate) for condition in conditions)

    def _key(self, depth: int) -> Condition:
        self._keys += 1
        if depth > NESTING_LIMIT or self._keys > KEY_LIMIT:
            raise BadCommandError("Search too complicated")
        arguments = self._arguments
        if arguments.skip(b"("):
            inner = self.keys(depth + 1)
            arguments.expect(b")")
            return inner
        if arguments.peek() in (b"*", b"$") or arguments.peek().isdigit():
            return self._set(by_uid=False)
        name = arguments.word()
        if name in _PLAIN:
            return _PLAIN[name]
        arguments.space()
        if name == "NOT":
            denied = self._key(depth + 1)
            return lambda candidate: not denied(candidate)
        if name == "OR":
            first = self._key(depth + 1)
            arguments.space()
            second = self._key(depth + 1)
            return lambda candidate: first(candidate) or second(candidate)
        return self._with_argument(name)

    def _with_argument(self, name: str) -> Condition:
        arguments = self._arguments
        if name == "UID":
            return self._set(by_uid=True)
        if name in ("KEYWORD", "UNKEYWORD"):
            wanted = arguments.flag().lower()
            present = name == "KEYWORD"
            return lambda it: (wanted in {flag.lower() for flag in it.mail.flags}) == present
        if name in ("LARGER", "SMALLER"):
            size = arguments.number()
            larger = name == "LARGER"
            return lambda it: len(it.mail.data) > size if larger else len(it.mail.data) < size
        if name in _DATE_KEYS:
            return functools.partial(_DATE_KEYS[name], self._date())
        if name == "MODSEQ":
            return self._modseq()
        return self._text(name)

    def _text(self, name: str) -> Condition:
        field = name.lower()
        if name == "HEADER":
            field = self._arguments.text().lower()
            self._arguments.space()
        elif name not in ("BCC", "CC", "FROM", "SUBJECT", "TO", "BODY", "TEXT"):
            raise BadCommandError("Unknown search key")
        wanted = self._arguments.text().casefold()
        if name == "BODY":
            return lambda it: wanted in body_text(it.mail.data)
        if name == "TEXT":
            return lambda it: wanted in whole_text(it.mail.data)
        return lambda it: any(wanted in value for value in field_text(it.mail.data, field))

    def _set(self, *, by_uid: bool) -> Condition:
        uids = frozenset(self._view.resolve(self._arguments.sequence_set(), by_uid=by_uid))
        return lambda it: it.mail.uid in uids

    def _date(self) -> date:
        match = _DATE.fullmatch(self._arguments.take(_DATE, "a date"))
        month = _MONTHS.get(match[2].decode("ascii").capitalize()) if match else None
        if match is None or month is None:
            raise BadCommandError("Invalid date")
        try:
            return date(int(match[3]), month, int(match[1]))
        except ValueError as error:
            raise BadCommandError("Invalid date") from error

    def _modseq(self) -> Condition:
        arguments = self._arguments
        if arguments.peek() == b'"':
            arguments.string()
            arguments.space()
            arguments.word()
            arguments.space()
        least = arguments.number()
        self.uses_modseq = True
        return lambda it: it.mail.modseq >= least


def _has(flag: str, *, wanted: bool = True) -> Condition:
    return lambda it: (flag in it.mail.flags) == wanted


_PLAIN: dict[str, Condition] = {
    "ALL": lambda _: True,
    "ANSWERED": _has("\\Answered"),
    "DELETED": _has("\\Deleted"),
    "DRAFT": _has("\\Draft"),
    "FLAGGED": _has("\\Flagged"),
    "SEEN": _has("\\Seen"),
    "UNANSWERED": _has("\\Answered", wanted=False),
    "UNDELETED": _has("\\Deleted", wanted=False),
    "UNDRAFT": _has("\\Draft", wanted=False),
    "UNFLAGGED": _has("\\Flagged", wanted=False),
    "UNSEEN": _has("\\Seen", wanted=False),
    "RECENT": lambda it: it.recent,
    "OLD": lambda it: not it.recent,
    "NEW": lambda it: it.recent and "\\Seen" not in it.mail.flags,
}

_DATE_KEYS: dict[str, Callable[[date, Candidate], bool]] = {
    "BEFORE": lambda day, it: it.mail.received.date() < day,
    "ON": lambda day, it: it.mail.received.date() == day,
    "SINCE": lambda day, it: it.mail.received.date() >= day,
    "SENTBEFORE": lambda day, it: (sent := sent_date(it.mail.data)) is not None and sent < day,
    "SENTON": lambda day, it: sent_date(it.mail.data) == day,
    "SENTSINCE": lambda day, it: (sent := sent_date(it.mail.data)) is not None and sent >= day,
}
