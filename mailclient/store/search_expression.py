"""Criteria about words → expressions of the search index (https://sqlite.org/fts5.html section 3). Pure."""

from mailclient.mail.criteria import All, AnyOf, Criterion, Field, Match, Not, Text
from mailclient.store.search_key import RECIPIENT_START, SENDER_START, SUBJECT_START, TEXT_START
from mailclient.store.words import phrase

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


def _of_text(text: Text) -> str:
    """Words that hold nothing the index knows ("---") match nothing."""
    looked_for = phrase(text.text, is_open=text.match is not Match.WHOLE)
    if not looked_for:
        return NOTHING
    start = looked_for.start
    if start and text.field in _STARTS:
        each = [f'"{mark}{start}"' for mark in _STARTS[text.field]]
        return f"({' OR '.join(each)})" if len(each) > 1 else each[0]
    columns = _COLUMNS[text.field]
    return f"{{{columns}}} : {looked_for.expression()}" if columns else looked_for.expression()
