"""Text, line breaks and blocks of HTML as they come, into lines. Pure."""

import re
from dataclasses import dataclass, replace

from mailclient.gui.composer.editing.html_writing import follows_paragraph
from mailclient.gui.composer.editing.passage import Kind, Line, Passage, is_right_to_left, sober_runs
from mailclient.gui.composer.editing.run import PLAIN, Look, Run, merged_runs
from mailclient.gui.composer.editing.run_writing import LASTING, OBJECT

_SPACE = re.compile(r"[ \t\n\r\f]+")
"""What HTML takes for white space (Infra 4.6); the wide blank of Chinese and Japanese is none."""

EMPTY = Line()


@dataclass(frozen=True, slots=True)
class Shape:
    """A line without its words. Lines of one list ``item`` become one line with breaks in it; 0: of none."""

    line: Line = EMPTY
    item: int = 0


class LineFlow:
    """The lines of a text, or of one cell."""

    def __init__(self) -> None:
        self._passages: list[Passage] = []
        self._runs: list[Run] = []
        self._shape: Shape | None = None
        """Of the line that is open."""
        self._used = False
        """The open line has text or was ended by <br>: a block that begins needs a new one."""
        self._broken = False
        """A <br> was met; it makes a new line when more follows in its block."""
        self._break = False
        """A block began or ended."""
        self._gap: Line | None = None
        """The last line that is not empty, when it ended a paragraph."""
        self._space: Look | None = None
        """White space was met that may be shown, in this look."""
        self._item = 0
        """The list item of the last line."""

    def finished(self) -> list[Passage]:
        """All lines; a <br> at the very end ends a line and begins none."""
        self._end_line()
        return self._passages

    def break_line(self, *, gap: bool = False) -> None:
        """A block begins or ends; ``gap``: a paragraph ended here."""
        self._break = True
        if gap and self._shape is not None and self._runs:
            self._gap = self._shape.line

    def line_break(self, shape: Shape) -> None:
        """A <br>."""
        self._enter(shape)
        if self._broken:
            self._new_line(shape)
        self._broken = self._used = True
        self._space = None

    def words(self, data: str, look: Look, shape: Shape) -> None:
        """Text in which white space is one blank, or none at the start of a line."""
        text = _SPACE.sub(" ", data)
        lead, tail = text.startswith(" "), text.endswith(" ")
        text = text.strip(" ")
        if not text:
            self._space = self._space or (look if lead else None)
            return
        pending = self._pending()
        if pending is not None:
            self.text(" ", pending, shape)
        elif lead and self._goes_on():
            text = f" {text}"
        self.text(text, look, shape)
        self._space = look if tail else None

    def _goes_on(self) -> bool:
        return self._used and not (self._break or self._broken)

    def _pending(self) -> Look | None:
        return self._space if self._goes_on() else None

    def text(self, text: str, look: Look, shape: Shape) -> None:
        """Text as it is."""
        if text:
            self._begin(shape)
            self._runs.append(Run(text, look))

    def picture(self, run: Run, shape: Shape) -> None:
        """A run with a picture."""
        pending = self._pending()
        self._begin(shape)
        if pending is not None:
            self._runs.append(Run(" ", pending))
        self._runs.append(run)
        self._space = None

    def put(self, *passages: Passage) -> None:
        """Whole passages."""
        self._end_line()
        self._gap = None
        self._passages.extend(passages)
        self._break, self._item = True, 0

    def _begin(self, shape: Shape) -> None:
        self._enter(shape)
        if self._broken:
            self._new_line(shape)
            self._broken = False
        if not self._runs and self._gap is not None:
            if follows_paragraph(replace(shape.line, runs=(Run("x"),)), self._gap.level) and _is_text(self._gap):
                self._passages.append(Line(level=self._gap.level))
            self._gap = None
        self._used = True

    def _enter(self, shape: Shape) -> None:
        """Begin a new line when a block has asked for one."""
        if self._shape is not None and not self._break:
            return
        self._end_line()
        if self._gap is not None and self._gap.level != shape.line.level:
            self._gap = None
        self._shape = shape
        self._used = self._broken = self._break = False
        self._space = None

    def _new_line(self, shape: Shape) -> None:
        self._end_line()
        self._shape, self._broken = shape, False

    def _end_line(self) -> None:
        if self._shape is not None and self._used:
            line, item = _settled(self._shape.line, self._runs), self._shape.item
            last = self._passages[-1] if self._passages else None
            if item and item == self._item and isinstance(last, Line) and last.list_tag:
                joint = Run("\n", last.runs[-1].look if last.runs else PLAIN)
                self._passages[-1] = _settled(last, [*last.runs, joint, *line.runs])
            else:
                self._passages.append(line)
            self._item = item
        self._runs = []
        self._shape = None
        self._used = False


def _is_text(line: Line) -> bool:
    return line.kind is Kind.TEXT and not line.list_tag


def _settled(line: Line, runs: list[Run]) -> Line:
    """A line with its runs: white space as it was typed, no direction where the words say it, headings not bold."""
    runs = sober_runs(line.kind, runs)
    if line.kind is not Kind.CODE:
        runs = _with_blanks(runs)
    merged = merged_runs(runs)
    text = "".join(run.text for run in merged)
    natural = "rtl" if is_right_to_left(text) else "ltr"
    direction = "" if line.direction == natural or not text else line.direction
    return replace(line, runs=merged, direction=direction)


def _with_blanks(runs: list[Run]) -> list[Run]:
    text = "".join(OBJECT if run.picture is not None else run.text for run in runs)
    if "\xa0" not in text:
        return runs
    text = LASTING.sub(" ", text)
    out, at = [], 0
    for run in runs:
        length = 1 if run.picture is not None else len(run.text)
        out.append(run if run.picture is not None else Run(text[at : at + length], run.look))
        at += length
    return out
