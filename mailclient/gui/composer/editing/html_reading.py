"""HTML of anybody (our drafts, a message that is quoted, Word, Gmail, Excel, a web page) as passages. Pure.

Takes the meaning and drops the look. Nothing in it is ever fetched: a picture of the web leaves its alternative text.
Hostile HTML is bounded by ``mime.html.nesting`` before it is parsed, and made well-formed by nh3.
"""

from dataclasses import dataclass, replace
from html.parser import HTMLParser

import nh3

from mailclient.gui.composer.editing.foreign_style import Meaning, ink_of, marker_of, meaning_of
from mailclient.gui.composer.editing.line_flow import EMPTY, LineFlow, Shape
from mailclient.gui.composer.editing.passage import LIST_DEPTH_LIMIT, QUOTE_LEVEL_LIMIT, Kind, Line, Passage
from mailclient.gui.composer.editing.run import PLAIN, Look, Picture, Run, is_link
from mailclient.gui.composer.editing.table_reading import OpenTable
from mailclient.mime.html.nesting import too_complex
from mailclient.mime.html.tags import without_tags

HTML_LIMIT = 8_000_000
"""Characters; of longer HTML only the words are taken."""

_BLOCK_TAGS = """
    address article aside center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header
    hr main nav p pre section table tbody tfoot thead tr td th caption li blockquote ul ol summary
"""
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_SPACED = frozenset(["p"])
"""Stand apart from an ordinary line that follows by an empty line."""
_HEADINGS = {"h1": Kind.HEADING_1, "h2": Kind.HEADING_2} | dict.fromkeys(("h3", "h4", "h5", "h6"), Kind.HEADING_3)
_BOLD, _ITALIC = frozenset(["b", "strong"]), frozenset(["i", "em", "cite", "var", "dfn", "address"])
_UNDERLINE, _STRIKE = frozenset(["u", "ins"]), frozenset(["s", "strike", "del"])
_FIXED = frozenset(["code", "tt", "kbd", "samp"])
_INLINE_TAGS = "a abbr big br font img mark q small span strike sub sup tt wbr col colgroup"
_TAGS = {*_BLOCKS, *_BOLD, *_ITALIC, *_UNDERLINE, *_STRIKE, *_FIXED, *_INLINE_TAGS.split()}
_VOID = frozenset(["br", "hr", "img", "wbr", "col"])
_DROPPED = {
    "applet", "audio", "head", "iframe", "math", "noembed", "noframes", "object", "script", "select", "style", "svg",
    "template", "textarea", "title", "video", "xmp",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"align", "dir", "hidden", "style"},
    "a": {"href"},
    "font": {"color", "face"},
    "img": {"alt", "height", "src", "width"},
    "ol": {"start"},
    "table": {"border", "cellpadding", "cellspacing", "role"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_SCHEMES = {"http", "https", "mailto", "tel", "cid", "data"}
_PANIC = "PanicException"
"""What a mistake in nh3, which is written in Rust, comes as; it is no ``Exception``, and cannot be imported."""
_WIDTH_LIMIT = 10_000
_NO_SHAPE = Shape(EMPTY)


def passages_of_html(html: str, *, level: int = 0) -> tuple[list[Passage], list[str]]:
    """The passages, quoted ``level`` times more than they are themselves, and the addresses of ``data:`` pictures.

    The Content-ID of such a picture is "data:N", N its place in the second list.
    """
    parser = _Reader(level)
    parser.feed(_well_formed(html))
    parser.close()
    return parser.finished(), parser.data_pictures


def _well_formed(html: str) -> str:
    if len(html) <= HTML_LIMIT and not too_complex(html):
        try:
            return nh3.clean(
                html,
                tags=_TAGS,
                clean_content_tags=_DROPPED,
                attributes=_ATTRIBUTES,
                url_schemes=_SCHEMES,
                link_rel=None,
                strip_comments=True,
            )
        except BaseException as error:
            if type(error).__name__ != _PANIC:
                raise
    return "<br>".join(without_tags(html).replace("&", "&amp;").replace("<", "&lt;").split("\n"))


@dataclass(frozen=True, slots=True)
class _Open:
    """An open element, with all that it has from those around it."""

    tag: str = ""
    look: Look = PLAIN
    shape: Shape = _NO_SHAPE
    hidden: bool = False
    keeps_space: bool = False
    lists: tuple[tuple[str, int], ...] = ()
    """(tag, first number) of the lists around it."""


class _Reader(HTMLParser):
    def __init__(self, level: int) -> None:
        super().__init__(convert_charrefs=True)
        self._open = [_Open(shape=Shape(Line(level=level)))]
        self._flow = LineFlow()
        self._tables: list[OpenTable] = []
        self._items = 0
        self.data_pictures: list[str] = []

    def finished(self) -> list[Passage]:
        """All that was read."""
        while self._tables:
            self._end_table()
        return self._flow.finished()

    # --- what the parser meets ------------------------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a tag."""
        given = {name: value or "" for name, value in attrs}
        now = self._entered(tag, given)
        if now.hidden:
            if tag not in _VOID:
                self._open.append(now)
            return
        if tag in _BLOCKS and tag not in ("td", "th"):
            self._flow.break_line()
        if tag == "br":
            self._flow.line_break(now.shape)
        elif tag == "hr":
            self._flow.put(Line(kind=Kind.RULE, level=now.shape.line.level))
        elif tag == "img":
            self._picture(given, now)
        elif tag in ("table", "caption", "tr", "td", "th", "col"):
            self._table_tag(tag, given, now)
        if tag not in _VOID:
            self._open.append(now)

    def handle_endtag(self, tag: str) -> None:
        """Close the nearest open tag of this name; nh3 has seen to it that there is one."""
        for index in range(len(self._open) - 1, 0, -1):
            if self._open[index].tag == tag:
                hidden = self._open[index].hidden
                del self._open[index:]
                if not hidden:
                    self._closed(tag)
                return

    def handle_data(self, data: str) -> None:
        """Write text, with white space as HTML has it."""
        now = self._open[-1]
        if now.hidden:
            return
        if now.shape.line.kind is Kind.CODE or now.keeps_space:
            for index, line in enumerate(data.replace("\r\n", "\n").split("\n")):
                if index:
                    self._flow.line_break(now.shape)
                self._flow.text(line, now.look, now.shape)
        else:
            self._flow.words(data, now.look, now.shape)

    # --- what it means --------------------------------------------------------------------------------------------

    def _closed(self, tag: str) -> None:
        if tag == "table":
            self._end_table()
        elif tag in ("td", "th") and self._tables:
            self._flow = self._tables[-1].end_cell(self._flow)
        elif tag in _BLOCKS:
            self._flow.break_line(gap=tag in _SPACED)

    def _entered(self, tag: str, given: dict[str, str]) -> _Open:
        around = self._open[-1]
        said = meaning_of(given.get("style", ""))
        word_mark = said.word_mark and around.shape.line.list_tag != ""
        hidden = around.hidden or said.hidden or word_mark or "hidden" in given
        look = _look(tag, given, said, around.look)
        line = around.shape.line
        lists, item = around.lists, around.shape.item
        if tag in ("ul", "ol"):
            lists = (*lists, (tag, _number(given.get("start", ""), 1, 1_000_000) or 1))
        elif tag == "li" or said.word_level:
            self._items += 1
            item = self._items
            depth = said.word_level or len(lists) or 1
            name, start = lists[-1] if lists else ("ul", 1)
            line = replace(line, list_tag=name, depth=min(depth, LIST_DEPTH_LIMIT), start=start)
        elif tag == "blockquote":
            line = replace(line, level=min(line.level + 1, QUOTE_LEVEL_LIMIT), list_tag="", depth=0, start=1)
            lists = ()
        elif tag == "pre":
            line = replace(line, kind=Kind.CODE)
        elif tag in _HEADINGS:
            line = replace(line, kind=_HEADINGS[tag])
        if tag in _BLOCKS or tag == "br":
            line = _placed(line, tag, given, said)
        keeps = around.keeps_space or (said.keeps_space and tag != "br")
        return _Open(tag, look, Shape(line, item), hidden, keeps, lists)

    def _picture(self, given: dict[str, str], now: _Open) -> None:
        source, alt = given.get("src", ""), " ".join(given.get("alt", "").split())
        width = _number(given.get("width", ""), 0, _WIDTH_LIMIT)
        if source.startswith("cid:"):
            shown = Picture(source.removeprefix("cid:"), alt, width)
        elif source.startswith("data:image/"):
            shown = Picture(f"data:{len(self.data_pictures)}", alt, width)
            self.data_pictures.append(source)
        else:
            if width != 1:
                self._flow.words(f" {alt} " if alt else "", now.look, now.shape)
            return
        self._flow.picture(Run("", replace(PLAIN, url=now.look.url), shown), now.shape)

    def _table_tag(self, tag: str, given: dict[str, str], now: _Open) -> None:
        if tag == "table":
            self._flow.break_line()
            self._tables.append(OpenTable(self._flow, now.shape.line.level, given))
        elif not self._tables:
            return
        elif tag == "col":
            self._tables[-1].has_columns = True
        elif tag == "tr":
            self._tables[-1].begin_row()
        elif tag in ("td", "th"):
            columns = _number(given.get("colspan", ""), 1, 1_000)
            rows = _number(given.get("rowspan", ""), 1, 1_000)
            self._flow = self._tables[-1].begin_cell(columns, rows, header=tag == "th")

    def _end_table(self) -> None:
        if self._tables:
            table = self._tables.pop()
            self._flow = table.around
            passages = table.finished()
            if self._tables:
                self._tables[-1].nested = True
            self._flow.put(*passages)


def _look(tag: str, given: dict[str, str], said: Meaning, around: Look) -> Look:
    """What a tag and its style make of the look around it."""
    fixed = said.fixed or tag in _FIXED or (tag == "font" and meaning_of(f"font-family:{given.get('face', '')}").fixed)
    url = given.get("href", "") if tag == "a" else around.url
    ink = said.ink
    if ink is None and tag == "font" and "color" in given:
        ink = ink_of(given["color"])
    marker = said.marker if tag not in _BLOCKS else None
    if marker is None and tag == "mark":
        marker = marker_of("#ffff00")

    def chosen(by_style: bool | None, by_tag: bool, inherited: bool) -> bool:
        return by_style if by_style is not None else by_tag or inherited

    return Look(
        bold=chosen(said.bold, tag in _BOLD, around.bold),
        italic=chosen(said.italic, tag in _ITALIC, around.italic),
        underline=bool(said.underline) or tag in _UNDERLINE or (around.underline and tag != "a"),
        strike=bool(said.strike) or tag in _STRIKE or around.strike,
        code=(fixed and tag != "pre") or around.code,
        ink=(around.ink if ink is None else ink) if not (tag == "a" and url) else "",
        marker=around.marker if marker is None else marker,
        url=url if is_link(url) else "",
    )


def _placed(line: Line, tag: str, given: dict[str, str], said: Meaning) -> Line:
    align = given.get("align", "").lower()
    if tag == "center":
        align = "center"
    elif said.align or align not in ("center", "right", "justify"):
        align = said.align or line.align
    direction = given.get("dir", "").lower()
    return replace(line, align=align, direction=direction if direction in ("rtl", "ltr") else line.direction)


def _number(text: str, least: int, most: int) -> int:
    digits = text.strip().removesuffix("px")
    return max(least, min(int(digits), most)) if digits.isascii() and digits.isdigit() and len(digits) < 9 else least
