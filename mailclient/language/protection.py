"""Why a signature is worth no more, in one sentence for each code: shown in the details behind the mark."""

from collections.abc import Callable

from mailclient.language.catalogue import tr

_WORDS: dict[str, Callable[[], str]] = {
    # what it is about
    "structure_broken": lambda: tr("The message is not built as a signed message must be."),
    "message_broken": lambda: tr("The signature is damaged and cannot be read."),
    "text_around": lambda: tr("There is more text around what is signed."),
    "too_deep": lambda: tr("The message is built in so many layers that nobody can say what it is about."),
    "only_a_part": lambda: tr("Only a part inside the message is signed or encrypted."),
    "signed_outside": lambda: tr(
        "The signature is around the encrypted text: whoever made it may never have read that."
    ),
    "wrong": lambda: tr("What was signed is another text."),
    "content_changed": lambda: tr("What was signed is another text."),
    "content_missing": lambda: tr("What was signed is not in the message."),
    "signature_wrong": lambda: tr("The signature was not made with this certificate."),
    "no_signer": lambda: tr("There are certificates in the message, but no signature."),
    "unreadable": lambda: tr("The signature is of a kind that cannot be checked here."),
    "format_too_new": lambda: tr("The signature was made in a newer way than can be checked here."),
    "signature_unsupported": lambda: tr("The signature is of a kind that cannot be checked here."),
    # who signed
    "no_sender": lambda: tr("The message names no sender that the signature could be compared with."),
    "several_senders": lambda: tr("The message names several senders."),
    "sender_unclear": lambda: tr("The sender is written in a way that can be read as somebody else."),
    "name_is_an_address": lambda: tr("The sender's name is the address of somebody else."),
    "other_sender_field": lambda: tr("The message says that somebody else has sent it."),
    "answers_elsewhere": lambda: tr("An answer would go to somebody else than the one who signed."),
    "outer_sender_differs": lambda: tr("Inside the message another sender is named than outside."),
    "other_sender": lambda: tr("The key belongs to somebody else than the sender."),
    # the key
    "undecided": lambda: tr("Nobody has said yet whose key it is."),
    "rejected": lambda: tr("You have said that this is not the sender's key."),
    "key_missing": lambda: tr("The key is not here."),
    "certificate_missing": lambda: tr("The certificate is not here."),
    "certificate_unreadable": lambda: tr("The certificate cannot be read."),
    "signature_expired": lambda: tr("The signature was meant for a shorter time."),
    "signed_in_future": lambda: tr("It says that it was made in the future: somebody's clock is wrong, or it lies."),
    "key_expired": lambda: tr("The key had run out."),
    "certificate_expired": lambda: tr("The certificate had run out."),
    "certificate_not_yet_valid": lambda: tr("The certificate was not valid yet."),
    "key_revoked": lambda: tr("The owner has withdrawn the key."),
    "certificate_revoked": lambda: tr("The certificate was withdrawn."),
    "wrong_usage": lambda: tr("The certificate is not meant for signing mail."),
    "unknown_root": lambda: tr("The certificate leads to an authority that is not trusted here."),
    "chain_broken": lambda: tr("A link between the certificate and a trusted authority is missing or wrong."),
    "name_constrained": lambda: tr("The authority may not speak for this address."),
    "weak_digest": lambda: tr("It was made with a method (MD5 or SHA-1) that can be forged today."),
    "weak_key": lambda: tr("The key is so short that it can be broken today."),
    # this computer
    "gnupg_missing": lambda: tr("The program GnuPG is not installed, so the signature could not be checked."),
    "timed_out": lambda: tr("Checking took too long and was given up."),
}


def reason_words(code: str) -> str:
    """The sentence, or "" for a code that says nothing to people."""
    words = _WORDS.get(code)
    return words() if words is not None else ""
