"""Certificates through the engine: made by OpenSSL, kept sealed, judged by their chain and by what the user says."""

import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from mailclient.bridge.commands import (
    AcceptKey,
    AskReadiness,
    ExportCertificate,
    ImportCertificates,
    ListCertificates,
    LookAtKeys,
    RemoveCertificate,
    TrustRoot,
)
from mailclient.engine.protection.opening import Opening
from mailclient.mail.ids import AccountId, MessageId
from mailclient.mail.key import KeySource, Readiness
from mailclient.mail.problem import ProblemKind
from mailclient.mail.protection import Acceptance, SignatureVerdict, System
from tests.engine.keys.conftest import KeyDesk

PASSPHRASE = "Öffne dich"
DAY = 86_400.0


def openssl(*words: str) -> bytes:
    return subprocess.run(["openssl", *words], capture_output=True, timeout=60, check=True).stdout


@dataclass(frozen=True)
class Made:
    """``alice`` and ``bob`` are issued by ``root``; ``carol`` signed herself."""

    folder: Path

    def file(self, name: str) -> Path:
        return self.folder / name

    def pem(self, name: str) -> bytes:
        return self.file(f"{name}.pem").read_bytes()

    def der(self, name: str) -> bytes:
        return openssl("x509", "-in", str(self.file(f"{name}.pem")), "-outform", "DER")

    def issued(self, name: str, address: str, days: int = 300, issuer: str = "root") -> None:
        key, request, pem = (str(self.file(f"{name}.{end}")) for end in ("key", "csr", "pem"))
        curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        openssl("req", *curve, "-keyout", key, "-out", request, "-subj", f"/CN={name}")
        extensions = self.file(f"{name}.ext")
        extensions.write_text(
            f"subjectAltName=email:{address}\nkeyUsage=digitalSignature,keyAgreement\nextendedKeyUsage=emailProtection\n"
        )
        by = ("-CA", str(self.file(f"{issuer}.pem")), "-CAkey", str(self.file(f"{issuer}.key")), "-CAcreateserial")
        openssl("x509", "-req", "-in", request, "-out", pem, "-days", str(days), "-extfile", str(extensions), *by)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    made = Made(tmp_path_factory.mktemp("certificates"))
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "900", "-x509")
    for name, subject, extra in (
        ("root", "/CN=Test root", ("-addext", "keyUsage=critical,keyCertSign,cRLSign")),
        ("carol", "/CN=carol", ("-addext", "basicConstraints=critical,CA:FALSE")),
    ):
        more = ("-addext", "subjectAltName=email:carol@x.example") if name == "carol" else ()
        files = ("-keyout", str(made.file(f"{name}.key")), "-out", str(made.file(f"{name}.pem")))
        openssl("req", *curve, *files, "-subj", subject, *extra, *more)
    made.issued("alice", "alice@x.example")
    made.issued("bob", "Bob@x.example")
    made.issued("bob2", "bob@x.example", 600)
    words = ("-passout", f"pass:{PASSPHRASE}", "-certfile", str(made.file("root.pem")))
    files = ("-inkey", str(made.file("alice.key")), "-in", str(made.file("alice.pem")))
    openssl("pkcs12", "-export", *files, *words, "-out", str(made.file("alice.p12")))
    return made


def ask(*recipients: str, from_: str = "") -> AskReadiness:
    return AskReadiness("", AccountId(0), from_, recipients)


async def test_an_own_certificate_of_openssl_and_its_root(desk: KeyDesk, made: Made) -> None:
    path = str(made.file("alice.p12"))
    assert await desk.refuses(ImportCertificates("", path=path)) is ProblemKind.PASSPHRASE_NEEDED
    wrong = ImportCertificates("", path=path, passphrase="no")
    assert await desk.refuses(wrong) is ProblemKind.PASSPHRASE_WRONG
    assert PASSPHRASE not in repr(ImportCertificates("", path=path, passphrase=PASSPHRASE))
    command = ImportCertificates("", path=path, passphrase=PASSPHRASE, acceptance=Acceptance.ACCEPTED)
    imported = (await desk.answers(command)).imported
    assert imported is not None
    assert (len(imported.new), len(imported.secret), len(imported.roots)) == (2, 1, 1)
    (alice,) = (await desk.answers(ListCertificates(""))).certificates
    assert (alice.acceptance, alice.trusted, alice.secret) == (Acceptance.OWN, True, True)
    plan = (await desk.answers(ask("alice@x.example", from_="alice@x.example"))).plan
    assert plan is not None
    assert (plan.systems, plan.can_sign) == ((System.SMIME,), (System.SMIME,))
    (own,) = await desk.book.own_certificates()
    assert (own.certificate, len(own.chain)) == (made.der("alice"), 1)


