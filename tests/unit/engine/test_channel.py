"""The channel over real pipes and a real socket."""

import asyncio
import os
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from mailclient.bridge.commands import GoOnline, OpenBytes, WatchFolder
from mailclient.bridge.events import (
    Acknowledged,
    AnyEvent,
    EverythingChanged,
    Finished,
    FoldersChanged,
    PassphraseNeeded,
    Ready,
)
from mailclient.bridge.framing import encode, event_reader
from mailclient.engine.channel import BUFFER_LIMIT, Channel
from mailclient.mail.ids import AccountId, FolderId, OperationId


class Piped:
    """A channel with the far ends of its pipe."""

    def __init__(self) -> None:
        self.channel = Channel(lambda: [Ready()])
        read_end, self.to_engine = os.pipe()
        self.from_engine, write_end = os.pipe()
        self._incoming, self._outgoing = os.fdopen(read_end, "rb", 0), os.fdopen(write_end, "wb", 0)
        self._events = event_reader()

    async def open(self) -> None:
        await self.channel.open_pipe(self._incoming, self._outgoing)

    async def events(self) -> list[AnyEvent]:
        """The events in the next piece of data."""
        return self._events.receive(await asyncio.to_thread(os.read, self.from_engine, 16 * 1024 * 1024))


@pytest_asyncio.fixture
async def piped() -> AsyncIterator[Piped]:
    made = Piped()
    await made.open()
    yield made
    await made.channel.close()
    for descriptor in (made.to_engine, made.from_engine):
        try:
            os.close(descriptor)
        except OSError:
            continue


async def test_commands_and_events_over_the_pipe(piped: Piped) -> None:
    assert await piped.events() == [Ready()]
    frame = encode(GoOnline()) + encode(WatchFolder(FolderId(3)))
    os.write(piped.to_engine, frame[:7])
    os.write(piped.to_engine, frame[7:])
    assert await piped.channel.commands.get() == GoOnline()
    assert await piped.channel.commands.get() == WatchFolder(FolderId(3))
    piped.channel.deliver(FoldersChanged(AccountId(1)))
    assert await piped.events() == [FoldersChanged(AccountId(1))]


async def test_the_end_of_the_pipe_is_an_orphan(piped: Piped) -> None:
    os.close(piped.to_engine)
    async with asyncio.timeout(30):
        await piped.channel.orphaned.wait()


async def test_what_is_no_frame_ends_the_channel(piped: Piped, expected_warnings: list[str]) -> None:
    expected_warnings.append("no frame")
    os.write(piped.to_engine, b"\xff\xff\xff\xffnonsense")
    async with asyncio.timeout(30):
        await piped.channel.orphaned.wait()


async def test_a_listener_that_does_not_read_is_told_to_look_again(piped: Piped) -> None:
    await piped.events()
    many = BUFFER_LIMIT // 8
    for number in range(many):
        piped.channel.deliver(FoldersChanged(AccountId(number)))
    piped.channel.deliver(Acknowledged(OperationId("kept")))
    got: list[AnyEvent] = []
    async with asyncio.timeout(20):
        while EverythingChanged() not in got:
            got += await piped.events()
    assert Acknowledged(OperationId("kept")) in got
    assert len(got) < many


async def test_the_socket_is_ours_alone_and_says_the_same(piped: Piped, tmp_path: Path) -> None:
    path = tmp_path / "engine.sock"
    path.write_text("left by a dead engine")
    await piped.channel.open_socket(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    reader, writer = await asyncio.open_unix_connection(str(path))
    frames = event_reader()
    assert frames.receive(await reader.read(65536)) == [Ready()]
    writer.write(encode(GoOnline(online=False)))
    assert await piped.channel.commands.get() == GoOnline(online=False)
    piped.channel.deliver(EverythingChanged())
    assert frames.receive(await reader.read(65536)) == [EverythingChanged()]
    writer.close()
    await writer.wait_closed()
    assert not piped.channel.orphaned.is_set()


async def test_what_is_asked_for_a_message_is_asked_of_who_opens_it(piped: Piped, tmp_path: Path) -> None:
    """And not of the window, whose dialogue nobody would close: the answer goes to the other program, too."""
    assert await piped.events() == [Ready()]
    path = tmp_path / "socket"
    await piped.channel.open_socket(path)
    reader, writer = await asyncio.open_unix_connection(str(path))
    writer.write(encode(OpenBytes("open", b"x")))
    assert await piped.channel.commands.get() == OpenBytes("open", b"x")
    for event in (PassphraseNeeded("open", "AB", "Me", wrong=False), Finished("open"), FoldersChanged(AccountId(1))):
        piped.channel.deliver(event)
    assert await piped.events() == [FoldersChanged(AccountId(1))]
    frames, heard = event_reader(), list[AnyEvent]()
    while len(heard) < 4:
        heard += frames.receive(await reader.read(65_536))
    assert [type(one) for one in heard] == [Ready, PassphraseNeeded, Finished, FoldersChanged]
    writer.close()
