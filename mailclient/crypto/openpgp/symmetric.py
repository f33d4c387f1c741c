"""OpenPGP encryption with a passphrase alone, as the Autocrypt Setup Message has it (Autocrypt level 1, 4.4.2)."""

from mailclient.crypto.openpgp.failure import failure
from mailclient.crypto.openpgp.gpg import Gpg
from mailclient.mail.account import Secret
from mailclient.mail.problem import MailError, ProblemKind

_S2K = ("--s2k-mode", "3", "--s2k-digest-algo", "SHA512", "--s2k-count", "65011712", "--cipher-algo", "AES256")


def encrypt_with(gpg: Gpg, data: bytes, passphrase: Secret) -> bytes:
    """Armoured, with integrity protection. ``MailError``."""
    run = gpg.run(["--armor", *_S2K, "--compress-algo", "none", "--symmetric"], [data], passphrase=passphrase)
    if run.code or not run.has("END_ENCRYPTION"):
        raise MailError(failure(run))
    return run.output


def decrypt_with(gpg: Gpg, data: bytes, passphrase: Secret) -> bytes:
    """What was encrypted with this passphrase. ``MailError``: PASSPHRASE_WRONG, MESSAGE_BROKEN."""
    run = gpg.run(["--decrypt"], [data], passphrase=passphrase)
    if run.code or run.has("DECRYPTION_FAILED") or not (run.has("DECRYPTION_OKAY") and run.has("GOODMDC")):
        wrong = run.has("NEED_PASSPHRASE_SYM") and not run.has("DECRYPTION_OKAY")
        kind = ProblemKind.PASSPHRASE_WRONG if wrong else ProblemKind.MESSAGE_BROKEN
        raise MailError(failure(run, otherwise=kind))
    return run.output
