"""Emoji by their names in English and Korean."""

import unicodedata
from dataclasses import dataclass
from functools import cache

from mailclient.resource import resource_path

_MARK = "\ufe0f"


@dataclass(frozen=True, slots=True)
class Emoji:
    """``name`` is Unicode's; ``words`` are what it is found by."""

    text: str
    name: str
    words: tuple[str, ...]


@cache
def all_emoji() -> tuple[Emoji, ...]:
    """In the order of ``resources/emoji.txt``."""
    found = []
    for line in resource_path("emoji.txt").read_text(encoding="utf-8").splitlines():
        text, _, rest = line.partition(" ")
        english, _, korean = rest.partition("|")
        name = (
            unicodedata.name(text.removesuffix(_MARK)[0], "").lower() if len(text.removesuffix(_MARK)) == 1 else english
        )
        found.append(Emoji(text, name, (*english.split(), *korean.split(), *name.split())))
    return tuple(found)


def emoji_for(typed: str, limit: int = 400) -> list[Emoji]:
    """Those with a word that begins with what was typed, whole words first; all for ""."""
    wanted = typed.casefold().split()
    if not wanted:
        return list(all_emoji())[:limit]
    ranked = []
    for place, one in enumerate(all_emoji()):
        if all(any(word.startswith(part) for word in one.words) for part in wanted):
            ranked.append((not all(part in one.words for part in wanted), place, one))
    return [one for _, _, one in sorted(ranked, key=lambda item: item[:2])][:limit]
