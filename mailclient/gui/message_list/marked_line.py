"""A snippet as one line of a row, cut so that what was found is seen. Pure."""

from mailclient.mail.search import Snippet

_BEFORE = 12
"""Characters left before the first mark: a few words to understand it by."""


def from_first_mark(snippet: Snippet, longest: int) -> tuple[str, list[tuple[int, int]]]:
    """The text from shortly before its first mark, at most ``longest`` characters, and the marks in it."""
    first = snippet.marks[0][0] if snippet.marks else 0
    cut = snippet.text.rfind(" ", 0, max(first - _BEFORE, 0)) + 1 if first > 2 * _BEFORE else 0
    lead = "…" if cut else ""
    text = (lead + snippet.text[cut:].replace("\n", " "))[:longest]
    shift = len(lead) - cut
    marks = [(start + shift, min(end + shift, len(text))) for start, end in snippet.marks if start + shift < len(text)]
    return text, marks
