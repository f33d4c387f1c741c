"""Passphrases of keys, setup codes and private keys of certificates: in no file, log, argument or environment."""

import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailclient.bridge.commands import (
    AcceptKey,
    ChangeKeyExpiry,
    ExportKey,
    GenerateKey,
    ImportCertificates,
    MakeSetupMessage,
    ReadSetupMessage,
    UnlockVault,
)
from mailclient.crypto.smime.pkcs12 import write_pkcs12
from mailclient.mail.protection import Acceptance
from tests.end_to_end.canaries import Canaries, Onlooker, contents
from tests.end_to_end.test_no_secret_leaks import LiveEngine, Scene
from tests.unit.crypto.smime.authority import Authority

RIGHT, WRONG = "cAnArYkEyRiGhT7501", "cAnArYkEyWrOnG7502"
PKCS12, OTHER, VAULT = "cAnArYpKcS7503", "cAnArYpKcSwRoNg7504", "cAnArYvAuLtKeYs7505"


@pytest.fixture
def scene() -> Iterator[Scene]:
    """With a path that is short enough for the socket of GnuPG's agent."""
    if shutil.which("gpg") is None:
        pytest.skip("gpg is needed")
    with tempfile.TemporaryDirectory(prefix="ks", dir="/tmp", ignore_cleanup_errors=True) as folder:
        made = Scene(Path(folder))
        home = Path(folder, "g")
        home.mkdir(mode=0o700)
        made.environment["GNUPGHOME"] = str(home)
        yield made
        subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=False, timeout=120)


def test_keys_and_what_opens_them(scene: Scene) -> None:
    own = Authority().issue()
    pkcs12 = write_pkcs12(own, PKCS12)
    with Onlooker() as onlooker:
        engine = LiveEngine(scene)
        engine.done(lambda number: UnlockVault(number, VAULT))
        made = engine.done(lambda number: GenerateKey(number, "Kim", "kim@mail.test", passphrase=RIGHT))
        (key,) = made.keys or ()
        assert engine.refused(lambda number: ExportKey(number, key.fingerprint, secret=True, passphrase=WRONG))
        exported = engine.done(lambda number: ExportKey(number, key.fingerprint, secret=True, passphrase=RIGHT))
        assert exported.exported is not None
        engine.done(lambda number: ChangeKeyExpiry(number, key.fingerprint, 100, RIGHT))
        engine.done(lambda number: AcceptKey(number, key.fingerprint, Acceptance.OWN))
        setup = engine.done(lambda number: MakeSetupMessage(number, key.fingerprint, "kim@mail.test", RIGHT))
        assert setup.exported is not None
        code = setup.exported.setup_code
        data = setup.exported.data
        assert engine.refused(lambda number: ReadSetupMessage(number, data, code[:-4] + "0000"))
        assert engine.refused(lambda number: ImportCertificates(number, pkcs12, passphrase=OTHER))
        engine.done(lambda number: ImportCertificates(number, pkcs12, passphrase=PKCS12))
        engine.process.send_signal(signal.SIGABRT)
        assert engine.wait() == -signal.SIGABRT
    canaries = Canaries((RIGHT, WRONG, PKCS12, OTHER, VAULT))
    hits = canaries.found_in_files(scene.folder) + canaries.found("what was said", scene.said)
    for shown in onlooker.seen:
        hits += canaries.found("what other programs see", shown)
        assert code.encode() not in shown
    assert hits == []
    assert any(b"gpg" in shown and b"--engine" not in shown for shown in onlooker.seen), "gpg was looked at, too"
    told = b"".join(data for _path, data in contents(scene.folder)) + scene.said
    for secret in (code.encode(), code.replace("-", "").encode(), own.key, exported.exported.data[100:200]):
        assert secret not in told
