"""Passages as clean HTML: what Outlook, Gmail and mutt read alike. Pure.

Only meaning goes out: no classes, ids, fonts or sizes. A style is written only where no element says it: a colour that
was chosen, an alignment, the bar of a quote and the lines of a table (which Outlook and Gmail do not draw themselves).
"""

from mailclient.gui.composer.editing.passage import Cell, Kind, Line, Passage, Table, trimmed

QUOTE = '<blockquote type="cite" style="margin:0 0 0 .8ex;border-left:2px solid #cdd2da;padding-left:1ex">'
_TABLE = '<table border="1" cellpadding="4" cellspacing="0" style="border-collapse:collapse">'
_BREAK = "<br>"


def html_of_passages(passages: list[Passage], *, trim: bool = True) -> str:
    """An HTML fragment, "" for no text; ``trim``: without the empty lines at the end."""
    writer = _Writer()
    kept = trimmed(passages) if trim else passages
    at = 0
    while at < len(kept):
        passage = kept[at]
        end = at + 1
        if isinstance(passage, Line) and passage.blank:
            while end < len(kept) and kept[end] == passage:
                end += 1
            writer.blanks(passage.level, end - at, kept[end] if end < len(kept) else None)
        else:
            writer.write(passage)
        at = end
    writer.end()
    return "\n".join(writer.out)


def follows_paragraph(line: Line, level: int) -> bool:
    """Whether this line, after a paragraph quoted ``level`` times, begins a paragraph of the same place."""
    return line.kind is Kind.TEXT and not line.list_tag and line.level == level and bool(line.runs)


class _Writer:
    """Keeps what is open: the element of the last lines, quotes, and lists with their items."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self._level = 0
        self._lists: list[tuple[str, int]] = []
        """(tag, first number) of each open list; of the last one the last item is still open."""
        self._kind: tuple[object, ...] | None = None
        self._lines: list[str] = []

    def write(self, passage: Passage) -> None:
        """Write one more that is not an empty line."""
        if isinstance(passage, Table):
            self._enter(passage.level)
            self.out.append(_table_html(passage))
        elif passage.list_tag:
            self._list_item(passage)
        else:
            self._line(passage)

    def end(self) -> None:
        """Close what is open."""
        self._enter(0)

    def _enter(self, level: int) -> None:
        """Close paragraph and lists, and open or close quotes."""
        self._end_element()
        self._close_lists(0)
        if level < self._level:
            self.out.extend(["</blockquote>"] * (self._level - level))
        else:
            self.out.extend([QUOTE] * (level - self._level))
        self._level = level

    def _end_element(self) -> None:
        if self._kind is not None:
            kind, attributes = self._kind[0], self._kind[1]
            joint = "\n" if kind is Kind.CODE else _BREAK
            text = joint.join(self._lines)
            if text.startswith("\n"):
                text = f"\n{text}"  # the first line break in <pre> is not shown (HTML 13.1.2.5)
            if not self._lines[-1]:
                text += _BREAK  # so that an empty line is there
            self.out.append(f"<{kind}{attributes}>{text}</{kind}>")
            self._kind = None
            self._lines.clear()

    def _line(self, line: Line) -> None:
        if line.kind is Kind.RULE:
            self._enter(line.level)
            self.out.append("<hr>")
            return
        kind = (line.kind, line.attributes)
        if self._kind != kind or self._level != line.level or self._lists or line.kind not in (Kind.TEXT, Kind.CODE):
            self._enter(line.level)
        self._kind = kind
        self._lines.append(line.html)

    def blanks(self, level: int, number: int, following: Passage | None) -> None:
        """One empty line between two paragraphs is what stands between paragraphs anyway."""
        open_here = self._kind is not None and self._kind[0] is Kind.TEXT and self._level == level
        if open_here and isinstance(following, Line) and follows_paragraph(following, level):
            self._end_element()
            number -= 1
        else:
            self._enter(level)
        self.out.extend([_BREAK] * number)

    def _list_item(self, line: Line) -> None:
        wanted = (line.list_tag, line.start)
        if self._level != line.level or not self._lists:
            self._enter(line.level)
        self._close_lists(line.depth)
        if len(self._lists) == line.depth and self._lists[-1] != wanted:
            self._close_lists(line.depth - 1)
        if len(self._lists) == line.depth:
            self.out[-1] += "</li>"
        while len(self._lists) < line.depth:
            if self._lists and not self._item_open:
                self.out.append("<li>")
            start = f' start="{line.start}"' if line.list_tag == "ol" and line.start != 1 else ""
            self.out.append(f"<{line.list_tag}{start}>")
            self._lists.append(wanted)
            self._item_open = False
        self.out.append(f"<li{line.attributes}>{_item_html(line)}")
        self._item_open = True

    def _close_lists(self, depth: int) -> None:
        while len(self._lists) > depth:
            self.out[-1] += "</li>"
            self.out.append(f"</{self._lists.pop()[0]}>")
            self._item_open = True

    _item_open = False


def _item_html(line: Line) -> str:
    if not line.runs:
        return _BREAK
    marked = line.kind not in (Kind.TEXT, Kind.RULE)
    return f"<{line.kind}>{line.html}</{line.kind}>" if marked else line.html


def _table_html(table: Table) -> str:
    out = [_TABLE]
    for number, row in enumerate(table.rows):
        out.append("<tr>")
        out.extend(_cell_html(cell, "th" if number < table.header_rows else "td") for cell in row)
        out.append("</tr>")
    return "\n".join([*out, "</table>"])


def _cell_html(cell: Cell, tag: str) -> str:
    spans = "".join(f' {name}="{n}"' for name, n in (("colspan", cell.columns), ("rowspan", cell.rows)) if n > 1)
    lines = list(trimmed(list(cell.lines)))
    if len(lines) == 1 and isinstance(line := lines[0], Line) and line.kind is Kind.TEXT and not line.list_tag:
        return f"<{tag}{spans}{line.attributes}>{line.html}</{tag}>"
    inner = html_of_passages([line if isinstance(line, Table) else _unquoted(line) for line in lines])
    return f"<{tag}{spans}>{inner}</{tag}>"


def _unquoted(line: Line) -> Line:
    """Within a table that is quoted as a whole."""
    return Line(line.runs, line.kind, 0, line.list_tag, line.depth, line.start, line.align, line.direction)
