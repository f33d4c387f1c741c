"""Both ways with ``openssl cms``: it signs, verifies, encrypts and decrypts ours, and we its."""

import shutil
from pathlib import Path

import pytest

from mailclient.crypto.smime.decrypting import decrypt
from mailclient.crypto.smime.encrypting import encrypt
from mailclient.crypto.smime.own import OwnCertificate
from mailclient.crypto.smime.reason import Reason
from mailclient.crypto.smime.signing import sign, sign_opaque
from mailclient.crypto.smime.verifying import verify
from mailclient.mail.protection import Integrity, SignatureVerdict
from tests.unit.crypto.smime.authority import NOW, Authority
from tests.unit.crypto.smime.programs import Openssl

CONTENT = b"Content-Type: text/plain\r\n\r\nAt the harbour, at six.\r\n" * 300
KINDS = ("rsa", "p256", "p384")
"""openssl 3.0 signs no CMS with Ed25519."""
READERS = ("rsa", "p256", "p384", "p521")


@pytest.fixture(scope="module")
def root() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def people(root: Authority) -> dict[str, OwnCertificate]:
    return {kind: root.issue(f"{kind}@example.org", kind, name=kind) for kind in {*KINDS, *READERS}}


@pytest.fixture(scope="module")
def openssl(tmp_path_factory: pytest.TempPathFactory, root: Authority, people: dict[str, OwnCertificate]) -> Openssl:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not here")
    program = Openssl(Path(tmp_path_factory.mktemp("openssl")))
    program.add_certificate("root", root.der)
    for kind, own in people.items():
        program.add(kind, own)
    program.write("content", CONTENT)
    return program


@pytest.mark.parametrize("kind", KINDS)
def test_openssl_verifies_ours(openssl: Openssl, people: dict[str, OwnCertificate], kind: str) -> None:
    openssl.write("ours.p7s", sign([CONTENT], people[kind], NOW))
    detached = ("-inform", "DER", "-in", "ours.p7s", "-content")
    assert openssl.verify(*detached, "content") == CONTENT
    openssl.write("other", CONTENT + b"!")
    openssl.verify(*detached, "other", right=False)
    openssl.write("ours.p7m", sign_opaque(CONTENT, people[kind], NOW))
    assert openssl.verify("-inform", "DER", "-in", "ours.p7m") == CONTENT


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "how",
    [
        (),
        ("-nodetach",),
        ("-stream", "-nodetach"),
        ("-nodetach", "-keyid"),
        ("-noattr", "-nodetach"),
        ("-nosmimecap", "-cades"),
    ],
)
def test_we_verify_those_of_openssl(
    openssl: Openssl, people: dict[str, OwnCertificate], root: Authority, kind: str, how: tuple[str, ...]
) -> None:
    signer = ("-signer", f"{kind}.crt", "-inkey", f"{kind}.key", "-md", "sha384")
    data = openssl.cms("-sign", "-binary", "-outform", "DER", "-in", "content", *signer, *how)
    inside = "-nodetach" in how
    found = verify(data, None if inside else [CONTENT], root.trust())
    assert [(one.verdict, one.reason) for one in found.signers] == [(SignatureVerdict.GOOD, Reason.NOTHING)]
    assert found.content == (CONTENT if inside else None)


@pytest.mark.parametrize(
    ("digest", "options", "verdict"),
    [
        ("sha1", (), SignatureVerdict.WEAK),
        ("md5", (), SignatureVerdict.WEAK),
        ("sha256", ("-keyopt", "rsa_padding_mode:pss"), SignatureVerdict.GOOD),
        ("sha256", ("-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_mgf1_md:sha512"), SignatureVerdict.GOOD),
        ("sha3-256", (), SignatureVerdict.GOOD),
    ],
)
def test_digests_and_padding_of_openssl(
    openssl: Openssl, root: Authority, digest: str, options: tuple[str, ...], verdict: SignatureVerdict
) -> None:
    signer = ("-signer", "rsa.crt", "-inkey", "rsa.key", *options, "-md", digest)
    data = openssl.cms("-sign", "-binary", "-outform", "DER", "-in", "content", *signer)
    assert [one.verdict for one in verify(data, [CONTENT], root.trust()).signers] == [verdict]


