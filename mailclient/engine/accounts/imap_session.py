"""One logged-in IMAP connection: drives ``wire.imap.Connection`` over a stream.

    session = await ImapSession.open(server, password, dial)
    result = await session.run(UidFetch(NumberSet.of(uids), ("FLAGS",)))
    for message in result.all(Fetch): ...

Any number of ``run`` may wait at the same time: the commands are pipelined. Opening a mailbox is the exception: the
owner of the session sees to it that nobody else counts on the mailbox before.

    imap_session.py   what can be said: run, select, idle, close
    imap_login.py     the way in: greeting, STARTTLS, login, what is asked once
    login_ways.py     which ways to log in are tried, in which order
    login_refusal.py  what a refused login means
    imap_wire.py      the two tasks that read and write, and who waits for what
    opening.py        what SELECT is answered with
    imap_result.py    an answer, and the words for a refusal
"""

import asyncio
import contextlib
import secrets
from collections.abc import Callable, Coroutine
from dataclasses import replace

from mailclient.engine.accounts.imap_login import Welcome, compression_pays, log_in, open_wire, settle
from mailclient.engine.accounts.imap_result import Result, refusal
from mailclient.engine.accounts.imap_wire import ImapWire, OnChunk, OnEvent
from mailclient.engine.accounts.opening import Opening, Resynchronised
from mailclient.mail.account import Secret, Server
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.transport.deadline import deadline
from mailclient.transport.stream import Dial
from mailclient.transport.tls import TlsFacts
from mailclient.wire.imap.commands.argument import MailboxName
from mailclient.wire.imap.commands.command import Command
from mailclient.wire.imap.commands.examine import Examine
from mailclient.wire.imap.commands.idle import Idle
from mailclient.wire.imap.commands.logout import Logout
from mailclient.wire.imap.commands.noop import Noop
from mailclient.wire.imap.commands.select import Resync, Select, Selected
from mailclient.wire.imap.events import Event, Exists, Expunge, Fetch, Vanished
from mailclient.wire.imap.number_set import NUMBER_MAX

__all__ = ["ImapSession", "Result"]

LOGIN_PATIENCE = 2.0
"""So many times the time-out may the login take in all."""
_GOODBYE_SECONDS = 3.0


class _Idling:
    """An ``idle`` that waits: ``changed`` ends the waiting, ``over`` is set when it is over."""

    def __init__(self) -> None:
        self.changed = asyncio.Event()
        self.over = asyncio.Event()
        self.news: list[Event] = []


