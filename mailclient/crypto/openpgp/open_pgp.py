"""OpenPGP messages through GnuPG: verify, decrypt, sign, encrypt. All methods block and may raise ``MailError``."""

import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from mailclient.crypto.openpgp.algorithms import micalg
from mailclient.crypto.openpgp.failure import failure
from mailclient.crypto.openpgp.gpg import WAITING_SECONDS
from mailclient.crypto.openpgp.key_ring import KeyRing, checked
from mailclient.crypto.openpgp.outcome import decrypted
from mailclient.crypto.openpgp.signatures import read_signatures
from mailclient.crypto.openpgp.words import PgpDecrypted, PgpSignature, PgpSigned, SignatureState
from mailclient.mail.account import Secret
from mailclient.mail.problem import MailError, ProblemKind

OPENED_BYTES = 256 << 20
"""What an opened message may be at most, unless the caller says."""
_STRONG = (
    "--personal-digest-preferences",
    "SHA512 SHA384 SHA256",
    "--personal-cipher-preferences",
    "AES256 AES192 AES",
    "--cert-digest-algo",
    "SHA512",
)


class OpenPgp(KeyRing):
    """GnuPG with one home: None is the user's own.

    ``extra_keyring`` holds keys of others that the program gathered; ``now``: another clock than the system's.
    """

    def verify(self, signed: Iterable[bytes], signature: bytes) -> tuple[PgpSignature, ...]:
        """The detached signatures of RFC 3156 §5; ``signed``: the exact bytes. Never empty."""
        with tempfile.TemporaryDirectory(prefix="sig") as folder:
            path = Path(folder, "s")
            path.write_bytes(signature)
            run = self.gpg.run(
                ["--trust-model", "always", "--verify", "--", str(path), "-"], signed, seconds=WAITING_SECONDS
            )
        found = read_signatures(run.status, self.key)
        if run.too_slow or run.too_large:
            raise MailError(failure(run))
        return found or (PgpSignature(SignatureState.UNREADABLE),)

    def decrypt(
        self,
        data: Iterable[bytes],
        into: Callable[[bytes], None],
        passphrase: Secret | None = None,
        *,
        limit: int = OPENED_BYTES,
    ) -> PgpDecrypted:
        """Open an encrypted message. What ``into`` got may be used only if the answer is ``ok``."""
        run = self.gpg.run(
            ["--trust-model", "always", "--decrypt"],
            data,
            into=into,
            passphrase=passphrase,
            limit=limit,
            seconds=WAITING_SECONDS,
        )
        return decrypted(run, self.key)

    def sign(self, data: Iterable[bytes], key: str, passphrase: Secret | None = None) -> PgpSigned:
        """A detached signature over the exact bytes."""
        run = self.gpg.run(
            ["--armor", *_STRONG, "--local-user", checked(key), "--detach-sign"],
            data,
            passphrase=passphrase,
            seconds=WAITING_SECONDS,
        )
        made = run.of("SIG_CREATED")
        if run.code or len(made) != 1:
            raise MailError(failure(run, key))
        return PgpSigned(run.output, micalg(made[0].number(2)))

    def encrypt(
        self,
        data: Iterable[bytes],
        into: Callable[[bytes], None],
        recipients: Sequence[str],
        *,
        sign_with: str | None = None,
        hidden: Sequence[str] = (),
        passphrase: Secret | None = None,
    ) -> None:
        """Encrypt, armoured, to keys by fingerprint; ``hidden`` ones are not named in the message."""
        for option_recipients in (recipients, hidden):
            for fingerprint in option_recipients:
                checked(fingerprint)
        arguments = ["--armor", *_STRONG, "--trust-model", "always", "--no-encrypt-to", "--compress-algo", "none"]
        arguments += [word for fingerprint in recipients for word in ("--recipient", fingerprint)]
        arguments += [word for fingerprint in hidden for word in ("--hidden-recipient", fingerprint)]
        if sign_with is not None:
            arguments += ["--local-user", checked(sign_with), "--sign"]
        run = self.gpg.run(
            [*arguments, "--encrypt"],
            data,
            into=into,
            passphrase=passphrase,
            limit=1 << 62,
            seconds=WAITING_SECONDS,
        )
        if run.code or not run.has("END_ENCRYPTION") or (sign_with is not None and not run.has("SIG_CREATED")):
            raise MailError(failure(run, next((status.word(1) for status in run.of("INV_RECP")), sign_with or "")))

    def clear_signed(self, text: bytes, key: str, passphrase: Secret | None = None) -> bytes:
        """The text in the cleartext signature framework (RFC 9580 §7)."""
        run = self.gpg.run(
            ["--armor", *_STRONG, "--local-user", checked(key), "--clear-sign"],
            [text],
            passphrase=passphrase,
            seconds=WAITING_SECONDS,
        )
        if run.code or not run.has("SIG_CREATED"):
            raise MailError(failure(run, key, ProblemKind.KEY_UNUSABLE))
        return run.output
