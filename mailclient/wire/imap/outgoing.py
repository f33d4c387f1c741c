"""What is to be sent: bytes in order, literals taken piece by piece, and the places where "+" must come first."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from mailclient.wire.imap.errors import LocalProtocolError
from mailclient.wire.imap.events import Tag
from mailclient.wire.imap.limits import SEND_CHUNK


@dataclass(slots=True)
class _Text:
    tag: Tag
    data: bytes


@dataclass(slots=True)
class _Wait:
    """``armed`` once all before it has been taken: only then can a "+" be meant for it."""

    tag: Tag
    armed: bool = False


@dataclass(slots=True)
class _Stream:
    tag: Tag
    left: int
    chunks: Iterator[bytes]
    rest: bytes = field(default=b"", repr=False)


class Outgoing:
    """A queue of pieces; each belongs to a command, so that a refused command takes its rest along."""

    def __init__(self) -> None:
        self._items: deque[_Text | _Wait | _Stream] = deque()

    def __bool__(self) -> bool:
        return bool(self._items)

    def add(self, tag: Tag, data: bytes) -> None:
        """Bytes as they are."""
        self._items.append(_Text(tag, data))

    def add_wait(self, tag: Tag) -> None:
        """Nothing further until ``proceed``."""
        self._items.append(_Wait(tag))

    def add_stream(self, tag: Tag, size: int, chunks: Iterator[bytes]) -> None:
        """``size`` bytes from ``chunks``."""
        self._items.append(_Stream(tag, size, chunks))

    def proceed(self) -> bool:
        """A "+" came: whether somebody waited for it."""
        if self._items and isinstance(head := self._items[0], _Wait) and head.armed:
            self._items.popleft()
            return True
        return False

    def drop_waiting(self, tag: Tag) -> None:
        """The server has answered this command: if its literal still waits, it is not sent any more.

        A literal that did not have to wait goes on, whatever the answer: the server counts its bytes.
        """
        if self._items and isinstance(self._items[0], _Wait) and self._items[0].tag == tag:
            while self._items and self._items[0].tag == tag:
                self._items.popleft()

    def take(self) -> bytes:
        """The next bytes, b"" when there are none or a "+" must come first.

        LocalProtocolError when a stream does not hold what it promised: the connection is of no more use then.
        """
        pieces: list[bytes] = []
        size = 0
        while self._items and size < SEND_CHUNK:
            item = self._items[0]
            if isinstance(item, _Wait):
                item.armed = True
                break
            if isinstance(item, _Text):
                data = item.data
                self._items.popleft()
            else:
                data = self._stream_chunk(item)
                if not item.left:
                    self._items.popleft()
            pieces.append(data)
            size += len(data)
        return b"".join(pieces)

    @staticmethod
    def _stream_chunk(stream: _Stream) -> bytes:
        data = stream.rest or next(stream.chunks, None)
        while data == b"":
            data = next(stream.chunks, None)
        if data is None:
            raise LocalProtocolError(f"a literal ended {stream.left} bytes early")
        if len(data) > stream.left:
            raise LocalProtocolError("a literal has more bytes than announced")
        stream.rest = bytes(data[SEND_CHUNK:])
        data = bytes(data[:SEND_CHUNK])
        stream.left -= len(data)
        return data