async def test_the_private_key_is_sealed_and_goes_out_under_a_passphrase(desk: KeyDesk, made: Made) -> None:
    data = made.pem("alice") + made.file("alice.key").read_bytes()
    imported = (await desk.answers(ImportCertificates("", data, acceptance=Acceptance.ACCEPTED))).imported
    assert imported is not None
    (fingerprint,) = imported.secret
    secret = (await desk.book.own_certificates())[0].key
    for file in desk.profile.directory.glob("mail.sqlite3*"):
        assert secret not in file.read_bytes()
        assert secret[36:68] not in file.read_bytes()  # the private number itself
    refused = await desk.refuses(ExportCertificate("", fingerprint, secret=True))
    assert refused is ProblemKind.PASSPHRASE_NEEDED
    exported = (await desk.answers(ExportCertificate("", fingerprint, secret=True, passphrase="geheim"))).exported
    assert exported is not None
    p12 = made.file("back.p12")
    p12.write_bytes(exported.data)
    back = openssl("pkcs12", "-in", str(p12), "-passin", "pass:geheim", "-nodes", "-nocerts")
    assert b"PRIVATE KEY" in back
    pem = (await desk.answers(ExportCertificate("", fingerprint))).exported
    assert pem is not None
    assert pem.data.split() == made.pem("alice").split()
    assert await desk.refuses(RemoveCertificate("", fingerprint)) is ProblemKind.KEY_IS_SECRET
    await desk.answers(RemoveCertificate("", fingerprint, secret=True))
    assert (await desk.answers(ListCertificates(""))).certificates == ()


async def test_a_private_key_that_comes_after_its_certificate(desk: KeyDesk, made: Made) -> None:
    key = made.file("alice.key").read_bytes()
    assert await desk.refuses(ImportCertificates("", key)) is ProblemKind.NO_KEYS
    await desk.answers(ImportCertificates("", made.der("alice")))
    imported = (await desk.answers(ImportCertificates("", key))).imported
    assert imported is not None
    assert imported.secret == (imported.certificates[0].fingerprint,)
    assert imported.certificates[0].acceptance is Acceptance.OWN


async def test_trust_of_a_root_makes_certificates_ready_and_ends_with_it(desk: KeyDesk, made: Made) -> None:
    await desk.answers(ImportCertificates("", made.pem("bob") + made.pem("root")))
    plan = (await desk.answers(ask("bob@x.example"))).plan
    assert plan is not None
    assert plan.recipients[0].smime is Readiness.UNDECIDED
    listed = (await desk.answers(ListCertificates("", authorities=True))).certificates
    (root,) = [one for one in listed if one.subject == "CN=Test root"]
    await desk.answers(TrustRoot("", root.fingerprint))
    for trusted, readiness in ((True, Readiness.READY), (False, Readiness.UNDECIDED)):
        await desk.answers(TrustRoot("", root.fingerprint, trusted))
        plan = (await desk.answers(ask("BOB@x.example"))).plan
        assert plan is not None
        assert plan.recipients[0].smime is readiness


async def test_a_system_root_can_be_rejected(desk: KeyDesk) -> None:
    listed = (await desk.answers(ListCertificates("", authorities=True))).certificates
    system = [one for one in listed if one.source is KeySource.SYSTEM]
    if not system:
        pytest.skip("this system has no list of authorities")
    first = system[0]
    assert first.trusted
    before = (await desk.book.trust()).roots
    await desk.answers(TrustRoot("", first.fingerprint, trusted=False))
    assert len((await desk.book.trust()).roots) == len(before) - 1
    await desk.answers(TrustRoot("", first.fingerprint))
    assert (await desk.book.trust()).roots == before


