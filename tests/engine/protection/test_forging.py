"""What an attacker makes out of right signatures: somebody else's name, other content, another reading of the same."""

import asyncio
import base64
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from mailclient.crypto.smime.own import OwnCertificate
from mailclient.crypto.smime.signing import sign
from mailclient.engine.protection.opened import AsStored, Opened
from mailclient.engine.protection.opening import Opening
from mailclient.language.protection_mark import mark_text
from mailclient.mail.address import Address
from mailclient.mail.body import Attachment, Body
from mailclient.mail.ids import PartPath
from mailclient.mail.protection import Acceptance, Covers, Protection, Signature, SignatureVerdict
from mailclient.mime.display import message_body
from mailclient.mime.reader import read
from tests.engine.protection.forging import ANNA, FROM_ANNA, FROM_MALLORY, MALLORY, TEXT, Forge, forge
from tests.unit.crypto.smime.authority import DAY, NOW, Authority

Open = Callable[[bytes], Opened]


@pytest.fixture(scope="module")
def people() -> Iterator[Forge]:
    with forge() as found:
        yield found


@pytest.fixture
def opened(people: Forge) -> Open:
    return lambda data: asyncio.run(Opening(people).open(data, at=time.time()))


def signature_of(result: Opened) -> Signature:
    assert result.protection.signature is not None
    return result.protection.signature


def test_a_key_is_called_by_the_name_that_was_accepted(people: Forge, opened: Open) -> None:
    anna = signature_of(opened(people.signed()))
    assert (anna.verdict, anna.signer and anna.signer.name) == (SignatureVerdict.GOOD, "Anna Real")
    mallory = signature_of(opened(people.signed(header=FROM_MALLORY, who=people.mallory)))
    assert (mallory.verdict, mallory.signer and mallory.signer.name) == (SignatureVerdict.GOOD, "Mallory")
    assert mallory.signer is not None
    assert mallory.signer.addresses[0] == MALLORY


def test_a_name_that_was_added_to_a_key_is_not_who_signed(people: Forge, opened: Open) -> None:
    as_anna = signature_of(opened(people.signed(who=people.mallory)))
    assert as_anna.verdict is SignatureVerdict.UNTRUSTED
    as_bob = signature_of(opened(people.signed(header=b"From: bob@b.example\r\n", who=people.mallory)))
    assert as_bob.verdict is SignatureVerdict.GOOD_OTHER_SENDER
    assert as_bob.signer is not None
    assert (as_bob.signer.name, as_bob.signer.addresses) == ("Mallory", (MALLORY,))


@pytest.mark.parametrize(
    "second",
    [
        b"Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=bill.html\r\n\r\n<p>\r\n",
        b"Content-Type: application/pgp-signature\r\nContent-Disposition: attachment; filename=bill.exe\r\n\r\nMZ\r\n",
        b"Content-Type: text/html\r\n\r\n<p>Forged</p>\r\n",
    ],
)
def test_what_hides_in_the_signatures_part_is_not_shown(people: Forge, opened: Open, second: bytes) -> None:
    data = people.signed(second=second)
    result = opened(data)
    body = message_body(read(result.clear or data))
    assert (body.text, body.attachments) == ("Hello", ())


@pytest.mark.parametrize("charset", ["utf-7", "hz-gb-2312", "utf-16le", "cp037", "x-unknown"])
def test_nobody_chooses_another_charset_for_a_signed_text(people: Forge, opened: Open, charset: str) -> None:
    text = people.clear_signed(b"+AGUAdgBpAGw- ~{VPND~}\n")
    result = opened(FROM_ANNA + f"Content-Type: text/plain; charset={charset}\r\n\r\n".encode() + text)
    assert signature_of(result).verdict is SignatureVerdict.GOOD
    assert result.clear is not None
    assert message_body(read(result.clear)).text == "+AGUAdgBpAGw- ~{VPND~}"


def test_what_a_list_adds_breaks_the_mark(people: Forge, opened: Open) -> None:
    inner = people.signed(header=b"")

    def wrapped(*parts: bytes) -> Signature:
        lines = b"".join(b"--m\r\n" + part + b"\r\n" for part in parts)
        data = FROM_ANNA + b"Content-Type: multipart/mixed; boundary=m\r\n\r\n" + lines + b"--m--\r\n"
        return signature_of(opened(data))

    footer = b"Content-Type: text/plain\r\n\r\nForged"
    assert wrapped(inner, footer).covers is Covers.PART
    for parts in (
        (footer, inner),
        (inner, footer * 3000),
        (inner, footer.replace(b"plain", b"html")),
        (inner, TEXT, TEXT),
    ):
        assert wrapped(*parts).verdict is SignatureVerdict.NONE


