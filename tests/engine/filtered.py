"""A wire that notes every command and hides extensions: to us the server is one that never had them.

    filtered = Filtered(dial, hidden=("MOVE", "UIDPLUS"))
    RunningEngine(directory, dialled=filtered.dial)
    filtered.used    # which extensions our commands made use of, over all connections

What is hidden is taken out of CAPABILITY and of the other answers that tell of it. That it is not used all the same is
for the test to claim: ``used`` would name it. Compression goes on below, so that nothing here is ever compressed.
"""

import dataclasses
import re

from mailclient.mail.account import Server
from mailclient.transport.stream import READ_LIMIT, Dial, Stream
from mailclient.transport.tls import TlsFacts
from tests.servers.extensions import used_in, with_dependants

_CAPABILITIES = re.compile(rb"(?im)(?:^\* |\[)CAPABILITY ([^\]\r\n]*)")
_LITERAL = re.compile(rb"\{(\d+)\+?\}\r$")


class Filtered:
    """``commands``: the lines of all commands, each with its literals left empty, in order."""

    def __init__(self, dial: Dial, hidden: tuple[str, ...] = ()) -> None:
        self._dial = dial
        self.commands: list[str] = []
        gone = with_dependants(hidden)
        words = "|".join(one.offered for one in gone)
        self.words = re.compile(rf"(?:{words})".encode(), re.IGNORECASE) if words else None
        said = "|".join(one.said for one in gone if one.said)
        self.said = re.compile(said.encode(), re.IGNORECASE) if said else None
        self.offered: set[str] = set()
        """The capability words that came through."""

    async def dial(self, server: Server) -> Stream:
        """See ``Dial``; whatever the host, it is here."""
        return _FilteredStream(await self._dial(dataclasses.replace(server, host="localhost")), self)

    @property
    def used(self) -> set[str]:
        """The names of the extensions that were made use of."""
        return used_in(self.commands)


class _FilteredStream:
    def __init__(self, stream: Stream, filtered: Filtered) -> None:
        self._stream = stream
        self._filtered = filtered
        self._command = b""
        self._unread = b""
        self._literal_left = 0

    @property
    def tls(self) -> TlsFacts | None:
        return self._stream.tls

    async def read(self, limit: int = READ_LIMIT) -> bytes:
        data = await self._stream.read(limit)
        if self._filtered.said is not None:
            data = self._filtered.said.sub(b"", data)
        return _CAPABILITIES.sub(self._fewer, data)

    async def write(self, data: bytes) -> None:
        self._note(data)
        await self._stream.write(data)

    async def start_tls(self) -> None:
        await self._stream.start_tls()

    async def start_deflate(self) -> Stream:
        self._stream = await self._stream.start_deflate()
        return self

    async def close(self) -> None:
        await self._stream.close()

    def _fewer(self, match: re.Match[bytes]) -> bytes:
        words = [word for word in match[1].split() if not self._hides(word)]
        self._filtered.offered |= {word.decode().upper() for word in words}
        return match[0].removesuffix(match[1]) + b" ".join(words)

    def _hides(self, word: bytes) -> bool:
        return self._filtered.words is not None and self._filtered.words.fullmatch(word) is not None

    def _note(self, data: bytes) -> None:
        self._unread += data
        while self._unread:
            if self._literal_left:
                taken = min(self._literal_left, len(self._unread))
                self._literal_left -= taken
                self._unread = self._unread[taken:]
                continue
            line, end, rest = self._unread.partition(b"\n")
            if not end:
                return
            self._unread = rest
            self._command += line.removesuffix(b"\r")
            literal = _LITERAL.search(line)
            if literal:
                self._literal_left = int(literal[1])
            else:
                self._filtered.commands.append(self._command.decode("latin-1"))
                self._command = b""
