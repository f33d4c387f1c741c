"""One HTTPS request and its answer (RFC 9110, RFC 9112): for signing in, and for finding the servers of an address.

Small on purpose: one connection for each request, closed at its end; no redirection is followed, no cookie kept, no
compression asked for, nothing sent without protection (but for what is signed by itself: lists of withdrawn
certificates). What the answer may take, in bytes and in seconds, is limited whatever the server says. Not
``http.client``, which blocks; nor a library, of which we would use a hundredth.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from mailclient.mail.account import Security, Server
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.proxy import Proxy
from mailclient.transport.connect import dial as dial_network
from mailclient.transport.deadline import deadline
from mailclient.transport.stream import Dial, Stream

TIMEOUT_SECONDS = 30.0
ANSWER_BYTES = 1024 * 1024
_HEAD_BYTES = 64 * 1024
_LINE_BYTES = 8 * 1024


@dataclass(frozen=True, slots=True)
class Reply:
    """``headers`` by lower-case name, the last of several; ``body`` maybe a secret: never in a log."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


async def request(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    timeout_seconds: float = TIMEOUT_SECONDS,
    limit_bytes: int = ANSWER_BYTES,
    dial: Dial = dial_network,
    proxy: Proxy | None = None,
    clear: bool = False,
) -> Reply:
    """Ask; the answer, whatever its status. ``clear``: also by "http", of what proves itself by a signature.

    ``MailError`` with subject "host:port": SERVER_NONSENSE (no HTTP, too long, cut off; also for a URL that cannot be
    asked), TIMED_OUT (for the whole of it), and those of ``connect``.
    """
    parts = urlsplit(url)
    server = _server(url, parts, proxy, clear=clear)
    subject = f"{server.host}:{server.port}"
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    host = parts.netloc.rpartition("@")[2]
    fields = {"Host": host, "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close", **(headers or {})}
    if body or method == "POST":
        fields["Content-Length"] = str(len(body))
    lines = (f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items()), "", "")
    if not all(line.isascii() and (line.isprintable() or not line) for line in lines):
        raise MailError(Problem(ProblemKind.SERVER_NONSENSE, subject, "the URL has characters that cannot be sent"))
    async with deadline(timeout_seconds, subject):
        stream = await dial(server)
        try:
            await stream.write("\r\n".join(lines).encode() + body)
            return await _Answer(stream, subject, limit_bytes).read(method)
        finally:
            await stream.close()


def _server(url: str, parts: SplitResult, proxy: Proxy | None, *, clear: bool) -> Server:
    try:
        port = parts.port
    except ValueError:
        port = 0
    in_clear = clear and parts.scheme == "http"
    if not (in_clear or parts.scheme == "https") or not parts.hostname or port == 0 or parts.username is not None:
        raise MailError(Problem(ProblemKind.SERVER_NONSENSE, parts.hostname or url[:100], "no usable https address"))
    if in_clear:
        return Server(parts.hostname, port or 80, Security.NONE, "", proxy=proxy)
    return Server(parts.hostname, port or 443, Security.TLS, "", proxy=proxy)


class _Answer:
    """Reads one response from a stream."""

    def __init__(self, stream: Stream, subject: str, limit_bytes: int) -> None:
        self._stream = stream
        self._subject = subject
        self._limit_bytes = limit_bytes
        self._buffer = bytearray()

    async def read(self, method: str) -> Reply:
        status = 100
        while 100 <= status < 200:  # RFC 9110 section 15.2: as many as it likes, but the time is limited
            status, headers = await self._head()
        if method == "HEAD" or status in (204, 304):
            body = b""
        elif headers.get("transfer-encoding", "").lower().strip() == "chunked":
            body = await self._chunks()
        elif "transfer-encoding" in headers:
            raise self._nonsense("a transfer coding that was not asked for")
        elif "content-length" in headers:
            body = await self._exactly(self._number(headers["content-length"], 10))
        else:
            body = await self._to_the_end()
        return Reply(status, headers, body)

    async def _head(self) -> tuple[int, dict[str, str]]:
        version, _, rest = (await self._line()).partition(" ")
        code = rest[:3]
        if not version.startswith("HTTP/1.") or not (code.isascii() and code.isdigit() and len(code) == 3):
            raise self._nonsense("this is not HTTP")
        headers: dict[str, str] = {}
        size = 0
        while line := await self._line():
            size += len(line)
            if size > _HEAD_BYTES:
                raise self._nonsense("its header is too long")
            name, colon, value = line.partition(":")
            if not colon or name != name.strip():
                raise self._nonsense("a header field without a name")
            headers[name.lower()] = value.strip()
        return int(code), headers

    async def _chunks(self) -> bytes:
        """RFC 9112 section 7.1."""
        body = bytearray()
        while size := self._number((await self._line()).partition(";")[0].strip(), 16):
            if len(body) + size > self._limit_bytes:
                raise self._nonsense("its answer is too long")
            body += await self._exactly(size)
            if await self._line():
                raise self._nonsense("a chunk is longer than it says")
        for _ in range(100):
            if not await self._line():
                return bytes(body)
        raise self._nonsense("its trailer is too long")

    async def _exactly(self, count: int) -> bytes:
        if count > self._limit_bytes:
            raise self._nonsense("its answer is too long")
        while len(self._buffer) < count:
            await self._more()
        return self._take(count)

    async def _to_the_end(self) -> bytes:
        while len(self._buffer) <= self._limit_bytes:
            data = await self._stream.read()
            if not data:
                return bytes(self._buffer)
            self._buffer += data
        raise self._nonsense("its answer is too long")

    async def _line(self) -> str:
        while (end := self._buffer.find(b"\n")) < 0:
            if len(self._buffer) > _LINE_BYTES:
                raise self._nonsense("a line is too long")
            await self._more()
        return self._take(end + 1).decode("latin-1").rstrip("\r\n")

    async def _more(self) -> None:
        data = await self._stream.read()
        if not data:
            raise self._nonsense("its answer ends in the middle")
        self._buffer += data

    def _take(self, count: int) -> bytes:
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken

    def _number(self, text: str, base: int) -> int:
        digits = "0123456789abcdef"[:base]
        if not 0 < len(text) < 16 or any(char not in digits for char in text.lower()):
            raise self._nonsense("a length that is no number")
        return int(text, base)

    def _nonsense(self, detail: str) -> MailError:
        return MailError(Problem(ProblemKind.SERVER_NONSENSE, self._subject, detail))
