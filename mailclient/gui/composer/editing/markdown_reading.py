"""Markdown (CommonMark with tables and strikethrough) as passages, and whether a text clearly is Markdown. Pure.

HTML in it stays text. The parser is imported when Markdown is met, not when a composer opens.
"""

import re

from mailclient.gui.composer.editing.html_reading import passages_of_html
from mailclient.gui.composer.editing.passage import Passage

MARKDOWN_LIMIT = 400_000
"""Characters; a longer text is not looked at."""
_SURE = (
    re.compile(r"^#{1,6} \S", re.MULTILINE),
    re.compile(r"^(?:```|~~~)", re.MULTILINE),
    re.compile(r"\[[^\]\n]{1,200}\]\((?:https?://|mailto:)[^)\s]{1,2000}\)"),
    re.compile(r"^\|?(?: ?:?-{3,}:? ?\|)+ ?:?-{2,}", re.MULTILINE),
    re.compile(r"\*\*[^*\s][^*\n]{0,200}\*\*"),
)
_HINTS = (
    re.compile(r"^ {0,3}[-*+] \S.*\n {0,3}[-*+] \S", re.MULTILINE),
    re.compile(r"^ {0,3}1[.)] \S.*\n {0,3}2[.)] \S", re.MULTILINE),
    re.compile(r"^> \S", re.MULTILINE),
    re.compile(r"`[^`\n]{1,200}`"),
    re.compile(r"(?<![\w*])[*_][^\s*_][^*_\n]{0,100}[*_](?!\w)"),
)


def looks_like_markdown(text: str) -> bool:
    """Two kinds of its marks, one of them sure."""
    if len(text) > MARKDOWN_LIMIT:
        return False
    sure = sum(bool(pattern.search(text)) for pattern in _SURE)
    return sure > 1 or (sure == 1 and any(pattern.search(text) for pattern in _HINTS))


def passages_of_markdown(text: str) -> list[Passage]:
    """The passages it means."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 20})
    parser.enable(["table", "strikethrough"])
    passages, _ = passages_of_html(parser.render(text[:MARKDOWN_LIMIT]))
    return passages
