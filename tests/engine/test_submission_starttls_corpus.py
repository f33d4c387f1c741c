"""The STARTTLS cases of the EAST toolkit for SMTP (corpus "starttls-east"): no password in the clear, a clear error."""

import asyncio
import base64
import json
import ssl
from pathlib import Path
from typing import Any

import pytest

from mailclient.engine.accounts.submission import check_login
from mailclient.mail.account import Secret, Security
from mailclient.mail.problem import MailError
from mailclient.transport.connect import dial
from tests.servers.authority import Authority
from tests.servers.fixtures import StartScripted
from tests.servers.scripted import Peer

_FOLDER = Path(__file__).parents[3] / "shared" / "corpus" / "starttls-east"
CASES = sorted(_FOLDER.rglob("*_smtp_*.json"))
PASSWORD = "open sesame"
_IN_THE_CLEAR = [PASSWORD, base64.b64encode(PASSWORD.encode()).decode(), base64.b64encode(b"\0alice\0").decode()[:8]]


class CorpusServer:
    """Says what a case wants; remembers what it heard in the clear."""

    def __init__(self, description: dict[str, Any]) -> None:
        self._description = description
        self._overrides = description.get("override_response", {})
        self.heard_in_the_clear: list[str] = []
        self.logged_in = False

    async def play(self, peer: Peer) -> None:
        try:
            await peer.send_bytes(self._description.get("greeting", "220 ready\r\n").encode())
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
            elif word == "ehlo":
                await peer.send(*_ehlo_lines(self._description["capabilities_tls" if tls else "capabilities"]))
            elif word == "starttls":
                await peer.send("220 go ahead")
                await peer.start_tls()
                tls = True
            elif word == "auth":
                self.logged_in = tls
                await peer.send("235 welcome")
            elif word == "quit":
                await peer.send("221 bye")
                return
            else:
                await peer.send("250 ok")


def _ehlo_lines(capabilities: list[Any]) -> list[str]:
    words = ["ready"]
    for capability in capabilities:
        if isinstance(capability, dict):
            mechanisms = (each if isinstance(each, str) else each["Other"] for each in capability.get("Auth", ()))
            words.append("AUTH " + " ".join(mechanisms))
        else:
            words.append(capability)
    return [f"250{'-' if number < len(words) else ' '}{word}" for number, word in enumerate(words, 1)]


def test_the_corpus_has_cases(corpus: Path) -> None:
    assert corpus == _FOLDER.parent
    assert len(CASES) >= 15


@pytest.fixture(params=CASES, ids=lambda path: path.stem)
def case(request: pytest.FixtureRequest) -> dict[str, Any]:
    described: dict[str, Any] = json.loads(request.param.read_text())
    return described


async def test_case(scripted: StartScripted, authority: Authority, case: dict[str, Any]) -> None:
    corpus_server = CorpusServer(case["server"])
    expired = "expired" in json.dumps(case["server"]["cert"])
    server = await scripted(
        corpus_server.play,
        security=Security.STARTTLS,
        certificate=authority.expired() if expired else authority.localhost(),
    )
    if case["class"] == "setup":
        await check_login(dial, server.address, Secret(PASSWORD))
        assert corpus_server.logged_in
    else:
        with pytest.raises(MailError):
            await check_login(dial, server.address, Secret(PASSWORD))
        assert not corpus_server.logged_in
    assert corpus_server.heard_in_the_clear
    assert not any(secret in line for line in corpus_server.heard_in_the_clear for secret in _IN_THE_CLEAR)