def test_what_stands_beside_the_encrypted_text_was_not_encrypted(people: Forge, opened: Open) -> None:
    armour = people.gpg("--armor", "--encrypt", "--recipient", people.own, data=b"Secret")
    header = FROM_ANNA + b"Content-Type: multipart/mixed; boundary=m\r\n\r\n"
    alone = opened(FROM_ANNA + b"\r\n" + armour).protection.encryption
    assert alone is not None
    assert (alone.decrypted, alone.reason) == (True, "")
    file = b"--m\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\nx\r\n--m--\r\n"
    partly = opened(header + b"--m\r\n\r\n" + armour + b"\r\n" + file).protection
    assert partly.encryption is not None
    assert (partly.encryption.decrypted, partly.encryption.reason) == (True, "only_a_part")
    assert mark_text(partly, "") == "Only part of this message was encrypted"


def test_nobody_signs_tomorrow(people: Forge) -> None:
    data, now = people.signed(), time.time()

    def at(clock: float) -> Protection:
        return asyncio.run(Opening(people, now=lambda: clock).open(data, at=clock)).protection

    assert mark_text(at(now - DAY / 2), "Anna") == "Signed by Anna · key checked by you"
    assert mark_text(at(now - 3 * DAY), "Anna") == "Signed at a time that has not come yet"


def test_what_a_server_read_otherwise_is_not_what_is_marked(people: Forge) -> None:
    data = people.signed()
    anna, body = read(data).envelope.from_, message_body(read(data))
    file = Attachment(PartPath("3"), "bill.exe", "application/octet-stream", 2)

    def opened_as(senders: tuple[Address, ...], shown: Body) -> Opened:
        return asyncio.run(Opening(people).open(data, at=time.time(), stored=AsStored(senders, shown)))

    assert opened_as(anna, body).clear is None
    for senders, shown in [
        ((Address("Anna", MALLORY),), body),
        (anna, replace(body, text="Forged")),
        (anna, replace(body, html="<p>Forged</p>")),
        (anna, replace(body, attachments=(*body.attachments, file))),
    ]:
        result = opened_as(senders, shown)
        assert signature_of(result).verdict is SignatureVerdict.GOOD
        assert result.clear is not None
        message = read(result.clear)
        assert (message.envelope.from_, message_body(message).text) == (anna, "Hello")
        assert message_body(message).attachments == ()


def test_one_bad_signature_among_good_ones(people: Forge, opened: Open) -> None:
    both = people.detached(TEXT, people.anna, people.mallory)
    data = people.signed()
    start, end = data.index(b"-----BEGIN PGP"), data.index(b"\r\n--b--")
    found = signature_of(opened(data[:start] + both + data[end:]))
    assert (found.verdict, found.signer and found.signer.addresses) == (SignatureVerdict.GOOD, (ANNA,))
    spoiled = opened(data.replace(b"Hello", b"Hell0"))
    assert signature_of(spoiled).verdict is SignatureVerdict.BAD


def signed_smime(own: OwnCertificate) -> bytes:
    return (
        FROM_ANNA
        + b'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=b\r\n\r\n--b\r\n'
        + TEXT
        + b"\r\n--b\r\nContent-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(sign([TEXT], own, NOW))
        + b"--b--\r\n"
    )


def smime(people: Forge, own: OwnCertificate) -> Opened:
    return asyncio.run(Opening(people).open(signed_smime(own), at=NOW))


def test_addresses_that_a_certificate_only_seems_to_name(people: Forge) -> None:
    assert signature_of(smime(people, people.root.issue(ANNA))).verdict is SignatureVerdict.GOOD
    in_its_name = x509.Name([x509.NameAttribute(NameOID.EMAIL_ADDRESS, ANNA)])
    assert signature_of(smime(people, people.root.issue("", subject=in_its_name))).verdict is SignatureVerdict.GOOD
    others = [MALLORY, "*@x.example", ANNA + "\0.evil.example", MALLORY + "," + ANNA]
    for named in others:
        forged = smime(people, people.root.issue(named, subject=in_its_name if named == MALLORY else None))
        assert signature_of(forged).verdict is SignatureVerdict.GOOD_OTHER_SENDER, named


def test_an_authority_that_only_bears_the_name_confirms_nothing(people: Forge) -> None:
    own = Authority("Well-Known Authority").issue(ANNA)
    forged = signature_of(smime(people, own))
    assert forged.verdict is SignatureVerdict.UNTRUSTED
    assert forged.signer is not None
    assert forged.signer.chain == ()
    people.said_of_certificates = {forged.signer.fingerprint: {ANNA: Acceptance.ACCEPTED}}
    accepted = smime(people, own).protection
    assert mark_text(accepted, "Anna") == "Signed by Anna · key accepted by you"
    long_after = Opening(people).open(signed_smime(own), at=NOW + 1000 * DAY)
    assert signature_of(asyncio.run(long_after)).verdict is SignatureVerdict.EXPIRED
    people.said_of_certificates = {}
