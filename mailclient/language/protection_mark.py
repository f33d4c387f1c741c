"""What protects a message, in the few words of its mark and in the sentences behind it.

Names of signers are anybody's words: whoever calls this has made them fit to be shown. Only a verdict that is good
names the signer by name; every other names addresses, or nobody.
"""

import re
from collections.abc import Callable
from enum import StrEnum

from mailclient.language.catalogue import tr
from mailclient.language.protection import reason_words
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

_COMMON_NAME = re.compile(r"(?:^|[,/+])\s*(?:CN|commonName)\s*=\s*((?:[^,+\\]|\\.){1,80})", re.IGNORECASE)
_ORGANISATION = re.compile(r"(?:^|[,/+])\s*(?:O|organizationName)\s*=\s*((?:[^,+\\]|\\.){1,80})", re.IGNORECASE)


class Tone(StrEnum):
    """The colour of a mark, by its name in the palette."""

    GOOD = "good"
    NEUTRAL = "muted"
    WARNING = "warning"
    DANGER = "danger"


_INSIDE = ("only_a_part", "text_around")
"""Why a signature that is somewhere in the message says nothing of it."""
_TONES = {
    SignatureVerdict.GOOD: Tone.GOOD,
    SignatureVerdict.GOOD_OTHER_SENDER: Tone.DANGER,
    SignatureVerdict.BAD: Tone.DANGER,
    SignatureVerdict.REVOKED: Tone.DANGER,
    SignatureVerdict.WEAK: Tone.WARNING,
    SignatureVerdict.EXPIRED: Tone.WARNING,
}


def mark_tone(protection: Protection) -> Tone:
    """Calm only where a signature is good for all that is shown; that something is encrypted alone says nothing."""
    signature, encryption = protection.signature, protection.encryption
    if signature is not None:
        tone = _TONES.get(signature.verdict, Tone.NEUTRAL)
        if tone is Tone.GOOD and signature.covers is not Covers.ALL:
            return Tone.WARNING
        return tone
    if encryption is not None and encryption.integrity is Integrity.FAILED:
        return Tone.DANGER
    return Tone.WARNING if is_partly_encrypted(encryption) else Tone.NEUTRAL


def is_partly_encrypted(encryption: Encryption | None) -> bool:
    """Whether something is shown that was not, beside what was."""
    return encryption is not None and encryption.decrypted and encryption.reason == "only_a_part"


def mark_text(protection: Protection, name: str) -> str:
    """The mark's words; "" where nothing protects the message. ``name``: the signer's, fit to be shown."""
    signature, encryption = protection.signature, protection.encryption
    if encryption is not None and not encryption.decrypted:
        return tr("Encrypted, not opened")
    signed = "" if signature is None else _signed_text(signature, name)
    if encryption is None:
        return signed
    if is_partly_encrypted(encryption):
        words = tr("Only part of this message was encrypted")
        return " · ".join(filter(None, (words, signed)))
    if not signed:
        return tr("Encrypted, not signed")
    if _is_good(signature):
        how = known_words(signature)
        return tr("Encrypted and signed by {name} · {how}", name=name, how=how)
    return tr("Encrypted · {signed}", signed=signed)


def pending_text(cover: Cover) -> str:
    """While it is being opened or checked."""
    return tr("Opening…") if cover.encrypted else tr("Checking the signature…")


def waiting_text(cover: Cover) -> str:
    """Before that has begun."""
    return tr("Encrypted") if cover.encrypted else tr("Signed")


def mark_sentence(protection: Protection, name: str, sender: str) -> str:
    """What the mark means, in one or two sentences. ``sender``: the address that the message names as its sender."""
    signature, encryption = protection.signature, protection.encryption
    sentences = []
    if encryption is not None:
        sentences.append(_encryption_sentence(encryption, signed=_is_signed(signature)))
    if signature is not None:
        sentences.append(_signature_sentence(signature, name, sender))
    return " ".join(filter(None, sentences))


def _signature_sentence(signature: Signature, name: str, sender: str) -> str:
    if signature.reason == "signed_in_future":
        return reason_words(signature.reason)
    if signature.covers is Covers.ALL or signature.verdict is SignatureVerdict.BAD:
        return _SENTENCES[signature.verdict](signature, name, sender)
    if signature.verdict is SignatureVerdict.GOOD:
        return tr("Only part of what is shown was signed by {name}; the rest anybody can have added.", name=name)
    first = _SENTENCES[signature.verdict](signature, name, sender)
    rest = tr("Only part of what is shown is signed; the rest anybody can have added.")
    return f"{first} {rest}".strip()


def known_words(signature: Signature | None) -> str:
    """How it is known whose key it is, in two or three words."""
    signer = signature.signer if signature is not None else None
    if signature is None or signer is None:
        return ""
    match signer.acceptance:
        case Acceptance.VERIFIED:
            return tr("key checked by you")
        case Acceptance.OWN:
            return tr("your own key")
        case Acceptance.ACCEPTED if signature.system is System.SMIME and signer.chain:
            return tr("confirmed by {authority}", authority=authority_name(signer.chain))
        case Acceptance.ACCEPTED:
            return tr("key accepted by you")
        case _:
            return ""


