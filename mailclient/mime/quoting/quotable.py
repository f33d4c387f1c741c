"""What is quoted of a message's sanitised HTML: what was to be seen of it, as plain semantic HTML.

Hidden text in an answer is how a stranger makes somebody send what he never read (decrypted words between invisible
tags come back in the clear), and rules that come along let the quote change what the answer shows. So nothing is
quoted that was not surely seen, whatever the width of the window and the theme, and no class, id, sheet, form or
remote name goes along. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cssselect2

from mailclient.mime.quoting.cascade import Cascade, Matched
from mailclient.mime.quoting.media import Way, ways
from mailclient.mime.quoting.sealed import without_sealed
from mailclient.mime.quoting.sight import Sight, below, page_sight
from mailclient.mime.quoting.tree import Element, tree_of
from mailclient.mime.quoting.writing import TEXT_LIMIT, Seen, write

HTML_LIMIT = 3_000_000
"""Characters of HTML that are looked at, data: pictures included."""
ELEMENTS_LIMIT = 20_000
"""Elements that are looked at."""
_COLUMNS = ("col", "colgroup")
"""Hidden, they hide cells elsewhere."""
_NAMES_ONLY = ("href", "src", "alt", "title")
"""Attributes of which only that they are there tells how something is seen."""
_PULLED_LIMIT = 24.0
"""Pixels by which margins may pull text up in all: more may bring it under other text, or above the page."""
_PAINTED_OVER_LIMIT = 12.0
"""The same where something with a ground of its own follows."""
_TELLS_THE_END = (":has", "last", ":only", ":empty", "nth-")


@dataclass(frozen=True, slots=True)
class Quotable:
    """``html`` is a fragment of clean tags, "" where nothing is sure to have been seen.

    ``shortened``: there was more than is quoted. ``left_out``: something was there that was not sure to be seen, beside
    what every newsletter hides. ``pictures``: the Content-IDs it shows.
    """

    html: str
    shortened: bool = False
    left_out: bool = False
    pictures: tuple[str, ...] = ()


def quotable(
    body_html: str,
    *,
    width: int | None = None,
    dark: bool | None = None,
    signature: bool = True,
    limit: int = TEXT_LIMIT,
) -> Quotable:
    """Quote ``body_html`` (``Body.html``); ``limit``: characters of text.

    ``width`` (pixels of the view) and ``dark``: how it was looked at, None where that is not known. ``signature``:
    whether the sender's signature is quoted. Never raises.
    """
    html = body_html
    shortened = len(html) > HTML_LIMIT
    if shortened:
        html = html[: html.rfind("<", 0, HTML_LIMIT)]
    root, sheets = tree_of(html)
    cascade = Cascade.of(sheets)
    if shortened and any(mark in sheets for mark in _TELLS_THE_END):
        return Quotable("", shortened=True, left_out=True)
    looking = _Looking(cascade, ways(cascade.conditions, width, dark=dark))
    looking.look(root)
    if looking.covered:
        return Quotable("", left_out=True)
    shortened = shortened or looking.too_many
    sealed = without_sealed(looking.seen)
    written = write(root, looking.seen, after=looking.cover_end, signature=signature, limit=limit)
    return Quotable(
        written.html,
        shortened or written.shortened,
        looking.cover_end > 0 or sealed,
        written.pictures,
    )


class _Looking:
    """Goes through the tree once, in document order, with all ways of looking side by side."""

    def __init__(self, cascade: Cascade, found: list[Way] | None) -> None:
        self._cascade = cascade
        self._ways: list[Way | None] = [None] if found is None else list(found)
        self.seen: dict[Element, Seen] = {}
        self.cover_end = 0
        """What stands before this place may be covered."""
        self.covered = False
        self.too_many = False
        self._pulled = 0.0
        self._first_values: dict[str, str] = {}
        self._alike: dict[tuple[object, ...], tuple[list[Sight], dict[str, str]]] = {}
        """What was found for elements that say the same in the same place."""
        self._kept: list[list[Sight]] = []
        """So that no other list gets the id of one."""
        self._texts: dict[int, tuple[Sight, bool]] = {}

    def look(self, root: Element) -> None:
        """Fill ``seen``."""
        start = [page_sight(dark=way is not None and way.dark) for way in self._ways]
        stack: list[tuple[cssselect2.ElementWrapper, list[Sight], bool]] = []
        stack.append((cssselect2.ElementWrapper.from_html_root(root), start, False))
        place = 0
        while stack:
            wrapped, around, folded = stack.pop()
            place += 1
            if place > ELEMENTS_LIMIT:
                self.too_many = True
                return
            sights, unclear = self._sights(wrapped, around)
            element = wrapped.etree_element
            self.seen[element] = Seen(
                place=place,
                text=not unclear and not folded and all(map(self._sees_text, sights)),
                boxes=not unclear and not folded and not any(_is_lost(sight) for sight in sights),
                preformatted=sights[0].white_space.startswith("pre"),
                values=self._first_values,
                plain_ground=len(sights[0].grounds) == 1 and min(sights[0].grounds[0][:3]) > 0.95,
            )
            if any(sight.covers_all or (element.tag in _COLUMNS and _is_lost(sight)) for sight in sights):
                self.covered = True
            self._pulled += max(sight.pulled for sight in sights)
            paints = any(sight.paints for sight in sights)
            self.covered = self.covered or self._pulled > (_PAINTED_OVER_LIMIT if paints else _PULLED_LIMIT)
            if any(sight.covers for sight in sights):
                self.cover_end = place + sum(1 for _ in element.iter())
            closed = element.tag == "details" and "open" not in element.attrib
            children = list(wrapped.iter_children())
            summary = next((child.etree_element for child in children if child.local_name == "summary"), None)
            for child in reversed(children):
                hidden = folded or (closed and child.etree_element is not summary)
                stack.append((child, sights if not unclear else [_lost(one) for one in sights], hidden))
            if closed:
                self.seen[element].text = False

    def _sights(self, wrapped: cssselect2.ElementWrapper, around: list[Sight]) -> tuple[list[Sight], bool]:
        element = wrapped.etree_element
        matched = self._cascade.matched(wrapped)
        if all(each.absent for each in around):
            self._first_values = {}
            return around, False
        if matched or _depends_on_content(element):
            return self._computed(element, matched, around)
        says = ((name, "" if name in _NAMES_ONLY else value) for name, value in element.attrib.items())
        key = (id(around), element.tag, *says)
        known = self._alike.get(key)
        if known is None:
            found, _ = self._computed(element, matched, around)
            same = found if found != around else around
            self._kept.append(around)
            known = self._alike[key] = (same, self._first_values)
        sights, self._first_values = known
        return sights, False

    def _sees_text(self, sight: Sight) -> bool:
        known = self._texts.get(id(sight))
        if known is None:
            known = self._texts[id(sight)] = (sight, sight.sees_text)
        return known[1]

    def _computed(self, element: Element, matched: Sequence[Matched], around: list[Sight]) -> tuple[list[Sight], bool]:
        conditional = any(rule.conditions for _, rule in matched)
        sights: list[Sight] = []
        unclear = False
        values: dict[str, str] = {}
        for number, (way, parent) in enumerate(zip(self._ways, around, strict=True)):
            if number == 0 or conditional:
                values, doubtful = self._cascade.values(element, matched, way)
                unclear = unclear or doubtful
            if number == 0:
                self._first_values = values
            same = number > 0 and not conditional and parent == around[number - 1]
            sights.append(sights[-1] if same else below(parent, element, values))
        return sights, unclear


def _depends_on_content(element: Element) -> bool:
    """Whether what is seen of it depends on more than what it says itself."""
    style = element.get("style", "")
    return "height" in style or "overflow" in style or "table-layout" in style


def _is_lost(sight: Sight) -> bool:
    return sight.gone or not sight.visible or sight.opacity < 0.15


def _lost(sight: Sight) -> Sight:
    return sight if sight.gone else below(sight, Element("span"), {"display": "none"})
