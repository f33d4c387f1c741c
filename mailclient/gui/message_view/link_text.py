"""What the text of a link says about where it leads: the host names in it, and whether two hosts are one site.

Pure: no Qt. A newsletter's counting link is flagged like a deception: from outside they cannot be told apart.
"""

import re
import unicodedata
from collections.abc import Mapping
from html import unescape

_LONGEST = 2_000
"""Characters of a link's text that are looked at."""
_HOST = re.compile(
    r"(?<![\w@.-])(?P<sure>https?://(?:[^\s/@]*@)?|www\.(?=[\w-]+\.))?"
    r"(?P<host>(?:[\w-]{1,63}\.){1,8}(?P<top>xn--[\w-]+|[^\W\d_]{2,24}))\.?(?![\w@-])",
    re.IGNORECASE,
)
_TOPS = """
    com net org kr jp cn tw hk de uk fr eu io gov edu mil int info biz ru au ca nl es ch se dk fi pl br mx
    app dev tv shop online site xyz cloud store
"""
_COMMON_TOPS = frozenset(_TOPS.split())
"""A bare "name.top" in a sentence is taken for a host with one of these only: "report.pdf" is none."""
_ANCHOR = re.compile(
    r"<a\b[^>]*?\shref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))[^>]*>(.*?)</a\s*>", re.IGNORECASE | re.DOTALL
)
_TAG = re.compile(r"<[^>]*?\balt\s*=\s*(?:\"([^\"]*)\"|'([^']*)')[^>]*>|<[^>]*>", re.IGNORECASE)
_SECOND_LEVELS = frozenset("ac co com edu go gov mil ne net or org re pe".split())  # noqa: SIM905
"""Below a country's name these are no one's own: "example.co.kr"."""


def named_hosts(text: str) -> list[str]:
    """The host names in the text of a link, in lower case, as written, without "www."."""
    visible = "".join(c for c in text[:_LONGEST] if unicodedata.category(c) != "Cf")
    found = []
    for match in _HOST.finditer(unicodedata.normalize("NFKC", visible)):
        host = match["host"].lower()
        if match["sure"] or match["top"].lower() in _COMMON_TOPS:
            found.append(host.removeprefix("www."))
    return found


def is_same_site(one: str, other: str) -> bool:
    """Whether two hosts (ASCII or not) belong to one owner, as far as their names tell."""
    return site_of(_ascii(one)) == site_of(_ascii(other))


def site_of(host: str) -> str:
    """The part of a host name that its owner has registered: "example.co.kr" of "mail.example.co.kr"."""
    labels = host.lower().strip(".").split(".")
    keep = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVELS else 2
    return ".".join(labels[-keep:])


def link_texts(html: str) -> Mapping[str, tuple[str, ...]]:
    """The texts of the links in sanitised HTML by their addresses; for pictures what stands for them (alt)."""
    found: dict[str, list[str]] = {}
    for match in _ANCHOR.finditer(html):
        address = unescape(match[1] or match[2] or match[3] or "").strip()
        text = unescape(_TAG.sub(lambda tag: tag[1] or tag[2] or "", match[4]))
        found.setdefault(address, []).append(text)
    return {address: tuple(texts) for address, texts in found.items()}


def _ascii(host: str) -> str:
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host
