"""What the lists say: capabilities, unique-ids, sizes. Lines that make no sense are passed over."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_UNIQUE_ID = re.compile(rb"[ \t]*(\d{1,9})[ \t]+(\S.*?)[ \t]*", re.DOTALL)
_SIZE = re.compile(rb"[ \t]*(\d{1,9})[ \t]+(\d{1,18})(?:[ \t].*)?", re.DOTALL)
_STAMP = re.compile(rb"<[!-;=?-~]+@[!-;=?-~]+>")


@dataclass(frozen=True, slots=True)
class Capabilities:
    """Keywords, upper case, each with its parameters (RFC 2449 section 6). ``known``: the server has told them."""

    offered: dict[str, tuple[str, ...]]
    known: bool = True

    @classmethod
    def from_lines(cls, lines: Iterable[bytes]) -> "Capabilities":
        """From the answer to CAPA."""
        offered: dict[str, tuple[str, ...]] = {}
        for line in lines:
            keyword, *parameters = line.decode("utf-8", "replace").split() or [""]
            if keyword:
                offered[keyword.upper()] = (*offered.get(keyword.upper(), ()), *parameters)
        return cls(offered)

    def __contains__(self, keyword: str) -> bool:
        return keyword in self.offered

    @property
    def mechanisms(self) -> tuple[str, ...]:
        """SASL mechanisms (RFC 5034)."""
        return self.offered.get("SASL", ())

    @property
    def login_delay(self) -> int:
        """Seconds that must pass between two logins; 0: any (RFC 2449 section 6.5)."""
        return self._number("LOGIN-DELAY") or 0

    @property
    def expire(self) -> int | None:
        """After how many days the server may delete what was left there; None: never, or not told (section 6.7)."""
        return self._number("EXPIRE")

    def _number(self, keyword: str) -> int | None:
        first = next(iter(self.offered.get(keyword, ())), "")
        return int(first[:9]) if first.isascii() and first.isdigit() else None


NOTHING = Capabilities({}, known=False)


def unique_ids(lines: Iterable[bytes]) -> dict[int, str]:
    """Number → unique-id, from the answer to UIDL; any bytes, as Latin-1 so that they stay what they are."""
    found = (_UNIQUE_ID.fullmatch(line) for line in lines)
    return {int(match[1]): match[2].decode("latin-1") for match in found if match}


def sizes(lines: Iterable[bytes]) -> dict[int, int]:
    """Number → size in bytes, from the answer to LIST."""
    found = (_SIZE.fullmatch(line) for line in lines)
    return {int(match[1]): int(match[2]) for match in found if match}


def timestamp(greeting: bytes) -> bytes:
    """The timestamp for APOP in a greeting, b"" without one; nothing but a message id in ASCII counts as one."""
    found = _STAMP.search(greeting)
    return found[0] if found else b""
