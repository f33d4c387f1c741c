"""Searching the store: criteria → messages, the newest first, as they are found.

What the search index can answer drives the search: its rows come newest first, so that of a common word only the first
pages are read. The other criteria, the folders and everything that is shown now (with the operations not yet done) are
looked up in the rows of what it found, chunk by chunk. Without words the lists of the folders drive. Every statement
ends within some milliseconds, and no cursor stays open between two.

Cost at a million messages: see docs/search.md.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from heapq import merge
from itertools import islice
from typing import Any, NamedTuple

from mailclient.mail.criteria import All, AnyOf, Criterion, Not
from mailclient.mail.ids import FolderId, MessageId
from mailclient.store.search_expression import expression
from mailclient.store.search_key import ID_MASK, LATEST, first_of_step, id_in, key_of, step_in, step_of
from mailclient.store.search_scope import Scope

Rows = Callable[..., list[Any]]
"""A statement and its parameters → all its rows."""

KEYS = """
SELECT rowid FROM search_words WHERE search_words MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid DESC LIMIT ?
"""
KEYS_BETWEEN = "SELECT rowid FROM search_words WHERE search_words MATCH ? AND rowid >= ? AND rowid < ?"
SHOWN = """
SELECT message.id, received_at FROM json_each(?) CROSS JOIN message ON message.id = value
WHERE message.folder_id IN ({folders}) AND {condition}
"""
LISTED = """
SELECT received_at, id FROM message WHERE folder_id = ? AND (received_at, id) < (?, ?) AND received_at >= ?
ORDER BY received_at DESC, id DESC LIMIT ?
"""
NEWEST_IN = "SELECT received_at FROM message WHERE folder_id = ? ORDER BY received_at DESC LIMIT 1"
OLDEST_IN = "SELECT received_at FROM message WHERE folder_id = ? ORDER BY received_at LIMIT 1"
ALL_IN = "SELECT id FROM message WHERE folder_id = ?"
_FIRST_CHUNK, _CHUNK_MAX = 256, 8192
_SMALL_SCOPE = 20_000
"""Messages in the folders asked for, up to which they are all read at first: most of what is found is elsewhere."""
_FEW_FOLDERS = 16


class Hit(NamedTuple):
    """A message found; ``received_at`` in epoch seconds."""

    received_at: int
    id: MessageId


class Search:
    """One search; ``newest`` runs it."""

    def __init__(self, rows: Rows, scope: Scope, root: Criterion) -> None:
        self._rows = rows
        self._scope = scope
        self._mixed: list[Criterion] = []
        self._words: str | None = None
        self._conditions: list[str] = []
        since, until = scope.period(root)
        self._since, self._until = since or 0, LATEST + 1 if until is None else until
        self._plan(root.parts if isinstance(root, All) else (root,))
        self._shown = SHOWN.format(
            folders=", ".join(str(int(id_)) for id_ in scope.folder_ids),
            condition=" AND ".join(self._conditions) or "1",
        )

    def _plan(self, conjuncts: Sequence[Criterion]) -> None:
        """Part the criteria into what drives, what is a condition on rows, and what is both."""
        positive = [one for one in conjuncts if expression(one) is not None]
        unwanted = [one for one in conjuncts if isinstance(one, Not) and expression(one.part) is not None]
        if positive:
            self._words = expression(All((*positive, *unwanted)))
        for one in conjuncts:
            if one in positive or (one in unwanted and positive):
                continue
            condition = self._scope.condition(one)
            if condition is None:
                self._mixed.append(one)
            else:
                self._conditions.append(condition)

    def newest(self) -> Iterator[list[Hit]]:
        """Further hits, newest first, some (or none) at a time."""
        return self._by_words(self._words) if self._words is not None else self._by_lists()

    # --- driven by the index ----------------------------------------------------------------------------------

    def _by_words(self, words: str) -> Iterator[list[Hit]]:
        lowest, below = self._bounds()
        only = self._small_scope()
        held: list[Hit] = []
        limit = _FIRST_CHUNK
        while below > lowest:
            keys = [key for (key,) in self._rows(KEYS, words, lowest, below, limit)]
            ids = [key & ID_MASK for key in keys]
            if only is not None:
                ids = [id_ for id_ in ids if id_ in only]
            held += self._those_shown(ids, keys)
            held.sort(reverse=True)
            if len(keys) < limit:
                yield held
                return
            below = keys[-1]
            # Within one step of the index's numbers what comes next may be newer than what is here.
            step = step_in(below)
            final = next((at for at, hit in enumerate(held) if step_of(hit.received_at) <= step), len(held))
            yield held[:final]
            held = held[final:]
            limit = min(4 * limit, _CHUNK_MAX)
        yield held

    def _bounds(self) -> tuple[int, int]:
        """The index's numbers from, up to, between which all messages of the scope are."""
        since, until = self._since, self._until
        if len(self._scope.folders) <= _FEW_FOLDERS:
            until = min(until, 1 + max((self._edge(NEWEST_IN, id_) for id_ in self._scope.folder_ids), default=0))
            since = max(since, min((self._edge(OLDEST_IN, id_) for id_ in self._scope.folder_ids), default=0))
        return first_of_step(step_of(since)), first_of_step(step_of(until - 1) + 1)

    def _edge(self, sql: str, folder_id: FolderId) -> int:
        found = self._rows(sql, folder_id)
        return int(found[0][0]) if found else 0

    def _small_scope(self) -> set[int] | None:
        if sum(folder.total for folder in self._scope.folders) > _SMALL_SCOPE:
            return None
        return {id_ for folder_id in self._scope.folder_ids for (id_,) in self._rows(ALL_IN, folder_id)}

    # --- driven by the lists ----------------------------------------------------------------------------------

    def _by_lists(self) -> Iterator[list[Hit]]:
        rows = merge(*(self._listed(folder_id) for folder_id in self._scope.folder_ids), reverse=True)
        size = _FIRST_CHUNK
        while chunk := list(islice(rows, size)):
            keys = [key_of(id_, received_at) for received_at, id_ in chunk]
            found = self._those_shown([id_ for _, id_ in chunk], sorted(keys, reverse=True))
            yield sorted(found, reverse=True)
            size = min(4 * size, _CHUNK_MAX)

    def _listed(self, folder_id: FolderId) -> Iterator[tuple[int, MessageId]]:
        last = (self._until, 0)
        limit = _FIRST_CHUNK // 4
        while True:
            rows = self._rows(LISTED, folder_id, *last, self._since, limit)
            yield from rows
            if len(rows) < limit:
                return
            last = rows[-1]
            limit = min(4 * limit, _CHUNK_MAX)

    # --- conditions -------------------------------------------------------------------------------------------

    def _those_shown(self, ids: Sequence[int], keys: Sequence[int]) -> list[Hit]:
        """The hits among ``ids``; ``keys``, the newest first, are theirs in the index (and maybe others)."""
        if not ids:
            return []
        found = {MessageId(id_): received_at for id_, received_at in self._rows(self._shown, json.dumps(ids))}
        left = set(found)
        for criterion in self._mixed:
            # The bounds of whole steps: a number may be of another second than the row is now.
            between = first_of_step(step_in(keys[-1])), first_of_step(step_in(keys[0]) + 1)
            left = self._those_with(criterion, left, between)
        return [Hit(found[id_], id_) for id_ in left]

    def _those_with(self, criterion: Criterion, ids: set[MessageId], between: tuple[int, int]) -> set[MessageId]:
        if not ids:
            return ids
        words = expression(criterion)
        if words is not None:
            return ids & {id_in(key) for (key,) in self._rows(KEYS_BETWEEN, words, *between)}
        condition = self._scope.condition(criterion)
        if condition is not None:
            sql = SHOWN.format(folders="folder_id", condition=condition)
            return {MessageId(id_) for id_, _ in self._rows(sql, json.dumps(list(ids)))}
        match criterion:
            case All(parts):
                for part in parts:
                    ids = self._those_with(part, ids, between)
                return ids
            case AnyOf(parts):
                return set().union(*(self._those_with(part, ids, between) for part in parts))
            case Not(part):
                return ids - self._those_with(part, ids, between)
        raise TypeError(criterion)


def take(found: Iterator[list[Hit]], limit: int) -> list[Hit]:
    """The first hits, at most ``limit``."""
    taken: list[Hit] = []
    for some in found:
        taken += some
        if len(taken) >= limit:
            break
    return taken[:limit]
