"""What the user searches for, as a search program of IMAP (RFC 9051 section 6.4.4), or in Gmail's own words.

The words are those of the search in the store (``store.words``): all must be there, "quoted words" stand together,
``from:``, ``to:`` and ``subject:`` look in one field. Four words about time are understood besides: ``newer:7d`` and
``older:2w`` (hours, days, weeks, months, years: h d w m y), ``after:2026-01-31`` and ``before:2026-01-31``.
Servers look for parts of words; a word that is no date is a word to look for. Pure.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from mailclient.wire.imap import search_keys
from mailclient.wire.imap.search_keys import Key

_WORD = re.compile(r'(?:([a-z]+):)?(?:"([^"]*)"?|(\S+))', re.IGNORECASE)
_AGE = re.compile(r"([0-9]{1,4})([hdwmy])", re.IGNORECASE)
_SECONDS = {"h": 3600, "d": 86400, "w": 7 * 86400, "m": 30 * 86400, "y": 365 * 86400}
_FIELDS = {"from": "FROM", "to": "TO", "subject": "SUBJECT"}
_WORDS_MAX = 32
"""The rest of a pasted text is ignored."""


@dataclass(frozen=True, slots=True)
class Word:
    """``text`` is somewhere in ``field``: "from", "to", "subject", or "" for anywhere."""

    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class ServerQuery:
    """``newer`` and ``older`` are ages in seconds, None: any age."""

    words: tuple[Word, ...] = ()
    newer: int | None = None
    older: int | None = None
    after: dt.date | None = None
    before: dt.date | None = None

    def __bool__(self) -> bool:
        return self != ServerQuery()

    def keys(self, offers: Callable[[str], bool], now: float) -> search_keys.Keys:
        """The program for a server that ``offers`` these capabilities. ``now`` in epoch seconds."""
        if offers("X-GM-EXT-1"):
            return search_keys.gmail(self._for_gmail(now))
        program: list[Key] = []
        for word in self.words:
            if word.field == "to":
                program += search_keys.either([search_keys.containing(where, word.text) for where in ("TO", "CC")])
            else:
                program += search_keys.containing(_FIELDS.get(word.field, "TEXT"), word.text)
        program += self._ages(offers("WITHIN"), now)
        if self.after is not None:
            program += search_keys.arrived_since(self.after)
        if self.before is not None:
            program += search_keys.arrived_before(self.before)
        return tuple(program)

    def in_store(self) -> str:
        """The words alone, for the search in the store; ``admits`` looks at the dates then."""
        return " ".join(f'{word.field}:"{word.text}"' if word.field else f'"{word.text}"' for word in self.words)

    def admits(self, received_at: float, now: float) -> bool:
        """Whether a message that arrived then has the right age."""
        day = dt.datetime.fromtimestamp(received_at, dt.UTC).date()
        return (
            (self.newer is None or received_at >= now - self.newer)
            and (self.older is None or received_at <= now - self.older)
            and (self.after is None or day >= self.after)
            and (self.before is None or day < self.before)
        )

    def _ages(self, within: bool, now: float) -> list[Key]:
        """YOUNGER and OLDER, to the second (WITHIN, RFC 5032); else by the day, and a day too many."""
        keys: list[Key] = []
        if self.newer is not None:
            keys += search_keys.younger(self.newer) if within else search_keys.arrived_since(_day(now - self.newer, -1))
        if self.older is not None:
            keys += search_keys.older(self.older) if within else search_keys.arrived_before(_day(now - self.older, 2))
        return keys

    def _for_gmail(self, now: float) -> str:
        words = [f'{word.field}:"{word.text}"' if word.field else f'"{word.text}"' for word in self.words]
        if self.newer is not None:
            words.append(f"after:{int(now - self.newer)}")
        if self.older is not None:
            words.append(f"before:{int(now - self.older)}")
        if self.after is not None:
            words.append(f"after:{self.after:%Y/%m/%d}")
        if self.before is not None:
            words.append(f"before:{self.before:%Y/%m/%d}")
        return " ".join(words)


def read_query(text: str) -> ServerQuery:
    """What the user wrote. Nothing in it is a syntax error."""
    words: list[Word] = []
    ages: dict[str, int] = {}
    days: dict[str, dt.date] = {}
    for match in list(_WORD.finditer(text.replace("\0", " ")))[:_WORDS_MAX]:
        name, phrase, word = (match[1] or "").lower(), match[2], match[3]
        value = (word if phrase is None else phrase).strip()
        if name in ("newer", "older") and (age := _AGE.fullmatch(value)) and int(age[1]):
            ages[name] = int(age[1]) * _SECONDS[age[2].lower()]
        elif name in ("after", "before") and (day := _date(value)) is not None:
            days[name] = day
        elif name in _FIELDS:
            words += [Word(value, name)] if value else []
        elif value:
            words.append(Word(f"{match[1]}:{value}" if name else value))
    return ServerQuery(tuple(words), ages.get("newer"), ages.get("older"), days.get("after"), days.get("before"))


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _day(moment: float, more: int) -> dt.date:
    return dt.datetime.fromtimestamp(max(moment, 86400.0), dt.UTC).date() + dt.timedelta(days=more)
