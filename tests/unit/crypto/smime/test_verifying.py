"""A signature is good only where all of it is right; whatever is changed, it never is."""

import random

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.serialization import load_der_private_key, pkcs7

from mailclient.crypto.smime import signing
from mailclient.crypto.smime.certificate import certificate
from mailclient.crypto.smime.encoding import algorithm, enclosed, identifier, integer, octet_string, sequence_of, set_of
from mailclient.crypto.smime.own import OwnCertificate
from mailclient.crypto.smime.reason import Reason
from mailclient.crypto.smime.signed_data import DATA, SIGNED_DATA
from mailclient.crypto.smime.signing import certificates_only, micalg, sign, sign_opaque
from mailclient.crypto.smime.trust import Trust
from mailclient.crypto.smime.verifying import SmimeVerified, verify
from mailclient.mail.protection import Acceptance, SignatureVerdict
from tests.unit.crypto.smime.authority import DAY, NOW, Authority

CONTENT = b"Content-Type: text/plain\r\n\r\nAt the harbour, at six.\r\n"
SHA256 = "2.16.840.1.101.3.4.2.1"
ECDSA_SHA256 = "1.2.840.10045.4.3.2"


@pytest.fixture(scope="module")
def root() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def anna(root: Authority) -> OwnCertificate:
    return root.issue()


def only(verified: SmimeVerified) -> tuple[SignatureVerdict, Reason]:
    assert len(verified.signers) == 1
    return verified.signers[0].verdict, verified.signers[0].reason


@pytest.mark.parametrize("kind", ["rsa", "p256", "p384", "p521", "ed25519", "ed448"])
def test_every_kind_of_key_signs_and_is_verified(root: Authority, kind: str) -> None:
    own = root.issue(kind=kind)
    detached = sign([CONTENT[:10], CONTENT[10:]], own, NOW)
    found = verify(detached, [CONTENT], root.trust())
    assert only(found) == (SignatureVerdict.GOOD, Reason.NOTHING)
    signer = found.signers[0]
    assert signer.signer.addresses == ("anna@example.org",)
    assert signer.signer.name == "Anna"
    assert signer.signer.acceptance is Acceptance.ACCEPTED
    assert signer.signer.chain == ("CN=Anna,O=Tests", "CN=Root,O=Tests")
    assert signer.time == NOW
    assert signer.reads_gcm
    assert found.content is None
    opaque = verify(sign_opaque(CONTENT, own, NOW), None, root.trust())
    assert only(opaque) == (SignatureVerdict.GOOD, Reason.NOTHING)
    assert opaque.content == CONTENT
    assert micalg(own) in ("sha-256", "sha-384", "sha-512", "shake256")


def test_another_content_is_bad(root: Authority, anna: OwnCertificate) -> None:
    detached = sign([CONTENT], anna, NOW)
    assert only(verify(detached, [CONTENT + b" "], root.trust())) == (SignatureVerdict.BAD, Reason.CONTENT_CHANGED)
    assert only(verify(detached, None, root.trust())) == (SignatureVerdict.BAD, Reason.CONTENT_MISSING)


def test_two_contents_that_differ_are_bad(root: Authority, anna: OwnCertificate) -> None:
    """The one inside is signed, the one beside it is what a reader shows."""
    opaque = sign_opaque(CONTENT, anna, NOW)
    assert only(verify(opaque, [b"other"], root.trust())) == (SignatureVerdict.BAD, Reason.CONTENT_CHANGED)
    assert only(verify(opaque, [CONTENT], root.trust()))[0] is SignatureVerdict.GOOD


def test_no_byte_that_is_changed_gives_a_good_signature(root: Authority, anna: OwnCertificate) -> None:
    """Each byte of the whole object: what is not noticed must be what nothing depends on, and the content is right."""
    data = sign_opaque(CONTENT, anna, NOW)
    chance = random.Random(7)
    accepted = []
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1 << chance.randrange(8)
        found = verify(bytes(changed), None, root.trust())
        if any(signer.verdict is SignatureVerdict.GOOD for signer in found.signers):
            assert found.content == CONTENT
            accepted.append(place)
    # What RFC 5652 has no use for when it comes to checking: the list of digests at the start, the signer's version.
    start = data.index(identifier(DATA))
    signer = data.index(b"\x02\x01\x01", data.index(anna.certificate) + len(anna.certificate))
    assert all(place < start or place == signer + 2 for place in accepted), accepted


def test_any_cut_is_not_good(root: Authority, anna: OwnCertificate) -> None:
    data = sign_opaque(CONTENT, anna, NOW)
    for end in range(0, len(data), 7):
        found = verify(data[:end], None, root.trust())
        assert not any(signer.verdict is SignatureVerdict.GOOD for signer in found.signers)


