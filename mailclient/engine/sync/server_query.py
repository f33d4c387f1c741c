"""What the user searches for, as a search program of IMAP (RFC 9051 section 6.4.4), or in Gmail's own words.

A server looks for parts of words in what it takes for the text, counts days in its own zone and knows nothing of some
criteria: so it is asked for at least what was meant, and who asks looks at the rows of what it finds once more
(``Reader.admitted``). What no server can be asked is named (``unchecked``). Pure.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mailclient.mail.criteria import (
    Ago,
    All,
    AnyOf,
    Arrived,
    Criterion,
    Field,
    Flagged,
    Leaf,
    Moment,
    Not,
    Sized,
    Tagged,
    Text,
    WithAttachment,
    leaves,
)
from mailclient.mail.flag import Flag
from mailclient.mail.query import Query
from mailclient.mail.tag import is_atom_tag, keywords_called
from mailclient.wire.imap import search_keys
from mailclient.wire.imap.number_set import NUMBER_MAX
from mailclient.wire.imap.search_keys import Keys

Offers = Callable[[str], bool]

_FIELDS = {
    Field.ANYWHERE: ("TEXT",),
    Field.FROM: ("FROM",),
    Field.TO: ("TO", "CC", "BCC"),
    Field.CC: ("CC",),
    Field.BCC: ("BCC",),
    Field.SUBJECT: ("SUBJECT",),
    Field.BODY: ("BODY",),
}
_FLAGS = {Flag.SEEN: "SEEN", Flag.ANSWERED: "ANSWERED", Flag.FLAGGED: "FLAGGED", Flag.DRAFT: "DRAFT"}
_GMAIL_FIELDS = {Field.ANYWHERE: "", Field.BODY: ""}
_GMAIL_FLAGS = {
    (Flag.SEEN, True): "is:read",
    (Flag.SEEN, False): "is:unread",
    (Flag.FLAGGED, True): "is:starred",
    (Flag.FLAGGED, False): "-is:starred",
    (Flag.DRAFT, True): "is:draft",
    (Flag.DRAFT, False): "-is:draft",
}
_DAY_SECONDS = 86400
_FIRST_DAY, _LAST_DAY = dt.date(1970, 1, 2), dt.date(9999, 12, 30)


@dataclass(frozen=True, slots=True)
class ServerQuery:
    """A query as servers are asked it."""

    query: Query

    def __bool__(self) -> bool:
        return bool(self.query)

    def keys(self, offers: Offers, now: float) -> Keys:
        """The program for a server that ``offers`` these capabilities; empty: it can be asked nothing of it.

        ``now`` in epoch seconds.
        """
        if self.query.root is None:
            return ()
        if offers("X-GM-EXT-1"):
            words = _gmail(self.query.root, now)
            return search_keys.gmail(words) if words else ()
        return _program(self.query.root, offers, now) or ()

    def unchecked(self, offers: Offers) -> tuple[str, ...]:
        """What of it this server does not look at, as one would type it."""
        convert = _gmail_leaf if offers("X-GM-EXT-1") else _keys_of_leaf(offers)
        return tuple(
            _typed(leaf) for leaf in leaves(self.query.root) if isinstance(leaf, Text) and not convert(leaf, 0.0)
        )


def _program(criterion: Criterion, offers: Offers, now: float) -> Keys | None:
    """None: everything, as far as this server can tell."""
    match criterion:
        case All(parts):
            programs = [_program(part, offers, now) for part in parts]
            return tuple(key for keys in programs if keys for key in keys) or None
        case AnyOf(parts):
            choices = [_program(part, offers, now) for part in parts]
            known = [keys for keys in choices if keys is not None]
            return _either(known) if len(known) == len(choices) else None
        case Not(part):
            # The opposite of more than was meant would be less than was meant.
            inside = _program(part, offers, now) if _is_exact(part) else None
            return None if inside is None else search_keys.negated(inside)
    return _keys_of_leaf(offers)(criterion, now)


def _is_exact(criterion: Criterion) -> bool:
    return all(
        isinstance(leaf, Flagged | Sized) or (isinstance(leaf, Text) and leaf.field in _FIELDS)
        for leaf in leaves(criterion)
    )


def _keys_of_leaf(offers: Offers) -> Callable[[Leaf, float], Keys | None]:
    def keys_of(leaf: Leaf, now: float) -> Keys | None:
        match leaf:
            case Text(text, Field.LIST):
                return search_keys.header("List-Id", text)
            case Text(text, field) if field in _FIELDS:
                return _either([search_keys.containing(where, text) for where in _FIELDS[field]])
            case Flagged(flag, is_set) if flag in _FLAGS:
                return (f"{'' if is_set else 'UN'}{_FLAGS[flag]}",)
            case Tagged(name) if name:
                keywords = [word for word in keywords_called(name) if is_atom_tag(word)]
                return _either([("KEYWORD", word) for word in keywords]) if keywords else None
            case Sized(above, below):
                return (*_sized("LARGER", above), *_sized("SMALLER", below)) or None
            case Arrived(since, until):
                return (*_since(since, offers, now), *_until(until, offers, now)) or None
        return None

    return keys_of


def _either(choices: Sequence[Keys]) -> Keys:
    return choices[0] if len(choices) == 1 else search_keys.either(choices)


def _sized(name: str, size: int | None) -> Keys:
    return () if size is None else (name, str(min(size, NUMBER_MAX)))


def _since(moment: Moment | None, offers: Offers, now: float) -> Keys:
    if moment is None:
        return ()
    if isinstance(moment, Ago) and moment.seconds and offers("WITHIN"):
        return search_keys.younger(moment.seconds)
    return search_keys.arrived_since(_day(moment, now, -1))


def _until(moment: Moment | None, offers: Offers, now: float) -> Keys:
    if moment is None:
        return ()
    if isinstance(moment, Ago) and moment.seconds and offers("WITHIN"):
        return search_keys.older(moment.seconds)
    return search_keys.arrived_before(_day(moment, now, 2 if isinstance(moment, Ago) else 1))


def _day(moment: Moment, now: float, more: int) -> dt.date:
    """A day and some ``more``: the server's days may begin half a day sooner or later."""
    if isinstance(moment, dt.date):
        return min(max(moment, _FIRST_DAY), _LAST_DAY) + dt.timedelta(days=more)
    seconds = moment.seconds if isinstance(moment, Ago) else moment.days * _DAY_SECONDS
    return dt.datetime.fromtimestamp(max(now - seconds, _DAY_SECONDS), dt.UTC).date() + dt.timedelta(days=more)


