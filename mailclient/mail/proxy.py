"""A computer between us and a server that hands our bytes on."""

from dataclasses import dataclass
from enum import StrEnum


class ProxyKind(StrEnum):
    """How we ask it to."""

    SOCKS5 = "socks5"
    """RFC 1928; the name of the server is looked up by the proxy, never here."""
    HTTP_CONNECT = "http_connect"
    """The CONNECT method of HTTP (RFC 9110 section 9.3.6)."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """Where it is, and as whom to ask; its password is in the keyring. ``user`` "": it wants none."""

    kind: ProxyKind
    host: str
    port: int
    user: str = ""
