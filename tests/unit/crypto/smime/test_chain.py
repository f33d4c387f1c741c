"""From a certificate to a root: which chains are good, and one reason for each that is not."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from mailclient.crypto.smime.certificate import certificate
from mailclient.crypto.smime.chain import Chain, Use, chain_of
from mailclient.crypto.smime.encoding import enclosed
from mailclient.crypto.smime.own import OwnCertificate
from mailclient.crypto.smime.reason import Reason
from mailclient.crypto.smime.trust import Trust
from tests.unit.crypto.smime.authority import DAY, NOW, Authority, name_of, usage_of


@pytest.fixture(scope="module")
def root() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def below(root: Authority) -> Authority:
    return Authority("Below", root, path_length=0)


def chain(own: OwnCertificate, others: tuple[bytes, ...], trust: Trust, use: Use = Use.SIGNING) -> Chain:
    return chain_of(certificate(own.certificate), others, trust, use)


def test_an_authority_between_comes_from_the_message_or_is_known(root: Authority, below: Authority) -> None:
    own = below.issue()
    found = chain(own, (below.der,), root.trust())
    assert found.good
    assert [one.der for one in found.certificates] == [own.certificate, below.der, root.der]
    assert chain(own, (), root.trust(NOW, below.der)).good
    assert chain(own, (), root.trust()).reason is Reason.CHAIN_BROKEN


def test_a_root_in_the_message_is_not_believed(root: Authority) -> None:
    own = root.issue()
    assert chain(own, (root.der,), Trust((), NOW)).reason is Reason.UNKNOWN_ROOT
    assert chain(own, (root.der,), Authority("Other").trust()).reason is Reason.UNKNOWN_ROOT


def test_a_root_of_the_same_name_with_another_key_is_not_the_root(root: Authority) -> None:
    other = Authority("Root")
    assert other.der != root.der
    other.key = ec.generate_private_key(ec.SECP256R1())
    assert chain(other.issue(), (other.der,), root.trust()).reason is not Reason.NOTHING


def test_somebody_may_not_sign_for_others(root: Authority) -> None:
    """The certificate of a person as an authority: the oldest forgery there is."""
    mallory = Authority("Mallory", root, authority=False)
    victim = mallory.issue("victim@example.org")
    assert chain(victim, (mallory.der,), root.trust()).reason is Reason.CHAIN_BROKEN


def test_no_more_authorities_than_allowed(root: Authority, below: Authority) -> None:
    deeper = Authority("Deeper", below)
    assert chain(deeper.issue(), (below.der, deeper.der), root.trust()).reason is Reason.CHAIN_BROKEN


def test_a_chain_without_end_ends() -> None:
    tower = [Authority("Tower 0")]
    for level in range(1, 12):
        tower.append(Authority(f"Tower {level}", tower[-1]))
    own = tower[-1].issue()
    found = chain(own, tuple(one.der for one in tower), tower[0].trust())
    assert found.reason is Reason.CHAIN_BROKEN


def test_authorities_that_sign_each_other_end() -> None:
    one, other = Authority("One"), Authority("Other one")
    crossed = [Authority("One", other), Authority("Other one", one)]
    own = one.issue()
    found = chain(own, tuple(authority.der for authority in crossed), Trust((), NOW))
    assert found.reason is Reason.CHAIN_BROKEN


@pytest.mark.parametrize(
    ("purposes", "usage", "use", "reason"),
    [
        ((ExtendedKeyUsageOID.EMAIL_PROTECTION,), None, Use.SIGNING, Reason.NOTHING),
        ((), None, Use.SIGNING, Reason.NOTHING),
        ((ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,), None, Use.SIGNING, Reason.NOTHING),
        ((ExtendedKeyUsageOID.SERVER_AUTH,), None, Use.SIGNING, Reason.WRONG_USAGE),
        ((ExtendedKeyUsageOID.CODE_SIGNING,), None, Use.ENCRYPTING, Reason.WRONG_USAGE),
        ((), usage_of("key_agreement"), Use.SIGNING, Reason.WRONG_USAGE),
        ((), usage_of("key_agreement"), Use.ENCRYPTING, Reason.NOTHING),
        ((), usage_of("content_commitment"), Use.SIGNING, Reason.NOTHING),
        ((), usage_of("digital_signature"), Use.ENCRYPTING, Reason.WRONG_USAGE),
        ((), usage_of("digital_signature"), Use.ANY, Reason.NOTHING),
    ],
)
def test_usage(
    root: Authority,
    purposes: tuple[x509.ObjectIdentifier, ...],
    usage: x509.KeyUsage | None,
    use: Use,
    reason: Reason,
) -> None:
    assert chain(root.issue(purposes=purposes, usage=usage), (), root.trust(), use).reason is reason


@pytest.mark.parametrize(
    ("permitted", "excluded", "address", "reason"),
    [
        ("example.org", "", "anna@example.org", Reason.NOTHING),
        ("example.org", "", "anna@sub.example.org", Reason.NAME_CONSTRAINED),
        (".example.org", "", "anna@sub.example.org", Reason.NOTHING),
        ("example.org", "", "anna@example.com", Reason.NAME_CONSTRAINED),
        ("anna@example.org", "", "ben@example.org", Reason.NAME_CONSTRAINED),
        ("", "example.org", "anna@example.org", Reason.NAME_CONSTRAINED),
        ("", "example.org", "anna@example.com", Reason.NOTHING),
    ],
)
def test_an_authority_speaks_only_for_what_it_may(
    root: Authority, permitted: str, excluded: str, address: str, reason: Reason
) -> None:
    constraints = x509.NameConstraints(
        [x509.RFC822Name(permitted)] if permitted else None, [x509.RFC822Name(excluded)] if excluded else None
    )
    limited = Authority("Limited", root, constraints=constraints)
    assert chain(limited.issue(address), (limited.der,), root.trust()).reason is reason


def test_an_address_in_the_subject_is_held_to_the_same(root: Authority) -> None:
    limited = Authority("Limited", root, constraints=x509.NameConstraints([x509.RFC822Name("example.org")], None))
    subject = x509.Name([x509.NameAttribute(NameOID.EMAIL_ADDRESS, "boss@example.com")])
    own = limited.issue("", subject=subject)
    assert certificate(own.certificate).addresses == ("boss@example.com",)
    assert chain(own, (limited.der,), root.trust()).reason is Reason.NAME_CONSTRAINED


def test_a_critical_extension_that_nobody_knows(root: Authority) -> None:
    unknown = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4.5"), b"\x05\x00")
    assert chain(root.issue(extra=[(unknown, True)]), (), root.trust()).reason is Reason.CHAIN_BROKEN
    assert chain(root.issue(extra=[(unknown, False)]), (), root.trust()).good


def test_time(root: Authority) -> None:
    own = root.issue()
    assert chain(own, (), root.trust(NOW + 99 * DAY)).good
    assert chain(own, (), root.trust(NOW + 101 * DAY)).reason is Reason.CERTIFICATE_EXPIRED
    assert chain(own, (), root.trust(NOW - 101 * DAY)).reason is Reason.CERTIFICATE_NOT_YET_VALID
    short = Authority("Short", root, to=NOW + DAY)
    assert chain(short.issue(), (short.der,), root.trust(NOW + 2 * DAY)).reason is Reason.CERTIFICATE_EXPIRED


def test_a_revoked_authority_takes_all_with_it(root: Authority, below: Authority) -> None:
    revoked = frozenset([certificate(below.der).fingerprint])
    trust = Trust((root.der,), NOW, revoked=revoked)
    assert chain(below.issue(), (below.der,), trust).reason is Reason.CERTIFICATE_REVOKED


def test_addresses_of_other_scripts_and_in_odd_places(root: Authority) -> None:
    """RFC 8398; no address can be cut short by a zero byte."""
    mailbox = x509.OtherName(x509.ObjectIdentifier("1.3.6.1.5.5.7.8.9"), enclosed(0x0C, "민지@한국.kr".encode()))
    names = x509.SubjectAlternativeName([mailbox, x509.RFC822Name("Anna@Example.ORG")])
    own = root.issue("", extra=[(names, False)])
    assert certificate(own.certificate).addresses == ("anna@example.org", "민지@한국.kr")
    odd = x509.Name([x509.NameAttribute(NameOID.EMAIL_ADDRESS, "boss@example.org\0@evil.example")])
    assert certificate(root.issue("", subject=odd).certificate).addresses == ()
    assert certificate(root.issue("", subject=name_of("anna@example.org")).certificate).name == ""
