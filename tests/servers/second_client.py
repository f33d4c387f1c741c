"""Another mail program at work on the same mailbox, over plain IMAP4rev1: works with every server.

    with SecondClient(server.imap(user), user.secret) as other:
        other.append(message("news"))
        other.flag("INBOX", "news", "\\Flagged")

Messages are named by their subject. Each method opens the mailbox it works on; mailbox names are the server's own.
"""

import imaplib
import re
from types import TracebackType
from typing import Any, Self

from mailclient.mail.account import Secret, Server

_FLAGS = re.compile(rb"FLAGS \(([^)]*)\)")
_SUBJECT = re.compile(rb"(?im)^subject: (.*?)\r?$")
_PATIENCE_SECONDS = 300
"""Longer than Dovecot waits for the lock of a renamed folder: 120 s."""


class SecondClient:
    """A connection; the failure of a command is an error of the test."""

    def __init__(self, server: Server, password: Secret) -> None:
        self._session = imaplib.IMAP4_SSL(server.host, server.port, timeout=_PATIENCE_SECONDS)
        self._session.login(server.user, password.reveal())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._session.logout()

    @property
    def capabilities(self) -> frozenset[str]:
        """What the server offers after the login, upper case."""
        return frozenset(_done(self._session.capability())[0].decode().upper().split())

    def folders(self) -> set[str]:
        """All mailboxes that can be opened, by the server's names."""
        lines = [line for line in _done(self._session.list()) if line is not None]
        named = [re.fullmatch(rb'\((.*?)\) (?:NIL|".") (?:"(.*)"|(\S+))', line) for line in lines]
        return {(match[2] or match[3]).decode() for match in named if match and b"\\noselect" not in match[1].lower()}

    def create(self, mailbox: str) -> None:
        _done(self._session.create(f'"{mailbox}"'))

    def subscribe(self, mailbox: str) -> None:
        _done(self._session.subscribe(f'"{mailbox}"'))

    def append(self, data: bytes, mailbox: str = "INBOX", flags: str = "") -> None:
        """A new message."""
        _done(self._session.append(f'"{mailbox}"', f"({flags})" if flags else "", "", data))

    def flags(self, mailbox: str = "INBOX") -> dict[str, set[str]]:
        """The flags of each message by its subject, without \\Recent."""
        return {subject: flags for _, subject, flags in self._list(mailbox)}

    def subjects(self, mailbox: str = "INBOX") -> list[str]:
        """The subjects in order of UID, of all that is not marked \\Deleted: what any mail program shows."""
        return [subject for _, subject, flags in self._list(mailbox) if "\\Deleted" not in flags]

    def body(self, mailbox: str, subject: str) -> bytes:
        """The whole message."""
        uid = self._uid(mailbox, subject)
        return bytes(_done(self._session.uid("FETCH", uid, "(BODY.PEEK[])"))[0][1])

    def flag(self, mailbox: str, subject: str, flags: str, *, add: bool = True) -> None:
        """Add or take away flags and keywords, blank between them."""
        uid = self._uid(mailbox, subject)
        _done(self._session.uid("STORE", uid, "+FLAGS" if add else "-FLAGS", f"({flags})"))

    def expunge(self, mailbox: str, subject: str) -> None:
        """Remove it, and whatever else is marked \\Deleted."""
        self.flag(mailbox, subject, "\\Deleted")
        _done(self._session.expunge())

    def _uid(self, mailbox: str, subject: str) -> str:
        return next(uid for uid, one, _ in self._list(mailbox) if one == subject)

    def _list(self, mailbox: str) -> list[tuple[str, str, set[str]]]:
        (count,) = _done(self._session.select(f'"{mailbox}"'))
        if not int(count):
            return []
        found = []
        for answer in _done(self._session.fetch("1:*", "(UID FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])")):
            if not isinstance(answer, tuple):
                continue
            uid, flags = re.search(rb"UID (\d+)", answer[0]), _FLAGS.search(answer[0])
            subject = _SUBJECT.search(answer[1])
            assert uid, answer
            assert flags, answer
            assert subject, answer
            words = set(flags[1].decode().split()) - {"\\Recent"}
            found.append((uid[1].decode(), subject[1].decode(), words))
        return found


def _done(answer: tuple[str, list[Any]]) -> list[Any]:
    assert answer[0] == "OK", answer
    return answer[1]
