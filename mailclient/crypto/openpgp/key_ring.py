"""The keys of a GnuPG home: list, look at, import, export, generate, change, revoke, delete. Everything blocks."""

import re
import subprocess
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path

from mailclient.crypto.openpgp.colons import read_keys
from mailclient.crypto.openpgp.failure import failure
from mailclient.crypto.openpgp.gpg import WAITING_SECONDS, Gpg, Run
from mailclient.crypto.openpgp.words import Imported
from mailclient.mail.account import Secret
from mailclient.mail.key import OpenPgpKey
from mailclient.mail.problem import MailError, Problem, ProblemKind

TWO_YEARS_DAYS = 730
_FINGERPRINT = re.compile(r"[0-9A-F]{40}|[0-9A-F]{64}")
_LISTING = ("--with-colons", "--fixed-list-mode", "--with-fingerprint", "--with-fingerprint")
_REASONS = {"": "0", "compromised": "1", "superseded": "2", "retired": "3"}


def checked(fingerprint: str) -> str:
    """A fingerprint that may be an argument. ``KEY_MISSING``."""
    if not _FINGERPRINT.fullmatch(fingerprint):
        raise MailError(Problem(ProblemKind.KEY_MISSING, fingerprint))
    return fingerprint


class KeyRing:
    """Keys of one home and, beside it, of ``extra_keyring``."""

    def __init__(
        self, home: Path | None = None, extra_keyring: Path | None = None, now: Callable[[], float] | None = None
    ) -> None:
        self._home = home
        self._extra_keyring = extra_keyring
        self._now = now

    @cached_property
    def gpg(self) -> Gpg:
        """The program; started on first use. ``GNUPG_MISSING``."""
        return Gpg(self._home, self._extra_keyring, self._now)

    def stop(self) -> None:
        """Kill what runs now."""
        if "gpg" in self.__dict__:
            self.gpg.stop()

    def close(self) -> None:
        """Kill what runs, and the agent of a home that is not the user's own."""
        self.stop()
        if self._home is not None and self._home.is_dir():
            command = ["gpgconf", "--homedir", str(self._home), "--kill", "all"]
            try:
                subprocess.run(command, check=False, capture_output=True, timeout=20)  # noqa: S603
            except (FileNotFoundError, subprocess.TimeoutExpired):
                return

    def keys(self, *, secret: bool = False) -> list[OpenPgpKey]:
        """All keys, or only those with a secret key. A key of both keyrings counts as one of the user's own."""
        secrets = {key.fingerprint: key for key in self._listed("--list-secret-keys")}
        if secret:
            return list(secrets.values())
        found = {key.fingerprint: secrets.get(key.fingerprint, key) for key in self._listed("--list-keys")}
        for key in self._extra_listed():
            found.setdefault(key.fingerprint, key)
        return list(found.values())

    def key(self, fingerprint: str) -> OpenPgpKey | None:
        """One key by its primary fingerprint, from any keyring."""
        run = self.gpg.run([*_LISTING, "--list-keys", "--", checked(fingerprint)])
        return next((key for key in read_keys(run.output) if key.fingerprint == fingerprint), None)

    def _listed(self, verb: str) -> list[OpenPgpKey]:
        return read_keys(self.gpg.run([*_LISTING, verb], own_only=True).output)

    def _extra_listed(self) -> list[OpenPgpKey]:
        if self._extra_keyring is None or not self._extra_keyring.exists():
            return []
        run = self.gpg.run(
            [*_LISTING, "--no-default-keyring", "--keyring", str(self._extra_keyring), "--list-keys"], own_only=True
        )
        return read_keys(run.output, imported=True)

    def look_at(self, data: bytes) -> list[OpenPgpKey]:
        """The keys in a file, without importing them."""
        run = self.gpg.run(
            [*_LISTING, "--no-default-keyring", "--import-options", "show-only", "--import"], [data], own_only=True
        )
        return read_keys(run.output, imported=True)

    def import_keys(self, data: bytes, *, extra: bool = False, passphrase: Secret | None = None) -> Imported:
        """Take keys in; ``extra``: into the extra keyring. ``NO_KEYS`` where there are none that can be read."""
        arguments = ["--import-options", "import-clean,no-repair-keys" if extra else "import-clean"]
        if extra and self._extra_keyring is not None:
            self._extra_keyring.parent.mkdir(parents=True, exist_ok=True)
            arguments += ["--no-default-keyring", "--keyring", str(self._extra_keyring)]
        run = self.gpg.run(
            [*arguments, "--import"], [data], passphrase=passphrase, seconds=WAITING_SECONDS, own_only=True
        )
        imported = _imported(run)
        if not imported.fingerprints and not imported.revocations:
            raise MailError(failure(run, otherwise=ProblemKind.NO_KEYS))
        return imported

    def export(self, fingerprint: str, *, secret: bool = False, passphrase: Secret | None = None) -> bytes:
        """A key, armoured. ``KEY_MISSING``."""
        verb = "--export-secret-keys" if secret else "--export"
        run = self.gpg.run(
            ["--armor", verb, "--", checked(fingerprint)], passphrase=passphrase, seconds=WAITING_SECONDS
        )
        if run.code or not run.output:
            raise MailError(failure(run, fingerprint, ProblemKind.KEY_MISSING))
        return run.output

    def minimal_export(self, fingerprint: str, address: str) -> bytes:
        """The key as Autocrypt sends it: binary, one user id, the newest subkeys, no signatures of others."""
        filters = ["--export-filter", f"keep-uid=mbox = {address}"] if _plain_address(address) else []
        options = ["--export-options", "export-minimal"]
        run = self.gpg.run([*options, *filters, "--export", "--", checked(fingerprint)])
        if run.code or not run.output:
            raise MailError(failure(run, fingerprint, ProblemKind.KEY_MISSING))
        return run.output

    def generate(
        self, name: str, address: str, *, expires_days: int = TWO_YEARS_DAYS, passphrase: Secret | None = None
    ) -> str:
        """A new key (Ed25519, Cv25519); its fingerprint. 0 days: it never runs out."""
        run = self._changed(
            [
                "--yes",
                "--quick-generate-key",
                "--",
                user_id(name, address),
                "future-default",
                "default",
                _days(expires_days),
            ],
            passphrase,
        )
        made = run.of("KEY_CREATED")
        if len(made) != 1:
            raise MailError(failure(run, address))
        return made[0].word(1)

    def set_expiry(self, fingerprint: str, expires_days: int, passphrase: Secret | None = None) -> None:
        """Let the key and its subkeys run out so many days from now; 0: never."""
        for subkeys in ((), ("*",)):
            self._changed(["--quick-set-expire", "--", checked(fingerprint), _days(expires_days), *subkeys], passphrase)

    def revocation_certificate(
        self, fingerprint: str, *, reason: str = "", words: str = "", passphrase: Secret | None = None
    ) -> bytes:
        """What makes the key invalid once it is imported; ``reason``: "", "compromised", "superseded", "retired"."""
        if "\n" in words or "\r" in words:
            words = " ".join(words.split())
        answers = ["y", _REASONS[reason], *([words] if words else []), "", "y"]
        run = self.gpg.run(
            ["--armor", "--command-fd", "0", "--gen-revoke", "--", checked(fingerprint)],
            [("\n".join(answers) + "\n").encode()],
            passphrase=passphrase,
            seconds=WAITING_SECONDS,
        )
        if run.code or not run.output:
            raise MailError(failure(run, fingerprint))
        return run.output

    def revoke(self, fingerprint: str, *, reason: str = "", words: str = "", passphrase: Secret | None = None) -> None:
        """Make the key invalid, here; who has it learns of it when it is published."""
        self.import_keys(self.revocation_certificate(fingerprint, reason=reason, words=words, passphrase=passphrase))

    def delete(self, fingerprint: str, *, secret: bool = False) -> None:
        """Take the key away; ``secret``: also where the secret key is here."""
        verb = "--delete-secret-and-public-key" if secret else "--delete-keys"
        self._changed(["--yes", verb, "--", checked(fingerprint)], None)

    def _changed(self, arguments: Sequence[str], passphrase: Secret | None) -> Run:
        run = self.gpg.run(arguments, passphrase=passphrase, seconds=WAITING_SECONDS)
        if run.code:
            raise MailError(failure(run))
        return run


