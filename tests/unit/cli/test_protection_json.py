"""What ``show --json`` says of signature and encryption: words and addresses, as the document tells."""

from mailclient.cli.protection_json import encryption_json, signature_json
from mailclient.mail.protection import (
    Acceptance,
    Covers,
    Encryption,
    Integrity,
    Signature,
    SignatureVerdict,
    Signer,
    System,
)

_MINJI = Signer("AB" * 20, "Minji", ("minji@old.example", "minji@haneul.example"), Acceptance.OWN, "Ed25519")
_NAMED = Signer("CD" * 20, "A name only")
_UNKNOWN = Signer("C44D36DEAD54AB16")


def test_a_signer_is_called_by_the_address_of_the_sender_else_by_name_else_by_fingerprint() -> None:
    signature = Signature(
        System.OPENPGP, SignatureVerdict.GOOD, Covers.ALL, _MINJI, (_MINJI, _NAMED, _UNKNOWN), 1_700_000_000.0
    )
    found = signature_json(signature, ["Minji@Haneul.example"])
    assert found is not None
    assert found["signer"] == "minji@haneul.example"
    assert found["signers"] == ["minji@haneul.example", "A name only", "C44D36DEAD54AB16"]
    assert [each["fingerprint"] for each in found["keys"]] == [one.fingerprint for one in signature.signers]
    assert found["time"] == "2023-11-14T22:13:20+00:00"
    assert (found["verdict"], found["covers"], found["reason"]) == ("good", "all", None)


def test_another_ones_signature_is_called_by_an_address_of_the_key() -> None:
    signature = Signature(System.SMIME, SignatureVerdict.GOOD_OTHER_SENDER, Covers.ALL, _MINJI, (_MINJI,))
    found = signature_json(signature, ["boss@haneul.example"])
    assert found is not None
    assert found["signer"] == "minji@old.example"


def test_a_time_beyond_the_calendar_is_none() -> None:
    found = signature_json(Signature(System.SMIME, SignatureVerdict.BAD, Covers.NONE, time=1e18))
    assert found is not None
    assert (found["signer"], found["signers"], found["time"]) == (None, [], None)


def test_what_was_not_decrypted_is_not_said_to_be_whole() -> None:
    locked = encryption_json(Encryption(System.OPENPGP, decrypted=False, reason="key_missing"))
    broken = encryption_json(Encryption(System.OPENPGP, False, "integrity_failed", integrity=Integrity.FAILED))
    opened = encryption_json(Encryption(System.OPENPGP, decrypted=True))
    assert locked is not None
    assert broken is not None
    assert opened is not None
    assert (locked["integrity"], broken["integrity"], opened["integrity"]) == (None, "failed", "ok")


def test_hidden_recipients_are_left_out() -> None:
    found = encryption_json(Encryption(System.OPENPGP, True, recipients=("", "kim@example.org", "C44D36DEAD54AB16")))
    assert found is not None
    assert found["recipients"] == ["kim@example.org", "C44D36DEAD54AB16"]
