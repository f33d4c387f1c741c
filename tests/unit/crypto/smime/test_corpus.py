"""Outside samples of CMS as bytes: the good ones verify and decrypt, nothing that is wrong is good.

What whole messages make of them is tested with the opening of messages; here each set is one pass.
"""

import email
import re
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from mailclient.crypto.smime.certificates import look_at, read_certificates
from mailclient.crypto.smime.decrypting import decrypt
from mailclient.crypto.smime.encrypting import encrypt
from mailclient.crypto.smime.own import OwnCertificate
from mailclient.crypto.smime.pkcs12 import read_pkcs12
from mailclient.crypto.smime.reason import Reason
from mailclient.crypto.smime.signing import sign
from mailclient.crypto.smime.trust import Trust
from mailclient.crypto.smime.verifying import SmimeVerified, verify
from mailclient.mail.protection import Integrity, SignatureVerdict

AT = 1_750_000_000.0
GOOD, BAD, WEAK = SignatureVerdict.GOOD, SignatureVerdict.BAD, SignatureVerdict.WEAK
UNKNOWN, UNTRUSTED = SignatureVerdict.UNKNOWN_KEY, SignatureVerdict.UNTRUSTED


def verdicts(found: SmimeVerified) -> list[SignatureVerdict]:
    return [signer.verdict for signer in found.signers]


def own_of(certificate: bytes, key: bytes) -> OwnCertificate:
    loaded = (
        serialization.load_pem_private_key(key, None)
        if b"-----BEGIN" in key
        else serialization.load_der_private_key(key, None)
    )
    pkcs8 = loaded.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return OwnCertificate(read_certificates(certificate)[0], pkcs8)


class Layers:
    """The layers of a message, the outer first: "encrypted", or the verdict of a signature."""

    def __init__(self, trust: Trust, own: list[OwnCertificate]) -> None:
        self._trust = trust
        self._own = own

    def of(self, raw: bytes) -> Iterator[str]:
        message = email.message_from_bytes(raw)
        if message.get_content_type() == "multipart/signed":
            boundary = re.escape(message.get_boundary("").encode())
            signed = re.split(rb"\r?\n--" + boundary + rb"[ \t]*\r?\n", raw)[1]
            signed = re.sub(rb"\r?\n", b"\r\n", signed)
            found = verify(_payload(list(message.walk())[-1]), [signed], self._trust)
            yield from verdicts(found)
            yield from self.of(signed)
        elif "pkcs7-mime" in message.get_content_type():
            cms = _payload(message)
            opened = decrypt(cms, self._own)
            if opened.reason is Reason.MESSAGE_BROKEN:
                found = verify(cms, None, self._trust)
                yield from [verdict.value for verdict in verdicts(found)] or [found.reason.value]
                yield from self.of(found.content or b"")
            else:
                yield "encrypted" if opened.content is not None else opened.reason.value
                yield from self.of(opened.content or b"")


def _payload(message: "email.message.Message[str, str]") -> bytes:
    data = message.get_payload(decode=True)
    assert isinstance(data, bytes)
    return data


THUNDERBIRD = {
    "smime/alice.dsig.SHA256.multipart.bad.eml": [BAD],
    "smime/alice.dsig.SHA384.multipart.bad.eml": [BAD],
    "smime/alice.dsig.SHA256.multipart.mismatch-econtent.eml": [BAD],
    "smime/alice.dsig.SHA256.multipart.env.eml": ["encrypted", GOOD],
    "smime/alice.dsig.SHA384.multipart.env.eml": ["encrypted", GOOD],
    "smime/alice.env.sig.SHA512.opaque.eml": [GOOD, "encrypted"],
    "smime/alice.env.sig.SHA512.opaque.dave.sig.SHA512.opaque.eml": [GOOD, GOOD, "encrypted"],
    "smime/alice.plain.dsig.SHA1.multipart.dave.dsig.SHA1.multipart.eml": [WEAK, WEAK],
    "smime/alice.plain.dsig.SHA384.multipart.dave.sig.SHA384.opaque.eml": [GOOD, GOOD],
    "smime/alice.plain.dsig.SHA512.multipart.dave.dsig.SHA512.multipart.eml": [GOOD, GOOD],
    "smime/alice.plain.sig.SHA512.opaque.dave.dsig.SHA512.multipart.eml": [GOOD, GOOD],
    "smime/alice.sig.SHA1.opaque.eml": [WEAK],
    "smime/alice.sig.SHA256.opaque.eml": [GOOD],
    "smime/alice.sig.SHA1.opaque.env.eml": ["encrypted", WEAK],
    "smime/alice.sig.SHA384.opaque.env.eml": ["encrypted", GOOD],
    # Made by an authority of the same name and another key; openssl says so, too.
    "smime/alice.sig.SHA512.opaque": [UNTRUSTED],
    "smime/alice.dsig.SHA256.multipart": [UNTRUSTED],
    "smime/alice.dsig.SHA512.multipart": [UNTRUSTED],
}


@pytest.fixture(scope="module")
def thunderbird(corpus: Path) -> tuple[Path, Layers]:
    folder = corpus / "thunderbird-smime"
    roots = read_certificates((folder / "keys/smime/TestCA.pem").read_bytes())
    own = [one for path in sorted(folder.glob("keys/*/*.p12")) for one in read_pkcs12(path.read_bytes(), "nss")[0]]
    assert len(own) == 6
    return folder, Layers(Trust(roots, AT), own)


