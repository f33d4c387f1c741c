"""Keys are made, changed, exported and taken in; proved by gpg's own lists."""

import logging
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from mailclient.crypto.openpgp.gpg import Gpg
from mailclient.crypto.openpgp.key_ring import user_id
from mailclient.crypto.openpgp.open_pgp import OpenPgp
from mailclient.crypto.openpgp.packets import Tag, packets
from mailclient.crypto.openpgp.words import SignatureState
from mailclient.mail.account import Secret
from mailclient.mail.key import KeyPerson, KeySource
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.mail.protection import Acceptance, SignatureVerdict
from tests.unit.crypto.openpgp.conftest import PASSPHRASE, Keys, gpg

DAY = 86_400.0
NO_PASSPHRASE = Secret("")


def test_a_new_key_is_modern_and_ends_in_two_years(keys: Keys) -> None:
    (alice,) = [key for key in keys.pgp.keys(secret=True) if key.fingerprint == keys.alice]
    assert alice.people == (KeyPerson("Alice Ärmel", "alice@x.example"),)
    assert (alice.algorithm, [subkey.algorithm for subkey in alice.subkeys]) == ("Ed25519", ["Cv25519"])
    assert alice.expires is not None
    assert abs(alice.expires - alice.created - 730 * DAY) <= DAY
    assert (alice.acceptance, alice.source, alice.secret) == (Acceptance.OWN, KeySource.OWN, True)
    assert (alice.can_sign, alice.can_encrypt, alice.weak, alice.on_card) == (True, True, False, False)
    everybody = keys.pgp.keys()
    (carol,) = [key for key in everybody if key.fingerprint == keys.carol]
    assert (carol.secret, carol.acceptance, carol.source) == (False, Acceptance.UNDECIDED, KeySource.KEYRING)


@pytest.mark.parametrize("name", ["--output=/tmp/x", "%no-protection", "a\nb\x00c\r\n[GNUPG:] X", "<e@x> (c)", ""])
def test_no_name_is_an_argument(fresh: OpenPgp, name: str) -> None:
    fingerprint = fresh.generate(name, "e@x.example", passphrase=NO_PASSPHRASE)
    (key,) = fresh.keys()
    assert (key.fingerprint, len(key.people), key.people[0].address) == (fingerprint, 1, "e@x.example")


@pytest.mark.parametrize("address", ["e@x.example\n%commit", "--yes", "a b@x.example", "e@x.example> <b@x.example"])
def test_no_address_is_an_argument(address: str) -> None:
    with pytest.raises(MailError):
        user_id("Eve", address)


@pytest.mark.parametrize(
    "fingerprint", ["", "--output=x", "alice", "A" * 39, "a" * 40, "A" * 40 + "\n", "0x" + "A" * 40]
)
def test_only_fingerprints_are_asked_for(keys: Keys, fingerprint: str) -> None:
    for asked in (
        lambda: keys.pgp.export(fingerprint),
        lambda: keys.pgp.encrypt([b"x"], lambda piece: None, [fingerprint]),
        lambda: keys.pgp.encrypt([b"x"], lambda piece: None, [keys.alice], hidden=[fingerprint]),
        lambda: keys.pgp.sign([b"x"], fingerprint),
        lambda: keys.pgp.delete(fingerprint),
    ):
        with pytest.raises(MailError) as refused:
            asked()
        assert refused.value.problem.kind is ProblemKind.KEY_MISSING


