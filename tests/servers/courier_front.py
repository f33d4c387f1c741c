"""A program: TLS and the login in front of Courier's imapd, which gets the rest of each connection over a socket.

Its one argument is JSON: port, cert_file, key_file, users (a folder for each, with "password" and "Maildir"), imapd,
the file monitor that tells it of new mail, and the environment of both.
"""

import asyncio
import base64
import json
import shlex
import socket
import ssl
import sys
from pathlib import Path
from typing import Any

from tests.servers.courier import CAPABILITY


class Front:
    """One listener; a process for each connection that logged in."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._options = options

    async def serve(self) -> None:
        environment = self._options["environment"]
        monitor = (self._options["file_monitor"], "--notimeout", environment["GAM_CLIENT_ID"])
        await asyncio.create_subprocess_exec(*monitor, env=environment)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._options["cert_file"], self._options["key_file"])
        server = await asyncio.start_server(self._accept, "127.0.0.1", self._options["port"], ssl=context)
        await server.serve_forever()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            user, greeting = await self._log_in(reader, writer)
            if user is not None:
                await self._hand_over(user, greeting, reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client went away; there is nobody to tell
        finally:
            writer.close()

    async def _log_in(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[Path | None, bytes]:
        """The user's home and the answer that is due when imapd is there; None after LOGOUT."""
        writer.write(f"* OK [CAPABILITY {CAPABILITY}] Courier-IMAP ready.\r\n".encode())
        while True:
            tag, command, *words = shlex.split((await reader.readuntil(b"\r\n")).decode())
            match command.upper(), words:
                case "CAPABILITY", []:
                    writer.write(f"* CAPABILITY {CAPABILITY}\r\n{tag} OK CAPABILITY completed\r\n".encode())
                    continue
                case "LOGOUT", []:
                    writer.write(f"* BYE Courier-IMAP server shutting down\r\n{tag} OK LOGOUT completed\r\n".encode())
                    return None, b""
                case "LOGIN", [user, password]:
                    pass
                case "AUTHENTICATE", ["PLAIN"]:
                    writer.write(b"+ \r\n")
                    _, user, password = base64.b64decode(await reader.readuntil(b"\r\n")).decode().split("\0")
                case _:
                    writer.write(f"{tag} NO Error in IMAP command received by server.\r\n".encode())
                    continue
            home = Path(self._options["users"]) / user
            if (home / "password").exists() and (home / "password").read_text() == password:
                return home, f"{tag} OK LOGIN Ok.\r\n".encode()
            writer.write(f"{tag} NO Login failed.\r\n".encode())

    async def _hand_over(
        self, home: Path, greeting: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        ours, theirs = socket.socketpair()
        environment = {**self._options["environment"], "AUTHENTICATED": home.name}
        with theirs:
            process = await asyncio.create_subprocess_exec(
                self._options["imapd"],
                "./Maildir",
                cwd=home,
                env=environment,
                stdin=theirs.fileno(),
                stdout=theirs.fileno(),
            )
        imapd_reader, imapd_writer = await asyncio.open_connection(sock=ours)
        while not (await imapd_reader.readuntil(b"\r\n")).startswith(b"* PREAUTH"):
            pass  # a warning before it
        writer.write(greeting)
        pumps = [asyncio.create_task(_pump(reader, imapd_writer)), asyncio.create_task(_pump(imapd_reader, writer))]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
            imapd_writer.close()
            await process.wait()


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    while data := await source.read(65536):
        sink.write(data)
        await sink.drain()


if __name__ == "__main__":
    asyncio.run(Front(json.loads(sys.argv[1])).serve())
