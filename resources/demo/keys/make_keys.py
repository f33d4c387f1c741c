"""Makes the keys, certificates and protected letters of the demonstration: ``python resources/demo/keys/make_keys.py``.

With gpg and openssl, so that what the demonstration shows was not made by the program it shows. All secret keys in this
folder are public: they protect nothing. What was made is kept, for it is not the same twice.
"""

import datetime as dt
import os
import quopri
import shutil
import subprocess
import tempfile
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

KEYS = Path(__file__).parent
RAW = KEYS.parent / "raw"
TEXTS = KEYS / "letters"
FROM, UNTIL = dt.datetime(2024, 1, 5, tzinfo=dt.UTC), dt.datetime(2044, 1, 5, tzinfo=dt.UTC)
PASSPHRASE = b"harbour"
LONG_AGO = "20240105T090000!"

PEOPLE = {
    "alice": "Alice Hartley <alice@harbour.example>",
    "minji": "박민지 <minji@haneul.example>",
    "oskar": "Oskar Lindqvist <oskar@harbour.example>",
    "grace": "Grace Okafor <grace@harbour.example>",
    "eunseo": "최은서 <eunseo@haneul.example>",
    "priya": "Priya Raman <priya@harbour.example>",
    "ben": "Ben Whitlock <ben@harbour.example>",
    "helene": "Hélène Moreau <helene@atelier-moreau.example>",
}
OWN = ("alice", "minji")
CHECKED = ("oskar", "grace", "eunseo")
"""Their keys are in the ring, and were compared."""
SEEN = ("priya", "ben")
"""Their keys are in the ring; nobody has said that they are the right ones."""


class Ring:
    """A GnuPG home."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="dk"))

    def gpg(self, *arguments: str, data: bytes = b"", when: str = LONG_AGO) -> bytes:
        """Run it; what it writes."""
        command = [
            "gpg",
            "--homedir",
            str(self.home),
            "--batch",
            "--yes",
            "--quiet",
            "--no-tty",
            "--trust-model",
            "pgp",
        ]
        run = subprocess.run(  # noqa: S603
            [*command, "--faked-system-time", when, "--pinentry-mode", "loopback", "--passphrase", "", *arguments],
            input=data, capture_output=True, check=False, timeout=60,
        )  # fmt: skip
        if run.returncode:
            raise SystemExit(f"gpg {' '.join(arguments)}: {run.stderr.decode()}")
        return run.stdout

    def make(self, user_id: str) -> str:
        """A key of Ed25519 and X25519; its fingerprint."""
        self.gpg("--quick-generate-key", user_id, "ed25519", "cert,sign", "never")
        lines = self.gpg("--with-colons", "--list-secret-keys", f"={user_id}").decode().splitlines()
        fingerprint = next(line.split(":")[9] for line in lines if line.startswith("fpr"))
        self.gpg("--quick-add-key", fingerprint, "cv25519", "encr", "never")
        return fingerprint

    def close(self) -> None:
        """No agent stays behind."""
        subprocess.run(["gpgconf", "--homedir", str(self.home), "--kill", "all"], check=True, timeout=20)  # noqa: S603, S607
        shutil.rmtree(self.home)


def crlf(text: str) -> bytes:
    """Lines as on the wire."""
    return text.replace("\n", "\r\n").encode()


def text_part(name: str, header: str = "") -> str:
    """A text part in quoted-printable, as what is signed has to be (RFC 3156 section 3)."""
    text = quopri.encodestring((TEXTS / f"{name}.txt").read_text("utf-8").encode()).decode()
    kind = 'Content-Type: text/plain; charset="utf-8"' + ('; hp="cipher"' if header else "")
    return f"{kind}\n{header}Content-Transfer-Encoding: quoted-printable\n\n{text}"


def signed(ring: Ring, key: str, name: str, change: tuple[str, str] = ("", "")) -> None:
    """multipart/signed (RFC 3156); with ``change`` the text is another than that which was signed."""
    inner = text_part(name)
    armour = ring.gpg("--armor", "--digest-algo", "SHA512", "--detach-sign", "-u", key, data=crlf(inner)).decode()
    shown = inner.replace(*change) if change[0] else inner
    assert not change[0] or shown != inner
    boundary = f"=_signed_{name}"
    (RAW / f"{name}.mime").write_text(
        f'Content-Type: multipart/signed; micalg="pgp-sha512";\n protocol="application/pgp-signature";\n'
        f' boundary="{boundary}"\n\nThis is an OpenPGP/MIME signed message (RFC 3156).\n--{boundary}\n{shown}\n'
        f"--{boundary}\nContent-Type: application/pgp-signature; name=\"signature.asc\"\n"
        f"Content-Description: OpenPGP digital signature\n\n{armour}\n--{boundary}--\n"
    )  # fmt: skip


def encrypted(ring: Ring, sender: str, recipients: tuple[str, ...], name: str, subject: str, people: str) -> None:
    """multipart/encrypted (RFC 3156), signed inside, its subject hidden (RFC 9788)."""
    header = f"{people}Subject: {subject}\nHP-Outer: Subject: [...]\n"
    header += "".join(f"HP-Outer: {line}\n" for line in people.splitlines())
    to = [argument for one in recipients for argument in ("-r", one)]
    armour = ring.gpg(
        "--armor",
        "--sign",
        "--encrypt",
        "-u",
        sender,
        "--trust-model",
        "always",
        *to,
        data=crlf(text_part(name, header)),
    ).decode()
    boundary = f"=_sealed_{name}"
    (RAW / f"{name}.mime").write_text(
        f'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted";\n boundary="{boundary}"\n\n'
        f"This is an OpenPGP/MIME encrypted message (RFC 3156).\n--{boundary}\n"
        "Content-Type: application/pgp-encrypted\n\nVersion: 1\n\n"
        f'--{boundary}\nContent-Type: application/octet-stream; name="encrypted.asc"\n\n{armour}\n--{boundary}--\n'
    )


def certificate(
    name: str, address: str, issuer: tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """Of a person (with an issuer) or of an authority (without)."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signer = issuer[1] if issuer else key
    public = key.public_key()
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(FROM)
        .not_valid_after(UNTIL)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .add_extension(_usage(authority=issuer is None), critical=True)
    )
    if issuer:
        made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        made = made.add_extension(x509.SubjectAlternativeName([x509.RFC822Name(address)]), critical=False)
    return made.sign(signer, hashes.SHA256()), key


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=not authority, key_cert_sign=authority, crl_sign=authority, encipher_only=False,
        decipher_only=False,
    )  # fmt: skip


