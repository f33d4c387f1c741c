"""Criteria about words → expressions of the search index (https://sqlite.org/fts5.html section 3). Pure."""

from mailclient.mail.criteria import All, AnyOf, Criterion, Field, Match, Not, Text
from mailclient.store.search_key import RECIPIENT_START, SENDER_START, SUBJECT_START, TEXT_START
from mailclient.store.words import OF_RUNS, Phrase, phrase, start_of

_COLUMNS = {
    Field.ANYWHERE: "",
    Field.FROM: "sender",
    Field.TO: "recipients cc bcc",
    Field.CC: "cc",
    Field.BCC: "bcc",
    Field.SUBJECT: "subject",
    Field.BODY: "body",
    Field.FILENAME: "filenames",
    Field.LIST: "list",
}
_STARTS = {
    Field.ANYWHERE: (SENDER_START, RECIPIENT_START, SUBJECT_START, TEXT_START),
    Field.FROM: (SENDER_START,),
    Field.TO: (RECIPIENT_START,),
    Field.SUBJECT: (SUBJECT_START,),
}
_SUPERSET_STARTS = {
    **_STARTS,
    Field.CC: (RECIPIENT_START,),
    Field.BCC: (RECIPIENT_START,),
    Field.BODY: (TEXT_START,),
    Field.FILENAME: (TEXT_START,),
    Field.LIST: (TEXT_START,),
}
_SHORT = 2
"""Letters of a start of which the index has so many words that it takes long to put them together."""
NOTHING = '"\ue00f"'
"""An expression that no message matches."""


def expression(criterion: Criterion) -> str | None:
    """What the index is asked for; None when it cannot answer: other than words are asked for, or only what is not."""
    match criterion:
        case Text():
            return _of_text(criterion)
        case AnyOf(parts):
            each = [expression(part) for part in parts]
            return None if None in each else f"({' OR '.join(filter(None, each))})"
        case All(parts):
            wanted = [expression(part) for part in parts if not isinstance(part, Not)]
            unwanted = [expression(part.part) for part in parts if isinstance(part, Not)]
            if not wanted or None in wanted or None in unwanted:
                return None
            found = f"({' AND '.join(filter(None, wanted))})"
            return f"({found} NOT ({' OR '.join(filter(None, unwanted))}))" if unwanted else found
    return None


def is_inside(text: Text) -> bool:
    """Whether it may stand inside words, of which the index knows only how they begin: messages must be read."""
    words = looked_for(text).words
    return text.match is Match.INSIDE and bool(words) and words[0] < OF_RUNS


def is_eager(words: str) -> bool:
    """Whether the index puts together what it finds for all words of one start before it tells the first."""
    return '" *' in words


def places_in(words: str) -> int:
    """In how many places of the index an expression is looked up."""
    return words.count('"') // 2


def looked_for(text: Text) -> Phrase:
    """The words of a criterion."""
    return phrase(text.text, is_open=text.match is not Match.WHOLE)


def columns_of(field: Field) -> str:
    """Where a criterion is looked for, separated by blanks; "" for everywhere."""
    return _COLUMNS[field]


def superset(text: Text) -> str | None:
    """What finds more than is meant, but at once: for short ends of phrases and starts in a field. None: no need.

    What it finds must be looked at.
    """
    words = looked_for(text)
    if not words or not words.is_open or is_inside(text) or (text.field in _STARTS and words.start):
        return None
    end = words.words[-1]
    return _beginning(words, text.field) if len(end) <= _SHORT and start_of(end) == end else None


def at_once(criterion: Criterion) -> str | None:
    """What finds at least what is meant, and the newest of it at once: of words only the start. None: anything may be.

    What it finds must be looked at.
    """
    match criterion:
        case Text():
            if is_inside(criterion):
                return None
            words = looked_for(criterion)
            is_start = words.start and criterion.field in _STARTS
            return _beginning(words, criterion.field) if words.is_open and not is_start else _of_text(criterion)
        case AnyOf(parts):
            each = [at_once(part) for part in parts]
            return None if None in each else f"({' OR '.join(filter(None, each))})"
        case All(parts):
            found = " AND ".join(filter(None, map(at_once, parts)))
            return f"({found})" if found else None
    return None


def _beginning(words: Phrase, field: Field) -> str:
    """The words before the last, and what begins like it."""
    before = _in_columns(Phrase(words.words[:-1], is_open=False), field) if words.words[:-1] else ""
    return " AND ".join(filter(None, (before, _any_start(start_of(words.words[-1]), _SUPERSET_STARTS[field]))))


def _of_text(text: Text) -> str | None:
    """Words that hold nothing the index knows ("---") match nothing. None: parts of words."""
    if is_inside(text):
        return None
    words = looked_for(text)
    if not words:
        return NOTHING
    if words.start and text.field in _STARTS:
        return _any_start(words.start, _STARTS[text.field])
    return _in_columns(words, text.field)


def _any_start(start: str, marks: tuple[str, ...]) -> str:
    each = [f'"{mark}{start}"' for mark in marks]
    return f"({' OR '.join(each)})" if len(each) > 1 else each[0]


def _in_columns(words: Phrase, field: Field) -> str:
    columns = _COLUMNS[field]
    return f"{{{columns}}} : {words.expression()}" if columns else words.expression()