def _gmail(criterion: Criterion, now: float) -> str:
    """In the language of Gmail's own search field; "" for everything."""
    match criterion:
        case All(parts):
            return " ".join(filter(None, [_gmail(part, now) for part in parts]))
        case AnyOf(parts):
            each = [_gmail(part, now) for part in parts]
            return f"{{{' '.join(map(_held_together, each))}}}" if all(each) else ""
        case Not(part):
            inside = _gmail(part, now) if all(_gmail_leaf(leaf, now) for leaf in leaves(part)) else ""
            return f"-{_held_together(inside)}" if inside else ""
    return _gmail_leaf(criterion, now)


def _held_together(words: str) -> str:
    return f"({words})" if " " in words else words


def _gmail_leaf(leaf: Leaf, now: float) -> str:
    match leaf:
        case Text(text, field):
            name = _GMAIL_FIELDS.get(field, f"{field.value}:")
            return f'{name}"{text}"'
        case Flagged(flag, is_set):
            return _GMAIL_FLAGS.get((flag, is_set), "")
        case WithAttachment():
            return "has:attachment"
        case Sized(above, below):
            return " ".join(_bounds("larger", above, "smaller", below))
        case Arrived(since, until):
            return " ".join(_bounds("after", _gmail_time(since, now, -1), "before", _gmail_time(until, now, 1)))
    return ""


def _bounds(first: str, above: object, second: str, below: object) -> Sequence[str]:
    return [f"{name}:{value}" for name, value in ((first, above), (second, below)) if value is not None]


def _gmail_time(moment: Moment | None, now: float, more: int) -> str | None:
    if moment is None:
        return None
    return str(int(now - moment.seconds)) if isinstance(moment, Ago) else f"{_day(moment, now, more):%Y/%m/%d}"


def _typed(leaf: Text) -> str:
    text = f'"{leaf.text}"' if " " in leaf.text else leaf.text
    return f"{leaf.field.value}:{text}" if leaf.field else text
