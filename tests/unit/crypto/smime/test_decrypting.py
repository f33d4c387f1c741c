"""What was encrypted opens for its recipients alone; what was changed says nothing of why."""

import os
import random
import tracemalloc

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from mailclient.crypto.smime.capabilities import can_authenticate
from mailclient.crypto.smime.certificate import certificate
from mailclient.crypto.smime.decrypting import SmimeDecrypted, decrypt
from mailclient.crypto.smime.encoding import algorithm, enclosed, identifier, integer, octet_string, sequence_of, set_of
from mailclient.crypto.smime.encrypting import encrypt
from mailclient.crypto.smime.own import OwnCertificate
from mailclient.crypto.smime.reason import Reason
from mailclient.crypto.smime.signed_data import DATA, ENVELOPED_DATA
from mailclient.mail.protection import Integrity
from tests.unit.crypto.smime.authority import Authority

CONTENT = b"Content-Type: text/plain\r\n\r\nAt the harbour, at six.\r\n" * 5000
_GCM_CAPABILITY = sequence_of(algorithm("2.16.840.1.101.3.4.1.46"))
KINDS = ("rsa", "p256", "p384", "p521", "x25519")


@pytest.fixture(scope="module")
def people() -> dict[str, OwnCertificate]:
    root = Authority()
    return {kind: root.issue(f"{kind}@example.org", kind, name=kind) for kind in KINDS}


def encrypted(content: bytes, *own: OwnCertificate, authenticated: bool) -> bytes:
    parts: list[bytes] = []
    lines = [content[start : start + 1000] for start in range(0, len(content), 1000)]
    encrypt(lines, [one.certificate for one in own], parts.append, authenticated=authenticated)
    return b"".join(parts)


@pytest.mark.parametrize("authenticated", [True, False])
def test_all_recipients_can_open_it(people: dict[str, OwnCertificate], authenticated: bool) -> None:
    data = encrypted(CONTENT, *people.values(), authenticated=authenticated)
    for kind, own in people.items():
        opened = decrypt(data, [own])
        assert opened.content == CONTENT
        assert opened.integrity is (Integrity.OK if authenticated else Integrity.MISSING)
        assert opened.algorithm == ("AES-256-GCM" if authenticated else "AES-256-CBC")
        assert opened.opened_by == certificate(own.certificate).fingerprint
        assert f"{kind}@example.org" in opened.recipients
        assert len(opened.recipients) == len(people)


def test_nobody_else_can(people: dict[str, OwnCertificate]) -> None:
    data = encrypted(CONTENT, people["rsa"], authenticated=True)
    opened = decrypt(data, [people["p256"]])
    assert (opened.content, opened.reason) == (None, Reason.KEY_MISSING)
    assert opened.recipients[0].startswith("Root, ")
    assert decrypt(data, []).reason is Reason.KEY_MISSING


def test_a_changed_byte_never_opens_what_is_authenticated(people: dict[str, OwnCertificate]) -> None:
    own = people["p256"]
    content = CONTENT[:300]
    data = encrypted(content, own, authenticated=True)
    chance = random.Random(3)
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1 << chance.randrange(8)
        opened = decrypt(bytes(changed), [own])
        assert opened.content in (None, content)
        if opened.content is None:
            assert opened.reason in (
                Reason.MESSAGE_BROKEN,
                Reason.INTEGRITY_FAILED,
                Reason.KEY_MISSING,
                Reason.CIPHER_UNSUPPORTED,
            )
    for end in range(0, len(data), 11):
        assert decrypt(data[:end], [own]).content is None


def test_authenticated_content_cannot_be_passed_off_as_the_older_form(people: dict[str, OwnCertificate]) -> None:
    """A GCM cipher in EnvelopedData would be opened without its code (and CBC in AuthEnvelopedData)."""
    from mailclient.crypto.smime.ber import sequence
    from mailclient.crypto.smime.signed_data import content_info

    data = encrypted(CONTENT[:100], people["rsa"], authenticated=True)
    _, inner = content_info(data)
    fields = [bytes(field.whole) for field in sequence(inner)[:3]]
    downgraded = sequence_of(identifier(ENVELOPED_DATA), enclosed(0xA0, sequence_of(*fields)))
    opened = decrypt(downgraded, [people["rsa"]])
    assert (opened.content, opened.reason) == (None, Reason.CIPHER_UNSUPPORTED)


