"""Set a flag on all messages of a folder, move them all and move them back; print what it costs.

    python -m tests.speed.operations --port 20993 --ca CA.PEM --user USER [--password secret]

The user needs an INBOX of, say, 100,000 messages; it is left as it was found, but for \\Seen. Told of each: processor
seconds of the engine (both threads), seconds until it is shown whole, until it is done, commands and bytes sent, the
longest transaction and the longest step of the loop (both by the processor time of their thread).
"""

import argparse
import asyncio
import os
import re
import tempfile
import time
from pathlib import Path
from typing import Any

from mailclient.bridge.commands import AnyCommand, MoveMessages, SetFlags, Sync, UndoOperation
from mailclient.mail.account import AccountSettings, Secret, Security, Server
from mailclient.mail.flag import Flag
from mailclient.mail.ids import OperationId
from mailclient.store.writer import Writer
from mailclient.transport.connect import dial
from mailclient.transport.stream import READ_LIMIT, Stream
from tests.engine import running
from tests.engine.running import RunningEngine

NO_ID = OperationId("")
_COMMAND = re.compile(rb"(?:^|\r\n)\S+ (UID [A-Z]+|[A-Z]+)")


class Noting:
    """A stream that keeps what is written."""

    def __init__(self, stream: Stream, written: bytearray) -> None:
        self._stream = stream
        self._written = written

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)

    async def read(self, limit: int = READ_LIMIT) -> bytes:
        """As the stream."""
        return await self._stream.read(limit)

    async def write(self, data: bytes) -> None:
        """As the stream, and kept."""
        self._written += data
        await self._stream.write(data)


class Longest:
    """The longest of something, by the processor time of its thread, and its name."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begin anew."""
        self.seconds, self.name = 0.0, ""

    def around(self, function: Any, name: Any) -> Any:
        """``function``, measured."""

        def measured(*args: Any, **named: Any) -> Any:
            started = time.thread_time()
            try:
                return function(*args, **named)
            finally:
                took = time.thread_time() - started
                if took > self.seconds:
                    self.seconds, self.name = took, name if isinstance(name, str) else name(*args)

        return measured

    def __str__(self) -> str:
        return f"{self.seconds * 1000:.1f} ms ({self.name})"


class Bench:
    """One engine, one account."""

    def __init__(self, engine: RunningEngine, written: bytearray) -> None:
        self.engine = engine
        self.written = written
        self.transaction, self.step = Longest(), Longest()
        store: Any = Writer
        transaction = store.transaction

        def measured(writer: Writer, name: str, function: Any, *args: Any, **named: Any) -> Any:
            return transaction(writer, name, self.transaction.around(function, name), *args, **named)

        store.transaction = measured
        handles: Any = asyncio.events.Handle
        step = self.step.around(handles._run, lambda handle: repr(handle)[:160])
        handles._run = lambda handle: step(handle)

    async def measure(self, name: str, command: AnyCommand, shown: tuple[str, str, int]) -> OperationId:
        """Do it and print; ``shown``: which count of which folder tells that it is shown whole."""
        self.written.clear()
        self.transaction.forget()
        self.step.forget()
        path, count, wanted = shown
        processor, clock = time.process_time(), time.perf_counter()
        id_ = await self.engine.operate(command, done=False)
        acknowledged = time.perf_counter() - clock
        await self.engine.until(lambda: getattr(self.engine.folder(path), count) == wanted)
        whole = time.perf_counter() - clock
        await self.engine.until(lambda: self.engine.reader.waiting_operations() == 0)
        verbs = [verb.decode() for verb in _COMMAND.findall(bytes(self.written))]
        print(
            f"{name}: {time.process_time() - processor:.2f} s of processor; acknowledged after {acknowledged:.3f} s,"
            f" shown after {whole:.2f} s, done after {time.perf_counter() - clock:.2f} s; {len(verbs)} commands"
            f" ({', '.join(sorted({f'{verbs.count(verb)} {verb}' for verb in verbs}))}),"
            f" {len(self.written):,} bytes sent; longest transaction {self.transaction}, step {self.step}",
            flush=True,
        )
        return id_


async def run(options: argparse.Namespace) -> None:
    """The whole benchmark."""
    running.PATIENCE_SECONDS = 1800.0
    written = bytearray()

    async def noting(server: Server) -> Stream:
        return Noting(await dial(server), written)  # type: ignore[return-value]  # the rest by __getattr__

    with tempfile.TemporaryDirectory() as directory:
        engine = await RunningEngine(Path(directory) / "profile", dialled=noting).start()
        try:
            imap = Server(options.host, options.port, Security.TLS, options.user)
            settings = AccountSettings("a@mail.test", "A", imap, Server("localhost", 1, Security.NONE, ""))
            await engine.add(settings, Secret(options.password))
            await engine.request(Sync(request_id="", folder_id=None))
            await measure_all(Bench(engine, written))
        finally:
            await engine.stop()


async def measure_all(bench: Bench) -> None:
    """Flags, a move, its undoing."""
    inbox = bench.engine.folder("INBOX")
    target = next(one for one in bench.engine.reader.folders() if one.path != "INBOX" and not one.total)
    print(f"{inbox.total:,} messages")
    read = SetFlags(NO_ID, (), add=Flag.SEEN, all_of=inbox.id)
    await bench.measure("flags", read, ("INBOX", "unread", 0))
    unread = SetFlags(NO_ID, (), remove=Flag.SEEN, all_of=inbox.id)
    await bench.measure("flags off", unread, ("INBOX", "unread", inbox.total))
    move = MoveMessages(NO_ID, (), target.id, all_of=inbox.id)
    moved = await bench.measure("move", move, ("INBOX", "total", 0))
    bench.written.clear()
    processor = time.process_time()
    await bench.engine.engine.perform(UndoOperation(moved))
    await bench.engine.until(lambda: bench.engine.reader.waiting_operations() == 0)
    print(f"undo: {time.process_time() - processor:.2f} s of processor; {bench.transaction} at most")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--host", default="localhost")
    parser.add_argument("--port", type=int, default=20993)
    parser.add_argument("--ca", required=True)
    parser.add_argument("--user", required=True)
    parser.add_argument("--password", default="secret")
    options = parser.parse_args()
    os.environ["SSL_CERT_FILE"] = options.ca
    asyncio.run(run(options))


if __name__ == "__main__":
    main()
