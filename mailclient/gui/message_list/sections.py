"""Which rows begin a section (Today, Yesterday, …) and so carry its title above them. Pure."""

from mailclient.gui.message_list.id_list import IdList


def section_heads(ids: IdList, starts: list[tuple[str, int]]) -> dict[int, str]:
    """Row → title. ``starts`` newest first, as ``dates.section_starts`` makes them; costs a bisection each."""
    heads: dict[int, str] = {}
    row = 0
    for title, begins_at in starts:
        if row >= len(ids):
            break
        after = ids.first_older_than(begins_at)
        if after > row:
            heads[row] = title
            row = after
    return heads
