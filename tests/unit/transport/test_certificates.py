"""What is known of a certificate that is refused, and exceptions for one of them."""

import ssl
from dataclasses import replace

import pytest

from mailclient.mail.account import Security, Server
from mailclient.mail.certificate import fingerprint_text, read_fingerprint
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.transport.connect import connect
from mailclient.transport.seen_certificate import chain_of
from mailclient.transport.shown_certificate import read_certificate
from mailclient.transport.stream import Stream
from tests.servers.authority import Authority, Certificate
from tests.servers.fixtures import StartScripted
from tests.servers.scripted import Peer, Script

SECURITIES = [Security.TLS, Security.STARTTLS]
VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]
OTHER = "00" * 32


async def _meet(server: Server) -> Stream:
    stream = await connect(server)
    if server.security is Security.STARTTLS:
        await stream.start_tls()
    return stream


async def _problem(server: Server) -> Problem:
    with pytest.raises(MailError) as caught:
        await _meet(server)
    assert caught.value.problem.subject == f"{server.host}:{server.port}"
    return caught.value.problem


async def _first_words(server: Server) -> bytes:
    stream = await connect(server)
    try:
        return await stream.read()
    finally:
        await stream.close()


def _script(security: Security, heard: list[bytes]) -> Script:
    async def script(peer: Peer) -> None:
        try:
            if security is Security.STARTTLS:
                await peer.start_tls()
            heard.append(await peer.exactly(4))
        except (OSError, EOFError):
            return

    return script


async def _started(
    scripted: StartScripted, security: Security, certificate: Certificate, heard: list[bytes], *, refused: bool = False
) -> tuple[Server, ssl.SSLContext]:
    """``refused``: a server with TLS from the first byte never sees the end of the handshake."""
    scripts = () if refused and security is Security.TLS else (_script(security, heard),)
    server = await scripted(*scripts, security=security, certificate=certificate)
    return server.address, server.context


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("security", SECURITIES)
@pytest.mark.parametrize("which", ["wrong_host", "expired", "not_yet_valid", "self_signed"])
async def test_a_refused_certificate_can_be_looked_at(
    scripted: StartScripted, authority: Authority, which: str, security: Security, version: ssl.TLSVersion
) -> None:
    certificate: Certificate = getattr(authority, which)()
    heard: list[bytes] = []
    server, context = await _started(scripted, security, certificate, heard, refused=True)
    context.maximum_version = version
    problem = await _problem(server)
    assert problem.kind.startswith("certificate_")
    shown = problem.certificate
    assert shown is not None
    assert shown.fingerprint == certificate.fingerprint
    assert shown.names == (("other.example.org",) if which == "wrong_host" else ("localhost",))
    assert shown.issuer == ("self-signed" if which == "self_signed" else "Test authority")
    assert shown.self_signed == (which == "self_signed")
    assert shown.not_before < shown.not_after
    assert not heard


