"""One mailbox of the demonstration: its mail by UID, and who wants to hear of changes.

UIDs and mod-sequences only grow (RFC 3501 section 2.3.1.1, RFC 7162 section 3.1). Nothing here waits.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

SYSTEM_FLAGS = ("\\Answered", "\\Flagged", "\\Deleted", "\\Seen", "\\Draft")
_CANONICAL = {flag.lower(): flag for flag in SYSTEM_FLAGS}


@dataclass(slots=True)
class Mail:
    """One message: its exact bytes (CRLF lines) and what the mailbox knows of it. ``flags`` never holds \\Recent."""

    uid: int
    data: bytes = field(repr=False)
    flags: frozenset[str]
    received: datetime
    modseq: int
    recent: bool = True


@dataclass(frozen=True, slots=True)
class Expunged:
    """A UID that is gone, and the mod-sequence at which it went."""

    uid: int
    modseq: int


class Mailbox:
    """Mail in UID order. ``name`` is decoded text with "/" between levels; ``special_use`` as in RFC 6154 or ""."""

    def __init__(self, name: str, uid_validity: int, special_use: str = "", *, selectable: bool = True) -> None:
        self.name = name
        self.uid_validity = uid_validity
        self.special_use = special_use
        self.selectable = selectable
        self.subscribed = True
        self.uid_next = 1
        self.highest_modseq = 1
        self.mail: dict[int, Mail] = {}
        self.expunged: list[Expunged] = []
        self.keywords: dict[str, str] = {}
        self.watchers: set[Callable[[], None]] = set()

    def add(self, data: bytes, flags: Iterable[str], received: datetime) -> Mail:
        """Put a message at the end and tell the watchers."""
        mail = Mail(self.uid_next, data, self.canonical(flags), received, self._next_modseq())
        self.mail[mail.uid] = mail
        self.uid_next += 1
        self._tell()
        return mail

    def set_flags(self, mail: Mail, flags: Iterable[str]) -> bool:
        """Give the message exactly these flags; False, and nothing happens, when it has them already."""
        wanted = self.canonical(flags)
        if wanted == mail.flags:
            return False
        mail.flags = wanted
        mail.modseq = self._next_modseq()
        self._tell()
        return True

    def expunge(self, uids: Iterable[int]) -> None:
        """Remove these messages, whatever their flags; UIDs that are not here are passed over."""
        gone = [uid for uid in uids if self.mail.pop(uid, None)]
        if not gone:
            return
        modseq = self._next_modseq()
        self.expunged += [Expunged(uid, modseq) for uid in gone]
        self._tell()

    def canonical(self, flags: Iterable[str]) -> frozenset[str]:
        """Flags in one spelling: system flags as in the RFC, a keyword as it was first written; without \\Recent."""
        found = set()
        for flag in flags:
            key = flag.lower()
            if key == "\\recent":
                continue
            found.add(_CANONICAL.get(key) or self.keywords.setdefault(key, flag))
        return frozenset(found)

    def unseen(self) -> int:
        """How many messages are not seen."""
        return sum("\\Seen" not in mail.flags for mail in self.mail.values())

    def _next_modseq(self) -> int:
        self.highest_modseq += 1
        return self.highest_modseq

    def _tell(self) -> None:
        for watcher in tuple(self.watchers):
            watcher()