def test_several_signers_of_openssl(openssl: Openssl, root: Authority) -> None:
    signers = [word for kind in ("rsa", "p256", "p384") for word in ("-signer", f"{kind}.crt", "-inkey", f"{kind}.key")]
    data = openssl.cms("-sign", "-binary", "-outform", "DER", "-in", "content", *signers)
    found = verify(data, [CONTENT], root.trust())
    assert [one.verdict for one in found.signers] == [SignatureVerdict.GOOD] * 3


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("authenticated", [True, False])
def test_openssl_decrypts_ours(
    openssl: Openssl, people: dict[str, OwnCertificate], kind: str, authenticated: bool
) -> None:
    parts: list[bytes] = []
    recipients = [people[one].certificate for one in READERS]
    encrypt([CONTENT], recipients, parts.append, authenticated=authenticated)
    openssl.write("ours.p7m", b"".join(parts))
    read = ("-inform", "DER", "-in", "ours.p7m", "-recip", f"{kind}.crt", "-inkey", f"{kind}.key")
    assert openssl.cms("-decrypt", "-binary", *read) == CONTENT


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        ("rsa", ("-aes256",)),
        ("rsa", ("-aes-128-gcm", "-keyid")),
        ("rsa", ("-des3", "-stream")),
        ("rsa", ("-aes256", "-keyopt", "rsa_padding_mode:oaep")),
        ("rsa", ("-aes-256-gcm", "-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:sha256")),
        (
            "rsa",
            (
                "-keyopt",
                "rsa_padding_mode:oaep",
                "-keyopt",
                "rsa_oaep_md:sha512",
                "-keyopt",
                "rsa_mgf1_md:sha1",
                "-aes192",
            ),
        ),
        ("p256", ("-aes256",)),
        ("p384", ("-aes-256-gcm", "-keyopt", "ecdh_kdf_md:sha256")),
        ("p256", ("-aes128", "-keyopt", "ecdh_kdf_md:sha384", "-keyid")),
        ("p521", ("-aes-192-gcm", "-keyopt", "ecdh_kdf_md:sha512")),
        ("p256", ("-des3", "-keyopt", "ecdh_kdf_md:sha224", "-keyopt", "ecdh_cofactor_mode:1")),
    ],
)
def test_we_decrypt_those_of_openssl(
    openssl: Openssl, people: dict[str, OwnCertificate], kind: str, how: tuple[str, ...]
) -> None:
    options = [word for word in how if word.startswith("-aes") or word in ("-des3", "-stream", "-keyid")]
    keyopt = [word for word in how if word not in options]
    data = openssl.cms(
        "-encrypt", "-binary", "-outform", "DER", "-in", "content", *options, "-recip", f"{kind}.crt", *keyopt
    )
    opened = decrypt(data, [people["rsa"] if kind != "rsa" else people["p256"], people[kind]])
    assert opened.reason is Reason.NOTHING
    assert opened.content == CONTENT
    told = any("gcm" in word for word in how)
    assert opened.integrity is (Integrity.OK if told else Integrity.MISSING)


def test_signed_and_then_encrypted_both_ways(
    openssl: Openssl, people: dict[str, OwnCertificate], root: Authority
) -> None:
    """Triple: openssl signs and encrypts what we signed; we open all of it."""
    openssl.write("inner", sign_opaque(CONTENT, people["p256"], NOW))
    signer = ("-signer", "rsa.crt", "-inkey", "rsa.key")
    openssl.write("outer", openssl.cms("-sign", "-binary", "-nodetach", "-outform", "DER", "-in", "inner", *signer))
    data = openssl.cms("-encrypt", "-binary", "-outform", "DER", "-aes256", "-in", "outer", "-recip", "p384.crt")
    opened = decrypt(data, [people["p384"]])
    assert opened.content is not None
    outer = verify(opened.content, None, root.trust())
    assert outer.content is not None
    inner = verify(outer.content, None, root.trust())
    assert inner.content == CONTENT
    assert [outer.signers[0].verdict, inner.signers[0].verdict] == [SignatureVerdict.GOOD] * 2
