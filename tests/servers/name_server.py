"""A real name server (dnsmasq) on loopback that knows one made-up part of the Internet: what ends in ".test"."""

from collections.abc import Sequence
from pathlib import Path

from mailclient.transport.dns import DomainNames
from tests.servers.process import ServerProcess, free_ports, need_program


class NameServer:
    """``records`` are options of dnsmasq without the dashes: "mx-host=a.test,mx.b.test,10"."""

    def __init__(self, directory: Path, records: Sequence[str]) -> None:
        (self.port,) = free_ports(1)
        command = [
            need_program("dnsmasq"),
            *("--keep-in-foreground", "--no-resolv", "--no-hosts", "--conf-file=/dev/null", "--pid-file=", "--user="),
            *("--listen-address=127.0.0.1", "--bind-interfaces", f"--port={self.port}", "--local=/test/"),
            *(f"--{record}" for record in records),
        ]
        self._process = ServerProcess(command, [self.port], directory / "dnsmasq.log")

    def start(self) -> None:
        """Start and wait until it answers."""
        self._process.start()

    def stop(self) -> None:
        """End it."""
        self._process.stop()

    @property
    def names(self) -> DomainNames:
        """To ask it."""
        return DomainNames(("127.0.0.1",), self.port)
