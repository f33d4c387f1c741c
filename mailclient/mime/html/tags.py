"""HTML cut into tags and text the way a browser's tokeniser does it (HTML Living Standard section 13.2.5).

Only what is needed before the real parser may see it: counting (``nesting.py``), finding sheets and the body tag
(``sanitise.py``), and leaving all tags out. Linear in time: no pattern gives back what it has matched.
"""

import html as entities
import re
from collections.abc import Iterator
from dataclasses import dataclass

WORDS_LIMIT = 1_000_000
"""Characters looked at for words alone: a second's work at worst."""


def words(text: str) -> frozenset[str]:
    """The words of a list too long to quote each."""
    return frozenset(text.split())


_SPACE = r"[\t\n\f\r ]"
_ATTRIBUTE = rf"""{_SPACE}*+=({_SPACE}*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\t\n\f\r >"'][^\t\n\f\r >]*+)?+)"""
_ATTRIBUTES = rf"""(?:[\t\n\f\r /]*+[^\t\n\f\r />][^\t\n\f\r />=]*+(?:{_ATTRIBUTE})?+)*+"""
_TOKEN = re.compile(
    rf"""<!--(?:-?>|.*?(?:--!?>|\Z))|<(?:[!?]|/(?![a-zA-Z]))[^>]*+>?|"""
    rf"""<(?P<end>/?)(?P<name>[a-zA-Z][^\t\n\f\r />]*+)(?P<attributes>{_ATTRIBUTES})[\t\n\f\r /]*+(?:>|\Z)""",
    re.DOTALL,
)
_ONE_ATTRIBUTE = re.compile(rf"[\t\n\f\r /]*+([^\t\n\f\r />][^\t\n\f\r />=]*+)(?:{_ATTRIBUTE})?+")
FOREIGN = words("svg math")
"""Their content follows other rules, and is not shown: passed over as if it were text, where it has an end."""
RAW_TEXT = words("script style xmp iframe noembed noframes noscript title textarea")
"""Elements whose content is text up to their end tag."""
_NOT_SHOWN = (RAW_TEXT | FOREIGN) - {"xmp", "noscript"}
_BREAKS = words(
    "address article blockquote br center dd div dl dt footer form h1 h2 h3 h4 h5 h6 header hr li ol p pre section"
    " table tr ul"
)
_DATA_URL = re.compile(r"data:[^\"'\s<>]{1000,}+", re.IGNORECASE)
_RAW_END = {name: re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE) for name in RAW_TEXT | FOREIGN}


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag in the text it was found in; ``name`` is lower case, ``attributes`` the raw text after the name."""

    name: str
    is_end: bool
    attributes: str
    start: int
    """Where its "<" is."""
    end: int
    """After its ">"; for a raw-text element the content follows up to ``content_end``."""
    content_end: int


def tags_of(html: str) -> Iterator[Tag]:
    """All tags in order; comments and the content of raw-text elements are passed over."""
    position = 0
    endless: set[str] = set()  # foreign elements that end nowhere from here on: searched for once
    while token := _TOKEN.search(html, position):
        position = content_end = token.end()
        name = token["name"]
        if name is None:
            continue
        name = name.lower()
        is_end = bool(token["end"])
        if not is_end and name == "plaintext":
            position = content_end = len(html)
        elif not is_end and name in RAW_TEXT:
            end = _RAW_END[name].search(html, position)
            position = content_end = end.start() if end else len(html)
        elif not is_end and name in FOREIGN and name not in endless:
            end = _RAW_END[name].search(html, position)
            position = content_end = end.start() if end else position
            if end is None:
                endless.add(name)
        yield Tag(name, is_end, token["attributes"], token.start(), token.end(), content_end)


def attribute_count(tag: Tag, limit: int) -> int:
    """How many attributes the tag has, counted up to ``limit``."""
    if len(tag.attributes) < limit:
        return 0  # each takes two characters
    count = 0
    for _ in _ONE_ATTRIBUTE.finditer(tag.attributes):
        count += 1
        if count >= limit:
            break
    return count


def attributes_of(tag: Tag) -> dict[str, str]:
    """The attributes with character references decoded; the first of each name counts."""
    found: dict[str, str] = {}
    for name, value in _ONE_ATTRIBUTE.findall(tag.attributes):
        value = value.strip("\t\n\f\r ")
        if value[:1] in ('"', "'"):
            value = value[1:].removesuffix(value[0])
        found.setdefault(name.lower(), entities.unescape(value))
    return found


def without_tags(html: str) -> str:
    """The text between the tags, with line breaks where blocks begin and end; for HTML that must not be parsed.

    Of very long HTML only the first WORDS_LIMIT characters, pictures in it not counted.
    """
    html = without_pictures(html)[:WORDS_LIMIT]
    pieces: list[str] = []
    position = 0
    for tag in tags_of(html):
        pieces.append(_text(html[position : tag.start]))
        if tag.name in _BREAKS:
            pieces.append("\n")
        position = tag.content_end if tag.name in _NOT_SHOWN and not tag.is_end else tag.end
    pieces.append(_text(html[position:]))
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def without_pictures(html: str) -> str:
    """``html`` without the insides of long ``data:`` addresses: megabytes in which there is no word."""
    return _DATA_URL.sub("data:,", html)


def _text(between: str) -> str:
    """What stands between two tags: comments go, references are decoded, line breaks are spaces."""
    if "<" in between:
        between = _TOKEN.sub("", between)
    return entities.unescape(between).replace("\n", " ").replace("\r", " ")
