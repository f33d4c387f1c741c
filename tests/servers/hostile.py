"""An IMAP server with one folder and three messages that does its work well but for one thing.

    async def endless(peer: Peer, tag: str, arguments: str) -> None:
        while True:
            await peer.send_bytes(b"x" * 65536)

    async with HostileServer(authority.localhost(), {"LIST": endless}) as server: ...

An attack takes the place of the answer to a command; "UID FETCH" and the like are one word with a blank. It stops when
the client has gone. Any number of connections.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from types import TracebackType
from typing import Self

from mailclient.mail.account import Security, Server
from tests.servers.authority import Certificate
from tests.servers.listener import Listener
from tests.servers.scripted import Peer

Attack = Callable[[Peer, str, str], Awaitable[None]]
"""Told the client, the tag and what follows the command's name."""

CAPABILITIES = "IMAP4rev1 AUTH=PLAIN SASL-IR IDLE UIDPLUS ESEARCH"
_COMMAND = re.compile(r"(\S+) ((?:UID )?[A-Z-]+)(?: (.*))?", re.DOTALL | re.IGNORECASE)
_MESSAGE = (
    "From: Mallory <mallory@mail.test>\r\nTo: alice@mail.test\r\nSubject: number {uid}\r\n"
    "Date: Sat, 21 Nov 2026 10:00:00 +0000\r\nMessage-ID: <{uid}@hostile.test>\r\n\r\n"
)


class HostileServer:
    """``attacks`` by the command's name; "greeting" stands for what comes first (tag and arguments are "")."""

    def __init__(
        self, certificate: Certificate, attacks: Mapping[str, Attack], capabilities: str = CAPABILITIES
    ) -> None:
        self._context = certificate.server_context()
        self._attacks = attacks
        self._capabilities = capabilities
        self._listener: Listener | None = None
        self.attacked = asyncio.Event()
        """Set when an attack began."""
        self.connections = 0
        self.address = Server("localhost", 0, Security.TLS, "mallory")

    async def __aenter__(self) -> Self:
        self._listener = await Listener.open(self._talk, context=self._context)
        self.address = Server("localhost", self._listener.port, Security.TLS, "mallory")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        assert self._listener is not None
        await self._listener.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        await self._serve(Peer(reader, writer, self._context))

    async def _serve(self, peer: Peer) -> None:
        if "greeting" in self._attacks:
            self.attacked.set()
            await self._attacks["greeting"](peer, "", "")
        else:
            await peer.send(f"* OK [CAPABILITY {self._capabilities}] ready")
        while True:
            match = _COMMAND.fullmatch(await peer.line())
            assert match
            tag, name, arguments = match[1], match[2].upper(), match[3] or ""
            if name in self._attacks:
                self.attacked.set()
                await self._attacks[name](peer, tag, arguments)
            else:
                await self.answer(peer, tag, name, arguments)
            if name == "LOGOUT":
                return

    async def answer(self, peer: Peer, tag: str, name: str, arguments: str) -> None:
        """What a good server says."""
        match name:
            case "IDLE":
                await peer.send("+ idling")
                await peer.expect("DONE")
            case "LIST":
                await peer.send('* LIST () "/" INBOX')
            case "STATUS":
                await peer.send("* STATUS INBOX (MESSAGES 3 UIDNEXT 4 UIDVALIDITY 7 UNSEEN 3)")
            case "SELECT" | "EXAMINE":
                await peer.send("* FLAGS (\\Seen)", "* OK [PERMANENTFLAGS (\\Seen \\*)] p", "* 3 EXISTS", "* 0 RECENT")
                await peer.send("* OK [UIDVALIDITY 7] v", "* OK [UIDNEXT 4] n")
            case "UID SEARCH":
                await peer.send(f'* ESEARCH (TAG "{tag}") UID ALL 1:3')
            case "UID FETCH":
                await peer.send(*(self._message(uid, arguments) for uid in (1, 2, 3)))
            case "LOGOUT":
                await peer.send("* BYE bye")
        await peer.send(f"{tag} OK [CAPABILITY {self._capabilities}] done" if "AUTH" in name else f"{tag} OK done")

    @staticmethod
    def _message(uid: int, arguments: str) -> str:
        header = _MESSAGE.format(uid=uid)
        facts = (
            f'UID {uid} FLAGS () INTERNALDATE "21-Nov-2026 10:00:00 +0000" RFC822.SIZE {len(header) + 7} '
            'ENVELOPE ("Sat, 21 Nov 2026 10:00:00 +0000" "number '
            f'{uid}" (("Mallory" NIL "mallory" "mail.test")) NIL NIL NIL NIL NIL NIL "<{uid}@hostile.test>") '
            'BODYSTRUCTURE ("TEXT" "PLAIN" NIL NIL NIL "7BIT" 7 1)'
        )
        for section, text in re.findall(r"BODY(?:\.PEEK)?(\[[^]]*\])()", arguments):
            text = "Hello.\r\n" if section in ("[1]", "[TEXT]") else header
            facts += f" BODY{section} {{{len(text)}}}\r\n{text}"
        return f"* {uid} FETCH ({facts})"
