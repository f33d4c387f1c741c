"""How deep HTML nests, told before a parser that takes quadratic time or a huge tree sees it.

100,000 nested ``<div>`` (500 KB) keep nh3 busy for 14 s; 1,000 ``<div><font a=N></div>`` make 10 MB of tags out of
24 KB, since formatting elements are opened again in each block after them. The count follows the tree construction
rules (HTML Living Standard section 13.2.6) far enough never to believe an end tag that a browser would not.
"""

from mailclient.mime.html.tags import Tag, attribute_count, tags_of, words

NESTING_LIMIT = 250
TAG_LIMIT = 110_000
ATTRIBUTE_LIMIT = 300
"""Of one tag; looking for doubles among them is quadratic."""
REPEAT_LIMIT = 100_000
"""Formatting elements opened again, over all blocks."""

_VOID = words("area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr")
_FORMATTING = words("a b big code em font i nobr s small strike strong tt u")
_SPECIAL = words(
    "address applet article aside blockquote body button caption center colgroup dd details dir div dl dt fieldset"
    " figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup html li listing main marquee menu nav"
    " object ol p plaintext pre search section select summary table tbody td template tfoot th thead tr ul"
)
_SCOPE_ENDS = words("applet caption html table td th marquee object template select")
_MARKERS = words("td th caption applet marquee object template")
_ITEM_ENDS = _SPECIAL - {"address", "div", "p"}
_TABLE_ENDS = words("table template html")
_TABLE_BODIES = words("tbody thead tfoot")
_CELLS = words("td th")
_TERMS = words("dd dt")
_CLOSED_BY_ALIKE = {
    # a start tag that first ends an element of these, searched for up to the table it stands in
    "li": (frozenset({"li"}), _ITEM_ENDS),
    "dd": (_TERMS, _ITEM_ENDS),
    "dt": (_TERMS, _ITEM_ENDS),
    "td": (_CELLS, _TABLE_ENDS),
    "th": (_CELLS, _TABLE_ENDS),
    "tr": (frozenset({"tr"}), _TABLE_ENDS),
    "thead": (_TABLE_BODIES, _TABLE_ENDS),
    "tfoot": (_TABLE_BODIES, _TABLE_ENDS),
    "tbody": (_TABLE_BODIES, _TABLE_ENDS),
    "option": (frozenset({"option"}), frozenset({"select"}) | _SPECIAL),
}
_CLOSES_P = words(
    "address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form h1 h2"
    " h3 h4 h5 h6 header hgroup hr li listing main menu nav ol p plaintext pre search section summary table ul xmp"
    " dd dt"
)
_TABLE_PARTS = words("tbody thead tfoot tr td th caption")


def too_complex(html: str) -> bool:
    """Whether ``html`` must not be given to a parser."""
    if html.count("<") < NESTING_LIMIT and len(html) < ATTRIBUTE_LIMIT * 3:
        return False
    if html.count("<") > 2 * TAG_LIMIT:
        return True
    count = _Count()
    for number, tag in enumerate(tags_of(html)):
        if number >= TAG_LIMIT or attribute_count(tag, ATTRIBUTE_LIMIT) >= ATTRIBUTE_LIMIT:
            return True
        if tag.is_end:
            count.end(tag.name)
        elif tag.name not in _VOID:
            count.start(tag)
        if count.exceeded:
            return True
    return False


class _Count:
    """The open elements by name; formatting elements stay when the block around them ends, as they really do."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._formatting = 0
        self._repeated = 0

    @property
    def exceeded(self) -> bool:
        return len(self._open) > NESTING_LIMIT or self._repeated > REPEAT_LIMIT

    def start(self, tag: Tag) -> None:
        name = tag.name
        if name in _TABLE_PARTS and not any(each in _TABLE_ENDS for each in self._open):
            return  # without a table around it such a tag is nothing
        if name in _CLOSES_P and self._open and self._open[-1] == "p":
            self._open.pop()
        alike = _CLOSED_BY_ALIKE.get(name)
        if alike is not None:
            self._close_to(*alike)
        if name in _CELLS and self._open[-1] != "tr":
            self._open.append("tr")  # a browser adds it
        self._repeated += self._formatting
        self._open.append(name)
        self._formatting += name in _FORMATTING

    def end(self, name: str) -> None:
        if name in _FORMATTING:
            self._end_formatting(name)
        elif name == "table":
            self._close_to(frozenset({name}), frozenset({"template", "html", "select"}))
        elif name in _TABLE_PARTS:
            self._close_to(frozenset({name}), _TABLE_ENDS | {"select"})
        elif name in _SPECIAL:
            self._close_to(frozenset({name}), _SCOPE_ENDS - {name})
        else:
            self._close_to(frozenset({name}), _SPECIAL)

    def _end_formatting(self, name: str) -> None:
        for number in range(len(self._open) - 1, -1, -1):
            if self._open[number] == name:
                del self._open[number]
                self._formatting -= 1
                return
            if self._open[number] in _SCOPE_ENDS:
                return

    def _close_to(self, names: frozenset[str], stops: frozenset[str]) -> None:
        """End the innermost element of ``names`` with all inside it, unless one of ``stops`` is around us first."""
        for number in range(len(self._open) - 1, -1, -1):
            if self._open[number] in names:
                self._cut(number)
                return
            if self._open[number] in stops:
                return

    def _cut(self, number: int) -> None:
        inside = self._open[number:]
        kept: list[str] = []
        if self._formatting:
            for name in inside:
                if name in _MARKERS:
                    # what a cell or object opened ends with it
                    self._formatting -= sum(each in _FORMATTING for each in inside[inside.index(name) :])
                    break
                if name in _FORMATTING:
                    kept.append(name)
        self._open[number:] = kept
