"""Running a search, step by step: newest first, or the best of them. Imported when the first search begins."""

import math
import time
from collections.abc import Iterator, Sequence

from mailclient.mail.criteria import All, AnyOf, Criterion, Field, Text
from mailclient.mail.query import Query, parse
from mailclient.mail.search import SearchOrder, SearchStep, Snippet
from mailclient.store.search import SHOWN, Hit, Rows, Search, take
from mailclient.store.search_scope import Scope
from mailclient.store.snippet import snippet_of

STEP_SECONDS = 0.02
_EARLY = 50
"""Hits that are enough for a moment."""
_RANKED = 300
"""Hits of each kind, the newest ones, that are put into the order of the best."""
_IN_TEXT = frozenset({Field.ANYWHERE, Field.BODY, Field.FILENAME})
_MONTH_SECONDS = 30 * 86400


def steps(rows: Rows, query: str | Query, scope: Scope, limit: int, order: SearchOrder) -> Iterator[SearchStep]:
    """What ``query`` finds in ``scope``, told about every ``STEP_SECONDS``."""
    root = root_of(query)
    if root is None or not scope.folders:
        yield SearchStep((), done=True)
        return
    if early := _early(Search(rows, scope, root), limit):
        yield SearchStep(tuple(hit.id for hit in early), done=False)
    if order is SearchOrder.BEST:
        yield from _best(rows, root, scope, limit)
    else:
        yield from _newest(rows, root, scope, limit)


def admission(query: Query, scope: Scope) -> str:
    """The statement that keeps, of a JSON list of ids, those with all that is wanted beside words."""
    conjuncts = query.root.parts if isinstance(query.root, All) else (query.root,) if query.root else ()
    conditions = [condition for one in conjuncts if (condition := scope.condition(one)) is not None]
    ids = ", ".join(str(int(id_)) for id_ in scope.folder_ids)
    return SHOWN.format(folders=ids, condition=" AND ".join(conditions) or "1")


def root_of(query: str | Query) -> Criterion | None:
    """What is wanted, of what was typed or is parsed already; None: nothing."""
    return (parse(query) if isinstance(query, str) else query).root


def snippet(texts: Sequence[str], root: Criterion | None) -> Snippet:
    """What stands around the words looked for in the first of ``texts`` that has them."""
    return snippet_of(texts, root, _IN_TEXT)


def _newest(rows: Rows, root: Criterion, scope: Scope, limit: int) -> Iterator[SearchStep]:
    hits: list[Hit] = []
    told_at = time.monotonic()
    for some in Search(rows, scope, root).newest():
        hits += some
        if len(hits) >= limit:
            break
        if time.monotonic() - told_at >= STEP_SECONDS:
            yield SearchStep(tuple(hit.id for hit in hits), done=False)
            told_at = time.monotonic()
    yield SearchStep(tuple(hit.id for hit in hits[:limit]), done=True)


def _early(search: Search, limit: int) -> list[Hit]:
    """What can be shown until the search itself says more: a page, or what is found in a moment."""
    hits: list[Hit] = []
    began = time.monotonic()
    for some in search.early():
        hits += some
        if len(hits) >= min(limit, _EARLY) or time.monotonic() - began >= STEP_SECONDS:
            break
    return sorted(hits, reverse=True)[:limit]


def _best(rows: Rows, root: Criterion, scope: Scope, limit: int) -> Iterator[SearchStep]:
    scores: dict[Hit, float] = {}
    for weight, field in ((3.0, Field.SUBJECT), (2.0, Field.FROM), (0.0, Field.ANYWHERE)):
        for hit in take(
            Search(rows, scope, _looked_for_in(root, field)).newest(),
            _RANKED if weight else max(_RANKED, limit),
        ):
            scores[hit] = scores.get(hit, _recency(hit, scope.now)) + weight
        best = sorted(scores, key=lambda hit: (scores[hit], hit), reverse=True)
        yield SearchStep(tuple(hit.id for hit in best[:limit]), done=field is Field.ANYWHERE)


def _looked_for_in(criterion: Criterion, field: Field) -> Criterion:
    """The same, with words that may be anywhere looked for in ``field``; what must not be there stays so."""
    match criterion:
        case Text(text, Field.ANYWHERE, match):
            return Text(text, field, match)
        case All(parts):
            return All(tuple(_looked_for_in(part, field) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(_looked_for_in(part, field) for part in parts))
    return criterion


def _recency(hit: Hit, now: float) -> float:
    months = max(0.0, now - hit.received_at) / _MONTH_SECONDS
    return -math.log2(1.0 + months) / 2
