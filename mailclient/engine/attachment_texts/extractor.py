"""The process that reads attachments, from outside: started when it is needed, ended when it is not or goes too far."""

import asyncio
import contextlib
import sys

import msgspec

from mailclient.engine.attachment_texts.child import HEAD, Told
from mailclient.engine.attachment_texts.extraction import SIZE_LIMIT, kind_of
from mailclient.engine.attachment_texts.outcome import Extracted, Outcome

TIME_LIMIT_SECONDS = 20.0
_ANSWER_LIMIT = 8_000_000
_told = msgspec.msgpack.Decoder(Told)


class Extractor:
    """``text_of`` one file after the other; ``close`` at the end."""

    def __init__(self, time_limit_seconds: float = TIME_LIMIT_SECONDS) -> None:
        self._time_limit = time_limit_seconds
        self._process: asyncio.subprocess.Process | None = None

    async def text_of(self, data: bytes, media_type: str, filename: str) -> Extracted:
        """The text of a file; what goes wrong is in the outcome."""
        if not kind_of(media_type, filename):
            return Extracted(Outcome.NO_TEXT)
        if len(data) > SIZE_LIMIT:
            return Extracted(Outcome.TOO_LARGE)
        try:
            async with asyncio.timeout(self._time_limit):
                return await self._asked(msgspec.msgpack.encode((media_type, filename, data)))
        except (TimeoutError, OSError, asyncio.IncompleteReadError, msgspec.MsgspecError):
            await self.close()
            return Extracted(Outcome.TOO_LONG)
        except asyncio.CancelledError:
            await self.close()
            raise

    async def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()

    async def _asked(self, frame: bytes) -> Extracted:
        if self._process is None or self._process.returncode is not None:
            self._process = await _start()
        sink, source = self._process.stdin, self._process.stdout
        assert sink is not None
        assert source is not None
        sink.write(HEAD.pack(len(frame)) + frame)
        await sink.drain()
        (length,) = HEAD.unpack(await source.readexactly(HEAD.size))
        if length > _ANSWER_LIMIT:
            raise asyncio.IncompleteReadError(b"", length)
        outcome, text = _told.decode(await source.readexactly(length))
        return Extracted(Outcome(outcome), text)


async def _start() -> asyncio.subprocess.Process:
    module = [] if getattr(sys, "frozen", False) else ["-m", "mailclient"]
    return await asyncio.create_subprocess_exec(
        *(sys.executable, *module, "--read-attachments"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
