"""Status lines of gpg (doc/DETAILS of GnuPG): the only thing of what it says that is believed."""

import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

_NUMBER = re.compile(r"[0-9]{1,18}(?![0-9])")
_MARK = b"[GNUPG:] "


@dataclass(frozen=True, slots=True)
class Status:
    """One line: ``[GNUPG:] KEYWORD word word …``."""

    keyword: str
    words: tuple[str, ...] = ()

    def word(self, index: int) -> str:
        """One word, "" where there are fewer."""
        return self.words[index] if index < len(self.words) else ""

    def number(self, index: int) -> int:
        """The number that a word is or begins with ("11_BAD_PASSPHRASE"), 0 where there is none."""
        found = _NUMBER.match(self.word(index))
        return int(found[0]) if found else 0

    def rest(self, index: int) -> str:
        """All from one word on, with gpg's %-escapes undone."""
        return unquote_to_bytes(" ".join(self.words[index:])).decode("utf-8", "replace")


def read_status(line: bytes) -> Status | None:
    """The status of a line, None if it is none."""
    if not line.startswith(_MARK):
        return None
    words = line[len(_MARK) :].decode("utf-8", "replace").rstrip("\r\n").split(" ")
    return Status(words[0], tuple(words[1:])) if words[0] else None
