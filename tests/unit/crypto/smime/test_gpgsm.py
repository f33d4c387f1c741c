"""Both ways with ``gpgsm``: it signs, verifies, encrypts and decrypts ours, and we its."""

from collections.abc import Iterator
from hashlib import sha1

import pytest

from mailclient.crypto.smime.decrypting import decrypt
from mailclient.crypto.smime.encrypting import encrypt
from mailclient.crypto.smime.own import OwnCertificate
from mailclient.crypto.smime.reason import Reason
from mailclient.crypto.smime.signing import sign, sign_opaque
from mailclient.crypto.smime.verifying import verify
from mailclient.mail.protection import Integrity, SignatureVerdict
from tests.unit.crypto.smime.authority import NOW, Authority
from tests.unit.crypto.smime.programs import Gpgsm, gpgsm_home

CONTENT = b"Content-Type: text/plain\r\n\r\nAt the harbour, at six.\r\n" * 300


@pytest.fixture(scope="module")
def root() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def anna(root: Authority) -> OwnCertificate:
    return root.issue(kind="rsa")


@pytest.fixture(scope="module")
def gpgsm(root: Authority, anna: OwnCertificate) -> Iterator[Gpgsm]:
    with gpgsm_home() as program:
        program.trust(sha1(root.der, usedforsecurity=False).hexdigest().upper())
        program.add(anna)
        yield program


def test_gpgsm_verifies_ours(gpgsm: Gpgsm, anna: OwnCertificate) -> None:
    ours = gpgsm.file(sign([CONTENT], anna, NOW))
    gpgsm.run("--verify", ours, gpgsm.file(CONTENT))
    gpgsm.run("--verify", ours, gpgsm.file(CONTENT + b"!"), right=False)
    assert gpgsm.run("-o", "-", "--verify", gpgsm.file(sign_opaque(CONTENT, anna, NOW))) == CONTENT


@pytest.mark.parametrize("detached", [True, False])
def test_we_verify_those_of_gpgsm(gpgsm: Gpgsm, root: Authority, detached: bool) -> None:
    how = "--detach-sign" if detached else "--sign"
    data = gpgsm.run("-u", "anna@example.org", "-o", "-", how, gpgsm.file(CONTENT))
    found = verify(data, [CONTENT] if detached else None, root.trust())
    assert [(one.verdict, one.reason) for one in found.signers] == [(SignatureVerdict.GOOD, Reason.NOTHING)]
    assert found.content == (None if detached else CONTENT)


def test_gpgsm_decrypts_ours(gpgsm: Gpgsm, anna: OwnCertificate) -> None:
    parts: list[bytes] = []
    encrypt([CONTENT], [anna.certificate], parts.append, authenticated=False)
    assert gpgsm.run("-o", "-", "--decrypt", gpgsm.file(b"".join(parts))) == CONTENT


def test_we_decrypt_those_of_gpgsm(gpgsm: Gpgsm, anna: OwnCertificate) -> None:
    data = gpgsm.run("-r", "anna@example.org", "-o", "-", "--encrypt", gpgsm.file(CONTENT))
    opened = decrypt(data, [anna])
    assert opened.content == CONTENT
    assert opened.integrity is Integrity.MISSING
