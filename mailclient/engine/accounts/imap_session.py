"""One logged-in IMAP connection: drives ``wire.imap.Connection`` over a stream.

    session = await ImapSession.open(server, password, dial)
    result = await session.run(UidFetch(NumberSet.of(uids), ("FLAGS",)))
    for message in result.all(Fetch): ...

Any number of ``run`` may wait at the same time: the commands are pipelined. Opening a mailbox is the exception: the
owner of the session sees to it that nobody else counts on the mailbox before.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from mailclient.mail.account import Secret, Server
from mailclient.transport.stream import Dial
from mailclient.wire.imap.codes import Code
from mailclient.wire.imap.commands.argument import MailboxName
from mailclient.wire.imap.commands.command import Command
from mailclient.wire.imap.commands.select import Resync, Selected
from mailclient.wire.imap.events import CommandDone, Event, LiteralChunk, Status

EventT = TypeVar("EventT")


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


class ImapSession:
    """See the module; made by ``open``, ended by ``close``.

    ``on_news`` is called with every untagged event no command waited for (EXISTS, EXPUNGE, VANISHED, FETCH of
    flags, ALERT conditions); it must not wait. EXPUNGE and VANISHED go there even when a command wanted them.
    """

    capabilities: frozenset[str]
    enabled: frozenset[str]
    selected: Selected | None
    """The open mailbox as it was when it was opened."""
    selected_name: MailboxName | None
    on_news: Callable[[Event], None]

    @classmethod
    async def open(
        cls, server: Server, password: Secret, dial: Dial, *, timeout_seconds: float = 60.0
    ) -> "ImapSession":
        """Dial, make TLS, log in, learn the capabilities, ENABLE QRESYNC or CONDSTORE when offered.

        ``timeout_seconds``: how long the server may be silent while something is asked of it. MailError kinds: those
        of dial, STARTTLS_MISSING, STARTTLS_INJECTION, NO_COMMON_LOGIN, WRONG_PASSWORD, SERVER_BUSY, SERVER_REFUSED,
        SERVER_NONSENSE, CONNECTION_LOST, TIMED_OUT.
        """
        raise NotImplementedError

    async def run(
        self,
        command: Command,
        *,
        on_event: Callable[[Event], None] | None = None,
        on_chunk: Callable[[LiteralChunk], Awaitable[None]] | None = None,
        check: bool = True,
    ) -> Result:
        """Send, wait for the tagged answer. Ends a running ``idle`` first.

        With ``on_event`` the command's data goes there one by one and ``Result.events`` is empty (for answers of
        unknown length). ``on_chunk`` gets the pieces of large sections; reading waits for it. NO or BAD raises
        MailError(SERVER_REFUSED; FOLDER_MISSING for TRYCREATE and NONEXISTENT) unless ``check`` is false.
        """
        raise NotImplementedError

    async def select(
        self, mailbox: MailboxName, *, read_only: bool = False, resync: Resync | None = None
    ) -> tuple[Selected, Result]:
        """Open a mailbox; the result holds the VANISHED and FETCH answers to ``resync``. FOLDER_GONE on NO."""
        raise NotImplementedError

    async def idle(self, *, max_seconds: float) -> tuple[Event, ...]:
        """Wait for news with IDLE (NOOP at the end where it is not offered).

        Returns the news as soon as there is some, () after ``max_seconds`` or ``interrupt_idle`` or when another
        ``run`` needs the connection. The news go to ``on_news`` too.
        """
        raise NotImplementedError

    def interrupt_idle(self) -> None:
        """End a running ``idle``; does nothing when there is none."""
        raise NotImplementedError

    async def close(self, *, polite: bool = True) -> None:
        """LOGOUT (a moment only, when ``polite``) and close the stream; waiting ``run`` calls end CONNECTION_LOST."""
        raise NotImplementedError

    @property
    def alive(self) -> bool:
        """False once the connection is lost or closed."""
        raise NotImplementedError
