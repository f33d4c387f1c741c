"""What a test can ask for: ``authority``, ``dovecot``, ``rich_dovecot``, ``cyrus``, ``courier``, ``postfix``, ``exim``,
``mail_user``, ``scripted``.

``authority`` makes this process and its children trust the tests' own certificates (SSL_CERT_FILE). The servers
run for the whole session; a test may stop one, it is started again after the test.
"""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Protocol

import pytest
import pytest_asyncio

from mailclient.mail.account import Security
from tests.servers.authority import Authority, Certificate
from tests.servers.courier import Courier
from tests.servers.cyrus import Cyrus
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.exim import Exim
from tests.servers.postfix import Postfix
from tests.servers.scripted import Script, ScriptedServer
from tests.servers.unpacked import Unpacked


@pytest.fixture(scope="session")
def server_directory() -> Iterator[Path]:
    """A short path that other users can enter: servers give up rights, and sockets allow 107 bytes."""
    directory = Path(tempfile.mkdtemp(prefix="mail-"))
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory)


@pytest.fixture(scope="session")
def authority(server_directory: Path) -> Iterator[Authority]:
    """Our certificate authority, trusted while tests run."""
    directory = server_directory / "tls"
    directory.mkdir()
    made = Authority(directory)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(made.ca_file))
        yield made


@pytest.fixture(scope="session")
def dovecot_session(server_directory: Path, authority: Authority) -> Iterator[Dovecot]:
    """The one Dovecot of this test process."""
    directory = server_directory / "dovecot"
    directory.mkdir()
    server = Dovecot(directory, authority.localhost())
    server.start()
    yield server
    server.stop()


@pytest.fixture
def dovecot(dovecot_session: Dovecot) -> Iterator[Dovecot]:
    """A running Dovecot; started again when the test stopped it."""
    yield dovecot_session
    if not dovecot_session.running:
        dovecot_session.start()


@pytest.fixture
def mail_user(dovecot: Dovecot) -> MailUser:
    """A new, empty mailbox."""
    return dovecot.add_user()


@pytest.fixture(scope="session")
def rich_dovecot(server_directory: Path, authority: Authority) -> Iterator[Dovecot]:
    """A second Dovecot, with more extensions. A test must not stop it."""
    directory = server_directory / "rich"
    directory.mkdir()
    server = Dovecot(directory, authority.localhost(), rich=True)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def unpacked(server_directory: Path) -> Unpacked:
    """The servers that Debian does not install beside Dovecot."""
    directory = server_directory / "unpacked"
    directory.mkdir(exist_ok=True)
    return Unpacked(directory)


@pytest.fixture(scope="session")
def cyrus(server_directory: Path, authority: Authority, unpacked: Unpacked) -> Iterator[Cyrus]:
    """The one Cyrus of this test process. A test must not stop it."""
    directory = server_directory / "cyrus"
    directory.mkdir()
    server = Cyrus(directory, authority.localhost(), unpacked)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def courier(server_directory: Path, authority: Authority, unpacked: Unpacked) -> Iterator[Courier]:
    """The one Courier of this test process. A test must not stop it."""
    directory = server_directory / "courier"
    directory.mkdir()
    server = Courier(directory, authority.localhost(), unpacked)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postfix_session(server_directory: Path, authority: Authority, dovecot_session: Dovecot) -> Iterator[Postfix]:
    """The one Postfix of this test process."""
    directory = server_directory / "postfix"
    directory.mkdir()
    server = Postfix(directory, authority.localhost(), dovecot_session)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def postfix(postfix_session: Postfix, dovecot: Dovecot) -> Iterator[Postfix]:
    """A running Postfix (and the Dovecot it delivers to); started again when the test stopped it."""
    yield postfix_session
    if not postfix_session.running:
        postfix_session.start()


@pytest.fixture(scope="session")
def exim(server_directory: Path, authority: Authority, unpacked: Unpacked, dovecot_session: Dovecot) -> Iterator[Exim]:
    """The one Exim of this test process. A test must not stop it."""
    directory = server_directory / "exim"
    directory.mkdir()
    server = Exim(directory, authority.localhost(), dovecot_session, unpacked)
    server.start()
    yield server
    server.stop()


class StartScripted(Protocol):
    """Starts a scripted server; the first connection follows the first script, and so on."""

    async def __call__(
        self, *scripts: Script, security: Security = Security.TLS, certificate: Certificate | None = None
    ) -> ScriptedServer: ...


@pytest_asyncio.fixture
async def scripted(authority: Authority) -> AsyncIterator[StartScripted]:
    """Starts scripted servers; at the end their scripts must have come to an end."""
    servers: list[ScriptedServer] = []

    async def start(
        *scripts: Script, security: Security = Security.TLS, certificate: Certificate | None = None
    ) -> ScriptedServer:
        server = ScriptedServer(scripts, security, certificate or authority.localhost())
        servers.append(server)
        await server.start()
        return server

    yield start
    for server in servers:
        await server.finish()
