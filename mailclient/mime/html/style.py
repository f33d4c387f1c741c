"""Style attributes and sheets cleaned: an allow-list of properties and functions, nothing that fetches or floats away.

CSS Syntax level 3 through tinycss2. Dropped: ``@import``, ``@font-face``, ``position``, ``expression()``,
``-moz-binding``, ``behavior``, what turns letters around (``unicode-bidi``), words in ``content`` (which no search and
no answer has, and which can make a link look like another), and whatever else is not in the lists. A ``url()`` stays
only where an image may be, and only as a place (``HOLE``) that ``remote_names.py`` fills: with what the message has
itself, or with a name that loads nothing. Kept sheets hold only below the scope's class.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import tinycss2
from tinycss2 import ast

from mailclient.mime.html.tags import words

SHEET_LIMIT = 300_000
"""Characters of all sheets of a message."""
HOLE = "\0"
"""Where an image's address goes; no text that was parsed as CSS has it (CSS Syntax section 3.3)."""
_DEPTH_LIMIT = 6

_PROPERTIES = words(
    "align-content align-items align-self background background-attachment background-clip background-color"
    " background-image background-origin background-position background-repeat background-size border border-bottom"
    " border-bottom-color border-bottom-left-radius border-bottom-right-radius border-bottom-style border-bottom-width"
    " border-collapse border-color border-left border-left-color border-left-style border-left-width border-radius"
    " border-right border-right-color border-right-style border-right-width border-spacing border-style border-top"
    " border-top-color border-top-left-radius border-top-right-radius border-top-style border-top-width border-width"
    " box-shadow box-sizing break-after break-before break-inside caption-side clear color color-scheme column-count"
    " column-gap column-rule column-span column-width columns content direction display empty-cells flex flex-basis"
    " flex-direction flex-flow flex-grow flex-shrink flex-wrap float font font-family font-feature-settings font-size"
    " font-size-adjust font-stretch font-style font-variant font-weight gap grid-column grid-row grid-template-columns"
    " grid-template-rows height hyphens justify-content letter-spacing line-break line-height list-style"
    " list-style-image list-style-position list-style-type margin margin-bottom margin-left margin-right margin-top"
    " max-height max-width min-height min-width -ms-text-size-adjust object-fit opacity order outline outline-color"
    " outline-style outline-width overflow overflow-wrap overflow-x overflow-y padding padding-bottom padding-left"
    " padding-right padding-top page-break-after page-break-before page-break-inside quotes row-gap tab-size"
    " table-layout text-align text-align-last text-decoration text-decoration-color text-decoration-line"
    " text-decoration-style text-indent text-overflow text-shadow text-size-adjust text-transform"
    " vertical-align visibility -webkit-text-size-adjust white-space width word-break word-spacing word-wrap"
    " writing-mode"
)
_FUNCTIONS = words("rgb rgba hsl hsla calc min max clamp linear-gradient radial-gradient repeat minmax")
_LITERALS = frozenset(",/+-*")
_SIMPLE = re.compile(
    r"(?:\s*+[a-z-]{1,30}+\s*+:\s*+(?:(?:rgb|hsl)a?\([\d., %]{1,40}\)|[#\w.,%'! \t-]){1,200}+(?:;|\Z)\s*+)++",
    re.IGNORECASE | re.ASCII,
)
_SELECTOR = re.compile(r"[\w\s.#>+~*:()\[\]=\"'^$|,-]{1,1000}")
MEDIA = re.compile(r"[\w\s:(),.>=/-]{1,500}")
_CONTENT_LIMIT = 4
"""Characters: a bullet, an arrow, a quotation mark."""
_WITH_IMAGES = words("background background-image list-style list-style-image")


@dataclass(frozen=True, slots=True)
class CleanStyle:
    """Cleaned CSS with a ``HOLE`` for each of ``images`` (addresses as written), in order.

    ``imports``: the sheets that it names; ``dropped``: how many remote addresses it held beside these (fonts).
    """

    css: str
    images: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    dropped: int = 0


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
    kept: list[str] = []
    images: list[str] = []
    dropped = 0
    for node in nodes:
        if isinstance(node, ast.Declaration):
            value, found = _clean_value(node)
            if value:
                kept.append(f"{node.lower_name}:{value}{' !important' if node.important else ''}")
                images += found
            else:
                dropped += sum(map(is_remote, found))
    return CleanStyle(";".join(kept), tuple(images), (), dropped)


