"""Looking for words in the messages themselves: where the index can only say "maybe", or takes long to say it."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from mailclient.mail.criteria import Text
from mailclient.mail.ids import MessageId
from mailclient.store.search_expression import columns_of, is_inside, looked_for
from mailclient.store.search_index import COLUMNS, Document, Rows, documents
from mailclient.store.transaction import marks
from mailclient.store.words import index_text, tokens

_LACKING = frozenset({"body", "filenames", "list"})
"""Columns of which something may be in the index that is not here."""


class Said(NamedTuple):
    """What a message says: for each column of the index its words, with a blank before and after each."""

    words: dict[str, str]
    is_all: bool
    """False: the index knows more: the text was let go, or the names of attachments are not read yet."""

    def says(self, wanted: Text) -> bool | None:
        """Whether the words stand in it so; None: maybe, in what is not here."""
        phrase = looked_for(wanted)
        if not phrase:
            return False
        names = columns_of(wanted.field).split() or COLUMNS
        inside = is_inside(wanted)
        if any(phrase.stands_in(self.words[name], inside=inside) for name in names):
            return True
        return False if self.is_all or _LACKING.isdisjoint(names) else None


def read(rows: Rows, message_ids: Sequence[MessageId]) -> dict[MessageId, Said]:
    """What these messages say. By primary key; 0.1 ms each, with 2 KB of text 0.3 ms."""
    complete = {id_ for (id_,) in rows(COMPLETE.format(marks=marks(message_ids)), message_ids)}
    return {
        id_: Said(
            {name: f" {' '.join(tokens(index_text(text)))} " for name, text in zip(COLUMNS, document, strict=True)},
            has_text or id_ in complete,
        )
        for id_, (_, document, has_text) in _readable(rows, message_ids).items()
    }


def _readable(rows: Rows, message_ids: Sequence[MessageId]) -> dict[MessageId, tuple[int, Document, bool]]:
    """One message that cannot be read is not found; it keeps no other from being so."""
    try:
        return documents(rows, message_ids)
    except msgspec.MsgspecError:
        if len(message_ids) == 1:
            return {}
    return {id_: document for one in message_ids for id_, document in _readable(rows, [one]).items()}


COMPLETE = """
SELECT id FROM message JOIN detail ON detail.message_id = id
WHERE id IN ({marks}) AND searchable = 0 AND (has_attachment = 0 OR structure IS NOT NULL)
"""
"""Of which nothing beside their header, and the names of attachments, ever was in the index."""