async def test_a_certificate_that_nobody_vouches_for_can_be_accepted_from_its_mail(desk: KeyDesk, made: Made) -> None:
    text = made.file("text")
    text.write_bytes(b"Content-Type: text/plain\r\n\r\nHello\r\n")
    signer = ("-signer", str(made.file("bob.pem")), "-inkey", str(made.file("bob.key")))
    signed = openssl("cms", "-sign", "-md", "sha256", "-in", str(text), *signer, "-from", "bob@x.example")

    async def opened() -> SignatureVerdict:
        found = await Opening(desk.book).open(signed.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"), at=time.time())
        await desk.work.opened(MessageId(1), found)
        assert found.protection.signature is not None
        return found.protection.signature.verdict

    assert await opened() is SignatureVerdict.UNTRUSTED
    (bob,) = (await desk.answers(ListCertificates(""))).certificates
    assert (bob.source, bob.acceptance) == (KeySource.SIGNED_MAIL, Acceptance.UNDECIDED)
    await desk.answers(AcceptKey("", bob.fingerprint, Acceptance.ACCEPTED, ("bob@x.example",), System.SMIME))
    plan = (await desk.answers(ask("bob@x.example"))).plan
    assert plan is not None
    assert plan.recipients[0].smime is Readiness.READY
    assert await opened() is SignatureVerdict.GOOD


async def test_a_harvested_certificate_never_replaces_a_verified_one(desk: KeyDesk, made: Made) -> None:
    await desk.answers(ImportCertificates("", made.pem("root"), acceptance=Acceptance.ACCEPTED))
    harvest = desk.work.requests.importing.harvest
    await harvest([made.der("bob"), made.der("root")], made.der("bob"), "bob@x.example", 1000.0)
    (bob,) = (await desk.answers(ListCertificates(""))).certificates
    assert (bob.source, bob.acceptance) == (KeySource.SIGNED_MAIL, Acceptance.ACCEPTED)
    await harvest([made.der("bob2")], made.der("bob2"), "bob@x.example", 2000.0)
    plan = (await desk.answers(ask("bob@x.example"))).plan
    assert plan is not None
    newer = plan.recipients[0].smime_certificate
    assert newer != bob.fingerprint
    await harvest([made.der("bob")], made.der("bob"), "bob@x.example", 1500.0)
    plan = (await desk.answers(ask("bob@x.example"))).plan
    assert plan is not None
    assert plan.recipients[0].smime_certificate == newer
    await desk.answers(AcceptKey("", bob.fingerprint, Acceptance.VERIFIED, system=System.SMIME))
    plan = (await desk.answers(ask("bob@x.example"))).plan
    assert plan is not None
    assert plan.recipients[0].smime_certificate == bob.fingerprint
    desk.time += 400 * DAY
    plan = (await desk.answers(ask("bob@x.example"))).plan
    assert plan is not None
    (one,) = plan.recipients
    assert (one.smime, one.smime_certificate, one.changed) == (Readiness.UNDECIDED, newer, True)


async def test_one_that_signed_itself_is_what_the_user_says(desk: KeyDesk, made: Made) -> None:
    looked = (await desk.answers(LookAtKeys("", made.pem("carol")))).certificates
    assert [one.addresses for one in looked] == [("carol@x.example",)]
    assert (await desk.answers(ListCertificates(""))).certificates == ()
    imported = (await desk.answers(ImportCertificates("", made.pem("carol")))).imported
    assert imported is not None
    assert (imported.roots, imported.certificates[0].acceptance) == ((), Acceptance.UNDECIDED)
    again = ImportCertificates("", made.der("carol"), acceptance=Acceptance.ACCEPTED)
    imported = (await desk.answers(again)).imported
    assert imported is not None
    assert (imported.roots, imported.certificates[0].acceptance) == ((), Acceptance.ACCEPTED)
    plan = (await desk.answers(ask("carol@x.example"))).plan
    assert plan is not None
    assert plan.recipients[0].smime is Readiness.READY
    assert await desk.refuses(ImportCertificates("", b"\x30\x03abc")) is ProblemKind.NO_KEYS
