"""Why a message could not be opened, and what helps: one or two sentences for each reason."""

from collections.abc import Callable

from mailclient.language.catalogue import tr
from mailclient.mail.protection import System

_WORDS: dict[str, Callable[[], str]] = {
    "key_missing": lambda: tr(
        "It is encrypted for a key that is not here. Import the key, or read it where the key is."
    ),
    "certificate_missing": lambda: tr(
        "It is encrypted for a certificate that is not here. Import the certificate with its private key."
    ),
    "passphrase_wrong": lambda: tr("The passphrase was not right."),
    "passphrase_needed": lambda: tr("The passphrase of your key is needed to open this message."),
    "passphrase_cancelled": lambda: tr("The passphrase of your key is needed to open this message."),
    "gnupg_missing": lambda: tr(
        "To open this message, the program GnuPG is needed. It is free, and not installed here."
    ),
    "card_missing": lambda: tr("The key for this message is on a smart card. Insert the card."),
    "card_locked": lambda: tr("The smart card is locked: its PIN was given wrongly too often. Unlock it with its PUK."),
    "integrity_failed": lambda: tr(
        "This message was changed or damaged on its way. What is inside cannot be trusted, so nothing of it is shown."
    ),
    "integrity_missing": lambda: tr(
        "This message is encrypted in an outdated way that does not show whether it was changed, so it is not shown."
    ),
    "message_broken": lambda: tr("This message is encrypted, but damaged, and cannot be opened."),
    "format_too_new": lambda: tr(
        "This message was encrypted in a newer way than the program on this computer can open. Update GnuPG, or ask "
        "the sender for the usual form."
    ),
    "cipher_unsupported": lambda: tr(
        "This message is encrypted by a method that is not opened here: it is outdated, or not known. Ask the sender "
        "to encrypt it with AES."
    ),
    "timed_out": lambda: tr("Opening this message took too long and was given up."),
    "too_deep": lambda: tr("This message is built in a way that could freeze the program, so it is not opened."),
    "too_large": lambda: tr("What is inside this message is too large to be opened."),
}
FOR_GOOD = frozenset(
    {"integrity_failed", "integrity_missing", "message_broken", "too_deep", "too_large", "format_too_new"}
)
"""Trying once more helps nothing."""
DANGERS = frozenset({"integrity_failed"})


def locked_words(reason: str, system: System) -> str:
    """Why, and what helps."""
    if reason == "key_missing" and system is System.SMIME:
        reason = "certificate_missing"
    words = _WORDS.get(reason)
    return words() if words is not None else tr("This message is encrypted and could not be opened.")


def install_words(platform: str) -> str:
    """How one comes by GnuPG on this system (``sys.platform``)."""
    match platform:
        case "win32":
            return tr("Install Gpg4win from gpg4win.org, then start this program again.")
        case "darwin":
            return tr("Install GPG Suite from gpgtools.org, then start this program again.")
        case _:
            return tr("Install the package “gnupg” with your system's software centre, then try again.")