def authority_name(chain: tuple[str, ...]) -> str:
    """Who vouches at the end of a chain: the common name of the root, else its organisation, else all of its name."""
    last = chain[-1]
    found = _COMMON_NAME.search(last) or _ORGANISATION.search(last)
    words = found[1].strip() if found else last
    return " ".join(words.replace("\\", "").split())[:60]


def _is_signed(signature: Signature | None) -> bool:
    return signature is not None and signature.verdict is not SignatureVerdict.NONE


def _is_good(signature: Signature | None) -> bool:
    return signature is not None and signature.verdict is SignatureVerdict.GOOD and signature.covers is Covers.ALL


def _signed_text(signature: Signature, name: str) -> str:
    part = signature.covers is not Covers.ALL
    match signature.verdict:
        case SignatureVerdict.GOOD if part:
            return tr("Only part of this message is signed")
        case SignatureVerdict.GOOD:
            how = known_words(signature)
            return tr("Signed by {name} · {how}", name=name, how=how) if how else tr("Signed by {name}", name=name)
        case SignatureVerdict.GOOD_OTHER_SENDER:
            return tr("Signed, but by somebody else: {address}", address=_addresses(signature.signer))
        case SignatureVerdict.UNKNOWN_KEY:
            return tr("Signed with a key that is not here")
        case SignatureVerdict.UNTRUSTED if signature.reason == "signed_in_future":
            return tr("Signed at a time that has not come yet")
        case SignatureVerdict.UNTRUSTED if signature.system is System.SMIME:
            return tr("Signed with a certificate that nobody you trust vouches for")
        case SignatureVerdict.UNTRUSTED:
            return tr("Signed by a key nobody has vouched for")
        case SignatureVerdict.EXPIRED:
            return tr("Signed with a key that has run out")
        case SignatureVerdict.REVOKED:
            return tr("Signed with a key that was withdrawn")
        case SignatureVerdict.WEAK:
            return tr("Signed in a way that can be forged")
        case SignatureVerdict.BAD:
            return tr("The signature does not belong to this text")
        case _:
            inside = signature.covers is Covers.PART or signature.reason in _INSIDE
            return tr("Only part of this message is signed") if inside else ""


def _addresses(signer: Signer | None) -> str:
    if signer is None:
        return tr("an unknown person")
    return ", ".join(signer.addresses[:2]) or tr("an unknown person")


def _encryption_sentence(encryption: Encryption, *, signed: bool) -> str:
    if not encryption.decrypted:
        return tr("The message is encrypted and was not opened.")
    if is_partly_encrypted(encryption):
        return tr("Only part of what is shown was encrypted; the rest anybody can have read and added.")
    if encryption.integrity is not Integrity.OK:
        return tr("It was encrypted in an outdated way that does not show whether it was changed.")
    if signed:
        return tr("Only those who have the key can read it.")
    return tr("Only those who have the key can read it. It is not signed, so anybody can have written it.")


_SENTENCES: dict[SignatureVerdict, Callable[[Signature, str, str], str]] = {
    SignatureVerdict.GOOD: lambda _signature, name, sender: (
        tr("It is from {name} <{sender}>, and nobody has changed it.", name=name, sender=sender)
        if name != sender
        else tr("It is from {sender}, and nobody has changed it.", sender=sender)
    ),
    SignatureVerdict.GOOD_OTHER_SENDER: lambda signature, _name, sender: tr(
        "The key that signed belongs to {address}, not to {sender}.",
        address=_addresses(signature.signer),
        sender=sender,
    ),
    SignatureVerdict.UNKNOWN_KEY: lambda *_: tr(
        "The key it was signed with is not here, so nobody can say whether the signature is right."
    ),
    SignatureVerdict.UNTRUSTED: lambda signature, _name, sender: (
        tr("Nobody whom you trust has confirmed that the certificate belongs to {sender}.", sender=sender)
        if signature.system is System.SMIME
        else tr(
            "The text is as it was signed, but nobody has said yet that the key belongs to {sender}.", sender=sender
        )
    ),
    SignatureVerdict.EXPIRED: lambda *_: tr("The key had run out, or the signature has."),
    SignatureVerdict.REVOKED: lambda *_: tr(
        "The owner has withdrawn the key, maybe because somebody else got hold of it."
    ),
    SignatureVerdict.WEAK: lambda *_: tr("It was made with methods that can be forged today, so it proves nothing."),
    SignatureVerdict.BAD: lambda *_: tr(
        "Either the text was changed on its way, or somebody has put a signature of something else below it."
    ),
    SignatureVerdict.NONE: lambda *_: "",
}
