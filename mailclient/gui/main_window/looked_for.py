"""Which words of a search are shown in a message that is opened from what was found. Pure."""

from mailclient.mail.criteria import All, AnyOf, Criterion, Field, Text
from mailclient.mail.query import Query

_IN_TEXT = (Field.ANYWHERE, Field.BODY)


def looked_for(query: Query) -> tuple[str, ...]:
    """The words and phrases that may stand in the text, each once; none when only other things are asked for."""
    return tuple(dict.fromkeys(_texts(query.root)))


def _texts(criterion: Criterion | None) -> list[str]:
    match criterion:
        case All(parts) | AnyOf(parts):
            return [text for part in parts for text in _texts(part)]
        case Text(text, field) if field in _IN_TEXT:
            return [text]
    return []
