"""Lists for people: columns as wide as what they hold, Korean characters two cells wide, nothing that moves the cursor.

What others wrote into a subject must not be able to speak to the terminal: control characters are shown as "�".
"""

import unicodedata
from collections.abc import Sequence

_GAP = "  "
_UNSEEN = "�"
_UNSEEN_KINDS = ("Cc", "Cf", "Cs")
_HARMLESS = "\t\u00ad\u200c\u200d"


def table(rows: Sequence[Sequence[str]]) -> str:
    """The rows under each other; the last column is not padded."""
    clean = [[visible(cell) for cell in row] for row in rows]
    widths = [max((cell_width(cell) for cell in column), default=0) for column in zip(*clean, strict=True)]
    return "\n".join(_GAP.join([*map(_padded, row[:-1], widths), row[-1]]).rstrip() for row in clean)


def visible(text: str) -> str:
    """One line without control, format and surrogate characters."""
    if text.isprintable():
        return text
    return "".join(_UNSEEN if unicodedata.category(character) in _UNSEEN_KINDS else character for character in text)


def visible_text(text: str) -> str:
    """Several lines, likewise; joiners stay, which Indic scripts and emoji need."""
    return "\n".join(
        line if line.isprintable() else "".join(one if one in _HARMLESS else visible(one) for one in line)
        for line in text.split("\n")
    )


def cell_width(text: str) -> int:
    """How many cells of a terminal it takes."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def shortened(text: str, width: int) -> str:
    """At most ``width`` cells of it, the cut shown by "…"."""
    if cell_width(text) <= width:
        return text
    kept = ""
    for character in text:
        if cell_width(kept + character) > width - 1:
            break
        kept += character
    return f"{kept}…"


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - cell_width(cell))
