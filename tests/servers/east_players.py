"""What a case says on one connection, in the three protocols; behind the login there is an empty mailbox."""

from dataclasses import dataclass, field
from typing import Any

from tests.servers.east_cases import EastCase, imap_words, smtp_words
from tests.servers.model import ModelServer
from tests.servers.model_session import ModelSession
from tests.servers.scripted import Peer

_NOT_PLAYED = frozenset({"IDLE", "COMPRESS=DEFLATE"})
"""Of what a case offers behind the login."""


@dataclass
class Hearing:
    """``clear``: lines heard before TLS; ``said``: all that was said before it; ``believed``: ways to log in that were
    taken inside TLS though they were offered only before it.
    """

    connections: int = 0
    clear: list[str] = field(default_factory=list)
    said: bytes = b""
    logins: int = 0
    logins_in_the_clear: int = 0
    believed: list[str] = field(default_factory=list)
    messages: int = 0


class Player:
    """One connection. ``tls`` is whether it is protected by now."""

    def __init__(self, case: EastCase, peer: Peer, hearing: Hearing) -> None:
        self.described = case.server
        self.overrides: dict[str, str] = case.server.get("override_response", {})
        self.ignored = case.server.get("ignore_commands_tls", ())
        self.tls = case.implicit_tls
        self.peer = peer
        self.hearing = hearing

    async def play(self) -> None:
        """Until the client has enough (EOFError, OSError)."""
        raise NotImplementedError

    async def say(self, text: str) -> None:
        data = text.encode()
        if not self.tls:
            self.hearing.said += data
        await self.peer.send_bytes(data)

    async def line(self) -> str:
        line = await self.peer.line()
        if not self.tls:
            self.hearing.clear.append(line)
        return line

    async def secure(self) -> None:
        await self.peer.start_tls()
        self.tls = True

    def logged_in(self) -> None:
        self.hearing.logins += 1
        self.hearing.logins_in_the_clear += not self.tls

    def now(self, name: str) -> Any:
        """What ``described`` has under this name, or for TLS under name_tls."""
        return self.described.get(f"{name}_tls" if self.tls else name, [])


class ImapPlayer(Player):
    """RFC 3501, section 11 of which says what a client must not believe."""

    async def play(self) -> None:
        await self._greet()
        while not await self._answer(await self.line()):
            pass
        behind = ModelServer(frozenset(imap_words(self.described.get("caps_tls_auth", []))) - _NOT_PLAYED)
        session = ModelSession(behind, _Joined(self))  # type: ignore[arg-type]
        while True:
            await session.answer_one()

    async def _greet(self) -> None:
        greeting = self.described.get("greeting") or {}
        code = greeting.get("code")
        if isinstance(code, dict) and "Capability" in code:
            code = f"CAPABILITY {' '.join(imap_words(code['Capability']))}"
        words = (greeting.get("text") or {}).get("Text", "hello")
        kind = str(greeting.get("kind", "OK")).upper()
        await self.say(
            self.overrides.get("greeting", f"* {kind} {f'[{str(code).upper()}] ' if code else ''}{words}\r\n")
        )
        await self.say(self.described.get("response_after_greeting", ""))

    async def _answer(self, line: str) -> bool:
        """Whether this was the login."""
        tag, _, rest = line.partition(" ")
        word, _, arguments = rest.partition(" ")
        word = word.upper()
        if self.tls and word.lower() in self.ignored:
            return False
        match word:
            case "CAPABILITY":
                await self.say(f"* CAPABILITY {' '.join(imap_words(self.now('caps')))}\r\n{tag} OK done\r\n")
            case "STARTTLS":
                await self._start_tls(tag)
            case "AUTHENTICATE" | "LOGIN":
                await self._log_in(tag, word, arguments)
                return True
            case "LOGOUT":
                await self.say(f"* BYE\r\n{tag} OK\r\n")
                raise EOFError
            case _:
                await self.say(f"{tag} OK done\r\n")
        return False

    async def _start_tls(self, tag: str) -> None:
        if "starttls" in self.described.get("hide_commands", ()):
            await self.say(f"{tag} BAD unknown command\r\n")
            return
        answer = self.described.get("starttls_response", "<tag> OK begin\r\n").replace("<tag>", tag)
        await self.say(answer)
        if f"{tag} OK" in answer and self.described.get("starttls_transition", True):
            await self.secure()

    async def _log_in(self, tag: str, word: str, arguments: str) -> None:
        mechanism = arguments.split(" ")[0].upper()
        if word == "AUTHENTICATE" and f"AUTH={mechanism}" not in map(str.upper, imap_words(self.now("caps"))):
            self.hearing.believed.append(mechanism)
        if word == "AUTHENTICATE" and " " not in arguments:
            await self.say("+ \r\n")
            await self.line()
        self.logged_in()
        await self.say(f"{tag} OK in\r\n")


