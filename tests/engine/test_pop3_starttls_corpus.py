"""The STARTTLS cases of the EAST toolkit for POP3 (corpus "starttls-east"): no password in the clear, a clear error."""

import asyncio
import base64
import json
import ssl
from pathlib import Path
from typing import Any

import pytest

from mailclient.engine.accounts.pop3_login import connect
from mailclient.mail.account import Secret, Security
from mailclient.mail.problem import MailError
from mailclient.transport.connect import dial
from tests.servers.authority import Authority
from tests.servers.fixtures import StartScripted
from tests.servers.scripted import Peer

_FOLDER = Path(__file__).parents[3] / "shared" / "corpus" / "starttls-east"
CASES = sorted(_FOLDER.rglob("*_pop3_*.json"))
PASSWORD = "open sesame"
_IN_THE_CLEAR = [PASSWORD, base64.b64encode(PASSWORD.encode()).decode(), "APOP", "AUTH", "USER"]


class CorpusServer:
    """Says what a case wants; remembers what it heard in the clear."""

    def __init__(self, description: dict[str, Any]) -> None:
        self._description = description
        self._overrides = description.get("override_response", {})
        self.heard_in_the_clear: list[str] = []
        self.logged_in = False

    async def play(self, peer: Peer) -> None:
        try:
            await peer.send_bytes(self._description.get("greeting", "+OK ready\r\n").encode())
            await self._talk(peer)
        except (asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
            return

    async def _talk(self, peer: Peer) -> None:
        tls = False
        while True:
            line = await peer.line()
            if not tls:
                self.heard_in_the_clear.append(line)
            word = line.split(" ")[0].lower()
            if word in self._overrides:
                await peer.send_bytes(self._overrides[word].encode())
            elif word == "capa":
                offered = self._description.get("capa_tls" if tls else "capa") or []
                await peer.send("+OK", *map(str, offered), ".")
            elif word == "stls":
                await peer.send_bytes(self._description.get("stls_response", "+OK begin\r\n").encode())
                if self._description.get("stls_make_transition", True):
                    await peer.start_tls()
                    tls = True
            elif word in ("auth", "pass"):
                self.logged_in = tls
                await peer.send("+OK welcome")
            elif word == "quit":
                await peer.send("+OK bye")
                return
            else:
                await peer.send("+OK")


def test_the_corpus_has_cases(corpus: Path) -> None:
    assert corpus == _FOLDER.parent
    assert len(CASES) >= 18


@pytest.fixture(params=CASES, ids=lambda path: path.stem)
def case(request: pytest.FixtureRequest) -> dict[str, Any]:
    described: dict[str, Any] = json.loads(request.param.read_text())
    return described


def _certificate(authority: Authority, path: str) -> Any:
    if "expired" in path:
        return authority.expired()
    if "self-signed" in path or "unknown-root" in path:
        return authority.self_signed()
    return authority.localhost()


async def test_case(scripted: StartScripted, authority: Authority, case: dict[str, Any]) -> None:
    corpus_server = CorpusServer(case["server"])
    certificate = _certificate(authority, json.dumps(case["server"]["cert"]))
    server = await scripted(corpus_server.play, security=Security.STARTTLS, certificate=certificate)
    if case["class"] == "setup":
        session = await connect(dial, server.address, Secret(PASSWORD))
        await session.hang_up()
        assert corpus_server.logged_in
    else:
        problem = None
        try:
            session = await connect(dial, server.address, Secret(PASSWORD))
            await session.hang_up()
        except MailError as error:
            problem = error.problem
        # What is odd and no attack may work: all that counts was said within TLS.
        assert corpus_server.logged_in == (problem is None)
        assert problem is not None or case["class"] == "other"
        assert problem is None or "\x1b" not in problem.detail
    assert not any(secret in line for line in corpus_server.heard_in_the_clear for secret in _IN_THE_CLEAR)
