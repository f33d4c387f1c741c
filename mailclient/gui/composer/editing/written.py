"""A document written out again and again, as HTML and as text. A long quote that has not changed is written once."""

from collections.abc import Callable, Sequence
from itertools import groupby

from mailclient.gui.composer.editing.html_writing import html_of_passages
from mailclient.gui.composer.editing.passage import Passage, trimmed
from mailclient.gui.composer.editing.plain_writing import plain_of_passages

_LONG = 100
"""Passages; a shorter quote is written anew."""
_KEPT = 4
"""Long quotes that are remembered."""


class Written:
    """Remembers the long quotes of one document."""

    def __init__(self) -> None:
        self._html: list[tuple[list[Passage], str]] = []
        self._plain: list[tuple[list[Passage], str]] = []

    def html(self, passages: Sequence[Passage]) -> str:
        """As HTML."""
        return self._joined(passages, self._html, lambda part: html_of_passages(part, trim=False))

    def plain(self, passages: Sequence[Passage]) -> str:
        """As plain text."""
        return self._joined(passages, self._plain, lambda part: plain_of_passages(part, trim=False))

    def _joined(
        self,
        passages: Sequence[Passage],
        known: list[tuple[list[Passage], str]],
        write: Callable[[list[Passage]], str],
    ) -> str:
        parts: list[str] = []
        used: list[tuple[list[Passage], str]] = []
        for _quoted, group in groupby(trimmed(list(passages)), key=lambda one: one.level > 0):
            part = list(group)
            if len(part) < _LONG:
                parts.append(write(part))
                continue
            found = next((text for old, text in known if old == part), None)
            text = write(part) if found is None else found
            used.append((part, text))
            parts.append(text)
        known[:] = used[-_KEPT:]
        return "\n".join(parts)
