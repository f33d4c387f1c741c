"""Which declarations hold for an element: the sheets, the style attribute, the old attributes (CSS Cascade level 4).

A selector that is not understood here but may be by a browser is taken to hold for everything: what it could hide was
not surely seen.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import cssselect2
import tinycss2
from tinycss2 import ast

from mailclient.mime.html.tags import words
from mailclient.mime.quoting.media import Way
from mailclient.mime.quoting.tree import Element
from mailclient.mime.quoting.valid import font_of, is_valid, split

Values = dict[str, str]
"""Property → value, lower case."""

RULES_LIMIT = 3_000
_RELEVANT = words(
    "background background-color background-image border border-bottom border-bottom-width border-top border-top-"
    " width border-width box-shadow color column-count column-width columns content display flex flex-basis font"
    " font-size font-size-adjust font-style font-weight grid-template-rows height left letter-spacing line-height"
    " margin margin-bottom margin-left margin-right margin-top max-height max-width opacity outline outline-width"
    " overflow overflow-x overflow-y padding padding-left padding-right padding-top position tab-size table-layout"
    " text-align text-decoration text-decoration-line text-indent top transform vertical-align visibility white-"
    " space width word-spacing clip clip-path filter"
)
_HINTS = {"bgcolor": "background-color", "align": "text-align", "width": "width"}
_FONT_SIZES = {"1": "10px", "2": "13px", "3": "16px", "4": "18px", "5": "24px", "6": "32px", "7": "48px"}
_BARE_COLOUR = re.compile(r"[0-9a-f]{6}")
_OTHER_BROWSERS = (":-ms-", ":-moz-", ":-o-", "::-ms-", "::-moz-")


@dataclass(frozen=True, slots=True)
class _Rule:
    conditions: tuple[str, ...]
    order: int
    declarations: tuple[tuple[str, str, bool], ...]


Matched = tuple[tuple[int, int, int], _Rule]
"""Specificity, and the rule."""


@dataclass(slots=True)
class Cascade:
    """The sheets of one message, ready to be asked."""

    conditions: list[tuple[str, ...]] = field(default_factory=list)
    _matcher: cssselect2.Matcher = field(default_factory=cssselect2.Matcher)
    _count: int = 0
    _inline: dict[str, tuple[tuple[str, str, bool], ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, css: str) -> "Cascade":
        """Read the sheets."""
        made = cls()
        made._add(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), ())
        return made

    def _add(self, rules: Iterable[ast.Node], conditions: tuple[str, ...]) -> None:
        for rule in rules:
            if isinstance(rule, ast.QualifiedRule):
                self._add_rule(rule, conditions)
            elif isinstance(rule, ast.AtRule) and rule.lower_at_keyword == "media" and rule.content is not None:
                inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
                self._add(inner, (*conditions, tinycss2.serialize(rule.prelude).strip()))

    def _add_rule(self, rule: ast.QualifiedRule, conditions: tuple[str, ...]) -> None:
        declarations = _declarations(tinycss2.parse_blocks_contents(rule.content))
        if not declarations or self._count >= RULES_LIMIT:
            return
        self._count += 1
        if conditions and conditions not in self.conditions:
            self.conditions.append(conditions)
        made = _Rule(conditions, self._count, declarations)
        prelude = tinycss2.serialize(rule.prelude)
        for selector in _selectors(prelude):
            self._matcher.add_selector(selector, made)

    def matched(self, element: cssselect2.ElementWrapper) -> list[Matched]:
        """The rules that hold for an element, the strongest last."""
        if not self._count:
            return []
        found = [(specificity, rule) for specificity, _, _, rule in self._matcher.match(element)]
        return sorted(found, key=lambda each: (each[0], each[1].order))

    def values(self, element: Element, matched: Sequence[Matched], way: Way | None) -> tuple[Values, bool]:
        """What holds in this way of looking, and whether a condition that cannot be told has a say in it."""
        usual: Values = _hints(element)
        important: Values = {}
        unclear = False
        for _, rule in matched:
            if rule.conditions and way is None:
                unclear = True
            elif not rule.conditions or (way is not None and way.meets(rule.conditions)):
                _take(rule.declarations, usual, important)
        own: Values = {}
        if style := element.get("style"):
            _take(self._style(style), usual, own)
        usual |= important | own
        return usual, unclear

    def _style(self, css: str) -> tuple[tuple[str, str, bool], ...]:
        known = self._inline.get(css)
        if known is None:
            known = self._inline[css] = _declarations(tinycss2.parse_blocks_contents(css))
        return known


def _selectors(prelude: str) -> list[Any]:
    try:
        compiled = cssselect2.compile_selector_list(prelude)
    except cssselect2.SelectorError:
        if any(mark in prelude for mark in _OTHER_BROWSERS):
            return []
        compiled = cssselect2.compile_selector_list("*")
    for selector in compiled:
        if selector.pseudo_element in ("first-line", "first-letter"):
            selector.pseudo_element = None
    return [selector for selector in compiled if selector.pseudo_element is None and not selector.never_matches]


def _declarations(nodes: Iterable[ast.Node]) -> tuple[tuple[str, str, bool], ...]:
    return tuple(
        (node.lower_name, tinycss2.serialize(node.value).strip().lower(), node.important)
        for node in nodes
        if isinstance(node, ast.Declaration)
        and node.lower_name in _RELEVANT
        and is_valid(node.lower_name, tinycss2.serialize(node.value).strip().lower())
    )


def _take(declarations: Iterable[tuple[str, str, bool]], usual: Values, important: Values) -> None:
    for name, value, is_important in declarations:
        into = important if is_important else usual
        for each, said in _longhands(name, value):
            into.pop(each, None)
            into[each] = said


def _longhands(name: str, value: str) -> list[tuple[str, str]]:
    """A shorthand in its parts, as far as they matter here."""
    if name in ("margin", "padding"):
        sides = split(value)
        top, right = sides[0] if sides else "0", sides[1] if len(sides) > 1 else sides[0] if sides else "0"
        bottom = sides[2] if len(sides) > 2 else top
        left = sides[3] if len(sides) > 3 else right
        pairs = (("top", top), ("right", right), ("bottom", bottom), ("left", left))
        return [(f"{name}-{side}", said) for side, said in pairs]
    if name == "overflow":
        both = split(value)
        return [("overflow-x", both[0]), ("overflow-y", both[-1])] if both else []
    if name == "background":
        return [("background-image", value if "(" in value else "none"), ("background-color", value)]
    if name == "font":
        return font_of(value)
    return [(name, value)]


def _hints(element: Element) -> Values:
    """What attributes say that are older than style sheets."""
    found = {css: element.attrib[name].strip().lower() for name, css in _HINTS.items() if element.get(name, "").strip()}
    if _BARE_COLOUR.fullmatch(found.get("background-color", "")):
        found["background-color"] = "#" + found["background-color"]
    if "width" in found and found["width"].isdigit():
        found["width"] += "px"
    if element.get("background"):
        found["background-image"] = f"url({element.attrib['background'].strip().lower()})"
    if element.tag == "font":
        if element.get("color"):
            found["color"] = element.attrib["color"].strip().lower()
        if element.get("size", "").strip() in _FONT_SIZES:
            found["font-size"] = _FONT_SIZES[element.attrib["size"].strip()]
    return found
