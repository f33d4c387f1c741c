"""Problems with keys and with opening, signing and encrypting, in the user's words; S/MIME uses them where they fit."""

from collections.abc import Callable

from mailclient.language.catalogue import tr
from mailclient.mail.problem import ProblemKind


def _gnupg_missing(_subject: str) -> tuple[str, str]:
    return (
        tr("The program GnuPG is not on this computer; it is what opens and writes OpenPGP mail."),
        tr("Install GnuPG (the package is called gnupg, Gpg4win or GPG Suite) and try again."),
    )


def _gnupg_failed(_subject: str) -> tuple[str, str]:
    return (
        tr("GnuPG could not do this."),
        tr("Nothing was changed. What it said is in the details."),
    )


def _key_missing(subject: str) -> tuple[str, str]:
    if subject:
        return tr("The key {subject} is not here.", subject=subject), tr("Import it, or choose another key.")
    return (
        tr("This was encrypted to a key that is not on this computer."),
        tr("Import your secret key, or open the message where that key is."),
    )


def _passphrase_wrong(_subject: str) -> tuple[str, str]:
    return tr("This is not the passphrase of the key."), tr("Try again.")


def _passphrase_needed(_subject: str) -> tuple[str, str]:
    return tr("The key is locked with a passphrase."), tr("Enter the passphrase of the key.")


def _passphrase_cancelled(_subject: str) -> tuple[str, str]:
    return (
        tr("No passphrase was given, so the key stayed locked."),
        tr("Try again when you have the passphrase. Nothing is lost."),
    )


def _card_missing(_subject: str) -> tuple[str, str]:
    return tr("The key is on a smart card that is not here."), tr("Put in the card and try again.")


def _card_locked(_subject: str) -> tuple[str, str]:
    return (
        tr("The smart card is locked because a wrong PIN was entered too often."),
        tr("Unlock it with its PUK or admin PIN, then try again."),
    )


def _key_expired(subject: str) -> tuple[str, str]:
    return (
        tr("The key {subject} has run out.", subject=subject) if subject else tr("The key has run out."),
        tr("Prolong it if it is yours; else ask its owner for the new one, or look it up."),
    )


def _key_revoked(subject: str) -> tuple[str, str]:
    return (
        tr("The key {subject} was revoked by its owner.", subject=subject)
        if subject
        else tr("The key was revoked by its owner."),
        tr("Ask for the new key, or look it up."),
    )


def _key_unusable(subject: str) -> tuple[str, str]:
    return (
        tr("The key {subject} cannot be used for this.", subject=subject)
        if subject
        else tr("The key cannot be used for this."),
        tr("Choose another key, or look up a newer one."),
    )


def _key_is_secret(subject: str) -> tuple[str, str]:
    return (
        tr(
            "{subject} is a key of your own: without it, what was encrypted to you can never be read again.",
            subject=subject,
        ),
        tr("Export it first; then remove it with its secret key."),
    )


def _key_not_found(subject: str) -> tuple[str, str]:
    return (
        tr("Nobody publishes a key for {subject}.", subject=subject),
        tr("Ask for the key in a message: an answer that is signed brings it along."),
    )


def _no_keys(_subject: str) -> tuple[str, str]:
    return (
        tr("There is no key in this that can be read."),
        tr("It may be damaged, or made for a newer program. Ask for it again."),
    )


def _message_broken(_subject: str) -> tuple[str, str]:
    return (
        tr("The encrypted message is damaged or was changed on its way, so nothing of it is shown."),
        tr("Ask the sender to send it again."),
    )


def _integrity_missing(_subject: str) -> tuple[str, str]:
    return (
        tr("The message was encrypted in an outdated way that anybody could have changed, so nothing of it is shown."),
        tr("Ask the sender to send it again with a newer program."),
    )


def _format_too_new(_subject: str) -> tuple[str, str]:
    return (
        tr("This was made in a newer way than the GnuPG on this computer can read."),
        tr("Update GnuPG, or ask the sender for the usual form."),
    )


def _too_deep(_subject: str) -> tuple[str, str]:
    return (
        tr("The message is packed into itself too many times, so it was not opened."),
        tr("Mail programs do not write such messages. You can save it as a file."),
    )


def _opened_too_large(_subject: str) -> tuple[str, str]:
    return (
        tr("What is in the message is larger than can be opened here."),
        tr("You can save it as a file and open it with GnuPG itself."),
    )


OPENPGP_WORDS: dict[ProblemKind, Callable[[str], tuple[str, str]]] = {
    ProblemKind.GNUPG_MISSING: _gnupg_missing,
    ProblemKind.GNUPG_FAILED: _gnupg_failed,
    ProblemKind.KEY_MISSING: _key_missing,
    ProblemKind.PASSPHRASE_WRONG: _passphrase_wrong,
    ProblemKind.PASSPHRASE_NEEDED: _passphrase_needed,
    ProblemKind.PASSPHRASE_CANCELLED: _passphrase_cancelled,
    ProblemKind.CARD_MISSING: _card_missing,
    ProblemKind.CARD_LOCKED: _card_locked,
    ProblemKind.KEY_EXPIRED: _key_expired,
    ProblemKind.KEY_REVOKED: _key_revoked,
    ProblemKind.KEY_UNUSABLE: _key_unusable,
    ProblemKind.KEY_IS_SECRET: _key_is_secret,
    ProblemKind.KEY_NOT_FOUND: _key_not_found,
    ProblemKind.NO_KEYS: _no_keys,
    ProblemKind.MESSAGE_BROKEN: _message_broken,
    ProblemKind.INTEGRITY_MISSING: _integrity_missing,
    ProblemKind.FORMAT_TOO_NEW: _format_too_new,
    ProblemKind.TOO_DEEP: _too_deep,
    ProblemKind.OPENED_TOO_LARGE: _opened_too_large,
}
