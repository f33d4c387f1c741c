"""The channel: frames on the engine's stdin/stdout and on the profile's local socket, same frames on both.

All listeners hear all events; what is secret in the store is told only to the one who asked for it. The pipe is the
owner: its end means that the engine is an orphan and must go. The
socket (mode 0600 in a folder of mode 0700) is how command-line verbs reach an engine that a window started.

A listener that does not read loses the events that only say "look again"; when it reads again it is told
``EverythingChanged``. Answers are never dropped.
"""

import asyncio
import logging
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, cast

from mailclient.bridge.commands import AnyCommand, OpenBytes, OpenDraft, OpenDraftFile, OpenMessage
from mailclient.bridge.events import (
    AnyEvent,
    BodyStored,
    ClearPiece,
    EverythingChanged,
    Failed,
    Finished,
    FoldersChanged,
    MessagesChanged,
    PartStored,
    PassphraseNeeded,
    Progress,
)
from mailclient.bridge.framing import FrameError, command_reader, encode
from mailclient.mail.problem import MailError, Problem, ProblemKind

log = logging.getLogger(__name__)

BUFFER_LIMIT = 1024 * 1024
"""Bytes waiting for one listener before it loses what it can re-read anyway."""

_LOOK_AGAIN = (MessagesChanged, FoldersChanged, BodyStored, PartStored, Progress)
_Private = OpenMessage | OpenBytes | OpenDraft | OpenDraftFile
"""Answered with clear text."""


class Listener(asyncio.Protocol):
    """One end that hears events and sends commands."""

    def __init__(self, channel: "Channel") -> None:
        self._channel = channel
        self._frames = command_reader()
        self._transport: asyncio.WriteTransport | None = None
        self._full = False
        self._lost_some = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The other end is there: greet it."""
        self._transport = cast("asyncio.WriteTransport", transport)
        self._transport.set_write_buffer_limits(high=BUFFER_LIMIT)
        self._channel.joined(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """The other end is gone."""
        self._transport = None
        self._channel.left(self, exc)

    def data_received(self, data: bytes) -> None:
        """Commands, cut anywhere."""
        try:
            commands = self._frames.receive(data)
        except FrameError:
            log.exception("what came is no frame")
            self.close()
            return
        for command in commands:
            self._channel.received(command, self)

    def pause_writing(self) -> None:
        """The other end does not read."""
        self._full = True

    def resume_writing(self) -> None:
        """It reads again."""
        self._full = False
        if self._lost_some:
            self._lost_some = False
            self.send(EverythingChanged())

    def send(self, event: AnyEvent) -> None:
        """Hand the event to the other end."""
        if self._transport is None or self._transport.is_closing():
            return
        if self._full and isinstance(event, _LOOK_AGAIN):
            self._lost_some = True
            return
        self._transport.write(encode(event))

    def close(self) -> None:
        """Send what is buffered and hang up."""
        if self._transport is not None:
            self._transport.close()


class _PipeEnd(asyncio.Protocol):
    """The reading half of the pipe; what it gets belongs to the listener of the writing half."""

    def __init__(self, listener: Listener, orphaned: Callable[[], None]) -> None:
        self._listener = listener
        self._orphaned = orphaned

    def data_received(self, data: bytes) -> None:
        self._listener.data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        if exc is not None:
            log.warning("the pipe broke: %s", exc)
        self._orphaned()


class Channel:
    """All listeners. ``commands`` is what they asked, in order; ``orphaned`` is set when the pipe ends."""

    def __init__(self, greeting: Callable[[], list[AnyEvent]]) -> None:
        self.commands: asyncio.Queue[AnyCommand] = asyncio.Queue()
        self.orphaned = asyncio.Event()
        self._greeting = greeting
        self._listeners: list[Listener] = []
        self._askers: dict[str, Listener] = {}
        """Who asked for something private, by the id of the request."""
        self._pipe: Listener | None = None
        self._pipe_in: asyncio.ReadTransport | None = None
        self._server: asyncio.AbstractServer | None = None

    async def open_pipe(self, incoming: BinaryIO, outgoing: BinaryIO) -> None:
        """Take the engine's stdin and the (protected) stdout."""
        loop = asyncio.get_running_loop()
        self._pipe = Listener(self)
        await loop.connect_write_pipe(lambda: cast("Listener", self._pipe), outgoing)
        end = _PipeEnd(self._pipe, self.orphaned.set)
        self._pipe_in, _ = await loop.connect_read_pipe(lambda: end, incoming)

    async def open_socket(self, path: Path) -> None:
        """Listen on the local socket; only the lock's holder may call it, so an old socket is a dead one."""
        _make_way(path)
        loop = asyncio.get_running_loop()
        earlier = os.umask(0o177)
        try:
            self._server = await loop.create_unix_server(lambda: Listener(self), str(path))
        finally:
            os.umask(earlier)

    def deliver(self, event: AnyEvent) -> None:
        """Send to every listener, or to the one who asked."""
        if isinstance(event, ClearPiece | PassphraseNeeded | Finished | Failed) and event.request_id in self._askers:
            asker = self._askers[event.request_id]
            if isinstance(event, Finished | Failed):
                del self._askers[event.request_id]
            asker.send(event)
        elif not isinstance(event, ClearPiece):
            for listener in self._listeners:
                listener.send(event)

    def joined(self, listener: Listener) -> None:
        """A listener is there; it is told how things stand."""
        self._listeners.append(listener)
        for event in self._greeting():
            listener.send(event)

    def left(self, listener: Listener, error: Exception | None) -> None:
        """A listener is gone."""
        if error is not None and not isinstance(error, (BrokenPipeError, ConnectionResetError)):
            log.warning("a listener was lost: %s", error)
        if listener in self._listeners:
            self._listeners.remove(listener)
        self._askers = {request_id: asker for request_id, asker in self._askers.items() if asker is not listener}
        if listener is self._pipe:
            self.orphaned.set()

    def received(self, command: AnyCommand, listener: Listener) -> None:
        """A listener asked for something."""
        if isinstance(command, _Private):
            self._askers[command.request_id] = listener
        self.commands.put_nowait(command)

    async def close(self) -> None:
        """Hang up on everybody."""
        if self._server is not None:
            self._server.close()
        for listener in list(self._listeners):
            listener.close()
        if self._pipe_in is not None:
            self._pipe_in.close()
        # Closing transports call back on the next turns of the loop; let them, or they warn when collected.
        await asyncio.sleep(0)


def _make_way(socket: Path) -> None:
    """Remove a dead socket; make sure that only we can enter its folder, which may be in a shared place (/tmp)."""
    folder = socket.parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    info = folder.lstat()
    if info.st_uid != os.getuid() or not stat.S_ISDIR(info.st_mode) or info.st_mode & 0o022:
        raise MailError(Problem(ProblemKind.INTERNAL, str(folder), "others can enter the folder of the socket"))
    socket.unlink(missing_ok=True)
