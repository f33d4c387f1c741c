"""Searching the store: criteria → messages, the newest first, as they are found.

What the search index can answer drives the search: its rows come newest first, so that of a common word only the first
pages are read. The other criteria, the folders and everything that is shown now (with the operations not yet done) are
looked up in the rows of what it found, chunk by chunk. Without words, or where few messages come into question at all
(a small folder, flagged mail), the lists of the folders drive. Every statement ends within some milliseconds, and no
cursor stays open between two; but a start of words that very many messages have ("exam" in addresses) the index puts
together before it tells the first, so the newest messages are read meanwhile (``early``).

Cost at a million messages: see docs/search.md.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from mailclient.mail.criteria import All, AnyOf, Criterion, Leaf, Not, Text, leaves
from mailclient.mail.ids import FolderId, MessageId
from mailclient.store.search_expression import at_once, expression, is_eager, is_inside, places_in, superset
from mailclient.store.search_key import LATEST, first_of_step, id_in, key_of, step_in, step_of
from mailclient.store.search_scope import EVERY, Scope

if TYPE_CHECKING:
    from mailclient.store.said import Said

Rows = Callable[..., list[Any]]
"""A statement and its parameters → all its rows."""

KEYS = """
SELECT rowid FROM search_words WHERE search_words MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid DESC LIMIT ?
"""
KEYS_BETWEEN = "SELECT rowid FROM search_words WHERE search_words MATCH ? AND rowid >= ? AND rowid < ?"
KEYS_AMONG = """
SELECT value FROM json_each(?) WHERE EXISTS (
  SELECT 1 FROM search_words WHERE search_words MATCH ? AND search_words.rowid = value
)
"""
SHOWN = """
SELECT message.id, received_at FROM json_each(?) CROSS JOIN message ON message.id = value
WHERE message.folder_id IN ({folders}) AND {condition}
"""
LISTED = """
SELECT received_at, id FROM message INDEXED BY {index}
WHERE folder_id = ? AND (received_at, id) < (?, ?) AND received_at >= ? AND {condition}
ORDER BY received_at DESC, id DESC LIMIT ?
"""
COUNTED = """
SELECT count(*) FROM (
  SELECT 1 FROM message INDEXED BY {index} WHERE folder_id = ? AND received_at BETWEEN ? AND ? AND {condition} LIMIT ?
)
"""
NEWEST_IN = "SELECT received_at FROM message WHERE folder_id = ? ORDER BY received_at DESC LIMIT 1"
OLDEST_IN = "SELECT received_at FROM message WHERE folder_id = ? ORDER BY received_at LIMIT 1"
ALL_IN = "SELECT id FROM message WHERE folder_id = ?"
_FIRST_CHUNK, _CHUNK_MAX = 256, 8192
_FEW_READ, _FIRST_READ, _READ_MAX = 16, 32, 256
"""Messages of which the contents are read at a time."""
_SMALL_SCOPE = 20_000
"""Messages in the folders asked for, up to which they are all known at first: most of what is found is elsewhere."""
_FEW = 4_000
"""Messages that come into question, times words, up to which each word is looked for in each of them."""
_FEW_KEYS = 512
"""As long as it is quicker to ask the index for each of them than for all between them."""
_FEW_OR_MANY = 20_000
"""The same, where the words would be put together from very many first."""
_EAGER_MAX = 131_072
"""Messages at a time, where they are put together anew for each time."""
_FEW_FOLDERS = 16


class Hit(NamedTuple):
    """A message found; ``received_at`` in epoch seconds."""

    received_at: int
    id: MessageId


class Search:
    """One search; ``newest`` runs it."""

    def __init__(self, rows: Rows, scope: Scope, root: Criterion) -> None:
        self._rows = rows
        self._root = root
        self._is_eager = any(map(_is_slow, leaves(root)))
        self._sizes = _FIRST_CHUNK, _EAGER_MAX if self._is_eager else _CHUNK_MAX
        if any(isinstance(leaf, Text) and is_inside(leaf) for leaf in leaves(root)):
            self._sizes = _FIRST_READ, _READ_MAX
        conjuncts = root.parts if isinstance(root, All) else (root,)
        self._scope = scope.within(conjuncts)
        since, until = scope.period(conjuncts)
        self._since, self._until = since or 0, LATEST + 1 if until is None else until
        self._mixed: list[Criterion] = []
        self._to_read: list[Text] = []
        self._among: str | None = None
        """Words that are looked for where the lists drive."""
        self._conditions: list[str] = []
        self._few = self._scope.few(conjuncts)
        self._words = self._plan(conjuncts)
        folders = ", ".join(str(int(id_)) for id_ in self._scope.folder_ids)
        self._shown = SHOWN.format(folders=folders, condition=" AND ".join(self._conditions) or "1")

    def _plan(self, conjuncts: Sequence[Criterion]) -> str | None:
        """Part the criteria into the words that drive, conditions on rows, and what is both; the words."""
        rest: list[Criterion] = []
        wanted: list[Criterion] = []
        unwanted: list[Not] = []
        for one in conjuncts:
            if expression(one) is not None:
                wanted.append(one)
            elif isinstance(one, Not) and expression(one.part) is not None:
                unwanted.append(one)
            elif (condition := self._scope.condition(one)) is not None:
                self._conditions.append(condition)
            else:
                rest.append(one)
        if not wanted:
            self._mixed = [*unwanted, *rest]
            return None
        self._mixed = rest
        self._to_read = [one for one in wanted if isinstance(one, Text) and superset(one) is not None]
        each = [(superset(one) if isinstance(one, Text) else None) or expression(one) for one in wanted]
        found = " AND ".join(f"({one})" for one in each)
        without = " OR ".join(f"({expression(one.part)})" for one in unwanted)
        words = f"({found}) NOT ({without})" if without else found
        if self._are_few(words):
            self._among = words
            return None
        return words

    def _are_few(self, words: str) -> bool:
        """Whether it is quicker to look for the words in all that comes into question otherwise."""
        if len(self._scope.folders) > _FEW_FOLDERS:
            return False
        most = _FEW_OR_MANY if is_eager(words) else _FEW // places_in(words)
        sql = COUNTED.format(index=self._few.index, condition=self._few.condition)
        bounds = self._since, self._until, most + 1
        count: int = sum(self._rows(sql, id_, *bounds)[0][0] for id_ in self._scope.folder_ids)
        return count <= most

    def newest(self) -> Iterator[list[Hit]]:
        """Further hits, newest first, some (or none) at a time."""
        return self._by_words(self._words) if self._words is not None else self._by_lists()

    def early(self) -> Iterator[list[Hit]]:
        """Some of the newest hits where ``newest`` takes long for the first, because of words that begin so.

        Messages that may be meant are read, a few at a time, the newest first; who asks stops when time is up. What
        cannot be told by reading is left out.
        """
        if not self._is_eager:
            return
        for ids in self._newest_maybe():
            found = {MessageId(id_): received_at for id_, received_at in self._rows(self._shown, json.dumps(ids))}
            if found:
                left = self._those_read(self._root, self._said(set(found)), doubtful=False)
                yield sorted((Hit(found[id_], id_) for id_ in left), reverse=True)
            else:
                yield []

    def _newest_maybe(self) -> Iterator[list[MessageId]]:
        """Messages that may be meant, a few at a time."""
        words = at_once(self._root)
        if self._words is None or words is None or self._few is not EVERY:
            rows = merge(*(self._listed(folder_id) for folder_id in self._scope.folder_ids), reverse=True)
            while chunk := [id_ for _, id_ in islice(rows, _FEW_READ)]:
                yield chunk
            return
        lowest, below = self._bounds()
        while keys := [key for (key,) in self._rows(KEYS, words, lowest, below, _FEW_READ)]:
            yield [id_in(key) for key in keys]
            below = keys[-1]

    # --- driven by the index ----------------------------------------------------------------------------------

    def _by_words(self, words: str) -> Iterator[list[Hit]]:
        lowest, below = self._bounds()
        only = self._small_scope()
        held: list[Hit] = []
        limit, longest = (_FIRST_READ, _READ_MAX) if self._to_read else self._sizes
        while below > lowest:
            keys = [key for (key,) in self._rows(KEYS, words, lowest, below, limit)]
            ids = [id_in(key) for key in keys]
            if only is not None:
                ids = [id_ for id_ in ids if id_ in only]
            held = sorted([*held, *self._those_shown(ids, keys)], reverse=True)
            if len(keys) < limit:
                break
            below = keys[-1]
            # Within one step of the index's numbers what comes next may be newer than what is here.
            step = step_in(below)
            final = next((at for at, hit in enumerate(held) if step_of(hit.received_at) <= step), len(held))
            yield held[:final]
            held = held[final:]
            limit = min(4 * limit, longest)
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

    def _small_scope(self) -> set[MessageId] | None:
        if sum(folder.total for folder in self._scope.folders) > _SMALL_SCOPE:
            return None
        return {id_ for folder_id in self._scope.folder_ids for (id_,) in self._rows(ALL_IN, folder_id)}

    # --- driven by the lists ----------------------------------------------------------------------------------

    def _by_lists(self) -> Iterator[list[Hit]]:
        rows = merge(*(self._listed(folder_id) for folder_id in self._scope.folder_ids), reverse=True)
        size, longest = self._sizes
        while chunk := list(islice(rows, size)):
            keys = [key_of(id_, received_at) for received_at, id_ in chunk]
            found = self._those_shown([id_ for _, id_ in chunk], sorted(keys, reverse=True))
            yield sorted(found, reverse=True)
            size = min(4 * size, longest)

    def _listed(self, folder_id: FolderId) -> Iterator[tuple[int, MessageId]]:
        sql = LISTED.format(index=self._few.index, condition=self._few.condition)
        last = (self._until, 0)
        limit = _FIRST_CHUNK // 4
        while True:
            rows = self._rows(sql, folder_id, *last, self._since, limit)
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
        if self._among is not None:
            left &= self._those_with_words(self._among, left, keys)
        for criterion in self._mixed:
            left = self._those_with(criterion, left, keys)
        if self._to_read and left:
            # Of a text that was let go the index is believed.
            left = self._those_read(All(tuple(self._to_read)), self._said(left), doubtful=True)
        return [Hit(found[id_], id_) for id_ in left]

    def _those_with(self, criterion: Criterion, ids: set[MessageId], keys: Sequence[int]) -> set[MessageId]:
        if not ids:
            return ids
        words = expression(criterion)
        if words is not None:
            return ids & self._those_with_words(words, ids, keys)
        condition = self._scope.condition(criterion)
        if condition is not None:
            sql = SHOWN.format(folders="folder_id", condition=condition)
            return {MessageId(id_) for id_, _ in self._rows(sql, json.dumps(list(ids)))}
        match criterion:
            case Text():
                return self._those_read(criterion, self._said(ids), doubtful=False)
            case All(parts):
                for part in parts:
                    ids = self._those_with(part, ids, keys)
                return ids
            case AnyOf(parts):
                return set().union(*(self._those_with(part, ids, keys) for part in parts))
            case Not(part):
                return ids - self._those_with(part, ids, keys)
        raise TypeError(criterion)

    def _those_with_words(self, words: str, ids: set[MessageId], keys: Sequence[int]) -> set[MessageId]:
        if len(ids) <= _FEW_KEYS and not is_eager(words):
            mine = json.dumps([key for key in keys if id_in(key) in ids])
            return {id_in(key) for (key,) in self._rows(KEYS_AMONG, mine, words)}
        between = first_of_step(step_in(keys[-1])), first_of_step(step_in(keys[0]) + 1)
        return {id_in(key) for (key,) in self._rows(KEYS_BETWEEN, words, *between)}

    def _those_read(self, criterion: Criterion, said: "dict[MessageId, Said]", *, doubtful: bool) -> set[MessageId]:
        """Those of which a criterion is true by reading them; ``doubtful``: also where the text is not here."""
        match criterion:
            case Text():
                spoken = {id_: one.says(criterion) for id_, one in said.items()}
                return {id_ for id_, is_so in spoken.items() if (doubtful if is_so is None else is_so)}
            case All(parts):
                return set(said).intersection(*(self._those_read(one, said, doubtful=doubtful) for one in parts))
            case AnyOf(parts):
                return set().union(*(self._those_read(one, said, doubtful=doubtful) for one in parts))
            case Not(part):
                return set(said) - self._those_read(part, said, doubtful=not doubtful)
        return self._those_with(criterion, set(said), ())

    def _said(self, ids: set[MessageId]) -> "dict[MessageId, Said]":
        from mailclient.store.said import read

        return read(lambda sql, parameters: self._rows(sql, *parameters), list(ids))


def _is_slow(leaf: Leaf) -> bool:
    """Whether the index is asked for a start of words that it has no entry of."""
    return isinstance(leaf, Text) and superset(leaf) is None and is_eager(expression(leaf) or "")


def take(found: Iterator[list[Hit]], limit: int) -> list[Hit]:
    """The first hits, at most ``limit``."""
    taken: list[Hit] = []
    for some in found:
        taken += some
        if len(taken) >= limit:
            break
    return taken[:limit]