def user_id(name: str, address: str) -> str:
    """ "Name <address>"; no line of it can be another argument or parameter."""
    clean = " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())
    clean = clean.translate({ord(letter): None for letter in "<>()"})
    return f"{clean} <{address}>".strip()


def _plain_address(address: str) -> bool:
    """Whether the address can stand in a filter expression of gpg."""
    return bool(re.fullmatch(r"[\w.+@=-]+", address))


def _days(days: int) -> str:
    return f"{days}d" if days else "never"


def _imported(run: Run) -> Imported:
    """``IMPORT_OK flags fingerprint``: 1 new, 2 user ids, 4 signatures, 8 subkeys, 16 with the secret key."""
    flags: dict[str, int] = {}
    for status in run.of("IMPORT_OK"):
        flags[status.word(1)] = flags.get(status.word(1), 0) | status.number(0)
    totals = next(iter(run.of("IMPORT_RES")), None)
    return Imported(
        added=tuple(key for key, flag in flags.items() if flag & 1),
        changed=tuple(key for key, flag in flags.items() if not flag & 1 and flag & 14),
        same=tuple(key for key, flag in flags.items() if not flag & 15),
        secret=tuple(key for key, flag in flags.items() if flag & 16),
        revocations=totals.number(8) if totals else 0,
        unreadable=(totals.number(1) + totals.number(13) if totals else 0) + len(run.of("IMPORT_PROBLEM")),
    )