class ImapSession:
    """See the module; made by ``open``, ended by ``close``.

    ``on_news`` is called with every untagged event no command waited for (EXISTS, EXPUNGE, VANISHED, FETCH of
    flags, ALERT conditions); it must not wait. EXPUNGE and VANISHED go there even when a command wanted them.
    """

    def __init__(self, wire: ImapWire, welcome: Welcome) -> None:
        self.welcome = welcome
        self.selected: Selected | None = None
        """The open mailbox as it was when it was opened."""
        self.selected_name: MailboxName | None = None
        self.on_news: Callable[[Event], None] | None = None
        self._wire = wire
        wire.on_news = self._take_news
        self._idling: _Idling | None = None
        self._own_numbering = NUMBER_MAX + 1 + secrets.randbits(30)
        """Stands for UIDVALIDITY where there is none: uids hold for one connection then, never for the next."""
        self._runs = 0
        self._no_runs = asyncio.Event()
        self._no_runs.set()

    @classmethod
    async def open(
        cls,
        server: Server,
        password: Secret,
        dial: Dial,
        *,
        timeout_seconds: float = 60.0,
        compress: bool | None = None,
    ) -> "ImapSession":
        """Dial, make TLS, log in, learn and enable what is offered.

        ``timeout_seconds``: how long the server may be silent while something is asked of it. ``compress``: use
        COMPRESS where it is offered; None: where it pays. MailError kinds: those of dial, STARTTLS_MISSING,
        STARTTLS_INJECTION, NO_COMMON_LOGIN, WRONG_PASSWORD, TOKEN_REFUSED, SERVER_UNPROVEN, SERVER_BUSY,
        SERVER_REFUSED, SERVER_NONSENSE, CONNECTION_LOST, TIMED_OUT.
        """
        stream = await dial(server)
        try:
            wire = await open_wire(stream, server, timeout_seconds)
        except BaseException:
            await stream.close()
            raise
        try:
            # One limit for all of it: a server that answers byte by byte is always just about to be heard.
            async with deadline(LOGIN_PATIENCE * timeout_seconds, wire.name):
                mechanism = await log_in(wire, server, password)
                compress = compression_pays(server.host) if compress is None else compress
                welcome = await settle(wire, mechanism, compress=compress)
        except BaseException:
            await wire.close()
            raise
        return cls(wire, welcome)

    @property
    def capabilities(self) -> frozenset[str]:
        """What the server offers, upper case."""
        return self._wire.connection.capabilities or frozenset()

    @property
    def enabled(self) -> frozenset[str]:
        """The extensions that are on, upper case."""
        return self._wire.connection.enabled

    @property
    def name(self) -> str:
        """ "host:port", for problems."""
        return self._wire.name

    @property
    def utf8(self) -> bool:
        """Whether UTF8=ACCEPT or IMAP4rev2 is on: names and headers go and come as UTF-8."""
        return self._wire.connection.utf8

    @property
    def tls(self) -> TlsFacts | None:
        """What protects the connection."""
        return self._wire.tls

    @property
    def alive(self) -> bool:
        """False once the connection is lost or closed."""
        return self._wire.problem is None

    @property
    def at_work(self) -> bool:
        """Whether the server said last that it is still at work on a command (INPROGRESS)."""
        return self._wire.at_work

    async def wait_for_end(self) -> Problem:
        """Wait until the connection is lost or closed; why. Noticed at once, also while nothing is asked."""
        await self._wire.ended.wait()
        assert self._wire.problem is not None
        return self._wire.problem

    def end(self, problem: Problem) -> None:
        """It is over, for this reason: whoever waits is told."""
        self._wire.fail(problem)

    async def run(
        self,
        command: Command,
        *,
        on_event: OnEvent | None = None,
        on_chunk: OnChunk | None = None,
        check: bool = True,
    ) -> Result:
        """Send, wait for the tagged answer. Ends a running ``idle`` first.

        With ``on_event`` the command's data goes there one by one and ``Result.events`` is empty (for answers of
        unknown length). ``on_chunk`` gets the pieces of large sections; reading waits for it, so it must not use the
        session itself. What one of them raises comes out here. NO or BAD raises MailError(SERVER_REFUSED;
        FOLDER_MISSING for TRYCREATE and NONEXISTENT …) unless ``check`` is false.
        """
        self._runs += 1
        self._no_runs.clear()
        try:
            while self._idling is not None:
                self._idling.changed.set()
                await self._idling.over.wait()
            result = await self._wire.exchange(command, on_event, on_chunk)
        finally:
            self._runs -= 1
            if not self._runs:
                self._no_runs.set()
        if check and not result.ok:
            raise refusal(command, result.done, self._wire.name)
        return result

    async def select(
        self, mailbox: MailboxName, *, read_only: bool = False, resync: Resync | None = None
    ) -> tuple[Selected, Resynchronised]:
        """Open a mailbox; with ``resync`` what changed in it. FOLDER_GONE on NO."""
        self.selected = self.selected_name = None
        command = Examine(mailbox, resync) if read_only else Select(mailbox, resync)
        opening = Opening()
        result = await self.run(command, on_event=opening.take, check=False)
        if not result.ok:
            error = refusal(command, result.done, self._wire.name)
            if error.problem.kind in (ProblemKind.SERVER_REFUSED, ProblemKind.FOLDER_MISSING):
                name = mailbox.decode("utf-8", "replace") if isinstance(mailbox, bytes) else mailbox
                raise MailError(Problem(ProblemKind.FOLDER_GONE, name, error.problem.detail))
            raise error
        refused_writing = result.code is not None and result.code.name == "READ-ONLY"
        selected = opening.selected(read_only=read_only or refused_writing)
        self.selected = selected if selected.uid_validity else replace(selected, uid_validity=self._own_numbering)
        self.selected_name = mailbox
        return self.selected, opening.resynchronised(0 if resync is None else resync.modseq)

    async def idle(self, *, max_seconds: float) -> tuple[Event, ...]:
        """Wait for news with IDLE (NOOP at the end where it is not offered). Waits for running commands first.

        Returns the news as soon as there is some, () after ``max_seconds`` or when another ``run`` needs
        the connection. The news go to ``on_news`` too.
        """
        while self._runs:
            await self._no_runs.wait()
        if self._idling is not None:
            raise RuntimeError("idle is running already")
        idling = self._idling = _Idling()
        try:
            if "IDLE" in self.capabilities or "IMAP4REV2" in self.capabilities:
                await self._idle(idling, max_seconds)
            else:
                await _first(idling.changed.wait(), max_seconds)
                await self._wire.exchange(Noop())
        finally:
            self._idling = None
            idling.over.set()
        return tuple(idling.news)

    async def close(self, *, polite: bool = True) -> None:
        """LOGOUT (a moment only, when ``polite``) and close the stream; waiting ``run`` calls end CONNECTION_LOST.

        Cancelled, it closes all the same.
        """
        try:
            if polite and self.alive:
                with contextlib.suppress(MailError, TimeoutError):
                    async with asyncio.timeout(_GOODBYE_SECONDS):
                        await self.run(Logout(), check=False)
        finally:
            await self._wire.close()

    async def _idle(self, idling: _Idling, max_seconds: float) -> None:
        waiting = self._wire.send(Idle())
        waiting.answered.add_done_callback(lambda _: idling.changed.set())
        try:
            await _first(idling.changed.wait(), max_seconds)
        finally:
            if not waiting.answered.done():
                self._wire.rest()
                self._wire.connection.done()
                self._wire.wake()
        await self._wire.outcome(waiting)

    def _take_news(self, event: Event) -> None:
        if self.on_news is not None:
            self.on_news(event)
        if self._idling is not None and isinstance(event, Exists | Expunge | Vanished | Fetch):
            self._idling.news.append(event)
            self._idling.changed.set()


async def _first(event: Coroutine[None, None, object], max_seconds: float) -> None:
    """Wait for it, or for so long."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(max_seconds):
            await event