def make_certificates() -> None:
    """An authority, Alice's own certificate, and two letters: one signed, one signed and encrypted."""
    root = certificate("Harbour Towns Mail Authority", "", None)
    people = {
        "alice": certificate("Alice Hartley", "alice@harbour.example", root),
        "registry": certificate("Registry of Port Ellery", "registry@port-ellery.example", root),
    }
    (KEYS / "authority.pem").write_bytes(root[0].public_bytes(serialization.Encoding.PEM))
    own = people["alice"]
    protection = serialization.BestAvailableEncryption(PASSPHRASE)
    (KEYS / "alice.p12").write_bytes(
        pkcs12.serialize_key_and_certificates(b"Alice Hartley", own[1], own[0], [root[0]], protection)
    )
    with tempfile.TemporaryDirectory() as folder:
        files = {}
        for name, (made, key) in people.items():
            files[name] = (Path(folder) / f"{name}.pem", Path(folder) / f"{name}.key")
            files[name][0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
            files[name][1].write_bytes(
                key.private_bytes(
                    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
                )
            )
        signer = ["-signer", str(files["registry"][0]), "-inkey", str(files["registry"][1])]
        whole = _openssl("cms", "-sign", *signer, "-md", "sha256", data=text_part("smime-signed"))
        (RAW / "smime-signed.mime").write_text(_fields(whole))
        inside = _openssl("cms", "-sign", *signer, "-md", "sha256", data=text_part("smime-encrypted"))
        sealed = _openssl("cms", "-encrypt", "-aes-256-gcm", str(files["alice"][0]), data=inside)
        (RAW / "smime-encrypted.mime").write_text(_fields(sealed))


def _openssl(*arguments: str, data: str) -> str:
    command = ["openssl", *arguments]
    run = subprocess.run(command, input=crlf(data), capture_output=True, check=True, timeout=60)  # noqa: S603
    return run.stdout.decode().replace("\r\n", "\n")


def _fields(whole: str) -> str:
    """Without the MIME-Version that the message's own header has."""
    return whole.replace("MIME-Version: 1.0\n", "", 1)


def make_ring(writers: Ring, keys: dict[str, str]) -> None:
    """The home that the demonstration starts with: own keys, those that were compared, those that came along."""
    ring = Ring()
    for name in OWN:
        ring.gpg("--import", data=writers.gpg("--armor", "--export-secret-keys", keys[name]))
    for name in (*CHECKED, *SEEN):
        ring.gpg("--import", data=writers.gpg("--armor", "--export", keys[name]))
    ring.gpg("--import-ownertrust", data="".join(f"{keys[name]}:6:\n" for name in OWN).encode())
    for name in CHECKED:
        ring.gpg("-u", keys["minji" if name == "eunseo" else "alice"], "--quick-lsign-key", keys[name])
    ring.gpg("--check-trustdb", when="20260101T090000!")
    target = KEYS / "gnupg"
    shutil.rmtree(target, ignore_errors=True)
    (target / "private-keys-v1.d").mkdir(parents=True)
    for path in (
        "pubring.kbx",
        "trustdb.gpg",
        *(f"private-keys-v1.d/{one}" for one in os.listdir(ring.home / "private-keys-v1.d")),
    ):
        shutil.copy(ring.home / path, target / path)
    ring.close()


def main() -> None:
    """All of it, anew."""
    writers = Ring()
    keys = {name: writers.make(user_id) for name, user_id in PEOPLE.items()}
    (KEYS.parent / "files" / "oskar-public-key.txt").write_bytes(writers.gpg("--armor", "--export", keys["oskar"]))
    signed(writers, keys["oskar"], "pgp-signed")
    signed(writers, keys["grace"], "pgp-other-sender")
    signed(writers, keys["helene"], "pgp-unknown-key")
    signed(writers, keys["priya"], "pgp-undecided")
    signed(writers, keys["grace"], "pgp-bad", ("11,800", "18,800"))
    header = "From: Grace Okafor <grace@harbour.example>\nTo: Alice Hartley <alice@harbour.example>\n"
    encrypted(
        writers, keys["grace"], (keys["grace"], keys["alice"]), "pgp-encrypted", "Salaries, before Thursday", header
    )
    header = (
        "From: =?utf-8?B?7LWc7J2A7ISc?= <eunseo@haneul.example>\nTo: =?utf-8?B?67CV66+87KeA?= <minji@haneul.example>\n"
    )
    subject = "=?utf-8?B?7J247IKsIO2PieqwgA==?="
    encrypted(writers, keys["eunseo"], (keys["eunseo"], keys["minji"]), "pgp-encrypted-korean", subject, header)
    make_ring(writers, keys)
    writers.close()
    make_certificates()


if __name__ == "__main__":
    main()
