"""Real CardDAV servers on loopback: Radicale and Xandikos. They speak HTTP; ``without_tls`` is the way to them."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from mailclient.mail.account import Security, Server
from mailclient.transport.connect import dial
from mailclient.transport.stream import Stream
from tests.servers.process import ServerProcess, free_ports, need_program

USER, PASSWORD = "kim", "pa:ss wörd"
RADICALE = """
[server]
hosts = 127.0.0.1:{port}
[auth]
type = htpasswd
htpasswd_filename = {directory}/users
htpasswd_encryption = plain
delay = 0
[storage]
filesystem_folder = {directory}/collections
[logging]
level = warning
"""


async def without_tls(server: Server) -> Stream:
    """To a server on this computer that has no certificate; what the engine does stays as it is."""
    assert server.security is Security.TLS
    assert server.host in ("localhost", "127.0.0.1")
    return await dial(replace(server, host="127.0.0.1", security=Security.NONE))


@dataclass(slots=True)
class CardServer:
    """``url``: of the server; ``book``: of a book that is there."""

    name: str
    url: str
    book: str
    process: ServerProcess
    directory: Path

    def stop(self) -> None:
        """End it."""
        self.process.stop()


def start_radicale(directory: Path) -> CardServer:
    """With one user and one book."""
    program = need_program("radicale")
    (port,) = free_ports(1)
    directory.mkdir(parents=True)
    (directory / "users").write_text(f"{USER}:{PASSWORD}\n", encoding="utf-8")
    (directory / "config").write_text(RADICALE.format(port=port, directory=directory), encoding="utf-8")
    book = directory / "collections" / "collection-root" / USER / "people"
    book.mkdir(parents=True)
    (book / ".Radicale.props").write_text('{"tag": "VADDRESSBOOK", "D:displayname": "People"}')
    process = ServerProcess([program, "--config", directory / "config"], [port], directory / "log")
    process.start()
    url = f"https://localhost:{port}"
    return CardServer("radicale", f"{url}/", f"{url}/{USER}/people/", process, directory)


def start_xandikos(directory: Path) -> CardServer:
    """It lets everybody in."""
    program = need_program("xandikos")
    (port,) = free_ports(1)
    directory.mkdir(parents=True)
    words: list[str | Path] = [program, "-d", directory / "data", "--defaults", "-l", "127.0.0.1", "-p", str(port)]
    words += ["--current-user-principal", f"/{USER}/"]
    process = ServerProcess(words, [port], directory / "log")
    process.start()
    url = f"https://localhost:{port}"
    return CardServer("xandikos", f"{url}/", f"{url}/{USER}/contacts/addressbook/", process, directory)


STARTS = {"radicale": start_radicale, "xandikos": start_xandikos}


def started(name: str, directory: Path) -> CardServer:
    """One of them; the test is skipped where it is not installed."""
    if name not in STARTS:
        pytest.fail(f"no server {name}")
    return STARTS[name](directory)
