"""format=flowed (RFC 3676): paragraphs wrapped in lines that the reader joins again, and joined.

Lines are broken only at spaces and DelSp is not used: whoever does not know "flowed" sees words with one space between
them. What has no spaces (Chinese, Japanese, an address) stays in one line, which any reader wraps by itself.
"""

import re
from dataclasses import dataclass, field
from unicodedata import combining, east_asian_width

WIDTH = 72
"""Columns; East Asian letters take two. RFC 3676 section 4.2 asks for at most 78 characters."""

_SIGNATURE = "-- "
_WORD = re.compile(r" *[^ ]+ *")
_QUOTE_MARKS = re.compile(r">(?: ?>)*")
_JOINED = re.compile("\u200d.|[\u1160-\u11ff\u200b-\u200f\u2060\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]")
"""Takes no cell: what joins the emoji before it, jamo after the first of a syllable, marks of direction and form."""
_DEEPEST = 30
"""Quote marks; of more the lines would hold nothing else."""


def flow(text: str) -> str:
    """``text`` (one line for each paragraph, quotes behind ">") in lines of at most 72 columns where it has spaces.

    Spaces at the end of a line are lost, but those of the signature's "-- ".
    """
    flowed: list[str] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        marks = _QUOTE_MARKS.match(line)
        depth = min(marks[0].count(">"), _DEEPEST) if marks else 0
        content = line[marks.end() :].removeprefix(" ") if marks else line
        content = content if content == _SIGNATURE else content.rstrip(" ")
        flowed += (_stuffed(piece, depth) for piece in _wrapped(content, WIDTH - depth - 1))
    return "\n".join(flowed)


def columns(text: str) -> int:
    """How wide ``text`` is where all letters stand in cells."""
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in _JOINED.sub("", text) if not combining(one))


def _wrapped(line: str, width: int) -> list[str]:
    """All pieces but the last end with the space at which the line was broken."""
    if columns(line) <= width or line == _SIGNATURE:
        return [line]
    pieces = [""]
    room = width
    for word in _WORD.findall(line):
        wide = columns(word.rstrip(" "))
        # a piece that is "-- " would be the line above a signature
        if pieces[-1] and wide > room and pieces[-1] != _SIGNATURE:
            pieces.append("")
            room = width
        pieces[-1] += word
        room -= columns(word)
    return pieces


def _stuffed(piece: str, depth: int) -> str:
    """A space before what would be read otherwise, or written otherwise by a server (RFC 3676 section 4.4)."""
    if depth:
        return f"{'>' * depth} {piece}" if piece else ">" * depth
    return f" {piece}" if piece.startswith((" ", ">", "From ")) else piece


@dataclass(slots=True)
class _Paragraph:
    """Lines of one quote depth that flow into each other; ``is_open`` while the last one ended softly."""

    depth: int = 0
    pieces: list[str] = field(default_factory=list)
    is_open: bool = False

    def text(self) -> str:
        line = "".join(self.pieces)
        if line != _SIGNATURE:
            line = line.rstrip(" ") if self.depth else line
        return f"{'>' * self.depth} {line}" if self.depth and line else ">" * self.depth + line


def unflow(text: str, *, delete_space: bool = False) -> str:
    """``text`` with soft line breaks taken out; quote marks are kept. ``delete_space`` is DelSp=yes."""
    paragraphs: list[_Paragraph] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")  # space-stuffing
        is_soft = content.endswith(" ") and content != _SIGNATURE
        current = paragraphs[-1] if paragraphs else _Paragraph()
        if not current.is_open or current.depth != depth or content == _SIGNATURE:
            current = _Paragraph(depth)
            paragraphs.append(current)
        current.pieces.append(content[:-1] if is_soft and delete_space else content)
        current.is_open = is_soft
    return "\n".join(paragraph.text() for paragraph in paragraphs)
