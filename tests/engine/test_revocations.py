"""Whether a certificate was withdrawn, asked over the web: lists first, bounded, kept, honest when offline."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
import pytest_asyncio
from cryptography import x509
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID

from mailclient.crypto.smime.certificate import certificate
from mailclient.engine.outside import Outside
from mailclient.engine.revocation import revocations as module
from mailclient.engine.revocation import signed_lists
from mailclient.engine.revocation.revocations import Revocations
from mailclient.engine.secrets.credentials import MemoryCredentials
from mailclient.mail.account import Security, Server
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.transport.connect import dial
from mailclient.transport.stream import Stream
from tests.servers.listener import Listener
from tests.unit.crypto.smime.authority import NOW, Authority
from tests.unit.crypto.smime.test_revocation import answer, crl


@dataclass
class Web:
    """One host in the clear; ``asked``: what of it."""

    pages: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    online: bool = True
    hangs: bool = False
    port: int = 0
    now: float = NOW

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        method, path, _ = head.decode().split(" ", 2)
        if method == "POST":
            length = next(line for line in head.split(b"\r\n") if line.startswith(b"Content-Length: "))
            ocsp.load_der_ocsp_request(await reader.readexactly(int(length[16:])))
        self.asked.append(f"{method} {path}")
        if self.hangs:
            await reader.read()
            return
        body = self.pages.get(path, b"")
        status = b"200 OK" if body else b"404 Not Found"
        writer.write(b"HTTP/1.1 %b\r\nContent-Length: %d\r\n\r\n%b" % (status, len(body), body))
        await writer.drain()

    async def dial(self, server: Server) -> Stream:
        assert (server.host, server.port, server.security) == ("ca.example", 80, Security.NONE)
        if not self.online:
            raise MailError(Problem(ProblemKind.NETWORK_UNREACHABLE, "ca.example:80"))
        return await dial(Server("127.0.0.1", self.port, Security.NONE, ""))


@pytest_asyncio.fixture
async def web() -> AsyncIterator[Web]:
    made = Web()
    listener = await Listener.open(made.talk)
    made.port = listener.port
    yield made
    await listener.close()


@pytest_asyncio.fixture
async def revocations(web: Web) -> AsyncIterator[Revocations]:
    outside = Outside(dial=web.dial, credentials=MemoryCredentials(), web=web.dial, now=lambda: web.now)
    made = Revocations(outside)
    yield made
    await made.close()


def chain_with(root: Authority, *, lists: bool = True, asks: bool = False) -> tuple[bytes, bytes]:
    uri = x509.UniformResourceIdentifier
    extra: list[tuple[x509.ExtensionType, bool]] = []
    if lists:
        point = x509.DistributionPoint([uri("http://ca.example/list.crl")], None, None, None)
        extra.append((x509.CRLDistributionPoints([point]), False))
    if asks:
        access = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, uri("http://ca.example/ocsp"))
        extra.append((x509.AuthorityInformationAccess([access]), False))
    return root.issue(extra=extra).certificate, root.der


@pytest.fixture
def root() -> Authority:
    return Authority()


async def test_a_list_is_asked_for_once(web: Web, revocations: Revocations, root: Authority) -> None:
    chain = chain_with(root)
    web.pages["/list.crl"] = crl(root)
    assert await revocations.status(chain, NOW) == "good"
    assert await revocations.status(chain, NOW) == "good"
    assert web.asked == ["GET /list.crl"]
    web.pages["/list.crl"] = crl(root, certificate(chain[0]).serial)
    web.now += signed_lists.AGAIN_SECONDS
    assert await revocations.status(chain, NOW) == "revoked"


async def test_several_at_once_ask_once(web: Web, revocations: Revocations, root: Authority) -> None:
    chain = chain_with(root)
    web.pages["/list.crl"] = crl(root)
    assert set(await asyncio.gather(*(revocations.status(chain, NOW) for _ in range(5)))) == {"good"}
    assert web.asked == ["GET /list.crl"]


async def test_the_authority_is_asked_where_there_is_no_list(
    web: Web, revocations: Revocations, root: Authority
) -> None:
    chain = chain_with(root, asks=True)
    own = root.issue()
    assert own.certificate != chain[0]
    status = ocsp.OCSPCertStatus.REVOKED
    from mailclient.crypto.smime.own import OwnCertificate

    web.pages["/ocsp"] = answer(OwnCertificate(chain[0], own.key), root, status=status)
    assert await revocations.status(chain, NOW, was_encrypted=True) == "not_checked"
    assert web.asked == ["GET /list.crl"]
    web.asked.clear()
    web.now += signed_lists.AGAIN_SECONDS
    assert await revocations.status(chain, NOW) == "revoked"
    assert web.asked == ["GET /list.crl", "POST /ocsp"]


@pytest.mark.parametrize("fault", ["offline", "nonsense", "missing", "other", "too large"])
async def test_nothing_is_said_that_is_not_known(
    web: Web, revocations: Revocations, root: Authority, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain = chain_with(root)
    web.online = fault != "offline"
    monkeypatch.setattr(signed_lists, "LIST_BYTES", 10_000)
    pages = {"nonsense": b"<html>", "other": crl(Authority("Other")), "too large": crl(root) + bytes(10_000)}
    web.pages["/list.crl"] = pages.get(fault, b"")
    assert await revocations.status(chain, NOW) == "not_checked"


async def test_without_addresses_nobody_is_asked(web: Web, revocations: Revocations, root: Authority) -> None:
    assert await revocations.status(chain_with(root, lists=False), NOW) == "not_checked"
    assert await revocations.status((root.der,), NOW) == "not_checked"
    assert web.asked == []


async def test_a_host_that_hangs_keeps_no_message_waiting(
    web: Web, revocations: Revocations, root: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WAIT_SECONDS", 0.05)
    web.hangs = True
    assert await revocations.status(chain_with(root), NOW) == "not_checked"


async def test_what_comes_late_is_told_then(
    web: Web, revocations: Revocations, root: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mark is there at once; the second question waits, so that asking again ends."""
    monkeypatch.setattr(module, "AT_ONCE_SECONDS", 0.0)
    told = asyncio.Event()
    revocations.news = told.set
    chain = chain_with(root)
    web.pages["/list.crl"] = crl(root, certificate(chain[0]).serial)
    assert await revocations.status(chain, NOW, patient=False) == "not_checked"
    async with asyncio.timeout(10):
        await told.wait()
    assert await revocations.status(chain, NOW, patient=False) == "revoked"
    assert web.asked == ["GET /list.crl"]
