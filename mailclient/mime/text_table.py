"""A table in columns of plain text."""

import re
from collections.abc import Sequence
from itertools import zip_longest

from mailclient.mime.flowed import columns

_NUMBER = re.compile(r"[^\w]{0,3}[\d.,'  ]*\d[^\w]{0,3}\w{0,3}")
_GAP = "  "


def table_lines(rows: Sequence[Sequence[str]], *, has_head: bool, room: int) -> list[str] | None:
    """The lines of a table whose cells have one line each; None when it is wider than ``room`` columns.

    Numbers stand at the right of their column. Under a head there is a line of dashes.
    """
    cells = list(zip_longest(*rows, fillvalue=""))
    widths = [max(map(columns, column)) for column in cells]
    if sum(widths) + len(_GAP) * (len(widths) - 1) > room:
        return None
    rights = [_is_of_numbers(column[has_head:]) for column in cells]
    lines = [
        _GAP.join(_padded(text, width, right=right) for text, width, right in zip(row, widths, rights, strict=True))
        for row in zip(*cells, strict=True)
    ]
    if has_head:
        lines.insert(1, _GAP.join("-" * width for width in widths))
    return [line.rstrip() for line in lines]


def _is_of_numbers(texts: Sequence[str]) -> bool:
    said = [text for text in texts if text]
    return bool(said) and all(_NUMBER.fullmatch(text) for text in said)


def _padded(text: str, width: int, *, right: bool) -> str:
    space = " " * (width - columns(text))
    return space + text if right else text + space
