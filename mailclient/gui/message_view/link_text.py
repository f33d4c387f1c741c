"""The texts of links: which belong to an address, and what in them may name a host. Pure: no Qt."""

import re
from collections.abc import Mapping
from html import unescape

_LONGEST = 2_000
"""Characters of a link's text that are looked at."""
_WORDS = 40
_SURE = re.compile(r"https?://|www\.", re.IGNORECASE)
_HOST_LIKE = re.compile(
    r"\W*[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|kr|jp|cn|de|uk|fr|eu|io|gov|edu|info|biz|ru)\b\W*$", re.IGNORECASE
)
"""In a sentence a bare "name.top" is taken for a host with a common top only: "is nice.So" is none."""
_ANCHOR = re.compile(
    r"<a\b[^>]*?\shref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))[^>]*>(.*?)</a\s*>", re.IGNORECASE | re.DOTALL
)
_TAG = re.compile(r"<[^>]*?\balt\s*=\s*(?:\"([^\"]*)\"|'([^']*)')[^>]*>|<[^>]*>", re.IGNORECASE)


def named_in(text: str) -> list[str]:
    """What in the text of a link may be an address: the one word that it is, else the words that look like one."""
    words = text[:_LONGEST].split()[:_WORDS]
    if len(words) <= 1:
        return words
    return [word.strip("()[]<>,;\"'") for word in words if _SURE.search(word) or _HOST_LIKE.match(word)]


def link_texts(html: str) -> Mapping[str, tuple[str, ...]]:
    """The texts of the links in sanitised HTML by their addresses; for pictures what stands for them (alt)."""
    found: dict[str, list[str]] = {}
    for match in _ANCHOR.finditer(html):
        address = unescape(match[1] or match[2] or match[3] or "").strip()
        text = unescape(_TAG.sub(lambda tag: tag[1] or tag[2] or "", match[4]))
        found.setdefault(address, []).append(text)
    return {address: tuple(texts) for address, texts in found.items()}
