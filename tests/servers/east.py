"""Plays the cases of a directory (``east_cases``) to any client, for IMAP, POP3 and SMTP, and remembers what it heard.

server = EastServer(case, authority)
await server.start()                       # server.address: where it is, and how it must be spoken to

python -m tests.servers.east DIRECTORY             lists the cases
python -m tests.servers.east DIRECTORY NAME PORT   plays one to whoever connects, and prints what it hears
"""

import argparse
import asyncio
import tempfile
from contextlib import suppress
from pathlib import Path

from mailclient.mail.account import Security, Server
from tests.servers.authority import Authority, Certificate
from tests.servers.east_cases import EastCase, load_cases
from tests.servers.east_players import PLAYERS, Hearing
from tests.servers.listener import Listener
from tests.servers.model_mailbox import HangupError
from tests.servers.scripted import Peer

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "starttls-east"


class EastServer:
    """One case, played to every connection. ``hearing`` has what they said, and what was said to them in the clear."""

    def __init__(self, case: EastCase, authority: Authority, strangers: Authority) -> None:
        """``strangers`` is an authority that the client does not trust."""
        self.case = case
        self.hearing = Hearing()
        self.context = _certificate(case.certificate, authority, strangers).server_context()
        self._listener: Listener | None = None
        self.address = Server("localhost", 0, Security.NONE, "")

    async def start(self, port: int = 0) -> None:
        """Listen on 127.0.0.1."""
        context = self.context if self.case.implicit_tls else None
        self._listener = await Listener.open(self._talk, port=port, context=context)
        security = Security.TLS if self.case.implicit_tls else Security.STARTTLS
        self.address = Server("localhost", self._listener.port, security, "alice@mail.test")

    async def stop(self) -> None:
        """Hang up on everybody."""
        assert self._listener is not None
        await self._listener.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = Peer(reader, writer, self.context)
        self.hearing.connections += 1
        with suppress(HangupError):
            await PLAYERS[self.case.protocol](self.case, peer, self.hearing).play()


def _certificate(which: str, authority: Authority, strangers: Authority) -> Certificate:
    match which:
        case "expired":
            return authority.expired()
        case "self-signed":
            return authority.self_signed()
        case "unknown-root":
            return strangers.localhost()
        case _:
            return authority.localhost()


async def _play(case: EastCase, port: int) -> None:
    with tempfile.TemporaryDirectory() as directory, tempfile.TemporaryDirectory() as elsewhere:
        authority = Authority(Path(directory))
        server = EastServer(case, authority, Authority(Path(elsewhere)))
        await server.start(port)
        print(f"{case.name}: {case.expect}\nlistening on {server.address.port}; trust {authority.ca_file}", flush=True)
        heard = 0
        while True:
            await asyncio.sleep(0.2)
            for line in server.hearing.clear[heard:]:
                print(f"in the clear: {line}", flush=True)
            heard = len(server.hearing.clear)


def main() -> None:
    arguments = argparse.ArgumentParser(description="plays the STARTTLS cases of a directory")
    arguments.add_argument("directory", type=Path, nargs="?", default=CORPUS)
    arguments.add_argument("name", nargs="?", help="of one case; without it they are listed")
    arguments.add_argument("port", type=int, nargs="?", default=0)
    options = arguments.parse_args()
    cases = load_cases(options.directory)
    if options.name is None:
        for case in cases:
            print(f"{case.kind:20} {case.name}")
        return
    asyncio.run(_play(next(case for case in cases if case.name == options.name), options.port))


if __name__ == "__main__":
    main()
