"""Real proxies on loopback: microsocks (SOCKS 5) and tinyproxy (HTTP CONNECT), with and without a login."""

from pathlib import Path

from mailclient.mail.proxy import Proxy, ProxyKind
from tests.servers.process import ServerProcess, free_ports, need_program

USER, PASSWORD = "alice", "pass-word"

_TINYPROXY = """
Port {port}
Listen 127.0.0.1
Timeout 30
MaxClients 20
LogLevel Connect
{login}
"""


class RunningProxy:
    """``proxy`` is where it is; ``login``: it wants USER and PASSWORD. ``used`` says whether it was spoken to."""

    def __init__(self, kind: ProxyKind, directory: Path, *, login: bool = False) -> None:
        [port] = free_ports(1)
        self.proxy = Proxy(kind, "127.0.0.1", port, USER if login else "")
        self._log = directory / f"{kind}-{port}.log"
        self._log.touch()
        command = self._microsocks(login) if kind is ProxyKind.SOCKS5 else self._tinyproxy(directory, login)
        self._process = ServerProcess(command, [port], self._log)

    def _microsocks(self, login: bool) -> list[str | Path]:
        words = ["-i", "127.0.0.1", "-p", str(self.proxy.port)]
        return [need_program("microsocks"), *words, *(["-u", USER, "-P", PASSWORD] if login else [])]

    def _tinyproxy(self, directory: Path, login: bool) -> list[str | Path]:
        configuration = directory / f"tinyproxy-{self.proxy.port}.conf"
        words = f"BasicAuth {USER} {PASSWORD}" if login else ""
        configuration.write_text(_TINYPROXY.format(port=self.proxy.port, login=words))
        return [need_program("tinyproxy"), "-d", "-c", configuration]

    @property
    def log(self) -> str:
        """What it has written down."""
        return self._log.read_text(errors="replace")

    def start(self) -> None:
        self._process.start()

    def stop(self) -> None:
        self._process.stop()
