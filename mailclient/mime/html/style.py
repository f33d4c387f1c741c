"""Style attributes and sheets cleaned: an allow-list of properties and functions, nothing that fetches or floats away.

CSS Syntax level 3 through tinycss2. Dropped: every ``url()``, ``@import``, ``@font-face``, ``position``,
``expression()``, ``-moz-binding``, ``behavior``, and whatever else is not in the lists. Kept sheets hold only below the
scope's class.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import tinycss2
from tinycss2 import ast

from mailclient.mime.html.tags import words

SHEET_LIMIT = 300_000
"""Characters of all sheets of a message."""
_DEPTH_LIMIT = 6

_PROPERTIES = words(
    "background background-color background-image background-position background-repeat background-size border"
    " border-bottom border-bottom-color border-bottom-left-radius border-bottom-right-radius border-bottom-style"
    " border-bottom-width border-collapse border-color border-left border-left-color border-left-style"
    " border-left-width border-radius border-right border-right-color border-right-style border-right-width"
    " border-spacing border-style border-top border-top-color border-top-left-radius border-top-right-radius"
    " border-top-style border-top-width border-width box-shadow box-sizing caption-side clear color color-scheme"
    " column-gap columns direction display empty-cells flex flex-basis flex-direction flex-flow flex-grow flex-shrink"
    " flex-wrap float font font-family font-feature-settings font-size font-size-adjust font-stretch font-style"
    " font-variant font-weight gap grid-template-columns height hyphens justify-content align-items align-content"
    " align-self letter-spacing line-break line-height list-style list-style-position list-style-type margin"
    " margin-bottom margin-left margin-right margin-top max-height max-width min-height min-width opacity order"
    " outline outline-color outline-style outline-width overflow overflow-wrap overflow-x overflow-y padding"
    " padding-bottom padding-left padding-right padding-top row-gap table-layout tab-size text-align text-align-last"
    " text-decoration text-decoration-color text-decoration-line text-decoration-style text-indent text-overflow"
    " text-shadow text-transform unicode-bidi vertical-align visibility white-space width word-break word-spacing"
    " word-wrap writing-mode text-size-adjust -webkit-text-size-adjust -ms-text-size-adjust"
)
_FUNCTIONS = words("rgb rgba hsl hsla calc min max clamp linear-gradient radial-gradient repeat minmax")
_SIMPLE = re.compile(
    r"(?:\s*+[a-z-]{1,30}+\s*+:\s*+(?:(?:rgb|hsl)a?\([\d., %]{1,40}\)|[#\w.,%'! \t-]){1,200}+(?:;|\Z)\s*+)++",
    re.IGNORECASE | re.ASCII,
)
_SELECTOR = re.compile(r"[\w\s.#>+~*:()\[\]=\"'^$|,-]{1,1000}")
_MEDIA = re.compile(r"[\w\s:(),.>=/-]{1,500}")
_ROOTS = frozenset({"html", "body"})


@dataclass(frozen=True, slots=True)
class CleanStyle:
    """Cleaned CSS, and how many remote addresses it held."""

    css: str
    blocked_remote: int = 0


@lru_cache(maxsize=1024)
def clean_declarations(css: str) -> CleanStyle:
    """A style attribute's value cleaned. Cached: newsletters say the same hundred times."""
    if _SIMPLE.fullmatch(css):
        return CleanStyle(_simple(css))
    return _clean(tinycss2.parse_blocks_contents(css, skip_comments=True, skip_whitespace=True))


def _simple(css: str) -> str:
    """Declarations of plain words, numbers and colours need no parser."""
    kept = []
    for declaration in css.split(";"):
        name, colon, value = declaration.partition(":")
        if colon and name.strip().lower() in _PROPERTIES and value.count("'") % 2 == 0:
            kept.append(f"{name.strip().lower()}:{value.strip()}")
    return ";".join(kept)


def _clean(nodes: Iterable[ast.Node]) -> CleanStyle:
    kept = []
    blocked = 0
    for node in nodes:
        if isinstance(node, ast.Declaration):
            value, remote = _clean_value(node)
            blocked += remote
            if value:
                kept.append(f"{node.lower_name}:{value}{' !important' if node.important else ''}")
    return CleanStyle(";".join(kept), blocked)


def _clean_value(declaration: ast.Declaration) -> tuple[str, int]:
    """``(value, remote addresses)``; "" when the declaration goes. A background loses only its image."""
    tokens: Sequence[ast.Node] = declaration.value
    remote = _remote_count(tokens)
    if declaration.lower_name not in _PROPERTIES:
        return "", remote
    if declaration.lower_name == "background":
        tokens = [token for token in tokens if not _is_url(token)]
    if not _is_allowed(tokens, 0):
        return "", remote
    value = tinycss2.serialize(tokens).strip()
    return ("" if "<" in value or "\\" in value else value), remote


def _is_url(node: ast.Node) -> bool:
    return isinstance(node, ast.URLToken) or (isinstance(node, ast.FunctionBlock) and node.lower_name == "url")


