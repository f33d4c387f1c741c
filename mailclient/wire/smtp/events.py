"""What the server said."""

from dataclasses import dataclass, field

from mailclient.wire.sasl.mechanism import Computation
from mailclient.wire.smtp.commands import Command
from mailclient.wire.smtp.reply import Reply


@dataclass(frozen=True, slots=True)
class Greeted:
    """The server's first words; unless positive it will not serve us."""

    reply: Reply


@dataclass(frozen=True, slots=True)
class Answered:
    """The reply to this very command. A refusal of ``EndOfData`` may come before it was sent."""

    command: Command
    reply: Reply


@dataclass(frozen=True, slots=True)
class ComputationDue:
    """The login waits for this: run it in a thread and give the outcome to ``Connection.respond``."""

    computation: Computation = field(repr=False)


@dataclass(frozen=True, slots=True)
class Closed:
    """No more will come. ``reply`` is the 421 that said so, None when the stream just ended.

    ``unanswered`` are the commands that were sent, or waited to be, and have no reply.
    """

    reply: Reply | None
    unanswered: tuple[Command, ...]


Event = Greeted | Answered | ComputationDue | Closed