def test_the_time_decides(root: Authority, anna: OwnCertificate) -> None:
    data = sign([CONTENT], anna, NOW)
    late = only(verify(data, [CONTENT], root.trust(NOW + 101 * DAY)))
    early = only(verify(data, [CONTENT], root.trust(NOW - 101 * DAY)))
    assert late == (SignatureVerdict.EXPIRED, Reason.CERTIFICATE_EXPIRED)
    assert early == (SignatureVerdict.UNTRUSTED, Reason.CERTIFICATE_NOT_YET_VALID)


def test_an_unknown_root_is_untrusted_whatever_the_time(anna: OwnCertificate) -> None:
    other = Authority("Other root")
    data = sign([CONTENT], anna, NOW)
    for at in (NOW, NOW + 500 * DAY):
        verdict, reason = only(verify(data, [CONTENT], other.trust(at)))
        assert (verdict, reason) == (SignatureVerdict.UNTRUSTED, Reason.CHAIN_BROKEN)


def test_a_revoked_certificate_is_revoked(root: Authority, anna: OwnCertificate) -> None:
    data = sign([CONTENT], anna, NOW)
    trust = Trust((root.der,), NOW, revoked=frozenset([certificate(anna.certificate).fingerprint]))
    assert only(verify(data, [CONTENT], trust)) == (SignatureVerdict.REVOKED, Reason.CERTIFICATE_REVOKED)


def test_a_small_rsa_key_is_weak(root: Authority) -> None:
    own = root.issue(kind="rsa1024")
    data = sign([CONTENT], own, NOW)
    assert only(verify(data, [CONTENT], root.trust())) == (SignatureVerdict.WEAK, Reason.KEY_WEAK)


def test_several_signers_and_pss(root: Authority) -> None:
    anna, ben = root.issue(kind="rsa"), root.issue("ben@example.org", "rsa", name="Ben")
    builder = pkcs7.PKCS7SignatureBuilder().set_data(CONTENT)
    for own in (anna, ben):
        x509 = certificate(own.certificate).x509
        key = load_der_private_key(own.key, None)
        pss = padding.PSS(padding.MGF1(hashes.SHA384()), 20)
        builder = builder.add_signer(x509, key, hashes.SHA384(), rsa_padding=pss)  # type: ignore[arg-type]
    options = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]
    data = builder.sign(serialization.Encoding.DER, options)
    found = verify(data, [CONTENT], root.trust())
    assert [signer.verdict for signer in found.signers] == [SignatureVerdict.GOOD] * 2
    assert {signer.signer.addresses for signer in found.signers} == {("anna@example.org",), ("ben@example.org",)}
    assert found.signers[0].signer.algorithm == "RSA 2048, PSS, SHA-384"


def test_certificates_alone_are_no_signature(root: Authority, anna: OwnCertificate) -> None:
    found = verify(certificates_only([anna.certificate, root.der]), None, root.trust())
    assert found.signers == ()
    assert found.reason is Reason.NO_SIGNER
    assert set(found.certificates) == {anna.certificate, root.der}


def test_a_signer_whose_certificate_is_not_here_is_unknown(root: Authority, anna: OwnCertificate) -> None:
    data = _without_certificates(sign([CONTENT], anna, NOW))
    assert only(verify(data, [CONTENT], root.trust())) == (SignatureVerdict.UNKNOWN_KEY, Reason.CERTIFICATE_MISSING)
    known = root.trust(NOW, anna.certificate)
    assert only(verify(data, [CONTENT], known)) == (SignatureVerdict.GOOD, Reason.NOTHING)


def _without_certificates(data: bytes) -> bytes:
    """The same SignedData, written with indefinite lengths as well."""
    from mailclient.crypto.smime.ber import element, sequence
    from mailclient.crypto.smime.signed_data import content_info

    _, signed = content_info(data)
    fields = [bytes(field.whole) for field in sequence(signed) if field.tag != 0xA0]
    assert element(data).tag == 0x30
    inner = b"\x30\x80" + b"".join(fields) + b"\0\0"
    return b"\x30\x80" + identifier(SIGNED_DATA) + b"\xa0\x80" + inner + b"\0\0" + b"\0\0"


class Forger:
    """Puts SignedData together in ways that ``signing`` does not, all with a right signature."""

    def __init__(self, own: OwnCertificate) -> None:
        self.own = certificate(own.certificate)
        self.key = own.secret_key()

    def signed(self, content: bytes, attributes: list[bytes] | None, kind: str = DATA) -> bytes:
        over = content if attributes is None else set_of(*attributes)
        way = signing._way_of(self.key)
        parts = [integer(1), sequence_of(self.own.issuer, integer(self.own.serial)), algorithm(SHA256)]
        if attributes is not None:
            parts.append(set_of(*attributes, tag=0xA0))
        signer = sequence_of(*parts, way.algorithm, octet_string(signing._signature(self.key, way, over)))
        inside = sequence_of(identifier(kind), enclosed(0xA0, octet_string(content)))
        held = set_of(self.own.der, tag=0xA0)
        whole = sequence_of(integer(1), set_of(algorithm(SHA256)), inside, held, set_of(signer))
        return sequence_of(identifier(SIGNED_DATA), enclosed(0xA0, whole))

    def attributes(self, content: bytes) -> list[bytes]:
        return signing._attributes(self.own, hashes_of(content), NOW)


