"""The keys of a GnuPG home: list, look at, import, export, generate, change, revoke, delete. Everything blocks."""

import contextlib
import re
import subprocess
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from mailclient.crypto.openpgp.colons import read_keys
from mailclient.crypto.openpgp.failure import failure
from mailclient.crypto.openpgp.gpg import WAITING_SECONDS, Gpg, Run
from mailclient.crypto.openpgp.importing import key_file, read_import
from mailclient.crypto.openpgp.minimal import minimal
from mailclient.crypto.openpgp.words import Imported
from mailclient.mail.account import Secret
from mailclient.mail.key import REVOCATION_REASONS, OpenPgpKey, OpenPgpSubkey
from mailclient.mail.problem import MailError, Problem, ProblemKind

TWO_YEARS_DAYS = 730
_FILTERABLE = re.compile(r"[A-Za-z0-9.+_=/%~-]+@[A-Za-z0-9.-]+")
_FINGERPRINT = re.compile(r"[0-9A-F]{40}|[0-9A-F]{64}")
_LISTING = ("--with-colons", "--fixed-list-mode", "--with-fingerprint", "--with-fingerprint")
_LISTING_SECONDS = 40.0
_KEY_ID = re.compile(r"[0-9A-F]{16}")
_MOST_ARGUMENTS = 2_000
_ADDRESS = re.compile(r"[^\s<>()\x00-\x1f\x7f]+@[^\s<>()@\x00-\x1f\x7f]+")
_UNDEFINED, _ULTIMATE = 2, 6
"""Levels of ownertrust, as files of them write them."""


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
        if self._home is not None and "gpg" in self.__dict__:
            program = str(Path(self.gpg.gpgbinary).with_name("gpgconf"))
            command = [program, "--homedir", str(self._home), "--kill", "all"]
            with contextlib.suppress(FileNotFoundError, subprocess.TimeoutExpired):
                subprocess.run(command, check=False, capture_output=True, timeout=20)  # noqa: S603

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
        return self._read_list([verb])

    def _extra_listed(self) -> list[OpenPgpKey]:
        if self._extra_keyring is None or not self._extra_keyring.exists():
            return []
        ring = ["--no-default-keyring", "--keyring", str(self._extra_keyring)]
        return self._read_list([*ring, "--list-keys"], imported=True)

    def _read_list(self, arguments: list[str], *, imported: bool = False) -> list[OpenPgpKey]:
        """``GNUPG_FAILED``, ``TIMED_OUT``: what cannot be read is not the same as no keys."""
        run = self.gpg.run([*_LISTING, *arguments], own_only=True, seconds=_LISTING_SECONDS)
        found = read_keys(run.output, imported=imported)
        if run.too_slow or run.too_large or (run.code and not found):
            raise MailError(failure(run))
        return found

    def keys_of(self, key_ids: Collection[str]) -> dict[str, OpenPgpKey]:
        """The keys that are here of those with these ids (of a primary key or a subkey)."""
        wanted = [key_id for key_id in key_ids if _KEY_ID.fullmatch(key_id)]
        if not wanted:
            return {}
        found = read_keys(self.gpg.run([*_LISTING, "--list-keys", "--", *wanted[:_MOST_ARGUMENTS]]).output)
        prints = [(key.fingerprint, key) for key in found]
        prints += [(subkey.fingerprint, key) for key in found for subkey in key.subkeys]
        return {key_id: key for key_id in wanted for fingerprint, key in prints if fingerprint.endswith(key_id)}

    def look_at(self, data: bytes) -> list[OpenPgpKey]:
        """The keys in a file, without importing them; none where there are none that GnuPG can read."""
        try:
            raw = key_file(data).raw
        except MailError:
            return []
        run = self.gpg.run(
            [*_LISTING, "--no-default-keyring", "--import-options", "show-only", "--import"], [raw], own_only=True
        )
        return read_keys(run.output, file=True)

    def import_keys(
        self, data: bytes, *, extra: bool = False, passphrase: Secret | None = None, only_address: str = ""
    ) -> Imported:
        """Take keys in. ``NO_KEYS``, ``FORMAT_TOO_NEW`` where there are none that can be read.

        ``extra``: public keys into the extra keyring; in the user's own one only what is there already is brought up
        to date, since GnuPG looks there first. ``only_address``: of user ids those with this address alone.
        """
        try:
            found = key_file(data)
        except MailError as error:
            raise MailError(Problem(ProblemKind.NO_KEYS, detail=error.problem.detail)) from error
        if extra and found.secret:
            raise MailError(Problem(ProblemKind.NO_KEYS, detail="a secret key where a public one was expected"))
        if found.too_new and not found.raw:
            raise MailError(Problem(ProblemKind.FORMAT_TOO_NEW, detail="keys of a newer version"))
        imported = self._import(found.raw, _only(only_address), extra=extra, passphrase=passphrase)
        return replace(imported, unreadable=imported.unreadable + found.too_new)

    def _import(self, raw: bytes, only: list[str], *, extra: bool, passphrase: Secret | None) -> Imported:
        if not extra or self._extra_keyring is None:
            return self._taken([*only, "--import-options", "import-clean"], raw, passphrase)
        self._extra_keyring.parent.mkdir(parents=True, exist_ok=True)
        options = [*only, "--import-options", "self-sigs-only,import-clean"]
        imported = self._taken([*options, "--no-default-keyring", "--keyring", str(self._extra_keyring)], raw, None)
        merging = [*only, "--import-options", "merge-only,self-sigs-only,import-clean"]
        self.gpg.run([*merging, "--import"], [raw], own_only=True)
        return imported

    def _taken(self, options: Sequence[str], raw: bytes, passphrase: Secret | None) -> Imported:
        run = self.gpg.run([*options, "--import"], [raw], passphrase=passphrase, seconds=WAITING_SECONDS, own_only=True)
        imported = read_import(run)
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
        """The key as Autocrypt sends it: binary, one user id, the subkeys that are used, no signatures of others."""
        key = self.key(fingerprint)
        run = self.gpg.run(["--export-options", "export-minimal", "--export", "--", checked(fingerprint)])
        if run.code or not run.output or key is None:
            raise MailError(failure(run, fingerprint, ProblemKind.KEY_MISSING))
        return minimal(run.output, address, {subkey.fingerprint for subkey in key.subkeys if subkey.usable})

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
        """Let the key and the subkeys in use run out so many days from now; 0: never. Works after they ran out, too."""
        key = self.key(fingerprint)
        if key is None:
            raise MailError(Problem(ProblemKind.KEY_MISSING, fingerprint))
        subkeys = _in_use(key.subkeys)
        for which in [[], subkeys] if subkeys else [[]]:
            self._changed(["--quick-set-expire", "--", fingerprint, _days(expires_days), *which], passphrase)

    def trust(self, fingerprint: str, *, own: bool) -> None:
        """Tell GnuPG that the key is the user's own, as it does by itself of keys it generates; or that it is not."""
        level = _ULTIMATE if own else _UNDEFINED
        run = self.gpg.run(["--import-ownertrust"], [f"{checked(fingerprint)}:{level}:\n".encode()])
        if run.code:
            raise MailError(failure(run, fingerprint))

    def revocation_certificate(
        self, fingerprint: str, *, reason: str = "", words: str = "", passphrase: Secret | None = None
    ) -> bytes:
        """What makes the key invalid once it is imported; ``reason``: of ``REVOCATION_REASONS``."""
        if "\n" in words or "\r" in words:
            words = " ".join(words.split())
        answers = ["y", str(REVOCATION_REASONS.index(reason)), *([words] if words else []), "", "y"]
        run = self.gpg.run(
            ["--armor", "--command-fd", "0", "--gen-revoke", "--", checked(fingerprint)],
            [("\n".join(answers) + "\n").encode()],
            passphrase=passphrase,
            seconds=WAITING_SECONDS,
        )
        if run.code or not run.output:
            locked = ProblemKind.PASSPHRASE_WRONG if passphrase else ProblemKind.PASSPHRASE_NEEDED
            answered = len(run.of("GOT_IT")) == len(answers)  # then only the key itself can have stayed locked
            raise MailError(failure(run, fingerprint, locked if answered else ProblemKind.GNUPG_FAILED))
        return run.output

    def revoke(self, fingerprint: str, *, reason: str = "", words: str = "", passphrase: Secret | None = None) -> None:
        """Make the key invalid, here; who has it learns of it when it is published."""
        self.import_keys(self.revocation_certificate(fingerprint, reason=reason, words=words, passphrase=passphrase))

    def delete(self, fingerprint: str, *, secret: bool = False) -> None:
        """Take the key away, from both keyrings; ``secret``: also where the secret key is here. ``KEY_MISSING``."""
        verb = "--delete-secret-and-public-key" if secret else "--delete-keys"
        own = any(key.fingerprint == checked(fingerprint) for key in self._listed("--list-keys"))
        extra = any(key.fingerprint == fingerprint for key in self._extra_listed())
        if own:
            self._changed(["--yes", verb, "--", fingerprint], None, own_only=True)
        if extra:
            ring = ["--no-default-keyring", "--keyring", str(self._extra_keyring)]
            self._changed([*ring, "--yes", "--delete-keys", "--", fingerprint], None, own_only=True)
        if not own and not extra:
            raise MailError(Problem(ProblemKind.KEY_MISSING, fingerprint))

    def _changed(self, arguments: Sequence[str], passphrase: Secret | None, *, own_only: bool = False) -> Run:
        run = self.gpg.run(arguments, passphrase=passphrase, seconds=WAITING_SECONDS, own_only=own_only)
        if run.code:
            raise MailError(failure(run))
        return run


