"""Keys and certificates as people have them, for the tests of their window and for looking at it."""

from collections.abc import Sequence

from mailclient.bridge import commands, events
from mailclient.mail.key import KeyPerson, KeySource, MailCertificate, OpenPgpKey
from mailclient.mail.protection import Acceptance
from tests.gui.scripted_link import ScriptedLink

DAY = 86_400.0
NOW = 1_790_000_000.0


def key(
    name: str,
    address: str,
    number: int,
    acceptance: Acceptance = Acceptance.UNDECIDED,
    *,
    expires: float | None = NOW + 500 * DAY,
    secret: bool = False,
    source: KeySource = KeySource.AUTOCRYPT,
    revoked: bool = False,
) -> OpenPgpKey:
    """A key whose fingerprint is made of ``number``."""
    return OpenPgpKey(
        f"{number:04X}B334ACD417F94D2C5501D3CC977F36D9{number:04X}", (KeyPerson(name, address),), "Ed25519",
        NOW - 200 * DAY, expires, revoked, secret=secret, acceptance=acceptance, source=source,
    )  # fmt: skip


ALICE = key("Alice Kim", "alice@work.example", 1, Acceptance.OWN, secret=True, source=KeySource.OWN,
            expires=NOW + 20 * DAY)  # fmt: skip
ANNA = key("Anna Berg", "anna@example.org", 2)
BORA = key("김보라", "bora@example.org", 3, Acceptance.VERIFIED, source=KeySource.IMPORTED)
CARL = key("Carl Ek", "carl@example.net", 4, Acceptance.ACCEPTED, source=KeySource.WKD, expires=None)
OLD = key("Dora Lind", "dora@example.net", 5, Acceptance.ACCEPTED, expires=NOW - 40 * DAY)
REJECTED = key("Anna Berg", "anna@evil.example", 6, Acceptance.REJECTED, source=KeySource.KEYSERVER)
NEW_BORA = key("김보라", "bora@example.org", 7)
KEYS = (ALICE, ANNA, BORA, CARL, OLD, REJECTED, NEW_BORA)


def certificate(
    subject: str,
    issuer: str,
    addresses: tuple[str, ...],
    number: int,
    *,
    authority: bool = False,
    trusted: bool = True,
    secret: bool = False,
    acceptance: Acceptance = Acceptance.UNDECIDED,
    source: KeySource = KeySource.SIGNED_MAIL,
) -> MailCertificate:
    """A certificate whose fingerprint is made of ``number``."""
    return MailCertificate(
        f"{number:04X}" * 16, subject, issuer, f"{number:X}", addresses, "ECDSA P-256", NOW - 100 * DAY,
        NOW + 900 * DAY, authority=authority, trusted=trusted, secret=secret, acceptance=acceptance, source=source,
    )  # fmt: skip


ROOT = certificate("CN=Harbour Root,O=Harbour", "CN=Harbour Root,O=Harbour", (), 10, authority=True,
                   source=KeySource.IMPORTED)  # fmt: skip
MIDDLE = certificate("CN=Harbour Mail", "CN=Harbour Root,O=Harbour", (), 11, authority=True)
SYSTEM_ROOT = certificate("CN=World Trust", "CN=World Trust", (), 12, authority=True, source=KeySource.SYSTEM)
MY_CERTIFICATE = certificate("CN=Alice Kim", "CN=Harbour Mail", ("alice@work.example",), 13, secret=True,
                             acceptance=Acceptance.OWN, source=KeySource.IMPORTED)  # fmt: skip
EVE = certificate("CN=Eve Moor", "CN=Nobody", ("eve@example.com",), 14, trusted=False)
FAY = certificate("CN=Fay Holm", "CN=Harbour Mail", ("fay@example.com",), 15, acceptance=Acceptance.ACCEPTED)
CERTIFICATES = (ROOT, MIDDLE, SYSTEM_ROOT, MY_CERTIFICATE, EVE, FAY)


def answer_lists(
    link: ScriptedLink, keys: Sequence[OpenPgpKey] = KEYS, certificates: Sequence[MailCertificate] = CERTIFICATES
) -> None:
    """The engine answers the last question for both lists."""
    asked = [one.request_id for one in link.sent if isinstance(one, commands.ListKeys)][-1]
    link.deliver(events.Finished(asked, keys=tuple(keys)))
    asked = [one.request_id for one in link.sent if isinstance(one, commands.ListCertificates)][-1]
    link.deliver(events.Finished(asked, certificates=tuple(certificates)))