def _remote_count(tokens: Iterable[ast.Node]) -> int:
    count = 0
    for token in tokens:
        if isinstance(token, ast.URLToken):
            count += is_remote(token.value)
        elif isinstance(token, ast.FunctionBlock):
            count += any(isinstance(inner, ast.StringToken) and is_remote(inner.value) for inner in token.arguments)
    return count


def is_remote(url: str) -> bool:
    """Whether fetching ``url`` would need the network."""
    return not url.strip().lower().startswith(("data:", "cid:", "#", "about:")) and bool(url.strip())


def _is_allowed(tokens: Iterable[ast.Node], depth: int) -> bool:
    for token in tokens:
        if isinstance(token, ast.FunctionBlock):
            if token.lower_name not in _FUNCTIONS or depth >= _DEPTH_LIMIT:
                return False
            if not _is_allowed(token.arguments, depth + 1):
                return False
        elif isinstance(token, ast.ParenthesesBlock):
            if depth >= _DEPTH_LIMIT or not _is_allowed(token.content, depth + 1):
                return False
        elif not isinstance(
            token,
            ast.WhitespaceToken | ast.LiteralToken | ast.IdentToken | ast.HashToken | ast.StringToken | ast.NumberToken
            | ast.PercentageToken | ast.DimensionToken,
        ):  # fmt: skip
            return False
    return True


def clean_sheet(css: str, scope: str) -> CleanStyle:
    """A style sheet cleaned; its rules are confined to what is inside an element of class ``scope``."""
    css = css.replace("<!--", " ").replace("-->", " ")
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return _clean_rules(rules, scope, 0)


def _clean_rules(rules: Iterable[ast.Node], scope: str, depth: int) -> CleanStyle:
    kept = []
    blocked = 0
    for rule in rules:
        cleaned = CleanStyle("")
        if isinstance(rule, ast.QualifiedRule):
            cleaned = _clean_rule(rule, scope)
        elif isinstance(rule, ast.AtRule):
            cleaned = _clean_at_rule(rule, scope, depth)
        blocked += cleaned.blocked_remote
        if cleaned.css:
            kept.append(cleaned.css)
    return CleanStyle("\n".join(kept), blocked)


def _clean_at_rule(rule: ast.AtRule, scope: str, depth: int) -> CleanStyle:
    if rule.lower_at_keyword == "media" and rule.content is not None and depth < _DEPTH_LIMIT:
        condition = _flat(rule.prelude)
        inside = _clean_rules(
            tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True), scope, depth + 1
        )
        wanted = inside.css and _MEDIA.fullmatch(condition)
        return CleanStyle(f"@media {condition}{{{inside.css}}}" if wanted else "", inside.blocked_remote)
    if rule.lower_at_keyword == "import":
        return CleanStyle("", 1)
    if rule.lower_at_keyword == "font-face" and rule.content is not None:
        return CleanStyle("", min(1, _remote_count(rule.content)))
    return CleanStyle("")


def _clean_rule(rule: ast.QualifiedRule, scope: str) -> CleanStyle:
    declarations = _clean(tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True))
    selectors = _scoped(_flat(rule.prelude), scope)
    if not selectors or not declarations.css:
        return CleanStyle("", declarations.blocked_remote)
    return CleanStyle(f"{selectors}{{{declarations.css}}}", declarations.blocked_remote)


def _flat(tokens: Sequence[ast.Node]) -> str:
    """The text of a prelude, "" when it nests deeper than a selector does (its serialiser recurses)."""
    if _depth(tokens, 0) > _DEPTH_LIMIT:
        return ""
    return str(tinycss2.serialize([token for token in tokens if not isinstance(token, ast.Comment)])).strip()


def _depth(tokens: Iterable[ast.Node], depth: int) -> int:
    deepest = depth
    if depth > _DEPTH_LIMIT:
        return depth
    for token in tokens:
        inside = getattr(token, "arguments", None) or getattr(token, "content", None)
        if isinstance(inside, list):
            deepest = max(deepest, _depth(inside, depth + 1))
    return deepest


def _scoped(selectors: str, scope: str) -> str:
    """Each selector below the scope; "html" and "body" at its start are the scope itself."""
    if not _SELECTOR.fullmatch(selectors):
        return ""
    return ",".join(_scoped_one(selector, scope) for selector in _split(selectors))


def _split(selectors: str) -> list[str]:
    """At the commas that are in no bracket."""
    found, depth, start = [], 0, 0
    for number, character in enumerate(selectors):
        depth += (character in "([") - (character in ")]")
        if character == "," and depth == 0:
            found.append(selectors[start:number])
            start = number + 1
    found.append(selectors[start:])
    return [selector.strip() for selector in found if selector.strip()]


def _scoped_one(selector: str, scope: str) -> str:
    rest = selector
    while match := re.match(r"(html|body|:root)(?![\w-])\s*>?\s*", rest, re.IGNORECASE):
        rest = rest[match.end() :]
    if rest == selector:
        return f".{scope} {selector}"
    joined = "" if not rest or (rest[0] in ".#:[" and not re.search(r"[\s>]$", selector[: -len(rest)])) else " "
    return f".{scope}{joined}{rest}"