def test_the_life_of_a_key(fresh: OpenPgp) -> None:
    fingerprint = fresh.generate("Dora", "dora@x.example", expires_days=10, passphrase=PASSPHRASE)
    signed = fresh.sign([b"text"], fingerprint, PASSPHRASE)
    later = OpenPgp(fresh.gpg._home, now=lambda: time.time() + 20 * DAY)
    (after,) = later.verify([b"text"], signed.signature)
    assert after.state is SignatureState.KEY_EXPIRED
    assert after.verdict_at(time.time() + 5 * DAY) is SignatureVerdict.GOOD
    assert after.verdict_at(time.time() + 15 * DAY) is SignatureVerdict.EXPIRED
    other = later.generate("Ulla", "ulla@x.example", passphrase=NO_PASSPHRASE)
    for everybody in ([fingerprint], [other, fingerprint], [fingerprint, other]):
        with pytest.raises(MailError) as expired:
            later.encrypt([b"x"], lambda piece: None, everybody)
        assert (expired.value.problem.kind, expired.value.problem.subject) == (ProblemKind.KEY_EXPIRED, fingerprint)
    later.delete(other, secret=True)
    later.set_expiry(fingerprint, 400, PASSPHRASE)
    prolonged = later.key(fingerprint)
    assert prolonged is not None
    assert prolonged.can_encrypt
    assert prolonged.expires is not None
    assert prolonged.encrypts_until == pytest.approx(prolonged.expires, abs=5)
    (again,) = later.verify([b"text"], signed.signature)
    assert again.state is SignatureState.RIGHT

    fresh._changed(["--quick-add-uid", "--", fingerprint, "Dora at work <d@work.example>"], PASSPHRASE)
    fresh._changed(["--quick-revoke-uid", "--", fingerprint, "Dora <dora@x.example>"], PASSPHRASE)
    key = fresh.key(fingerprint)
    assert key is not None
    assert key.people == (KeyPerson("Dora at work", "d@work.example"),)

    fresh.close()  # the agent forgets
    with pytest.raises(MailError) as wrong:
        fresh.revocation_certificate(fingerprint, passphrase=Secret("no"))
    assert wrong.value.problem.kind is ProblemKind.PASSPHRASE_WRONG
    fresh.revoke(fingerprint, reason="superseded", words="a new one\nfollows", passphrase=PASSPHRASE)
    (revoked,) = fresh.verify([b"text"], signed.signature)
    assert revoked.verdict_at(time.time()) is SignatureVerdict.REVOKED
    with pytest.raises(MailError) as unusable:
        fresh.encrypt([b"x"], lambda piece: None, [fingerprint])
    assert unusable.value.problem.kind is ProblemKind.KEY_REVOKED
    with pytest.raises(MailError):
        fresh.delete(fingerprint)  # its secret key is here
    fresh.delete(fingerprint, secret=True)
    assert fresh.keys() == []


def test_as_autocrypt_sends_it(keys: Keys, fresh: OpenPgp) -> None:
    fingerprint = fresh.generate("Eva", "eva@x.example", passphrase=NO_PASSPHRASE)
    fresh._changed(["--quick-add-uid", "--", fingerprint, "Eva <eva@secret.example>"], NO_PASSPHRASE)
    small = fresh.minimal_export(fingerprint, "eva@x.example")
    assert [packet.tag for packet in packets(small)] == [
        Tag.PUBLIC_KEY,
        Tag.USER_ID,
        Tag.SIGNATURE,
        Tag.PUBLIC_SUBKEY,
        Tag.SIGNATURE,
    ]
    (seen,) = keys.pgp.look_at(small)
    assert [person.address for person in seen.people] == ["eva@x.example"]
    assert seen.can_encrypt
    assert keys.pgp.key(fingerprint) is None


def test_what_an_import_says(keys: Keys, fresh: OpenPgp) -> None:
    both = keys.pgp.export(keys.alice) + b"\nand that of Bob:\n" + keys.pgp.export(keys.bob)
    assert set(fresh.import_keys(b"Dear all,\n" + both).added) == {keys.alice, keys.bob}
    assert set(fresh.import_keys(both).same) == {keys.alice, keys.bob}
    secret = keys.pgp.export(keys.bob, secret=True, passphrase=PASSPHRASE)
    assert fresh.import_keys(secret).secret == (keys.bob,)
    assert [key.fingerprint for key in fresh.keys(secret=True)] == [keys.bob]
    for none in (b"", b"no key", b"\xff" * 30, keys.pgp.sign([b"x"], keys.alice).signature):
        with pytest.raises(MailError) as refused:
            fresh.import_keys(none)
        assert refused.value.problem.kind is ProblemKind.NO_KEYS
        assert fresh.look_at(none) == []


def test_keys_of_others_stay_out_of_the_users_ring(keys: Keys, fresh: OpenPgp) -> None:
    home = fresh.gpg._home
    assert home is not None
    fresh.import_keys(keys.pgp.export(keys.carol), extra=True)
    assert keys.carol.encode() not in gpg(home, "--with-colons", "--list-keys")
    (carol,) = fresh.keys()
    assert (carol.fingerprint, carol.source, carol.acceptance) == (
        keys.carol,
        KeySource.IMPORTED,
        Acceptance.UNDECIDED,
    )
    pieces: list[bytes] = []
    fresh.encrypt([b"hello"], pieces.append, [keys.carol])
    assert b"BEGIN PGP MESSAGE" in b"".join(pieces)
    with pytest.raises(MailError) as refused:
        fresh.import_keys(keys.pgp.export(keys.alice, secret=True), extra=True)
    assert refused.value.problem.kind is ProblemKind.NO_KEYS
    assert gpg(home, "--with-colons", "--list-secret-keys") == b""
    fresh.delete(keys.carol)
    assert fresh.keys() == []


