"""Protected letters and the engine's answers about them, for the tests of the window and for looking at it."""

from dataclasses import replace

from mailclient.bridge import commands, events
from mailclient.mail.address import Address
from mailclient.mail.body import Attachment, Body
from mailclient.mail.ids import MessageId, PartPath
from mailclient.mail.message import Envelope
from mailclient.mail.protection import (
    Acceptance,
    Cover,
    Covers,
    Encryption,
    Integrity,
    Protection,
    Signature,
    SignatureVerdict,
    Signer,
    System,
)
from tests.gui import letters
from tests.gui.sample_store import Sample
from tests.gui.scripted_link import ScriptedLink

MINJI = "minji@example.org"
FINGERPRINT = "0123456789ABCDEF0123456789ABCDEF01234567"
MINJIS_KEY = Signer(FINGERPRINT, "Kim Minji", (MINJI,), Acceptance.VERIFIED, "Ed25519, SHA-512")
SIGNED = Cover(System.OPENPGP, signed=True)
ENCRYPTED = Cover(System.OPENPGP, encrypted=True)
OPENED = Encryption(System.OPENPGP, decrypted=True, recipients=("alice@work.example",), algorithm="AES-256")


def signature(
    verdict: SignatureVerdict = SignatureVerdict.GOOD,
    signer: Signer | None = MINJIS_KEY,
    system: System = System.OPENPGP,
    covers: Covers = Covers.ALL,
) -> Signature:
    """Made half an hour before the letter came."""
    signers = (signer,) if signer is not None else ()
    return Signature(system, verdict, covers, signer, signers, letters.WHEN.timestamp() - 1800)


def known(acceptance: Acceptance) -> Signer:
    """Minji's key with another word of the user about it."""
    return replace(MINJIS_KEY, acceptance=acceptance)


CERTIFICATE = Signer(
    FINGERPRINT * 1 + "89ABCDEF01234567890123456789"[:24],
    "Kim Minji",
    (MINJI,),
    Acceptance.ACCEPTED,
    "RSA 3072, SHA-256",
    ("CN=Kim Minji", "CN=Mail CA 3, O=Harbour Trust", "CN=Harbour Trust Root, O=Harbour Trust"),
)
OTHER = Signer(FINGERPRINT[::-1], "Mallory", ("mallory@evil.example",), Acceptance.ACCEPTED, "Ed25519, SHA-512")

MARKS: dict[str, Protection] = {
    "good-verified": Protection(signature()),
    "good-accepted": Protection(signature(signer=known(Acceptance.ACCEPTED))),
    "good-certificate": Protection(signature(signer=CERTIFICATE, system=System.SMIME)),
    "other-sender": Protection(signature(SignatureVerdict.GOOD_OTHER_SENDER, OTHER)),
    "bad": Protection(signature(SignatureVerdict.BAD)),
    "unknown-key": Protection(signature(SignatureVerdict.UNKNOWN_KEY, None)),
    "untrusted": Protection(signature(SignatureVerdict.UNTRUSTED, known(Acceptance.UNDECIDED))),
    "untrusted-certificate": Protection(
        signature(SignatureVerdict.UNTRUSTED, replace(CERTIFICATE, acceptance=Acceptance.UNDECIDED), System.SMIME)
    ),
    "expired": Protection(signature(SignatureVerdict.EXPIRED)),
    "revoked": Protection(signature(SignatureVerdict.REVOKED)),
    "weak": Protection(signature(SignatureVerdict.WEAK)),
    "part": Protection(signature(covers=Covers.PART)),
    "encrypted": Protection(encryption=OPENED),
    "encrypted-signed": Protection(signature(), OPENED, hidden_fields=("Subject",)),
    "encrypted-bad": Protection(signature(SignatureVerdict.BAD), OPENED),
    "locked": Protection(encryption=Encryption(System.OPENPGP, False, "key_missing", ("0123456789ABCDEF",))),
    "damaged": Protection(encryption=Encryption(System.OPENPGP, False, "integrity_failed", integrity=Integrity.FAILED)),
}
"""One of each, as the engine tells it."""

CLEAR = (
    b"From: Kim Minji <minji@example.org>\r\nTo: alice@work.example\r\nSubject: The real subject\r\n"
    b"Date: Fri, 20 Nov 2026 09:30:00 +0000\r\nMessage-ID: <letter@example.org>\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
    b"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThe canary sings at noon.\r\n"
    b"--b\r\nContent-Type: text/csv; name=plan.csv\r\nContent-Disposition: attachment; filename=plan.csv\r\n\r\n"
    b"day,song\r\n1,canary\r\n--b--\r\n"
)


def clear(subtype: str, text: str) -> bytes:
    """A clear message with only this text."""
    head = CLEAR[: CLEAR.index(b"Content-Type")]
    return head + f"Content-Type: text/{subtype}; charset=utf-8\r\n\r\n{text}\r\n".encode()


def put(sample: Sample, cover: Cover = ENCRYPTED, text: str = "", subject: str = "...") -> MessageId:
    """A letter that is stored as it came."""
    file = Attachment(PartPath("2"), "encrypted.asc", "application/octet-stream", 1_000)
    body = Body(text, attachments=(file,) if cover.encrypted else (), cover=cover)
    return letters.put(sample, body, letters.envelope(subject))


def asked(link: ScriptedLink) -> commands.OpenMessage:
    """The last question to open a message."""
    command = link.last(commands.OpenMessage)
    assert isinstance(command, commands.OpenMessage)
    return command


def answer(link: ScriptedLink, protection: Protection, data: bytes = b"") -> None:
    """The engine has opened the message that was asked for last."""
    request_id = asked(link).request_id
    half = len(data) // 2
    for piece in filter(None, (data[:half], data[half:])):
        link.deliver(events.ClearPiece(request_id, piece))
    link.deliver(events.Finished(request_id, opened=events.OpenedMessage(protection, len(data))))


def written_by(name: str, address: str) -> Envelope:
    """A letter by somebody else."""
    return letters.envelope("...", from_=(Address(name, address),))
