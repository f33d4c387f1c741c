"""Header fields inside the protected part: which count, which were hidden, which were changed outside.

RFC 9788: ``hp="clear"`` or ``hp="cipher"`` on the root of what is protected, ``HP-Outer`` says what the sender put
outside. The older form (draft-autocrypt-lamps-protected-headers): ``protected-headers="v1"``, nothing of the outside.
Both count on that root alone, never on a part below it or on the outside.

Who a message is from stays what the outside says where the two differ: that is what servers checked, filters saw and
the list shows. It is told in ``changed``.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mailclient.mime.addresses import parse_addresses
from mailclient.mime.header import fields_of
from mailclient.mime.scanner import Entity
from mailclient.mime.words import decode_words

_RAW_FIELD = re.compile(rb"^([!-9;-~]++)[ \t]*+:[^\n]*+(?:\n[ \t][^\n]*+)*+(?:\n|\Z)", re.MULTILINE)
_STRUCTURAL = ("content-", "mime-version")
_SHOWN = ("subject", "from", "sender", "reply-to", "to", "cc", "date", "followup-to", "mail-followup-to")
"""Fields a person sees or answers by: with RFC 9788 those that stand outside only were put there by somebody else."""
_OF_TRANSPORT = {
    "received",
    "return-path",
    "delivered-to",
    "authentication-results",
    "bcc",
    "dkim-signature",
    "autocrypt-gossip",
}
_SPACE = re.compile(rb"[ \t\r\n]+")


@dataclass(frozen=True, slots=True)
class RawField:
    """``name``: lower case; ``raw``: its bytes with the line end."""

    name: str
    raw: bytes

    @property
    def value(self) -> bytes:
        """Unfolded, single spaces: what two writings of the same have in common."""
        return _SPACE.sub(b" ", self.raw.partition(b":")[2]).strip()


@dataclass(frozen=True, slots=True)
class ShownHeader:
    """``fields``: what is shown, without the MIME fields. ``hidden`` and ``changed``: as in ``Protection``.

    ``legacy``: parts may hold a copy for old programs, by RFC 9788 ("hp") or by the older form ("v1"); else "".
    """

    fields: tuple[RawField, ...]
    hidden: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    legacy: str = ""


def raw_fields(header_block: bytes) -> tuple[RawField, ...]:
    """The fields of a header block as they stand there; lines that are none are dropped."""
    return tuple(
        RawField(match[1].decode("ascii").lower(), match[0] if match[0].endswith(b"\n") else match[0] + b"\r\n")
        for match in _RAW_FIELD.finditer(header_block)
    )


def outer_header(message: Entity) -> ShownHeader:
    """What is shown where nothing inside counts."""
    return ShownHeader(_unstructural(raw_fields(message.header)))


def shown_header(message: Entity, payload: Entity, *, encrypted: bool) -> ShownHeader:
    """What is shown of a message whose protected root is ``payload``, decrypted or rightly signed."""
    outer = _unstructural(raw_fields(message.header))
    form = _form_of(payload)
    inner = tuple(
        field
        for field in _unstructural(raw_fields(payload.header))
        if field.name not in _OF_TRANSPORT and field.name != "hp-outer"
    )
    if not form or not inner:
        return ShownHeader(outer)
    hidden, changed = _differences(outer, inner, _hp_outer(payload), form=form, encrypted=encrypted)
    if "from" in changed:
        inner = tuple(field for field in inner if field.name not in ("from", "sender"))
    replaced = {field.name for field in inner}
    dropped = {name for name in _SHOWN if name not in ("from", "sender")} if form != "v1" else set()
    kept = (field for field in outer if field.name not in replaced | dropped)
    legacy = {"cipher": "hp", "v1": "v1"}.get(form, "") if encrypted else ""
    return ShownHeader((*inner, *kept), hidden, changed, legacy)


def _form_of(payload: Entity) -> str:
    form = payload.parameters.get("hp", "").lower()
    if form in ("clear", "cipher"):
        return form
    return "v1" if payload.parameters.get("protected-headers", "").lower() == "v1" else ""


def _differences(
    outer: Sequence[RawField], inner: Sequence[RawField], said: Sequence[RawField], *, form: str, encrypted: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of fields that were hidden by the sender, and of those that somebody changed outside."""
    hidden, changed = [], []
    confidential = encrypted and form != "clear"
    for name in dict.fromkeys(field.name for field in inner):
        inside, outside = _values(inner, name), _values(outer, name)
        claimed = _values(said, name) if said or form == "cipher" else outside
        if confidential and form == "v1" and name != "from":
            claimed = outside
        if confidential and claimed != inside and name != "from":
            hidden.append(name)
            if claimed != outside and not _is_changed_by_lists(name):
                changed.append(name)
        elif name == "from":
            if _people(inside) != _people(outside):
                changed.append(name)
        elif inside != outside:
            changed.append(name)
    if form != "v1":
        inner_names = {field.name for field in (*inner, *said)}
        changed += [
            each for each in dict.fromkeys(one.name for one in outer) if each in _SHOWN and each not in inner_names
        ]
    return tuple(hidden), tuple(changed)


def _is_changed_by_lists(name: str) -> bool:
    return name in ("message-id", "in-reply-to", "references")


def _values(fields: Iterable[RawField], name: str) -> tuple[str, ...]:
    return tuple(" ".join(decode_words(field.value).split()) for field in fields if field.name == name)


def _people(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(one.address.lower() for value in values for one in parse_addresses(value))


def _hp_outer(payload: Entity) -> tuple[RawField, ...]:
    """The fields that ``HP-Outer`` says stand outside (RFC 9788 section 2.2)."""
    values = (field.value for field in fields_of(payload.header) if field.name == "hp-outer")
    return tuple(field for value in values for field in raw_fields(value + b"\r\n"))


def _unstructural(fields: Iterable[RawField]) -> tuple[RawField, ...]:
    return tuple(field for field in fields if not field.name.startswith(_STRUCTURAL))
