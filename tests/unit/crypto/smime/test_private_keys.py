"""Private keys as OpenSSL writes them: in DER and PEM, locked or not; PKCS#12 without a passphrase."""

import subprocess
from pathlib import Path

import pytest

from mailclient.crypto.smime.certificates import read_certificates
from mailclient.crypto.smime.pem import private_keys_in
from mailclient.crypto.smime.pkcs12 import read_pkcs12
from mailclient.mail.problem import MailError, ProblemKind


def openssl(*words: str) -> bytes:
    return subprocess.run(["openssl", *words], capture_output=True, timeout=60, check=True).stdout


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    key, pem = str(folder / "key.pem"), str(folder / "own.pem")
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-x509")
    openssl("req", *curve, "-keyout", key, "-out", pem, "-subj", "/CN=Kim")
    openssl("pkcs8", "-topk8", "-nocrypt", "-in", key, "-outform", "DER", "-out", str(folder / "pkcs8.der"))
    openssl("ec", "-in", key, "-outform", "DER", "-out", str(folder / "sec1.der"))
    openssl(
        "pkcs8", "-topk8", "-passout", "pass:word", "-in", key, "-outform", "DER", "-out", str(folder / "locked.der")
    )
    openssl("pkcs12", "-export", "-inkey", key, "-in", pem, "-passout", "pass:", "-out", str(folder / "open.p12"))
    openssl("pkcs12", "-export", "-inkey", key, "-in", pem, "-passout", "pass:word", "-out", str(folder / "own.p12"))
    return folder


@pytest.mark.parametrize(("file", "passphrase"), [("pkcs8.der", ""), ("sec1.der", ""), ("locked.der", "word")])
def test_a_private_key_in_der_finds_its_certificate(made: Path, file: str, passphrase: str) -> None:
    certificates = read_certificates((made / "own.pem").read_bytes())
    (own,) = private_keys_in((made / file).read_bytes(), certificates, passphrase)
    assert own.certificate == certificates[0]


@pytest.mark.parametrize(
    ("passphrase", "kind"), [("", ProblemKind.PASSPHRASE_NEEDED), ("other", ProblemKind.PASSPHRASE_WRONG)]
)
def test_a_locked_key_in_der_asks_for_its_passphrase(made: Path, passphrase: str, kind: ProblemKind) -> None:
    with pytest.raises(MailError) as caught:
        private_keys_in((made / "locked.der").read_bytes(), (), passphrase)
    assert caught.value.problem.kind is kind


@pytest.mark.parametrize("file", ["own.p12", "own.pem"])
def test_what_is_no_private_key_is_none(made: Path, file: str) -> None:
    data = (made / file).read_bytes()
    assert private_keys_in(data, read_certificates(data), "") == ()


@pytest.mark.parametrize("passphrase", ["", "that of another file"])
def test_pkcs12_without_a_passphrase_is_read_with_any(made: Path, passphrase: str) -> None:
    (own,), _ = read_pkcs12((made / "open.p12").read_bytes(), passphrase)
    assert own.secret_key() is not None


@pytest.mark.parametrize("passphrase", ["", "other"])
def test_pkcs12_with_one_is_not(made: Path, passphrase: str) -> None:
    with pytest.raises(MailError) as caught:
        read_pkcs12((made / "own.p12").read_bytes(), passphrase)
    assert caught.value.problem.kind is ProblemKind.PASSPHRASE_WRONG
