"""Settings of an account ⇄ JSON text, for the column ``account.settings``.

Every frozen dataclass of ``mailclient.mail`` can be in it, with enumerations, tuples and "or None"; a field that the
text does not have gets its default, one that is not known any more is left out. Not msgspec, which is not loaded before
the first paint, when the accounts are read.
"""

import dataclasses
import functools
import json
from enum import Enum
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from mailclient.mail.account import AccountSettings


def encode(settings: AccountSettings) -> str:
    """As JSON text; fields at their default are written too, so that a new default does not change an old account."""
    return json.dumps(dataclasses.asdict(settings), ensure_ascii=False)


def decode(text: str) -> AccountSettings:
    """Raises ValueError, TypeError or KeyError for a text that ``encode`` did not write."""
    settings = _value(AccountSettings, json.loads(text))
    assert isinstance(settings, AccountSettings)
    return settings


def _value(kind: Any, found: Any) -> Any:
    if get_origin(kind) is UnionType:
        (kind,) = (each for each in get_args(kind) if each is not NoneType)
        return None if found is None else _value(kind, found)
    if get_origin(kind) is tuple:
        return tuple(_value(get_args(kind)[0], each) for each in found)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        fields = _fields(kind)
        return kind(**{name: _value(fields[name], each) for name, each in found.items() if name in fields})
    return kind(found) if isinstance(kind, type) and issubclass(kind, Enum) else found


@functools.cache
def _fields(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
