"""One connection of the web servers that the sample mail names: pictures, and leaving a list by one click (RFC 8058).

HTTP/1.1 (RFC 9112), one request for each connection. A picture is found by the last part of its path, on any host;
what is not drawn is a single transparent point, as trackers send.
"""

import base64
import re
from urllib.parse import urlsplit

from mailclient.resource import resource_path

REQUEST_LIMIT = 64 * 1024
WEB_PORT = 443

_POINT = base64.b64decode(b"R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".gif": "image/gif"}
_LENGTH = re.compile(rb"^content-length:\s*(\d{1,6})\s*$", re.IGNORECASE | re.MULTILINE)


class WebDialogue:
    """Answers one request."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._output = b""
        self.ended = False

    def changed(self) -> None:
        """Nothing outside concerns this connection."""

    def data_to_send(self) -> bytes:
        """The answer; given once."""
        data, self._output = self._output, b""
        return data

    def receive(self, data: bytes) -> None:
        """Take the client's bytes; b"" is the end of the connection."""
        self._buffer += data
        head, end, body = bytes(self._buffer).partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if end and len(body) >= (int(length[1]) if length else 0):
            self._answer(*head.split(b"\r\n", 1)[0].decode("latin-1").partition(" ")[::2])
        self.ended = self.ended or not data or len(self._buffer) > REQUEST_LIMIT

    def _answer(self, method: str, rest: str) -> None:
        path = urlsplit(rest.partition(" ")[0]).path
        name = path.rpartition("/")[2]
        suffix = name[name.rfind(".") :]
        if method == "POST":
            self._say("200 OK", "text/plain", b"You are off the list.\n")
        elif suffix not in _TYPES:
            self._say("404 Not Found", "text/plain", b"")
        else:
            drawn = {path.name: path for path in resource_path("demo", "web").iterdir()}.get(name)
            self._say("200 OK", _TYPES[suffix] if drawn else "image/gif", drawn.read_bytes() if drawn else _POINT)
        self.ended = True

    def _say(self, status: str, media_type: str, body: bytes) -> None:
        head = f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n\r\n"
        self._output = head.encode("ascii") + body
