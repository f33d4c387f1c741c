"""What became of one IMAP command: its answer, and the words for a refusal."""

import re
from dataclasses import dataclass
from typing import TypeVar

from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.wire.imap.codes import Code
from mailclient.wire.imap.commands.command import Command
from mailclient.wire.imap.events import CommandDone, Event, Status

EventT = TypeVar("EventT")

_KINDS = {
    "TRYCREATE": ProblemKind.FOLDER_MISSING,
    "NONEXISTENT": ProblemKind.FOLDER_MISSING,
    "UNAVAILABLE": ProblemKind.SERVER_BUSY,
    "INUSE": ProblemKind.SERVER_BUSY,
    "LIMIT": ProblemKind.SERVER_BUSY,
    "SERVERBUG": ProblemKind.SERVER_BUSY,
    "TOOBIG": ProblemKind.UPLOAD_TOO_LARGE,
    "OVERQUOTA": ProblemKind.QUOTA_FULL,
}
_ABOUT_FOLDER = (ProblemKind.FOLDER_MISSING, ProblemKind.QUOTA_FULL, ProblemKind.UPLOAD_TOO_LARGE)
_FULL = re.compile(r"over ?quota|quota (is )?(exceeded|full)|mailbox.{0,20}full|insufficient space", re.IGNORECASE)
_UNOPENED = re.compile(r"authenticated but not connected", re.IGNORECASE)
_BUSY = re.compile(r"too many (connections|sessions)|try again later", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Result:
    """A command's tagged answer and the untagged data that belongs to it, in order."""

    done: CommandDone
    events: tuple[Event, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the server did it."""
        return self.done.status is Status.OK

    @property
    def code(self) -> Code | None:
        """The response code of the tagged answer: TRYCREATE, ``AppendUid``, ``CopyUid`` …"""
        return self.done.code

    def all(self, kind: type[EventT]) -> list[EventT]:
        """The events of one class."""
        return [event for event in self.events if isinstance(event, kind)]


def refusal(command: Command, done: CommandDone, server: str) -> MailError:
    """The error for NO or BAD: SERVER_BUSY, FOLDER_MISSING (about the folder), QUOTA_FULL, UPLOAD_TOO_LARGE, or
    SERVER_REFUSED.
    """
    kind = _KINDS.get(done.code.name if done.code else "") or words_of_refusal(done.text) or ProblemKind.SERVER_REFUSED
    subject = server
    if kind in _ABOUT_FOLDER:
        name = getattr(command, "mailbox", server)
        subject = name.decode("utf-8", "replace") if isinstance(name, bytes) else name
    return MailError(Problem(kind, subject, f"{command.name}: {done.status} {done.text}"))


def words_of_refusal(text: str) -> ProblemKind | None:
    """What servers without response codes say.

    "User is authenticated but not connected" is Exchange's: it takes the login, and the mailbox is not to be had.
    """
    if _FULL.search(text):
        return ProblemKind.QUOTA_FULL
    if _UNOPENED.search(text):
        return ProblemKind.MAILBOX_UNOPENED
    return ProblemKind.SERVER_BUSY if _BUSY.search(text) else None
