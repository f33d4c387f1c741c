"""Problems with signing in at a provider, and with the places where passwords are kept, in the user's words."""

from collections.abc import Callable

from mailclient.language.catalogue import tr
from mailclient.mail.problem import ProblemKind


def _sign_in_needed(subject: str) -> tuple[str, str]:
    return (
        tr("{subject} is signed out: what the provider allowed has expired or was withdrawn.", subject=subject),
        tr("Sign in with the provider again; nothing is lost meanwhile."),
    )


def _sign_in_refused(subject: str) -> tuple[str, str]:
    return (
        tr("{subject} did not let this program sign in.", subject=subject),
        tr("Try again and allow the access to your mail. The provider's own words are in the details."),
    )


def _sign_in_elsewhere(subject: str) -> tuple[str, str]:
    return (
        tr("{subject} is not a server of the provider where you sign in: nothing was sent to it.", subject=subject),
        tr("Correct the name of the server, or log in there with a password."),
    )


def _client_id_missing(subject: str) -> tuple[str, str]:
    return (
        tr("Signing in at {subject} needs a client id, and this build of the program has none.", subject=subject),
        tr("Enter a client id of your own, or use a password (some providers make app passwords)."),
    )


def _no_keyring(_subject: str) -> tuple[str, str]:
    return (
        tr("This computer offers no safe place to keep a password."),
        tr("Install or unlock a keyring (GNOME Keyring, KWallet); passwords are never written to a plain file."),
    )


def _keyring_locked(_subject: str) -> tuple[str, str]:
    return tr("The system's keyring is locked."), tr("Unlock it and try again.")


def _vault_locked(_subject: str) -> tuple[str, str]:
    return (
        tr("The vault with your passwords is locked."),
        tr("Enter its passphrase."),
    )


def _vault_passphrase_wrong(_subject: str) -> tuple[str, str]:
    return (
        tr("This is not the passphrase of the vault."),
        tr("Try again. Without it nobody can open the vault: then delete it and enter your passwords anew."),
    )


def _vault_damaged(subject: str) -> tuple[str, str]:
    return (
        tr("The vault with your passwords, {subject}, is damaged.", subject=subject),
        tr("Bring it back from a backup, or delete it and enter your passwords anew. No mail is lost."),
    )


SECRET_WORDS: dict[ProblemKind, Callable[[str], tuple[str, str]]] = {
    ProblemKind.SIGN_IN_NEEDED: _sign_in_needed,
    ProblemKind.SIGN_IN_REFUSED: _sign_in_refused,
    ProblemKind.SIGN_IN_ELSEWHERE: _sign_in_elsewhere,
    ProblemKind.CLIENT_ID_MISSING: _client_id_missing,
    ProblemKind.NO_KEYRING: _no_keyring,
    ProblemKind.KEYRING_LOCKED: _keyring_locked,
    ProblemKind.VAULT_LOCKED: _vault_locked,
    ProblemKind.VAULT_PASSPHRASE_WRONG: _vault_passphrase_wrong,
    ProblemKind.VAULT_DAMAGED: _vault_damaged,
}