@pytest.mark.parametrize("which", ["long_expired", "far_future"])
async def test_a_certificate_far_out_of_its_time_tells_of_the_clock(
    scripted: StartScripted, authority: Authority, which: str
) -> None:
    server = await scripted(certificate=getattr(authority, which)())
    problem = await _problem(server.address)
    assert problem.kind is ProblemKind.CLOCK_WRONG
    assert problem.certificate is not None


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("security", SECURITIES)
@pytest.mark.parametrize("which", ["wrong_host", "expired", "self_signed"])
async def test_an_exception_lets_this_certificate_pass(
    scripted: StartScripted, authority: Authority, which: str, security: Security, version: ssl.TLSVersion
) -> None:
    certificate: Certificate = getattr(authority, which)()
    heard: list[bytes] = []
    server, context = await _started(scripted, security, certificate, heard)
    context.maximum_version = version
    stream = await _meet(replace(server, trusted_certificate=certificate.fingerprint))
    assert stream.tls is not None
    assert read_certificate(stream.tls.certificate).fingerprint == certificate.fingerprint
    await stream.write(b"mail")
    await stream.close()


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("security", SECURITIES)
@pytest.mark.parametrize("which", ["wrong_host", "expired", "self_signed"])
async def test_another_certificate_than_the_excepted_one_is_blocked(
    scripted: StartScripted, authority: Authority, which: str, security: Security, version: ssl.TLSVersion
) -> None:
    certificate: Certificate = getattr(authority, which)()
    heard: list[bytes] = []
    server, context = await _started(scripted, security, certificate, heard)
    context.maximum_version = version
    excepted = authority.self_signed("earlier").fingerprint
    problem = await _problem(replace(server, trusted_certificate=excepted))
    assert problem.kind is ProblemKind.CERTIFICATE_CHANGED
    assert problem.certificate is not None
    assert problem.certificate.fingerprint == certificate.fingerprint
    assert excepted in problem.detail
    assert not heard


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("security", SECURITIES)
async def test_a_good_certificate_needs_no_exception(
    scripted: StartScripted, authority: Authority, security: Security, version: ssl.TLSVersion
) -> None:
    """The server has got a proper one since."""
    server, context = await _started(scripted, security, authority.localhost(), [])
    context.maximum_version = version
    stream = await _meet(replace(server, trusted_certificate=OTHER))
    await stream.write(b"mail")
    await stream.close()


async def test_a_good_certificate_for_an_address(scripted: StartScripted, authority: Authority) -> None:
    server, _ = await _started(scripted, Security.TLS, authority.localhost(), [])
    stream = await _meet(replace(server, host="127.0.0.1", trusted_certificate=OTHER))
    await stream.write(b"mail")
    await stream.close()


async def test_old_tls_is_refused_with_an_exception_too(scripted: StartScripted, authority: Authority) -> None:
    certificate = authority.self_signed()
    server = await scripted(certificate=certificate)
    server.context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        server.context.maximum_version = ssl.TLSVersion.TLSv1_1
    problem = await _problem(replace(server.address, trusted_certificate=certificate.fingerprint))
    assert problem.kind in {ProblemKind.TLS_FAILED, ProblemKind.CONNECTION_LOST}


@pytest.mark.parametrize("security", [Security.TLS, Security.NONE])
async def test_a_web_page_in_the_place_of_the_server(scripted: StartScripted, security: Security) -> None:
    async def script(peer: Peer) -> None:
        await peer.send("HTTP/1.1 400 Bad Request", "")
        await peer.stall()

    server = await scripted(script, security=Security.NONE)
    with pytest.raises(MailError) as caught:
        await _first_words(replace(server.address, security=security))
    assert caught.value.problem.kind is ProblemKind.CAPTIVE_PORTAL


def test_what_cannot_be_read_has_still_a_fingerprint() -> None:
    assert len(read_certificate(b"no certificate").fingerprint) == 64


@pytest.mark.parametrize("with_extensions", [False, True])
def test_a_message_cut_anywhere_is_read(with_extensions: bool) -> None:
    inner = b"\0\0\3abc" + (b"\0\0" if with_extensions else b"")
    message = b"\x0b\0\0\0" + (b"\0" if with_extensions else b"") + b"\0\0\x10" + 2 * inner
    assert chain_of(message, with_extensions=with_extensions) == [b"abc", b"abc"]
    for end in range(len(message)):
        assert chain_of(message[:end], with_extensions=with_extensions)[:1] in ([], [b""], [b"a"], [b"ab"], [b"abc"])


@pytest.mark.parametrize("text", ["AB:" * 31 + "AB", "sha256:" + "ab" * 32, " " + "Ab" * 32 + "\n"])
def test_a_fingerprint_is_read_as_people_write_it(text: str) -> None:
    assert read_fingerprint(text) == "ab" * 32
    assert read_fingerprint(fingerprint_text("ab" * 32)) == "ab" * 32


@pytest.mark.parametrize("text", ["", "ab" * 31, "ab" * 20, "xy" * 32])
def test_what_is_no_fingerprint(text: str) -> None:
    with pytest.raises(ValueError, match="fingerprint"):
        read_fingerprint(text)