@pytest.mark.parametrize("name", THUNDERBIRD)
def test_thunderbird(thunderbird: tuple[Path, Layers], name: str) -> None:
    folder, layers = thunderbird
    assert list(layers.of((folder / name).read_bytes())) == THUNDERBIRD[name]


def test_thunderbird_oaep_with_digests_that_differ(thunderbird: tuple[Path, Layers]) -> None:
    folder, layers = thunderbird
    for path in folder.glob("smime-interop/*.env"):
        assert list(layers.of(path.read_bytes())) == ["encrypted"]


def test_nothing_of_another_authority_is_good(thunderbird: tuple[Path, Layers]) -> None:
    """All of the set, with no root at all: not one good signature."""
    folder, _ = thunderbird
    layers = Layers(Trust((), AT), [])
    for path in sorted(folder.glob("smime*/*")):
        assert GOOD not in list(layers.of(path.read_bytes()))


def test_rfc_4134(corpus: Path) -> None:
    """Good ones of 1999: keys of 1,024 bits and SHA-1, so weak; DSA parameters left out are not guessed."""
    folder = corpus / "rfc4134"
    keys = folder / "keys"
    roots = tuple((keys / name).read_bytes() for name in ("CarlRSASelf.cer", "CarlDSSSelf.cer"))
    trust = Trust(roots, 1_000_000_000.0)
    content = (keys / "ExContent.bin").read_bytes()
    expected = {"4.2": [WEAK], "4.6": [WEAK, UNKNOWN], "4.7": [WEAK]}
    for name, wanted in expected.items():
        data = (folder / f"{name}.bin").read_bytes()
        assert verdicts(verify(data, None, trust)) == wanted
        assert verify(data, None, trust).content == content
        assert verdicts(verify(data, [content + b"!"], trust)) == [BAD] * len(wanted)
    assert verify((folder / "4.11.bin").read_bytes(), None, trust).reason is Reason.NO_SIGNER
    for name in ("6.0", "7.1", "7.2"):
        assert verify((folder / f"{name}.bin").read_bytes(), None, trust).reason is Reason.MESSAGE_BROKEN


def test_rfc_9216(corpus: Path) -> None:
    """Keys of Alice, Bob (RSA), Carlos and Dana (Ed25519, X25519): both of each PKCS#12 file, used."""
    keys = corpus / "rfc9216/keys"
    roots = tuple(
        der
        for pattern in ("3-1*", "6-1*")
        for path in keys.glob(pattern)
        for der in read_certificates(path.read_bytes())
    )
    trust = Trust(roots, AT)
    for number, name in ((4, "alice"), (5, "bob"), (7, "carlos"), (8, "dana")):
        (path,) = keys.glob(f"{number}-5-*")
        own, others = read_pkcs12(path.read_bytes(), name)
        facts = {look_at(one.certificate, trust, others).can_sign: one for one in own}
        assert set(facts) == {True, False}
        assert all(look_at(one.certificate, trust).addresses == (f"{name}@smime.example",) for one in own)
        assert verdicts(verify(sign([b"text"], facts[True], AT), [b"text"], trust)) == [GOOD]
        parts: list[bytes] = []
        encrypt([b"text"], [facts[False].certificate], parts.append, authenticated=True)
        assert decrypt(b"".join(parts), own).content == b"text"


def test_openssl(corpus: Path) -> None:
    folder = corpus / "openssl"
    keys = folder / "keys/smime-certs"
    cipher = email.message_from_bytes((folder / "recipes/80-test_cms_data/ciphertext_from_1_1_1.cms").read_bytes())
    reader = (keys / "smec3.pem").read_bytes()
    opened = decrypt(_payload(cipher), [own_of(reader, reader)])
    assert opened.content is not None
    assert opened.content.startswith(b"Somewhat longer test content")
    assert opened.integrity is Integrity.MISSING
    other = (keys / "smrsa1.pem").read_bytes()
    assert decrypt(_payload(cipher), [own_of(other, other)]).reason is Reason.KEY_MISSING
    md4 = _unarmoured((folder / "recipes/80-test_cms_data/pkcs7-md4.pem").read_bytes())
    assert verdicts(verify(md4, None, Trust((), AT))) == [BAD]
    for path in folder.glob("d2i-tests/*"):
        assert verify(path.read_bytes(), None, Trust((), AT)).reason is Reason.MESSAGE_BROKEN
        assert decrypt(path.read_bytes(), []).reason is Reason.MESSAGE_BROKEN


def test_gpgsm(corpus: Path) -> None:
    """The key of these is in a form of GnuPG's own; who they are for is read all the same."""
    for path in sorted((corpus / "gnupg2/gpgsm").glob("*.asc")):
        opened = decrypt(_unarmoured(path.read_bytes()), [])
        assert (opened.reason, opened.algorithm) == (Reason.KEY_MISSING, "AES-128-CBC")
        assert opened.recipients == ("test cert 1, 0",)


def _unarmoured(data: bytes) -> bytes:
    found = re.search(rb"-----BEGIN [A-Z0-9 ]+-----(.*?)-----END", data, re.DOTALL)
    assert found
    return b64decode(found[1])
