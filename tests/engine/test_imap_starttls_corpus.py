"""The STARTTLS cases of the EAST toolkit for IMAP (corpus "starttls-east"): nothing secret in the clear, nothing
believed that came before TLS, a clear error or a login inside TLS."""

import asyncio
import json
import ssl
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mailclient.engine.accounts.imap_session import ImapSession
from mailclient.mail.account import Secret, Security
from mailclient.mail.problem import MailError
from mailclient.transport.connect import dial
from tests.servers.fixtures import StartScripted
from tests.servers.scripted import Peer

_FOLDER = Path(__file__).parents[3] / "shared" / "corpus" / "starttls-east"
CASES = sorted(_FOLDER.rglob("*_imap_*.json"))
PASSWORD = "open sesame"
MUST_FAIL = {"stripping", "response-injection", "preauth"}
MUST_WORK = {"setup"}


class CorpusServer:
    """Says what a case wants; remembers what it heard in the clear."""

    def __init__(self, description: dict[str, Any]) -> None:
        self._description = description
        self._tls = bool(description.get("implicit_tls"))
        self.heard_in_the_clear: list[str] = []
        self.logged_in = False

    @property
    def offered(self) -> str:
        """What it offers inside TLS, after the login."""
        return _words(self._description["caps_tls_auth"])

    async def play(self, peer: Peer) -> None:
        try:
            await self._greet(peer)
            while line := await peer.line():
                await self._answer(peer, line)
        except (asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
            return

    async def _greet(self, peer: Peer) -> None:
        override = self._description.get("override_response", {}).get("greeting")
        greeting = self._description.get("greeting") or {}
        code = greeting.get("code")
        if isinstance(code, dict) and "Capability" in code:
            code = f"CAPABILITY {_words(code['Capability'])}"
        text = f"* {greeting.get('kind', '').upper()} {f'[{code}] ' if code else ''}hello\r\n"
        await peer.send_bytes((override or text).encode())
        await peer.send_bytes(self._description.get("response_after_greeting", "").encode())

    async def _answer(self, peer: Peer, line: str) -> None:
        tag, _, rest = line.partition(" ")
        word = rest.split(" ")[0].upper()
        if not self._tls:
            self.heard_in_the_clear.append(line)
        if word.lower() in self._description.get("ignore_commands_tls", ()) and self._tls:
            return
        if word == "CAPABILITY":
            offered = self._description["caps_tls_auth" if self.logged_in else "caps_tls" if self._tls else "caps"]
            await peer.send(f"* CAPABILITY {_words(offered)}", f"{tag} OK done")
        elif word == "STARTTLS":
            await self._start_tls(peer, tag)
        elif word == "AUTHENTICATE":
            await peer.send("+ ")
            await peer.line()
            self.logged_in = self._tls
            await peer.send(f"{tag} OK in")
        elif word == "LOGIN":
            self.logged_in = self._tls
            await peer.send(f"{tag} OK in")
        else:
            await peer.send(f"{tag} OK done")

    async def _start_tls(self, peer: Peer, tag: str) -> None:
        if "starttls" in self._description.get("hide_commands", ()):
            await peer.send(f"{tag} BAD unknown command")
            return
        answer = self._description.get("starttls_response", "<tag> OK begin\r\n").replace("<tag>", tag)
        await peer.send_bytes(answer.encode())
        if f"{tag} OK" in answer and self._description.get("starttls_transition", True):
            await peer.start_tls()
            self._tls = True


def _words(capabilities: list[Any]) -> str:
    return " ".join(map(_word, capabilities))


def _word(capability: Any) -> str:
    """Of the toolkit's own notation."""
    if isinstance(capability, str):
        return {"Imap4Rev1": "IMAP4rev1"}.get(capability, capability.upper())
    if "Auth" in capability:
        mechanism = capability["Auth"]
        return "AUTH=" + (mechanism if isinstance(mechanism, str) else mechanism["Other"]["AuthMechanismOther"]["Atom"])
    if "Compress" in capability:
        return "COMPRESS=DEFLATE"
    return str(capability["Other"]["CapabilityOther"]["inner"]["Atom"])


def _variants() -> list[tuple[str, dict[str, Any]]]:
    found = []
    for path in CASES:
        case = json.loads(path.read_text())
        for number, variant in enumerate(case.get("variants", ({},))):
            found.append((f"{path.stem}-{number}", {**case, "server": {**case["server"], **variant}}))
    return found


def test_the_corpus_has_cases(corpus: Path) -> None:
    assert corpus == _FOLDER.parent
    assert len(CASES) >= 30


@pytest.fixture(params=[case for _, case in _variants()], ids=[name for name, _ in _variants()])
def case(request: pytest.FixtureRequest) -> dict[str, Any]:
    described: dict[str, Any] = request.param
    return described


async def test_case(scripted: StartScripted, case: dict[str, Any]) -> None:
    corpus_server = CorpusServer(case["server"])
    security = Security.TLS if case["server"].get("implicit_tls") else Security.STARTTLS
    server = await scripted(corpus_server.play, security=security)
    address = replace(server.address, user="alice@example.org")
    session = None
    with suppress(MailError):
        session = await ImapSession.open(address, Secret(PASSWORD), dial, timeout_seconds=2)
    assert corpus_server.logged_in == (session is not None)
    if session is None:
        assert case["class"] not in MUST_WORK
    else:
        assert case["class"] not in MUST_FAIL
        assert session.selected is None
        assert session.capabilities == frozenset(corpus_server.offered.upper().split())
        await session.close()
    # Nothing is said in the clear but the wish for TLS.
    assert {line.split(" ", 1)[1] for line in corpus_server.heard_in_the_clear} <= {"STARTTLS"}
