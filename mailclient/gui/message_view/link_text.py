"""The texts of links: which belong to an address, and what in them may name a host. Pure: no Qt."""

import re
from collections.abc import Mapping
from html import unescape

from mailclient.mime.html.tags import attributes_of, tags_of

_LONGEST = 2_000
"""Characters of a link's text that are looked at."""
_WORDS = 40
_SURE = re.compile(r"https?://|www\.", re.IGNORECASE)
_HOST_LIKE = re.compile(
    r"\W*[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|kr|jp|cn|de|uk|fr|eu|io|gov|edu|info|biz|ru)\b\W*$", re.IGNORECASE
)
"""In a sentence a bare "name.top" is taken for a host with a common top only: "is nice.So" is none."""


def named_in(text: str) -> list[str]:
    """What in the text of a link may be an address: the one word that it is, else the words that look like one."""
    words = text[:_LONGEST].split()[:_WORDS]
    if len(words) <= 1:
        return words
    return [word.strip("()[]<>,;\"'") for word in words if _SURE.search(word) or _HOST_LIKE.match(word)]


def link_texts(html: str) -> Mapping[str, tuple[str, ...]]:
    """The texts of the links in sanitised HTML by their addresses.

    For pictures what stands for them (alt). Each piece of a text counts by itself too: words that nobody sees beside
    it (in a picture, in an element that is hidden) shall not make another text of it.
    """
    found: dict[str, list[str]] = {}
    address: str | None = None
    words: list[str] = []
    position = 0
    for tag in tags_of(html):
        if address is not None:
            words.append(unescape(html[position : tag.start]))
            if tag.name == "img":
                words.append(attributes_of(tag).get("alt", ""))
        position = tag.end
        if tag.name in ("a", "area"):
            if address is not None:
                found[address] += dict.fromkeys(("".join(words), *words))
            address, words = None, []
            if not tag.is_end:
                attributes = attributes_of(tag)
                target = attributes.get("href", "").strip()
                texts = found.setdefault(target, [])
                if tag.name == "a":
                    address = target
                elif alt := attributes.get("alt"):
                    texts.append(alt)
    return {address: tuple(filter(None, texts)) for address, texts in found.items()}