def _with_key(own: OwnCertificate, encrypted_key: bytes, content: bytes, cipher: str, start: bytes) -> bytes:
    mine = certificate(own.certificate)
    recipient = sequence_of(
        integer(0),
        sequence_of(mine.issuer, integer(mine.serial)),
        algorithm("1.2.840.113549.1.1.1", b"\x05\x00"),
        octet_string(encrypted_key),
    )
    held = sequence_of(identifier(DATA), algorithm(cipher, octet_string(start)), enclosed(0x80, content))
    return sequence_of(identifier(ENVELOPED_DATA), enclosed(0xA0, sequence_of(integer(0), set_of(recipient), held)))


def test_good_and_bad_padding_answer_alike(people: dict[str, OwnCertificate]) -> None:
    """Bleichenbacher's and Vaudenay's question: the answers to all of these are one and the same."""
    own = people["rsa"]
    key = certificate(own.certificate).key
    assert isinstance(key, rsa.RSAPublicKey)
    size = key.key_size // 8
    aes = "2.16.840.1.101.3.4.1.42"
    keys = [
        os.urandom(size - 1).rjust(size, b"\0"),
        key.encrypt(os.urandom(32), padding.PKCS1v15()),
        key.encrypt(os.urandom(16), padding.PKCS1v15()),
        key.encrypt(b"", padding.PKCS1v15()),
        b"",
        bytes(size),
        b"\xff" * size,
        b"\1" * (size + 1),
    ]

    def answer(wrapped: bytes, length: int) -> tuple[object, ...]:
        """One time in 256 the padding is right by chance, and what comes out is noise; not four times on end."""
        for _ in range(4):
            opened = decrypt(_with_key(own, wrapped, os.urandom(length), aes, bytes(16)), [own])
            if opened.content is None:
                break
        return opened.content, opened.reason, opened.integrity

    assert {answer(wrapped, length) for wrapped in keys for length in (64, 15, 0)} == {
        (None, Reason.INTEGRITY_FAILED, Integrity.FAILED)
    }


@pytest.mark.parametrize("cipher", ["1.2.840.113549.3.2", "1.2.840.113549.3.4", "1.3.14.3.2.7"])
def test_rc2_rc4_and_des_are_refused(people: dict[str, OwnCertificate], cipher: str) -> None:
    opened = decrypt(_with_key(people["rsa"], b"", bytes(16), cipher, bytes(8)), [people["rsa"]])
    assert (opened.content, opened.reason) == (None, Reason.CIPHER_UNSUPPORTED)


@pytest.mark.parametrize("data", [b"", b"0\x80", b"0\x80" * 5000, bytes(64), b"\x30\x03\x02\x01\x00"])
def test_nonsense_is_broken(data: bytes, people: dict[str, OwnCertificate]) -> None:
    assert decrypt(data, list(people.values())) == SmimeDecrypted(None, Integrity.FAILED, reason=Reason.MESSAGE_BROKEN)


@pytest.mark.parametrize("kind", KINDS)
def test_who_reads_gcm_must_say_so(kind: str, people: dict[str, OwnCertificate]) -> None:
    """Thunderbird has keys on curves and cannot."""
    says = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.840.113549.1.9.15"), _GCM_CAPABILITY)
    one = Authority().issue(kind=kind, extra=[(says, False)])
    assert [can_authenticate(people[kind].certificate), can_authenticate(one.certificate)] == [False, True]


def test_memory_stays_small(people: dict[str, OwnCertificate]) -> None:
    """8 MB: written in pieces; opened with no more than three times the size."""
    size = 8 << 20
    piece = os.urandom(1 << 16)
    total = [0]

    def count(data: bytes) -> None:
        total[0] += len(data)

    tracemalloc.start()
    try:
        encrypt((piece for _ in range(size >> 16)), [people["p256"].certificate], count, authenticated=True)
        _, peak = tracemalloc.get_traced_memory()
        assert peak < 2 << 20
        assert total[0] > size
        parts: list[bytes] = []
        encrypt((piece for _ in range(size >> 16)), [people["p256"].certificate], parts.append, authenticated=True)
        data = b"".join(parts)
        del parts
        tracemalloc.reset_peak()
        opened = decrypt(data, [people["p256"]])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert opened.content is not None
    assert len(opened.content) == size
    assert peak < 3.3 * size
