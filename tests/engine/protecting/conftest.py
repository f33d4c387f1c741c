"""An engine that can send, with keys of its own; gpg and openssl with the keys of those who get it."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from mailclient.crypto.smime.own import OwnCertificate
from tests.engine.protecting.desk import People, WritingDesk
from tests.engine.running import RunningEngine
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.model_smtp import ModelSmtp
from tests.unit.crypto.smime.authority import Authority

DAY = 86_400.0


@pytest.fixture(scope="session")
def people() -> Iterator[People]:
    """Bob, Carol and Dave read OpenPGP; Sam and Sue S/MIME; nobody has a key of Nora's."""
    if shutil.which("gpg") is None or shutil.which("openssl") is None:
        pytest.skip("gpg or openssl is not here")
    home = Path(tempfile.mkdtemp(prefix="pp", dir="/tmp"))
    authority, now = Authority("Root of the tests"), time.time()
    made = People(home, authority)
    try:
        for name in ("bob", "carol", "dave"):
            made.keys[name] = made.key_of(f"{name.title()} <{name}@mail.test>")
        for name, kind in (("sam", "p256"), ("sue", "rsa")):
            made.certificates[name] = authority.issue(
                f"{name}@mail.test", kind, name=name, from_=now - DAY, to=now + 300 * DAY
            )
        yield made
    finally:
        subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=False, timeout=20)
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """Where the sockets of GnuPG's agent have room."""
    folder = Path(tempfile.mkdtemp(prefix="pw", dir="/tmp"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest_asyncio.fixture
async def desk(people: People, short_folder: Path, dovecot: Dovecot, mail_user: MailUser) -> AsyncIterator[WritingDesk]:
    """A writer with a key and a certificate, who knows the keys of all but Nora."""
    home = short_folder / "gnupg"
    home.mkdir(mode=0o700)
    now = time.time()
    own = people.authority.issue(mail_user.name, "p256", name="writer", from_=now - DAY, to=now + 300 * DAY)
    engine = RunningEngine(short_folder)
    await engine.start()
    async with ModelSmtp() as server:
        desk = WritingDesk(engine, people, server, dovecot, mail_user, home)
        await desk.begin(pkcs12_of(own))
        yield desk
        await engine.stop()


def pkcs12_of(own: OwnCertificate) -> bytes:
    key = serialization.load_der_private_key(own.key, None)
    return pkcs12.serialize_key_and_certificates(
        b"own",
        key,  # type: ignore[arg-type]
        x509.load_der_x509_certificate(own.certificate),
        [x509.load_der_x509_certificate(one) for one in own.chain],
        serialization.BestAvailableEncryption(b"secret"),
    )
