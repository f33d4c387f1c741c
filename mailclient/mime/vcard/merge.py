"""Two changed versions of a card and the one both came from, made one: field by field.

What only one side changed is taken from that side; ways to reach somebody that either side added are all kept. Where
both changed the same field into different things there is a conflict, and nobody but the user can tell.
"""

from collections import Counter
from dataclasses import dataclass

from mailclient.mime.vcard.lines import Card, Property

_SINGLE = frozenset(
    (
        *("FN", "N", "NICKNAME", "ORG", "TITLE", "ROLE", "NOTE", "BDAY", "ANNIVERSARY", "X-ANNIVERSARY", "PHOTO"),
        *("LOGO", "SOUND", "KIND", "GENDER", "CATEGORIES", "GEO", "TZ", "MAILER", "CLASS", "SORT-STRING"),
        *("X-PHONETIC-FIRST-NAME", "X-PHONETIC-LAST-NAME", "X-ADDRESSBOOKSERVER-KIND"),
    )
)
"""There is one of each, or one that is meant."""
_BOOKKEEPING = frozenset(("REV", "PRODID", "VERSION", "UID"))
"""Not what anybody said."""

_Essence = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """``conflicts``: names of the fields in which both differ; there ``card`` has what ``mine`` says."""

    card: Card
    conflicts: tuple[str, ...]


def merged(base: Card, mine: Card, theirs: Card) -> Merged:
    """``theirs`` with what ``mine`` changed since ``base``."""
    conflicts: list[str] = []
    old, own, other = _by_essence(base), _by_essence(mine), _by_essence(theirs)
    removed = Counter({key: len(found) for key, found in old.items()})
    removed.subtract({key: len(found) for key, found in own.items()})
    added = [one for key, found in own.items() for one in found[len(old.get(key, ())) :]]
    result = list(theirs.properties)
    for key, count in removed.items():
        if count > 0 and str(key[0]) not in _SINGLE:
            for one in other.get(key, [])[:count]:
                result = _without(result, one, theirs)
    for name in sorted({one.name for one in (*base.properties, *mine.properties)} & _SINGLE):
        was, is_mine, is_theirs = (_said(card, name) for card in (base, mine, theirs))
        if is_mine in (was, is_theirs):
            continue
        if is_theirs != was:
            conflicts.append(name)
        result = _with_single(result, name, mine)
    for one in added:
        if one.name not in _SINGLE and one.name not in _BOOKKEEPING and _key(one, mine) not in other:
            result += _with_label(one, mine, result)
    return Merged(Card(tuple(result)), tuple(conflicts))


def same(one: Card, other: Card) -> bool:
    """Whether both say the same, however they are written."""
    return _counted(one) == _counted(other)


def _counted(card: Card) -> Counter[_Essence]:
    return Counter(
        _key(one, card) for one in card.properties if one.name not in _BOOKKEEPING and one.name != "X-ABLABEL"
    )


def _by_essence(card: Card) -> dict[_Essence, list[Property]]:
    found: dict[_Essence, list[Property]] = {}
    for one in card.properties:
        if one.name and one.name != "X-ABLABEL" and one.name not in _BOOKKEEPING:
            found.setdefault(_key(one, card), []).append(one)
    return found


def _key(one: Property, card: Card) -> _Essence:
    """What a property says, and under which label."""
    return *one.essence, _label(one, card)


def _label(one: Property, card: Card) -> str:
    if not one.group:
        return ""
    return next((label.value for label in card.all("X-ABLABEL") if label.group == one.group), "")


def _said(card: Card, name: str) -> frozenset[tuple[str, str]]:
    return frozenset((one.name, one.value.strip()) for one in card.all(name))


def _with_single(properties: list[Property], name: str, mine: Card) -> list[Property]:
    """With what ``mine`` has of that name, in its place."""
    place = next((number for number, one in enumerate(properties) if one.name == name), len(properties))
    rest = [one for one in properties if one.name != name]
    return [*rest[:place], *mine.all(name), *rest[place:]]


def _without(properties: list[Property], gone: Property, card: Card) -> list[Property]:
    alone = gone.group and sum(1 for one in card.properties if one.group == gone.group and one.name != "X-ABLABEL") == 1
    return [one for one in properties if one is not gone and not (alone and one.group == gone.group)]


def _with_label(one: Property, mine: Card, into: list[Property]) -> list[Property]:
    """A property with its label, in a group that is not taken."""
    if not one.group:
        return [one]
    label = next((each for each in mine.all("X-ABLABEL") if each.group == one.group), None)
    taken = {each.group.lower() for each in into}
    group = one.group
    if group.lower() in taken:
        number = next(number for number in range(1, len(taken) + 2) if f"item{number}" not in taken)
        group = f"item{number}"
    return [Property(each.name, each.value, each.parameters, group) for each in (one, label) if each is not None]