class Pop3Player(Player):
    """RFC 2595, section 4."""

    async def play(self) -> None:
        await self.say(self.described.get("greeting", "+OK ready\r\n"))
        while True:
            line = await self.line()
            word, _, arguments = line.partition(" ")
            word = word.lower()
            if self.tls and word in self.ignored:
                continue
            override = self.overrides.get("authlist" if word == "auth" and not arguments else word)
            if override is not None:
                await self.say(override)
                if word == "quit":
                    return
                continue
            await self._answer(word, arguments)

    async def _answer(self, word: str, arguments: str) -> None:
        match word:
            case "capa":
                lines = "".join(f"{each}\r\n" for each in self.now("capa"))
                await self.say(f"+OK\r\n{lines}.\r\n")
            case "stls":
                await self.say(self.described.get("stls_response", "+OK begin\r\n"))
                if self.described.get("stls_make_transition", True):
                    await self.secure()
            case "auth" | "apop":
                if not any(
                    f" {arguments.split(' ')[0].upper()}" in each for each in self.now("capa") if "SASL" in each
                ):
                    self.hearing.believed.append(arguments.split(" ")[0])
                await self.say("-ERR not here\r\n")
            case "user":
                await self.say("+OK\r\n")
            case "pass":
                self.logged_in()
                await self.say("+OK in\r\n")
            case "stat":
                await self.say("+OK 0 0\r\n")
            case "list" | "uidl":
                await self.say("+OK\r\n.\r\n")
            case "quit":
                await self.say("+OK\r\n")
                raise EOFError
            case _:
                await self.say("+OK\r\n")


class SmtpPlayer(Player):
    """RFC 3207, section 4.2."""

    async def play(self) -> None:
        await self.say(self.described.get("greeting", "220 ready\r\n"))
        while True:
            line = await self.line()
            word = line.split(" ")[0].lower()
            if word in self.overrides:
                await self.say(self.overrides[word])
                continue
            await self._answer(word, line)

    async def _answer(self, word: str, line: str) -> None:
        match word:
            case "ehlo":
                words = ["ready", *smtp_words(self.now("capabilities"))]
                ends = ["-"] * (len(words) - 1) + [" "]
                await self.say("".join(f"250{end}{each}\r\n" for end, each in zip(ends, words, strict=True)))
            case "starttls":
                await self.say("220 go ahead\r\n")
                await self.secure()
            case "auth":
                if line.split(" ")[1].upper() not in " ".join(smtp_words(self.now("capabilities"))).upper().split():
                    self.hearing.believed.append(line.split(" ")[1])
                self.logged_in()
                await self.say("235 welcome\r\n")
            case "data":
                await self.say("354 go on\r\n")
                while await self.line() != ".":
                    pass
                self.hearing.messages += 1
                await self.say("250 taken\r\n")
            case "quit":
                await self.say("221 bye\r\n")
                raise EOFError
            case _:
                await self.say("250 ok\r\n")


class _Joined:
    """The player's connection, as a ``ModelSession`` takes it."""

    def __init__(self, player: Player) -> None:
        self._player = player

    async def read(self) -> bytes:
        data = await self._player.peer.some()
        if not self._player.tls and data:
            self._player.hearing.clear.append(data.decode("latin-1"))
        return data

    async def write(self, data: bytes) -> None:
        await self._player.peer.send_bytes(data)


PLAYERS = {"imap": ImapPlayer, "pop3": Pop3Player, "smtp": SmtpPlayer}