def user_id(name: str, address: str) -> str:
    """ "Name <address>"; no line of it can be another argument or parameter. ``ADDRESS_UNUSABLE``."""
    if not _ADDRESS.fullmatch(address):
        raise MailError(Problem(ProblemKind.ADDRESS_UNUSABLE, address))
    clean = "".join(letter if letter.isprintable() and letter not in "<>()" else " " for letter in name)
    return f"{' '.join(clean.split())} <{address}>".strip()


def _in_use(subkeys: Sequence[OpenPgpSubkey]) -> list[str]:
    """Those that have not run out and, where none of its use is left, the newest one. Older ones stay as they are."""
    alive = [subkey for subkey in subkeys if not subkey.revoked]
    chosen = {subkey.fingerprint for subkey in alive if subkey.usable}
    for use in ("can_sign", "can_encrypt"):
        of_use = [subkey for subkey in alive if getattr(subkey, use)]
        if of_use and not any(subkey.usable for subkey in of_use):
            chosen.add(max(of_use, key=lambda subkey: subkey.created).fingerprint)
    return sorted(chosen)


def _only(address: str) -> list[str]:
    """An import filter. An address that could be more than a word of it cannot be asked for. ``NO_KEYS``."""
    if not address:
        return []
    if not _FILTERABLE.fullmatch(address):
        raise MailError(Problem(ProblemKind.NO_KEYS, address, "an address that GnuPG cannot be asked for"))
    return ["--import-filter", f"keep-uid=mbox = {address.lower()}"]


def _days(days: int) -> str:
    return f"{days}d" if days else "never"
