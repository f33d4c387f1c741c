"""What is behind the mark of a protected message, for who asks: facts by name, in the order of what matters."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mailclient.language.catalogue import tr
from mailclient.language.fingerprint import grouped
from mailclient.language.protection import reason_words
from mailclient.language.protection_mark import authority_name, known_words
from mailclient.language.readiness import acceptance_words
from mailclient.mail.protection import (
    Covers,
    Encryption,
    Integrity,
    Protection,
    Signature,
    SignatureVerdict,
    Signer,
    System,
)

_NAMED = 12
"""Recipients and certificates that are named."""


@dataclass(frozen=True, slots=True)
class Fact:
    """``name`` stands before ``words``."""

    name: str
    words: str


def facts(protection: Protection, sender: str, made: str, shown: Callable[[str], str]) -> list[Fact]:
    """All that is known. ``made``: when it was signed, in words; ``shown`` makes words of strangers fit to be shown."""
    return [
        Fact(name, words)
        for name, words in (
            *_of_signature(protection.signature, sender, made, shown),
            *_of_encryption(protection.encryption, shown),
            *_of_fields(protection),
        )
        if words
    ]


def _of_signature(
    signature: Signature | None, sender: str, made: str, shown: Callable[[str], str]
) -> Iterator[tuple[str, str]]:
    if signature is None:
        return
    signer = signature.signer
    if signer is not None and signature.verdict is SignatureVerdict.BAD:
        yield tr("Names as its signer"), shown(signer.name or ", ".join(signer.addresses[:_NAMED]))
    elif signer is not None:
        yield tr("Signed by"), shown(signer.name)
        if [address.casefold() for address in signer.addresses] != [sender.casefold()]:
            yield tr("Addresses of the key"), shown(", ".join(signer.addresses[:_NAMED]))
        yield tr("Is it the sender's?"), _match_words(signer, sender)
        yield tr("How it is known"), _as_sentence(known_words(signature) or acceptance_words(signer.acceptance))
    yield tr("When, as the signer says"), made
    yield tr("What is signed"), _COVERS[signature.covers]()
    if signer is not None:
        name = tr("Certificate") if signature.system is System.SMIME else tr("Fingerprint")
        yield name, grouped(signer.fingerprint)
        chain = _chain(signer.chain)
        if len(chain) > 1 or not known_words(signature):
            yield tr("Confirmed by"), shown(" ← ".join(chain))
    others = [one for one in signature.signers if one != signer]
    yield tr("Signed, too, by"), shown(", ".join(one.name or one.fingerprint for one in others[:_NAMED]))
    yield tr("Why"), reason_words(signature.reason)
    yield tr("Withdrawn?"), _revocation_words(signature)
    yield tr("Way of signing"), _way(signature.system, shown(signer.algorithm) if signer is not None else "")


def _of_encryption(encryption: Encryption | None, shown: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    if encryption is None:
        return
    named = ", ".join(encryption.recipients[:_NAMED])
    more = len(encryption.recipients) - _NAMED
    yield tr("Encrypted for"), shown(named) + (f" +{more}" if more > 0 else "")
    yield tr("Changed on its way?"), _INTEGRITY[encryption.integrity]() if encryption.decrypted else ""
    yield tr("Way of encrypting"), _way(encryption.system, shown(encryption.algorithm))


def _of_fields(protection: Protection) -> Iterator[tuple[str, str]]:
    yield tr("Hidden from the servers"), ", ".join(map(_field_name, protection.hidden_fields))
    if protection.changed_fields:
        yield (
            tr("Different outside"),
            tr("{fields}: the protected one is shown", fields=", ".join(map(_field_name, protection.changed_fields))),
        )


def _field_name(name: str) -> str:
    """As header fields are written: Message-ID, Subject."""
    return "-".join(word.capitalize() for word in name.split("-"))


def _match_words(signer: Signer, sender: str) -> str:
    if not signer.addresses or not sender:
        return ""
    if sender.casefold() in {address.casefold() for address in signer.addresses}:
        return tr("Yes, the key names {address}", address=sender)
    return tr("No, the key does not name {address}", address=sender)


def _as_sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _way(system: System, algorithm: str) -> str:
    return " · ".join(filter(None, (_SYSTEMS[system], algorithm)))


def _chain(chain: tuple[str, ...]) -> list[str]:
    return [authority_name((one,)) for one in chain[1 : _NAMED + 1]]


def _revocation_words(signature: Signature) -> str:
    return {
        "good": tr("No, asked just now or lately"),
        "revoked": tr("Yes"),
        "not_checked": tr("Not checked"),
    }.get(signature.revocation, "")


_COVERS = {
    Covers.ALL: lambda: tr("All of the message"),
    Covers.PART: lambda: tr("Only part of the message"),
    Covers.NONE: lambda: tr("Nothing of what is shown"),
}
_INTEGRITY = {
    Integrity.OK: lambda: tr("No"),
    Integrity.MISSING: lambda: tr("That cannot be told: it is encrypted in an outdated way"),
    Integrity.FAILED: lambda: tr("Yes"),
}
_SYSTEMS = {System.OPENPGP: "OpenPGP", System.SMIME: "S/MIME"}