def _clean_value(declaration: ast.Declaration) -> tuple[str, list[str]]:
    """``(value, addresses in it)``; "" when the declaration goes."""
    tokens: Sequence[ast.Node] = declaration.value
    images = _addresses(tokens)
    if declaration.lower_name not in _PROPERTIES:
        return "", images
    pieces = [tokens]
    if declaration.lower_name in _WITH_IMAGES:
        pieces, images = _cut_at_urls(tokens)
    if not all(_is_allowed(piece, 0) for piece in pieces):
        return "", images
    if declaration.lower_name == "content" and _has_words(tokens):
        return "", images
    value = HOLE.join(tinycss2.serialize(piece) for piece in pieces).strip()
    return ("" if "<" in value or "\\" in value else value), images


def _has_words(tokens: Iterable[ast.Node]) -> bool:
    return sum(len(token.value) for token in tokens if isinstance(token, ast.StringToken)) > _CONTENT_LIMIT


def _cut_at_urls(tokens: Sequence[ast.Node]) -> tuple[list[Sequence[ast.Node]], list[str]]:
    """What stands before, between and after the ``url()``, and their addresses."""
    pieces: list[list[ast.Node]] = [[]]
    images = []
    for token in tokens:
        url = _url(token)
        if url is None:
            pieces[-1].append(token)
        else:
            images.append(url)
            pieces.append([])
    return list(pieces), images


def _url(node: ast.Node) -> str | None:
    """The address of a ``url()``, None for anything else."""
    if isinstance(node, ast.URLToken):
        return str(node.value)
    if isinstance(node, ast.FunctionBlock) and node.lower_name == "url":
        return next((inner.value for inner in node.arguments if isinstance(inner, ast.StringToken)), "")
    return None


def _addresses(tokens: Iterable[ast.Node]) -> list[str]:
    """Every text that some function may take for an address."""
    found = []
    for token in tokens:
        if isinstance(token, ast.URLToken):
            found.append(token.value)
        elif isinstance(token, ast.FunctionBlock):
            found += [inner.value for inner in token.arguments if isinstance(inner, ast.StringToken)]
    return found


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
        elif isinstance(token, ast.LiteralToken):
            if token.value not in _LITERALS:
                return False
        elif not isinstance(
            token,
            ast.WhitespaceToken | ast.IdentToken | ast.HashToken | ast.StringToken | ast.NumberToken
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
    found = []
    for rule in rules:
        if isinstance(rule, ast.QualifiedRule):
            found.append(_clean_rule(rule, scope))
        elif isinstance(rule, ast.AtRule):
            found.append(_clean_at_rule(rule, scope, depth))
    return CleanStyle(
        "\n".join(cleaned.css for cleaned in found if cleaned.css),
        tuple(image for cleaned in found if cleaned.css for image in cleaned.images),
        tuple(sheet for cleaned in found for sheet in cleaned.imports),
        sum(cleaned.dropped if cleaned.css else cleaned.dropped + len(cleaned.images) for cleaned in found),
    )


def _clean_at_rule(rule: ast.AtRule, scope: str, depth: int) -> CleanStyle:
    if rule.lower_at_keyword == "media" and rule.content is not None and depth < _DEPTH_LIMIT:
        condition = _flat(rule.prelude)
        inside = _clean_rules(
            tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True), scope, depth + 1
        )
        if inside.css and MEDIA.fullmatch(condition):
            return replace(inside, css=f"@media {condition}{{{inside.css}}}")
        return replace(inside, css="")
    if rule.lower_at_keyword == "import":
        addresses = [_url(token) or getattr(token, "value", "") for token in rule.prelude if _names_a_sheet(token)]
        return CleanStyle("", (), tuple(addresses[:1]))
    if rule.lower_at_keyword == "font-face" and rule.content is not None:
        return CleanStyle("", dropped=any(map(is_remote, _addresses(rule.content))))
    return CleanStyle("")


def _names_a_sheet(token: ast.Node) -> bool:
    return isinstance(token, ast.StringToken) or _url(token) is not None


def _clean_rule(rule: ast.QualifiedRule, scope: str) -> CleanStyle:
    cleaned = _clean(tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True))
    selectors = _scoped(_flat(rule.prelude), scope)
    return replace(cleaned, css=f"{selectors}{{{cleaned.css}}}" if selectors and cleaned.css else "")


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
