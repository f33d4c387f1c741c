"""Plain text that was written on, merged into the rich text it came from. Pure.

What was not touched comes back as it was (tables and pictures, too); in a line that was changed the words that stayed
keep their look; what is new is plain.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher

from mailclient.gui.composer.editing.passage import Line, Passage
from mailclient.gui.composer.editing.plain_writing import plain_lines
from mailclient.gui.composer.editing.run import PLAIN, Run, merged_runs
from mailclient.gui.composer.editing.run_writing import plain_pieces

_LONGEST = 4_000
"""Characters; a longer line that was changed becomes plain."""
_MANY = 3_000
"""Lines; among more, frequent ones do not count in the comparison."""


def merged(rich: Sequence[Passage], now: Sequence[Line]) -> list[Passage]:
    """``now``: the lines of the plain text."""
    old_lines = plain_lines(rich)
    old = [(text, number) for number, lines in enumerate(old_lines) for text in lines]
    new = ["\n".join(lines) for lines in plain_lines(now)]
    places, partners = _aligned([text for text, _ in old], new)
    starts = _whole_passages(old_lines, places)
    out: list[Passage] = []
    at = 0
    while at < len(now):
        if at in starts:
            number = starts[at]
            out.append(rich[number])
            at += len(old_lines[number])
            continue
        partner = partners.get(at)
        passage = rich[old[partner][1]] if partner is not None else None
        if isinstance(passage, Line) and partner is not None and len(old_lines[old[partner][1]]) == 1:
            out.append(_carried(passage, old[partner][0], new[at], now[at]))
        else:
            out.append(now[at])
        at += 1
    return out


def _aligned(old: list[str], new: list[str]) -> tuple[dict[int, int], dict[int, int]]:
    """Old line → the same new line; new line → the old one it has replaced."""
    places: dict[int, int] = {}
    partners: dict[int, int] = {}
    matcher = SequenceMatcher(None, old, new, autojunk=max(len(old), len(new)) > _MANY)
    for kind, first, end, new_first, new_end in matcher.get_opcodes():
        if kind == "equal":
            places.update(zip(range(first, end), range(new_first, new_end), strict=True))
        elif kind == "replace":
            partners.update(zip(range(new_first, new_end), range(first, end), strict=False))
    return places, partners


def _whole_passages(old_lines: list[list[str]], places: dict[int, int]) -> dict[int, int]:
    """New line at which an untouched passage begins → its number."""
    starts = {}
    at = 0
    for number, lines in enumerate(old_lines):
        found = [places.get(at + step) for step in range(len(lines))]
        first = found[0] if found else None
        if first is not None and found == list(range(first, first + len(lines))):
            starts[first] = number
        at += len(lines)
    return starts


def _carried(line: Line, old: str, new: str, plain: Line) -> Line:
    """The new words in the form of the line they have replaced."""
    pieces = plain_pieces(line.runs)
    words = "".join(text for text, _ in pieces)
    mark = old[: len(old) - len(words)] if old.endswith(words) else ""
    if not new.startswith(mark) or max(len(new), len(old)) > _LONGEST or plain.level != line.level:
        return plain
    body = new[len(mark) :]
    matcher = SequenceMatcher(None, words, body, autojunk=False)
    if matcher.ratio() < 0.4:
        return plain
    runs: list[Run] = []
    for kind, first, end, new_first, new_end in matcher.get_opcodes():
        if kind == "equal":
            runs.extend(_cut(pieces, first, end))
        elif new_end > new_first:
            before = runs[-1].look if runs and runs[-1].picture is None else PLAIN
            runs.append(Run(body[new_first:new_end], before))
    return Line(
        merged_runs(runs), line.kind, line.level, line.list_tag, line.depth, line.start, line.align, line.direction,
        line.signature,
    )  # fmt: skip


def _cut(pieces: list[tuple[str, Run | None]], first: int, end: int) -> list[Run]:
    out = []
    at = 0
    for text, run in pieces:
        start, stop = max(first - at, 0), min(end - at, len(text))
        if start < stop:
            whole = stop - start == len(text)
            if run is not None and run.picture is not None and whole:
                out.append(run)
            elif not (run is None and whole):
                out.append(Run(text[start:stop], run.look if run is not None and run.picture is None else PLAIN))
        elif not text and run is not None and run.picture is not None and first <= at <= end:
            out.append(run)
        at += len(text)
    return out
