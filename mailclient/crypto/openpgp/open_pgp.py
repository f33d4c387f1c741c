"""OpenPGP messages through GnuPG: verify, decrypt, sign, encrypt. All methods block and may raise ``MailError``."""

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from mailclient.crypto.openpgp.algorithms import micalg
from mailclient.crypto.openpgp.checking import detached_signature, encrypted_message, encrypted_to, signed_message
from mailclient.crypto.openpgp.failure import failure, unusable
from mailclient.crypto.openpgp.gpg import WAITING_SECONDS
from mailclient.crypto.openpgp.key_ring import KeyRing, checked
from mailclient.crypto.openpgp.outcome import decrypted, refused, unpacked
from mailclient.crypto.openpgp.packets import PacketReader
from mailclient.crypto.openpgp.signatures import read_signatures, unread_signatures
from mailclient.crypto.openpgp.words import PgpDecrypted, PgpOpened, PgpSignature, PgpSigned, SignatureState
from mailclient.mail.account import Secret
from mailclient.mail.problem import MailError, Problem, ProblemKind

_FROM_PASSPHRASE = (
    "--cipher-algo",
    "AES256",
    "--s2k-mode",
    "3",
    "--s2k-digest-algo",
    "SHA512",
    "--s2k-count",
    "65011712",
)
_NO_TRUST = ("--trust-model", "always")
"""Whose a key is is not asked of GnuPG here, and nothing waits for its web of trust."""
_OF_THE_MESSAGE = (
    ProblemKind.MESSAGE_BROKEN,
    ProblemKind.INTEGRITY_MISSING,
    ProblemKind.FORMAT_TOO_NEW,
    ProblemKind.GNUPG_MISSING,
    ProblemKind.PASSPHRASE_WRONG,
)
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
        try:
            raw, made = detached_signature(signature)
        except MailError as error:
            return (PgpSignature(SignatureState.UNREADABLE, reason=error.problem.kind.value),)
        if not raw:
            return unread_signatures(made)
        try:
            with tempfile.TemporaryDirectory(prefix="sig") as folder:
                path = Path(folder, "s")
                path.write_bytes(raw)
                run = self.gpg.run([*_NO_TRUST, "--verify", "--", str(path), "-"], signed, seconds=WAITING_SECONDS)
        except OSError as error:  # the disk is full, or there is no folder for what is temporary
            raise MailError(Problem(ProblemKind.GNUPG_FAILED, detail=str(error))) from error
        if run.too_slow or run.too_large:
            raise MailError(failure(run))
        found = read_signatures(run.status, self.key)
        return found + (unread_signatures(made) if len(found) < len(made) else ())

    def open_signed(self, data: bytes, into: Callable[[bytes], None], *, limit: int = OPENED_BYTES) -> PgpOpened:
        """The text of a message that is signed in one with it, or only packed; not of clear-signed text.

        What ``into`` got may be used only if there is no ``problem``; without ``signatures`` nobody signed it.
        """
        try:
            raw = signed_message(data)
            run = self.gpg.run([*_NO_TRUST, "--decrypt"], [raw], into=into, limit=limit)
        except MailError as error:
            return PgpOpened(error.problem)
        return PgpOpened(unpacked(run), read_signatures(run.status, self.key))

    def decrypt(
        self,
        data: Iterable[bytes],
        into: Callable[[bytes], None],
        passphrase: Secret | None = None,
        *,
        limit: int = OPENED_BYTES,
        quietly: bool = False,
    ) -> PgpDecrypted:
        """Open an encrypted message. What ``into`` got may be used only if the answer is ``ok``.

        ``quietly``: nobody is asked for anything; it fails instead.
        """
        reader = PacketReader()
        quiet = ("--pinentry-mode", "error") if quietly and passphrase is None else ()
        try:
            run = self.gpg.run(
                [*_NO_TRUST, *quiet, "--decrypt"],
                encrypted_message(data, reader),
                into=into,
                passphrase=passphrase,
                limit=limit,
                seconds=WAITING_SECONDS,
            )
        except MailError as error:
            if error.problem.kind not in _OF_THE_MESSAGE:
                raise
            return refused(error.problem, encrypted_to(reader.packets))
        answer = decrypted(run, encrypted_to(reader.packets), self.key)
        known = self.keys_of(answer.recipients)
        named = tuple(known[key_id].fingerprint if key_id in known else key_id for key_id in answer.recipients)
        return replace(answer, recipients=tuple(dict.fromkeys(named)))

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
            raise MailError(unusable(run, key, self.key))
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
        """Encrypt, armoured, to keys by fingerprint; ``hidden`` ones are not named in the message.

        To all of them or to none: what ``into`` got counts only if this returns.
        """
        for option_recipients in (recipients, hidden):
            for fingerprint in option_recipients:
                checked(fingerprint)
        arguments = ["--armor", *_STRONG, *_NO_TRUST, "--no-encrypt-to", "--compress-algo", "none"]
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
        signed = sign_with is None or run.has("SIG_CREATED")
        if run.code or run.has("INV_RECP") or not run.has("END_ENCRYPTION") or not signed:
            raise MailError(unusable(run, sign_with or "", self.key))

    def encrypt_with_passphrase(self, data: bytes, passphrase: Secret) -> bytes:
        """Armoured, for whoever knows the passphrase (Autocrypt setup message: AES, iterated and salted S2K)."""
        run = self.gpg.run(
            ["--armor", *_FROM_PASSPHRASE, "--compress-algo", "none", "--symmetric"],
            [data],
            passphrase=passphrase,
        )
        if run.code or not run.has("END_ENCRYPTION"):
            raise MailError(failure(run))
        return run.output
