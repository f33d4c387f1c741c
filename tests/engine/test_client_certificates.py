"""Logging in with a certificate: to a Dovecot that demands one, and to servers that refuse it."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)

from mailclient.engine.accounts.dialling import dialling
from mailclient.engine.accounts.imap_session import ImapSession
from mailclient.engine.secrets.credentials import MemoryCredentials, Purpose, certificate_entry
from mailclient.mail.account import LoginKind, Secret, Security, Server
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.transport.client_key import Keys
from mailclient.transport.connect import connect
from tests.servers.authority import Authority, Certificate
from tests.servers.dovecot import Dovecot, MailUser

PASSPHRASE = "correct horse"


@pytest.fixture(scope="module")
def strict_dovecot(server_directory: Path, authority: Authority) -> Iterator[Dovecot]:
    directory = server_directory / "strict"
    directory.mkdir()
    server = Dovecot(directory, authority.localhost(), clients=authority.ca_file)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def user(strict_dovecot: Dovecot) -> MailUser:
    return strict_dovecot.add_user()


@pytest.fixture(params=["pem", "encrypted pem", "p12", "encrypted p12"])
def key_file(request: pytest.FixtureRequest, tmp_path: Path, authority: Authority, user: MailUser) -> Path:
    return _key_file(authority.client(user.name), tmp_path, request.param)


def _key_file(certificate: Certificate, directory: Path, form: str) -> Path:
    key = load_pem_private_key(certificate.key_file.read_bytes(), None)
    pem = certificate.cert_file.read_bytes()
    locked = BestAvailableEncryption(PASSPHRASE.encode()) if form.startswith("encrypted") else NoEncryption()
    path = directory / form.replace(" ", ".")
    if form.endswith("pem"):
        path.write_bytes(pem + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked))
    else:
        found = x509.load_pem_x509_certificate(pem)
        path.write_bytes(pkcs12.serialize_key_and_certificates(b"me", key, found, None, locked))  # type: ignore[arg-type]
    return path


async def _mechanism(server: Server, passphrase: str = PASSPHRASE) -> str:
    credentials = MemoryCredentials()
    await credentials.entries.write(certificate_entry(server), Secret(passphrase))
    secret = await credentials.password(server, Purpose.IMAP)
    assert secret is not None
    session = await ImapSession.open(server, secret, dialling(connect, credentials), timeout_seconds=20)
    await session.close()
    return session.welcome.mechanism


async def _refusal(server: Server, passphrase: str = PASSPHRASE) -> ProblemKind:
    with pytest.raises(MailError) as caught:
        await _mechanism(server, passphrase)
    assert passphrase not in str(caught.value)
    return caught.value.problem.kind


def _by_certificate(server: Server, path: Path) -> Server:
    return replace(server, login=LoginKind.CERTIFICATE, client_certificate=str(path))


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
async def test_dovecot_lets_the_certificate_in(
    strict_dovecot: Dovecot, user: MailUser, key_file: Path, security: Security
) -> None:
    server = _by_certificate(strict_dovecot.imap(user, security), key_file)
    assert await _mechanism(server) == "EXTERNAL"


async def test_dovecot_takes_the_name_of_the_certificate_alone(
    strict_dovecot: Dovecot, authority: Authority, tmp_path: Path
) -> None:
    """The certificate of one user does not open the mailbox of another."""
    mine, other = strict_dovecot.add_user(), strict_dovecot.add_user()
    path = _key_file(authority.client(mine.name), tmp_path, "pem")
    assert await _refusal(_by_certificate(strict_dovecot.imap(other), path)) is ProblemKind.WRONG_PASSWORD


async def test_dovecot_without_a_certificate(strict_dovecot: Dovecot, user: MailUser) -> None:
    server = replace(strict_dovecot.imap(user), login=LoginKind.CERTIFICATE)
    assert await _refusal(server) in {ProblemKind.WRONG_PASSWORD, ProblemKind.NO_COMMON_LOGIN}


@pytest.mark.parametrize("form", ["encrypted pem", "encrypted p12"])
@pytest.mark.parametrize("passphrase", ["wrong horse", ""])
async def test_a_wrong_passphrase(
    strict_dovecot: Dovecot, user: MailUser, authority: Authority, tmp_path: Path, form: str, passphrase: str
) -> None:
    path = _key_file(authority.client(user.name), tmp_path, form)
    server = _by_certificate(strict_dovecot.imap(user), path)
    with pytest.raises(MailError) as caught:
        await connect(server, Keys(passphrase=Secret(passphrase) if passphrase else None))
    assert caught.value.problem.kind is ProblemKind.CLIENT_CERTIFICATE_LOCKED
    assert caught.value.problem.subject == str(path)


@pytest.mark.parametrize("content", [None, b"", b"no certificate", b"-----BEGIN CERTIFICATE-----\nAAAA\n", "alone"])
async def test_a_file_that_is_of_no_use(
    tmp_path: Path, authority: Authority, user: MailUser, content: bytes | str | None
) -> None:
    path = tmp_path / "me.pem"
    if content == "alone":
        path.write_bytes(authority.client(user.name).cert_file.read_bytes())
    elif isinstance(content, bytes):
        path.write_bytes(content)
    server = Server("localhost", 1, Security.TLS, "", client_certificate=str(path))
    with pytest.raises(MailError) as caught:
        await connect(server)
    assert caught.value.problem.kind is ProblemKind.CLIENT_CERTIFICATE_UNUSABLE


@pytest.fixture(params=[ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=str)
def picky(request: pytest.FixtureRequest, authority: Authority) -> Iterator[Server]:
    """Demands a certificate in TLS itself. In a thread: asyncio's servers hang up without the alert that says why."""
    context = authority.localhost().server_context()
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(authority.ca_file)
    context.maximum_version = request.param
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        with connection, contextlib.suppress(OSError), context.wrap_socket(connection, server_side=True) as secured:
            secured.sendall(b"* OK hello\r\n")
            secured.recv(1)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield Server("localhost", listener.getsockname()[1], Security.TLS, "alice")
    thread.join(10)
    listener.close()


@pytest.mark.parametrize("which", ["none", "stranger"])
async def test_a_server_that_refuses_the_certificate_in_tls(picky: Server, tmp_path: Path, which: str) -> None:
    if which == "stranger":
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir()
        path = _key_file(Authority(elsewhere).client("mallory"), tmp_path, "pem")
        picky = replace(picky, client_certificate=str(path))
    with pytest.raises(MailError) as caught:
        await _first_words(picky)
    assert caught.value.problem.kind is ProblemKind.CLIENT_CERTIFICATE_REFUSED


async def test_a_server_that_accepts_the_certificate_in_tls(
    picky: Server, tmp_path: Path, authority: Authority
) -> None:
    path = _key_file(authority.client("alice"), tmp_path, "pem")
    assert await _first_words(replace(picky, client_certificate=str(path))) == b"* OK hello\r\n"


async def _first_words(server: Server) -> bytes:
    stream = await connect(server)
    try:
        return await stream.read()
    finally:
        await stream.close()
