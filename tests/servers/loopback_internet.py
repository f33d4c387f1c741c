"""Hosts with names of their own, all of them on loopback: the system's resolver replaced, everything above it real."""

import socket
from typing import Any

import pytest

_CLOSED_PORT = 1


class LoopbackInternet:
    """``place`` a host's port; a host without any is not found, a port that is not placed refuses."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._ports: dict[str, dict[int, int]] = {}
        self.asked: list[str] = []
        """Every name looked up, in order."""
        self._real = socket.getaddrinfo
        patch.setattr(socket, "getaddrinfo", self._address_of)

    def place(self, host: str, port: int, here: int) -> None:
        """``host:port`` is 127.0.0.1:``here``."""
        self._ports.setdefault(host, {})[port] = here

    def _address_of(self, host: str, port: int, *rest: Any, **more: Any) -> Any:
        if host in ("localhost", "127.0.0.1", "::1"):
            return self._real(host, port, *rest, **more)
        self.asked.append(host)
        if host not in self._ports:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        here = self._ports[host].get(port, _CLOSED_PORT)
        return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("127.0.0.1", here))]
