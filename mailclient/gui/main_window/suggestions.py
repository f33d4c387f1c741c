"""What completes the words in the search field: operators, and what may stand behind each. Pure but for its sources.

The names are those of ``mail.query_values``; where the window speaks Korean the Korean ones are offered, and both are
always understood.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mailclient.language import tr
from mailclient.mail.criteria import Field
from mailclient.mail.query_values import FIELDS, OPERATORS

_LAST_PIECE = re.compile(
    r"""
    (?: ^ | (?<=[\s(]) ) [-−]?
    (?: (?P<name>[^\W\d_][\w-]*) [:：] (?P<value>"[^"]*|[^\s"()]*) | (?P<word>[^\s"():]+) ) $
    """,
    re.VERBOSE,
)
_PEOPLE = {Field.FROM, Field.TO, Field.CC, Field.BCC}
MOST = 8
_PAST = 4
"""Earlier searches offered before anything is typed."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``text`` takes the place of the field's text from ``start`` on; ``label`` and ``detail`` are what is shown."""

    text: str
    start: int
    label: str
    detail: str = ""
    icon: str = "search"

    @property
    def complete(self) -> bool:
        """Whether it can be searched for at once; else something is to be typed behind it."""
        return not self.text.endswith((":", "："))


@dataclass(frozen=True, slots=True)
class Sources:
    """Where values come from; each takes what is typed so far, in any case."""

    people: Callable[[str], Sequence[tuple[str, str]]]
    """(address, name)"""
    folders: Callable[[], Sequence[str]]
    tags: Callable[[], Sequence[str]]
    accounts: Callable[[], Sequence[str]]
    past: Callable[[], Sequence[str]]


def operator_names() -> dict[str, str]:
    """Each operator with its colon, as it is typed in the user's language, and what it is for; in the order offered."""
    return {
        tr("from:"): tr("who wrote it"),
        tr("to:"): tr("whom it went to"),
        tr("subject:"): tr("words in the subject"),
        tr("has:"): tr("attachment, tag"),
        tr("is:"): tr("unread, starred, answered"),
        tr("after:"): tr("a date, or 7d for a week"),
        tr("before:"): tr("a date"),
        tr("in:"): tr("a folder"),
        tr("tag:"): tr("a tag"),
        tr("filename:"): tr("name of an attachment"),
        tr("larger:"): tr("5M, 300K"),
        tr("body:"): tr("words in the text"),
        tr("cc:"): tr("who got a copy"),
        tr("smaller:"): tr("5M, 300K"),
        tr("on:"): tr("a day, month or year"),
        tr("account:"): tr("one of your accounts"),
    }


def suggest(text: str, sources: Sources) -> list[Suggestion]:
    """For what stands before the cursor. Empty: earlier searches and the operators."""
    if not text.strip():
        past = [Suggestion(words, 0, words, icon="clock") for words in sources.past()[:_PAST]]
        return past + _operators("", 0)[: MOST - len(past)]
    found = _LAST_PIECE.search(text)
    if found is None:
        return []
    start = found.start() + (found.group()[:1] in "-−" and len(found.group()) > 1)
    if found["word"] is not None:
        word = found["word"].lstrip("-−")
        return _operators(word, start)[:MOST] if len(word) > 1 else []
    return _values(found["name"], found["value"].lstrip('"'), start, sources)[:MOST]


def _operators(word: str, start: int) -> list[Suggestion]:
    names = operator_names()
    return [Suggestion(name, start, name, detail) for name, detail in names.items() if name.startswith(word.casefold())]


def _values(name: str, value: str, start: int, sources: Sources) -> list[Suggestion]:
    lower = name.lower()
    if lower in FIELDS:
        if FIELDS[lower] in _PEOPLE and value:
            people = sources.people(value)
            return [Suggestion(_put(name, at), start, label or at, at if label else "", "user") for at, label in people]
        return []
    if lower not in OPERATORS:
        return []
    rest = value.casefold()
    return [
        Suggestion(_put(name, typed), start, typed, detail, icon)
        for typed, detail, icon in _known_values(lower, sources)
        if typed.casefold().startswith(rest) and typed.casefold() != rest
    ]


def _known_values(name: str, sources: Sources) -> list[tuple[str, str, str]]:
    """(value, what it means, icon) of an operator that has no words behind it."""
    read = OPERATORS[name]
    if read is OPERATORS["is"]:
        states = (tr("is:unread"), tr("is:read"), tr("is:starred"), tr("is:answered"), tr("is:unanswered"))
        return [(_value(word), "", "check") for word in states]
    if read is OPERATORS["has"]:
        return [(_value(tr("has:attachment")), "", "paperclip"), (_value(tr("has:tag")), "", "tag")]
    if read is OPERATORS["in"]:
        return [(folder, "", "folder") for folder in sources.folders()]
    if read is OPERATORS["tag"]:
        return [(one, "", "tag") for one in sources.tags()]
    if read is OPERATORS["account"]:
        return [(one, "", "mailbox") for one in sources.accounts()]
    if read in (OPERATORS["larger"], OPERATORS["smaller"]):
        return [(size, "", "hard-drive") for size in ("500K", "1M", "5M", "20M")]
    today, yesterday = _value(tr("on:today")), _value(tr("on:yesterday"))
    days = [(today, ""), (yesterday, ""), ("7d", tr("a week ago")), ("30d", tr("a month ago"))]
    return [(day, said, "calendar") for day, said in [*days, ("1y", tr("a year ago"))]]


def _put(name: str, value: str) -> str:
    return f'{name}:"{value}"' if re.search(r"\s", value) else f"{name}:{value}"


def _value(pair: str) -> str:
    """Of an operator with its value, as it is typed in the user's language."""
    return pair.partition(":")[2]