def hashes_of(content: bytes) -> bytes:
    digest = hashes.Hash(hashes.SHA256())
    digest.update(content)
    return digest.finalize()


def test_what_the_forger_makes_is_good_when_it_is_right(root: Authority, anna: OwnCertificate) -> None:
    forger = Forger(anna)
    whole = forger.signed(CONTENT, forger.attributes(CONTENT))
    assert only(verify(whole, None, root.trust()))[0] is SignatureVerdict.GOOD
    assert only(verify(forger.signed(CONTENT, None), None, root.trust()))[0] is SignatureVerdict.GOOD


def test_an_attribute_that_is_there_twice_or_missing_is_refused(root: Authority, anna: OwnCertificate) -> None:
    forger = Forger(anna)
    attributes = forger.attributes(CONTENT)
    for missing in (0, 2):
        less = [one for place, one in enumerate(attributes) if place != missing]
        assert only(verify(forger.signed(CONTENT, less), None, root.trust()))[0] is SignatureVerdict.BAD
    for twice in (0, 1, 2):
        more = [*attributes, attributes[twice]]
        assert only(verify(forger.signed(CONTENT, more), None, root.trust()))[0] is SignatureVerdict.BAD
    other = sequence_of(
        identifier("1.2.840.113549.1.9.4"), set_of(octet_string(bytes(32)), octet_string(hashes_of(b"")))
    )
    two_values = [one for place, one in enumerate(attributes) if place != 2] + [other]
    assert only(verify(forger.signed(CONTENT, two_values), None, root.trust()))[0] is SignatureVerdict.BAD


def test_a_time_that_is_none_or_two_is_refused(root: Authority, anna: OwnCertificate) -> None:
    forger = Forger(anna)
    attributes = forger.attributes(CONTENT)
    kind = identifier("1.2.840.113549.1.9.5")
    right, wrong = enclosed(0x17, b"260601000000Z"), enclosed(0x17, b"at noon")
    for values in (set_of(wrong), set_of(), set_of(right, wrong), set_of(octet_string(b"260601000000Z"))):
        changed = [attributes[0], sequence_of(kind, values), *attributes[2:]]
        assert only(verify(forger.signed(CONTENT, changed), None, root.trust()))[0] is SignatureVerdict.BAD
    fine = [attributes[0], sequence_of(kind, set_of(right)), *attributes[2:]]
    assert only(verify(forger.signed(CONTENT, fine), None, root.trust()))[0] is SignatureVerdict.GOOD


def test_a_content_type_that_differs_is_refused(root: Authority, anna: OwnCertificate) -> None:
    forger = Forger(anna)
    whole = forger.signed(CONTENT, forger.attributes(CONTENT), kind="1.2.840.113549.1.9.16.1.4")
    assert only(verify(whole, None, root.trust())) == (SignatureVerdict.BAD, Reason.MESSAGE_BROKEN)


def test_signed_attributes_taken_for_content_are_refused(root: Authority, anna: OwnCertificate) -> None:
    """A signature over attributes is also one over a content that is those attributes; nobody signed that content."""
    forger = Forger(anna)
    attributes = forger.attributes(CONTENT)
    assert only(verify(forger.signed(set_of(*attributes), None), None, root.trust())) == (
        SignatureVerdict.BAD,
        Reason.MESSAGE_BROKEN,
    )


def test_the_certificate_that_was_signed_for_is_the_one_that_counts(root: Authority, anna: OwnCertificate) -> None:
    """Another certificate of the same key, issuer and number in its place is found out (RFC 5035)."""
    forger = Forger(anna)
    other = certificate(root.issue("ben@example.org").certificate)
    attributes = signing._attributes(other, hashes_of(CONTENT), NOW)
    assert only(verify(forger.signed(CONTENT, attributes), None, root.trust())) == (
        SignatureVerdict.BAD,
        Reason.SIGNATURE_WRONG,
    )


@pytest.mark.parametrize(
    "data", [b"", b"0", b"0\x80", b"\x30\x84\xff\xff\xff\xff", b"0\x80" * 5000, bytes(100), b"\xff" * 50]
)
def test_nonsense_is_broken(data: bytes, root: Authority) -> None:
    found = verify(data, [CONTENT], root.trust())
    assert found.reason is Reason.MESSAGE_BROKEN
    assert found.signers == ()


def test_empty_structures_are_broken(root: Authority) -> None:
    """Found by changing outside samples at random."""
    empty = sequence_of(integer(1), set_of(), sequence_of(), set_of())
    data = sequence_of(identifier(SIGNED_DATA), enclosed(0xA0, empty))
    assert verify(data, None, root.trust()).reason is Reason.MESSAGE_BROKEN
