"""One header value of the corpus with what it means to another mailer, read by us and by the standard library."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.parser import HeaderParser
from typing import Any

from mailclient.mime.addresses import is_address, parse_addresses
from mailclient.mime.date import parse_date
from mailclient.mime.envelope import parse_message_ids
from mailclient.mime.header import fields_of
from mailclient.mime.parameters import parse_value
from mailclient.mime.words import decode_words


@dataclass(frozen=True, slots=True)
class Vector:
    """One value; ``kind`` is a key of OURS, ``charset`` that of raw 8-bit bytes where it is known."""

    kind: str
    raw: bytes | str
    expected: Any
    charset: str = ""

    @property
    def agreed(self) -> bool:
        """Whether we read the same."""
        return bool(OURS[self.kind](self.raw, self.charset) == self.expected)

    @property
    def agreed_by_stdlib(self) -> bool:
        """Whether the package ``email`` does; what it raises on is not read."""
        raw = self.raw if isinstance(self.raw, str) else self.raw.decode("ascii", "surrogateescape")
        try:
            return self.kind in STDLIB and bool(STDLIB[self.kind](raw) == self.expected)
        except Exception:  # noqa: BLE001  it raises whatever it likes
            return False


def measured(vectors: Iterable[Vector]) -> tuple[int, int, int | None]:
    """How many agree, of how many, and how many by the standard library (None: it reads none of these kinds)."""
    found = list(vectors)
    comparable = any(vector.kind in STDLIB for vector in found)
    by_stdlib = sum(vector.agreed_by_stdlib for vector in found) if comparable else None
    return sum(vector.agreed for vector in found), len(found), by_stdlib


# --- the two readers ------------------------------------------------------------------------------------------------


def words(text: str) -> str:
    """Blanks count as one."""
    return " ".join(text.split())


OURS: dict[str, Callable[[bytes | str, str], Any]] = {
    "addresses": lambda raw, charset: [(each.name, each.address) for each in parse_addresses(raw, charset)],
    "people": lambda raw, charset: _people((each.name, each.address) for each in parse_addresses(raw, charset)),
    "parameters": lambda raw, _charset: parse_value(raw),
    "words": lambda raw, charset: words(decode_words(raw, charset)),
    "date": lambda raw, _charset: parse_date(raw),
    "moment": lambda raw, _charset: _seconds(parse_date(raw)),
    "ids": lambda raw, _charset: list(parse_message_ids(raw)),
    "unfolded": lambda raw, _charset: [field.value.decode() for field in fields_of(b"x:" + _bytes(raw))],
    "fields": lambda raw, _charset: [
        (field.name, words(field.value.decode("latin-1"))) for field in fields_of(_bytes(raw))
    ],
    "recipient": lambda raw, _charset: is_address(str(raw)),
}


def _people(mailboxes: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{name} <{address}>" if name else address for name, address in mailboxes)


def _bytes(raw: bytes | str) -> bytes:
    return raw if isinstance(raw, bytes) else raw.encode()


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())


def _registry(name: str, raw: str) -> Any:
    return policy.default.header_factory(name, raw)


def _their_parameters(raw: str) -> tuple[str, dict[str, str]]:
    is_type = "/" in raw.partition(";")[0]
    header = _registry("content-type" if is_type else "content-disposition", raw)
    value = header.content_type if is_type else header.content_disposition
    return value, {name.lower(): parameter for name, parameter in header.params.items()}


STDLIB: dict[str, Callable[[str], Any]] = {
    "addresses": lambda raw: [(each.display_name, each.addr_spec) for each in _registry("to", raw).addresses],
    "people": lambda raw: _people((each.display_name, each.addr_spec) for each in _registry("to", raw).addresses),
    "parameters": _their_parameters,
    "words": lambda raw: words(str(_registry("subject", raw))),
    "date": lambda raw: _registry("date", raw).datetime,
    "moment": lambda raw: _seconds(_registry("date", raw).datetime),
    "fields": lambda raw: [
        (name.lower(), words(value)) for name, value in HeaderParser(policy=policy.compat32).parsestr(raw).raw_items()
    ],
}