def test_nothing_secret_in_arguments_or_logs(
    keys: Keys, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    commands: list[str] = []
    make_args = keys.pgp.gpg.make_args

    def noted(args: Sequence[str], passphrase: bool) -> list[str]:
        command: list[str] = make_args(args, passphrase)
        commands.extend(command)
        return command

    monkeypatch.setattr(keys.pgp.gpg, "make_args", noted)
    keys.pgp.sign([b"clear text"], keys.bob, PASSPHRASE)
    pieces: list[bytes] = []
    keys.pgp.encrypt([b"clear text"], pieces.append, [keys.bob])
    keys.pgp.decrypt(pieces, lambda piece: None, PASSPHRASE)
    assert "--passphrase-fd" in commands
    for text in (caplog.text, " ".join(commands)):
        assert "sesam" not in text
        assert "clear text" not in text


def test_the_agent_speaks_the_users_language(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    """gpg itself speaks none: only its status is read. Nothing of the user's gpg.conf counts."""
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.setenv("LC_MESSAGES", "ko_KR.UTF-8")
    command = keys.pgp.gpg.make_args(["--list-keys"], passphrase=False)
    assert command[command.index("--lc-messages") + 1] == "ko_KR.UTF-8"
    assert keys.pgp.gpg.env["LC_ALL"] == "C"
    assert "--no-options" in command
    monkeypatch.setenv("LC_MESSAGES", "--output=x")
    assert "--output=x" not in keys.pgp.gpg.make_args(["--list-keys"], passphrase=False)


def test_gnupg_is_not_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    pgp = OpenPgp(tmp_path / "home")
    answer = pgp.decrypt([b"x"], lambda piece: None)
    assert answer.problem is not None
    assert answer.problem.kind is ProblemKind.GNUPG_MISSING
    with pytest.raises(MailError) as missing:
        pgp.keys()
    assert missing.value.problem.kind is ProblemKind.GNUPG_MISSING
    pgp.close()


@pytest.mark.parametrize("words", ["", "echo '[GNUPG:] BEGIN_DECRYPTION' >&2;"])
def test_it_stops_in_time(keys: Keys, short_folder: Path, monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    """A gpg that hangs is ended; once it decrypts nobody is asked any more, so it gets less time."""
    script = short_folder / "hanging"
    script.write_text(f"#!/bin/sh\n{words} exec sleep 60\n")
    script.chmod(0o700)
    hanging = Gpg(keys.home, None, None)
    hanging.gpgbinary = str(script)
    monkeypatch.setattr("mailclient.crypto.openpgp.gpg.SECONDS", 0.2)
    run = hanging.run(["--list-keys"], seconds=30 if words else 0.2)
    assert run.too_slow
    assert run.code != 0


def test_a_run_that_is_stopped(keys: Keys, short_folder: Path) -> None:
    """A pinentry that nobody answers: ``stop`` ends it."""
    script = short_folder / "asking"
    script.write_text("#!/bin/sh\necho '[GNUPG:] PINENTRY_LAUNCHED 1' >&2; echo x; exec sleep 60\n")
    script.chmod(0o700)
    asking = Gpg(keys.home, None, None)
    asking.gpgbinary = str(script)
    run = asking.run(["--decrypt"], into=lambda piece: asking.stop())
    assert (run.too_slow, run.has("PINENTRY_LAUNCHED")) == (False, True)
    assert run.code != 0


def test_who_never_used_gnupg_gets_a_home(keys: Keys, short_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GNUPGHOME", raising=False)
    monkeypatch.setenv("HOME", str(short_folder / "new"))
    pgp = OpenPgp()
    assert pgp.import_keys(keys.pgp.export(keys.carol)).fingerprints == (keys.carol,)
    assert (short_folder / "new" / ".gnupg").stat().st_mode & 0o777 == 0o700
    (only,) = pgp.keys()
    assert only.fingerprint == keys.carol
