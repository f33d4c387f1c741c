"""What the server said."""

from dataclasses import dataclass, field

from mailclient.wire.pop3.answer import Status
from mailclient.wire.pop3.commands import Command, Retr, Top
from mailclient.wire.sasl.mechanism import Computation


@dataclass(frozen=True, slots=True)
class Greeted:
    """The server's first words; unless they are +OK it will not serve us."""

    status: Status


@dataclass(frozen=True, slots=True)
class Content:
    """A piece of the message that this command asked for; ``Answered`` comes after the last."""

    command: Retr | Top
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answered:
    """The whole answer to this very command. ``lines``: of a list, without line ends."""

    command: Command
    status: Status
    lines: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class ComputationDue:
    """The login waits for this: run it in a thread and give the outcome to ``Connection.respond``."""

    computation: Computation = field(repr=False)


@dataclass(frozen=True, slots=True)
class Closed:
    """The stream has ended. ``unanswered`` are the commands sent, or waiting to be, without a whole answer."""

    unanswered: tuple[Command, ...]


Event = Greeted | Content | Answered | ComputationDue | Closed
