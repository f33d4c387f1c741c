"""What became of one IMAP command: its answer, and the words for a refusal."""

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
    "TOOBIG": ProblemKind.MESSAGE_TOO_LARGE,
}


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
    """The error for NO or BAD: SERVER_BUSY, FOLDER_MISSING (about the folder), MESSAGE_TOO_LARGE, SERVER_REFUSED."""
    kind = _KINDS.get(done.code.name if done.code else "", ProblemKind.SERVER_REFUSED)
    subject = server
    if kind is ProblemKind.FOLDER_MISSING:
        name = getattr(command, "mailbox", server)
        subject = name.decode("utf-8", "replace") if isinstance(name, bytes) else name
    return MailError(Problem(kind, subject, f"{command.name}: {done.status} {done.text}"))
