"""SOCKS version 5 (RFC 1928) with a user name and password where there are any (RFC 1929).

A name is given to the proxy as it is: looking it up here would tell the local network whom we talk to, and may not work
at all behind a proxy. Rejected: GSSAPI, which RFC 1928 demands and nobody speaks.
"""

import ipaddress
from collections.abc import Callable

from mailclient.wire.proxy.refusal import ProxyRefused

_VERSION, _LOGIN_VERSION = 5, 1
_NO_LOGIN, _PASSWORD, _NONE_ACCEPTABLE = 0x00, 0x02, 0xFF
_CONNECT = 1
_IPV4, _NAME, _IPV6 = 1, 3, 4

_REASONS = {
    1: "general failure",
    2: "not allowed by its rules",
    3: "network unreachable",
    4: "host unreachable",
    5: "connection refused",
    6: "time to live expired",
    7: "command not supported",
    8: "address type not supported",
}
"""RFC 1928 section 6."""


class Socks5:
    """One connection to ``host`` (a name, IPv4 or IPv6 address) and ``port``. ValueError for what cannot be said."""

    def __init__(self, host: str, port: int, user: str = "", password: str = "") -> None:
        if not 0 < port < 65_536:
            raise ValueError(f"there is no port {port}")
        self._address = _address(host) + port.to_bytes(2, "big")
        self._login = _login(user, password) if user else b""
        self._out = bytes([_VERSION, 1, _PASSWORD if user else _NO_LOGIN])
        if user:
            self._out = bytes([_VERSION, 2, _NO_LOGIN, _PASSWORD])
        self.wanted = 2
        """How many bytes of the proxy's come next; all of them, and not more, go to ``receive``."""
        self.done = False
        self._receive: Callable[[bytes], None] = self._method

    def data_to_send(self) -> bytes:
        """What is to be written now."""
        data, self._out = self._out, b""
        return data

    def receive(self, data: bytes) -> None:
        """Exactly ``wanted`` bytes. ProxyRefused, also for fewer: the proxy hung up."""
        if len(data) < self.wanted:
            raise ProxyRefused("it closed the connection")
        self._receive(data)

    def _method(self, data: bytes) -> None:
        """RFC 1928 section 3."""
        if data[0] != _VERSION:
            raise ProxyRefused("it does not speak SOCKS 5")
        if data[1] == _PASSWORD and self._login:
            self._out, self._receive = self._login, self._logged_in
        elif data[1] == _NO_LOGIN:
            self._ask()
        else:
            raise ProxyRefused("it wants another login than we can give", login=data[1] == _NONE_ACCEPTABLE)

    def _logged_in(self, data: bytes) -> None:
        """RFC 1929 section 2."""
        if data[1] != 0:
            raise ProxyRefused("login refused", login=True)
        self._ask()

    def _ask(self) -> None:
        self._out = bytes([_VERSION, _CONNECT, 0]) + self._address
        self.wanted, self._receive = 5, self._answer

    def _answer(self, data: bytes) -> None:
        """RFC 1928 section 6: the first five bytes tell how long the rest is."""
        version, reply, _, kind, first = data
        if version != _VERSION:
            raise ProxyRefused("it does not speak SOCKS 5")
        if reply != 0:
            raise ProxyRefused(_REASONS.get(reply, f"reply {reply}"))
        rest = {_IPV4: 3, _IPV6: 15, _NAME: first}.get(kind)
        if rest is None:
            raise ProxyRefused(f"an address of kind {kind}")
        self.wanted, self._receive = rest + 2, self._bound

    def _bound(self, _data: bytes) -> None:
        """The address it uses itself is no matter to us."""
        self.wanted, self.done = 0, True


def _address(host: str) -> bytes:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        name = host.encode("idna")
        if not 0 < len(name) < 256:
            raise ValueError("the host name cannot be given to a SOCKS proxy") from None
        return bytes([_NAME, len(name)]) + name
    return bytes([_IPV4 if address.version == 4 else _IPV6]) + address.packed


def _login(user: str, password: str) -> bytes:
    name, word = user.encode(), password.encode()
    if not 0 < len(name) < 256 or not 0 < len(word) < 256:
        raise ValueError("SOCKS takes user names and passwords of 1 to 255 bytes")
    return bytes([_LOGIN_VERSION, len(name)]) + name + bytes([len(word)]) + word
