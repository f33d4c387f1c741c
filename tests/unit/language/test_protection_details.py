"""The facts behind the mark of a protected message."""

from mailclient.language.protection_details import facts
from mailclient.mail.protection import (
    Acceptance,
    Covers,
    Encryption,
    Protection,
    Signature,
    SignatureVerdict,
    Signer,
    System,
)

ANNA = "anna@example.org"


def told(protection: Protection) -> dict[str, str]:
    found = facts(protection, ANNA, "today", str)
    assert len({one.name for one in found}) == len(found)
    return {one.name: one.words for one in found}


def signed(signer: Signer, system: System = System.OPENPGP) -> Signature:
    return Signature(system, SignatureVerdict.GOOD, Covers.ALL, signer, (signer,), 1.0)


def test_each_thing_is_said_once() -> None:
    key = Signer("AB" * 20, "Anna", (ANNA,), Acceptance.ACCEPTED, "Ed25519, SHA512")
    said = told(Protection(signed(key), Encryption(System.OPENPGP, True, recipients=(ANNA,), algorithm="AES256")))
    assert said["How it is known"] == "Key accepted by you"
    assert said["Way of signing"] == "OpenPGP · Ed25519, SHA512"
    assert said["Way of encrypting"] == "OpenPGP · AES256"
    assert "Addresses of the key" not in said


def test_a_key_with_other_addresses_names_them() -> None:
    key = Signer("AB" * 20, "Anna", ("anna@work.example", ANNA), Acceptance.ACCEPTED)
    assert told(Protection(signed(key)))["Addresses of the key"] == f"anna@work.example, {ANNA}"


def test_the_chain_is_told_where_it_is_longer_than_who_confirms() -> None:
    chain = ("CN=Anna", "CN=Middle", "CN=Root")
    for short, wanted in ((True, None), (False, "Middle ← Root")):
        signer = Signer("CD" * 32, "Anna", (ANNA,), Acceptance.ACCEPTED, "", chain[::2] if short else chain)
        said = told(Protection(signed(signer, System.SMIME)))
        assert said["How it is known"] == "Confirmed by Root"
        assert said.get("Confirmed by") == wanted
