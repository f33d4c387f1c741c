"""One IMAP connection: drives ``wire.imap`` over a stream, one exchange at a time (RFC 9051, RFC 3501).

What sync and operations need of it, so that they can be read without knowing the wire. Errors are ``MailError``: what
``dial`` raises, STARTTLS_MISSING, STARTTLS_INJECTION, NO_COMMON_LOGIN, WRONG_PASSWORD, SERVER_BUSY (UNAVAILABLE, BYE),
SERVER_REFUSED (a tagged NO or BAD; the connection goes on), FOLDER_GONE (NONEXISTENT), FOLDER_MISSING (TRYCREATE),
SERVER_NONSENSE, CONNECTION_LOST and TIMED_OUT (the connection is over; every later call fails likewise).
"""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from mailclient.mail.account import Secret, Server
from mailclient.mail.ids import ModSeq, PartPath, Uid, UidValidity
from mailclient.transport.meter import Traffic
from mailclient.transport.stream import Dial
from mailclient.wire.imap.events import Fetch, ListEntry
from mailclient.wire.imap.number_set import NumberSet

COMMAND_SECONDS = 60.0
"""Without a byte from the server while a command is under way: the connection is given up."""


@dataclass(frozen=True, slots=True)
class Selected:
    """The folder that is open. ``highest_modseq`` is 0 without CONDSTORE; ``keywords``: new ones may be made."""

    path: str
    uid_validity: UidValidity
    uid_next: Uid
    exists: int
    highest_modseq: ModSeq
    read_only: bool = False
    keywords: bool = True


@dataclass(frozen=True, slots=True)
class FolderStatus:
    """A STATUS answer; what the server did not tell is 0."""

    messages: int
    uid_next: int
    uid_validity: int
    unseen: int
    highest_modseq: int


class ImapSession:
    """Logged in from ``open`` to ``close``. Calls are made one after the other by one task."""

    capabilities: frozenset[str]
    """Upper case, as told after the login."""
    traffic: Traffic
    selected: Selected | None

    @classmethod
    async def open(cls, dial: Dial, server: Server, password: Secret, *, traffic: Traffic | None = None) -> Self:
        """Connect, STARTTLS where asked for, log in, ENABLE what we use; ID where offered."""
        raise NotImplementedError

    async def close(self) -> None:
        """LOGOUT if that goes quickly, then close the stream. Never raises."""
        raise NotImplementedError

    # --- folders ---

    async def list_folders(self) -> list[ListEntry]:
        """All folders with special-use attributes (RFC 6154), ``\\subscribed`` among the attributes where told."""
        raise NotImplementedError

    async def status(self, path: str) -> FolderStatus:
        """STATUS of a folder that is not open."""
        raise NotImplementedError

    async def create(self, path: str) -> None:
        """CREATE and SUBSCRIBE; a folder that exists already is no error."""
        raise NotImplementedError

    async def select(self, path: str, *, again: bool = False) -> Selected:
        """Open the folder, with CONDSTORE where offered. Nothing is sent when it is open already, unless ``again``."""
        raise NotImplementedError

    # --- reading the open folder; all by UID ---

    async def search(self, *criteria: bytes) -> NumberSet:
        """UID SEARCH (ESEARCH where offered) with ready-made criteria such as ``b"ALL"`` or ``b"UID 7:*"``."""
        raise NotImplementedError

    async def search_message_id(self, message_id: str) -> NumberSet:
        """UID SEARCH HEADER MESSAGE-ID: the messages with this Message-ID (given without angle brackets)."""
        raise NotImplementedError

    def fetch(self, uids: NumberSet, items: bytes, *, changed_since: ModSeq | None = None) -> AsyncIterator[Fetch]:
        """UID FETCH; gives each answer as it comes, untagged FETCHes of other messages too."""
        raise NotImplementedError

    async def fetch_section(self, uid: Uid, section: str, write: Callable[[bytes, int], None]) -> bool:
        """UID FETCH BODY.PEEK[section] of any size: ``write(chunk, size of the whole)``; False when there is none.

        ``section`` "" is the whole message.
        """
        raise NotImplementedError

    # --- changing the open folder ---

    async def store_flags(self, uids: NumberSet, sign: str, words: Sequence[str]) -> list[Fetch]:
        """UID STORE ``+FLAGS`` or ``-FLAGS`` (``sign`` "+" or "-", never silent); the FETCH answers that came."""
        raise NotImplementedError

    async def copy(self, uids: NumberSet, target: str) -> dict[int, int] | None:
        """UID COPY; source → target uid by COPYUID, None without UIDPLUS. FOLDER_MISSING on TRYCREATE."""
        raise NotImplementedError

    async def move(self, uids: NumberSet, target: str) -> dict[int, int] | None:
        """UID MOVE (RFC 6851; only when "MOVE" is among ``capabilities``); as ``copy``."""
        raise NotImplementedError

    async def expunge(self, uids: NumberSet) -> None:
        """UID EXPUNGE (RFC 4315; only when "UIDPLUS" is among ``capabilities``). There is no plain EXPUNGE here."""
        raise NotImplementedError

    async def append(
        self, path: str, data: bytes, flags: Sequence[str], received_at: datetime | None = None
    ) -> tuple[UidValidity, Uid] | None:
        """APPEND; where it went by APPENDUID, None without UIDPLUS. FOLDER_MISSING on TRYCREATE."""
        raise NotImplementedError

    # --- waiting ---

    async def wait_for_change(self, seconds: float) -> bool:
        """IDLE (or, without it, sleep and NOOP) for ``seconds`` at most; True as soon as the open folder changed."""
        raise NotImplementedError


def section_of(path: PartPath) -> str:
    """The section of a part as ``fetch`` answers name it: "1.2" → "BODY[1.2]"."""
    return f"BODY[{path}]"
