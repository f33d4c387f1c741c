"""The CONNECT method of HTTP/1.1 (RFC 9110 section 9.3.6) with Basic login (RFC 7617).

The answer is read byte by byte up to its empty line: what comes behind it is the server's already. A server that speaks
first (SMTP, IMAP) does so at once.
"""

import base64
import re

from mailclient.wire.proxy.refusal import ProxyRefused

_HEAD_MAX = 16_384
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})(?: ([^\r\n]*))?\r?\n")
_LOGIN_WANTED = (407, 401)
"""401 is for servers, but tinyproxy says it to a wrong password."""


class HttpConnect:
    """One connection to ``host`` and ``port``. ValueError for what cannot be said."""

    def __init__(self, host: str, port: int, user: str = "", password: str = "") -> None:
        if ":" in user:
            raise ValueError("a user name for Basic login has no colon")
        name = f"[{host}]" if ":" in host else host.encode("idna").decode("ascii")
        if not re.fullmatch(r"[\w.\-:\[\]%]+", name, re.ASCII):
            raise ValueError("the host name cannot be given to an HTTP proxy")
        lines = [f"CONNECT {name}:{port} HTTP/1.1", f"Host: {name}:{port}"]
        if user:
            lines.append(f"Proxy-Authorization: Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}")
        self._out = "".join(f"{line}\r\n" for line in [*lines, ""]).encode("ascii")
        self._head = bytearray()
        self.wanted = 1
        """See ``Socks5``."""
        self.done = False

    def data_to_send(self) -> bytes:
        """What is to be written now."""
        data, self._out = self._out, b""
        return data

    def receive(self, data: bytes) -> None:
        """The next byte. ProxyRefused, also for none: the proxy hung up."""
        if not data:
            raise ProxyRefused("it closed the connection")
        self._head += data
        if len(self._head) > _HEAD_MAX:
            raise ProxyRefused("its answer does not end")
        if self._head.endswith((b"\r\n\r\n", b"\n\n")):
            self._judge()

    def _judge(self) -> None:
        status = _STATUS.match(self._head)
        if status is None:
            raise ProxyRefused("it does not speak HTTP")
        code = int(status[1])
        if not 200 <= code < 300:
            words = (status[2] or b"").decode("latin-1")[:100]
            raise ProxyRefused(f"{code} {words}".strip(), login=code in _LOGIN_WANTED)
        self.wanted, self.done = 0, True
