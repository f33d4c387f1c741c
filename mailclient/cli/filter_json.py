"""Filters as JSON, for ``filters export`` and ``filters import``; the format is in ``docs/command-line.md``."""

from collections.abc import Sequence
from typing import Any

from mailclient.cli.context import UsageError
from mailclient.language import tr
from mailclient.mail.filter import Action, Condition, Filter, fault_of


def filters_json(filters: Sequence[Filter]) -> list[dict[str, Any]]:
    """What has its default is left out, but for whether it is enabled."""
    return [
        {
            "name": one.name,
            "enabled": one.enabled,
            "match": "any" if one.any else "all",
            "conditions": [_condition_json(condition) for condition in one.conditions],
            "actions": [_action_json(action) for action in one.actions],
        }
        for one in filters
    ]


def filters_in(data: bytes) -> tuple[Filter, ...]:
    """Filters as ``filters_json`` writes them. ``UsageError`` says where one is not so."""
    import msgspec  # not for every verb

    class Written(msgspec.Struct, forbid_unknown_fields=True):
        name: str
        actions: tuple[Action, ...]
        conditions: tuple[Condition, ...] = ()
        match: str = "all"
        enabled: bool = True

    try:
        written = msgspec.json.decode(data, type=tuple[Written, ...])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(tr("This is no list of filters: {reason}", reason=str(error))) from error
    made = []
    for one in written:
        if one.match not in ("all", "any"):
            raise UsageError(tr("The filter {name} must match “all” or “any”.", name=one.name))
        made.append(Filter(one.name, one.actions, one.conditions, one.match == "any", one.enabled))
        if fault := fault_of(made[-1]):
            raise UsageError(tr("The filter {name} cannot be used: {reason}", name=one.name, reason=fault))
    return tuple(made)


def _condition_json(one: Condition) -> dict[str, str]:
    told = {"field": one.field.value, "comparison": one.comparison.value, "value": one.value}
    return told | ({"header": one.header} if one.header else {})


def _action_json(one: Action) -> dict[str, str]:
    told = {"kind": one.kind.value}
    return told | {name: value for name, value in (("folder", one.folder), ("tag", one.tag)) if value}
