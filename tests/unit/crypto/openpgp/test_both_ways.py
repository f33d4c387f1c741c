"""What we write gpg itself reads, and the other way round; what was changed nobody takes for right."""

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailclient.crypto.openpgp.open_pgp import OpenPgp
from mailclient.crypto.openpgp.packets import packets
from mailclient.crypto.openpgp.words import SignatureState
from mailclient.mail.account import Secret
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.mail.protection import Integrity, SignatureVerdict
from tests.unit.crypto.openpgp.conftest import PASSPHRASE, Keys

TEXT = b"Content-Type: text/plain\r\n\r\nGr\xc3\xbc\xc3\x9fe \r\n"


def encrypted(keys: Keys, *, sign_with: str | None = None, data: bytes = TEXT) -> bytes:
    pieces: list[bytes] = []
    keys.pgp.encrypt([data[:7], data[7:]], pieces.append, [keys.alice, keys.bob], sign_with=sign_with)
    return b"".join(pieces)


def opened(pgp: OpenPgp, data: bytes, passphrase: Secret | None = None, **options: bool) -> tuple[object, bytes]:
    pieces: list[bytes] = []
    answer = pgp.decrypt([data], pieces.append, passphrase, **options)
    return answer.problem.kind if answer.problem else None, b"".join(pieces) if answer.ok else b""


def test_ours_is_verified_by_gpg(keys: Keys, short_folder: Path) -> None:
    signed = keys.pgp.sign([TEXT[:5], TEXT[5:]], keys.alice)
    assert signed.micalg == "pgp-sha512"
    path = short_folder / "sig"
    path.write_bytes(signed.signature)
    assert f"VALIDSIG {keys.alice}" in keys.gpg_status("--verify", str(path), "-", data=TEXT)
    assert "BADSIG" in keys.gpg_status("--verify", str(path), "-", data=TEXT + b"x")


@pytest.mark.parametrize("form", [(), ("--armor",), ("--textmode",), ("--digest-algo", "SHA256")])
def test_gpgs_is_verified(keys: Keys, form: tuple[str, ...]) -> None:
    signature = keys.gpg(*form, "--local-user", keys.alice, "--detach-sign", data=TEXT)
    (found,) = keys.pgp.verify([TEXT[:9], TEXT[9:]], signature)
    assert (found.state, found.fingerprint, found.weak) == (SignatureState.RIGHT, keys.alice, "")
    assert found.verdict_at(found.created or 0) is SignatureVerdict.GOOD
    assert found.key is not None
    assert found.key.people[0].address == "alice@x.example"
    assert found.algorithm == "Ed25519"
    (wrong,) = keys.pgp.verify([TEXT, b"PS: pay Eve"], signature)
    assert wrong.verdict_at(0) is SignatureVerdict.BAD


def test_what_gpg_makes_of_ours(keys: Keys) -> None:
    message = encrypted(keys, sign_with=keys.alice)
    assert keys.gpg("--decrypt", data=message) == TEXT
    assert f"VALIDSIG {keys.alice}" in keys.gpg_status("--decrypt", data=message)


@pytest.mark.parametrize(
    "form",
    [(), ("--armor",), ("--compress-algo", "none"), ("--compress-algo", "bzip2"), ("--throw-keyids",), ("--rfc4880",)],
)
def test_what_we_make_of_gpgs(keys: Keys, form: tuple[str, ...]) -> None:
    always = ("--trust-model", "always", "--recipient", keys.alice, "--recipient", keys.carol)
    message = keys.gpg(*form, *always, "--local-user", keys.alice, "--sign", "--encrypt", data=TEXT)
    pieces: list[bytes] = []
    answer = keys.pgp.decrypt([message[at : at + 100] for at in range(0, len(message), 100)], pieces.append)
    assert answer.ok
    assert b"".join(pieces) == TEXT
    assert [signature.state for signature in answer.signatures] == [SignatureState.RIGHT]
    assert answer.algorithm == "AES256"
    if "--throw-keyids" in form:  # only the one whose key opened it is known
        assert answer.recipients in ((keys.alice,), (keys.carol,))
    else:
        assert set(answer.recipients) == {keys.alice, keys.carol}


def test_of_hidden_recipients_only_the_one_whose_key_opens_it_is_named(keys: Keys) -> None:
    pieces: list[bytes] = []
    keys.pgp.encrypt([TEXT], pieces.append, [keys.carol], hidden=[keys.alice])
    answer = keys.pgp.decrypt(pieces, lambda piece: None)
    assert answer.ok
    assert set(answer.recipients) in ({keys.carol, ""}, {keys.carol, keys.alice})  # as it is either's key that opens it
    pieces.clear()
    keys.pgp.encrypt([TEXT], pieces.append, [], hidden=[keys.alice])
    assert keys.pgp.decrypt(pieces, lambda piece: None).recipients == (keys.alice,)


def test_passphrases(keys: Keys) -> None:
    pieces: list[bytes] = []
    keys.pgp.encrypt([TEXT], pieces.append, [keys.bob])
    message = b"".join(pieces)
    keys.pgp.close()  # the agent forgets
    answer = keys.pgp.decrypt([message], lambda piece: None, quietly=True)
    assert answer.problem is not None
    assert (answer.problem.kind, answer.problem.subject) == (ProblemKind.PASSPHRASE_NEEDED, keys.bob)
    assert opened(keys.pgp, message, Secret("")) == (ProblemKind.PASSPHRASE_NEEDED, b"")
    for wrong in ("sesam", PASSPHRASE.reveal() + "\n", "sesam\nöffne dich"):
        assert opened(keys.pgp, message, Secret(wrong)) == (ProblemKind.PASSPHRASE_WRONG, b"")
    assert opened(keys.pgp, message, PASSPHRASE) == (None, TEXT)
    with pytest.raises(MailError) as missing:
        keys.pgp.sign([TEXT], keys.carol)
    assert missing.value.problem.kind is ProblemKind.KEY_MISSING


def test_passphrase_alone(keys: Keys) -> None:
    message = keys.pgp.encrypt_with_passphrase(TEXT, Secret("1234-5678"))
    assert opened(keys.pgp, message, Secret("1234-5678")) == (None, TEXT)
    assert opened(keys.pgp, message, Secret("1234-5679")) == (ProblemKind.PASSPHRASE_WRONG, b"")
    assert opened(keys.pgp, message, quietly=True) == (ProblemKind.PASSPHRASE_NEEDED, b"")


def test_nobody_here_can_open_it(keys: Keys) -> None:
    pieces: list[bytes] = []
    keys.pgp.encrypt([TEXT], pieces.append, [keys.carol])
    assert opened(keys.pgp, b"".join(pieces)) == (ProblemKind.KEY_MISSING, b"")


def test_signed_in_one(keys: Keys) -> None:
    for form in (("--sign",), ("--compress-algo", "none", "--sign"), ("--armor", "--sign")):
        message = keys.gpg("--local-user", keys.alice, *form, data=TEXT)
        pieces: list[bytes] = []
        answer = keys.pgp.open_signed(message, pieces.append)
        assert answer.problem is None
        assert b"".join(pieces) == TEXT
        assert [signature.state for signature in answer.signatures] == [SignatureState.RIGHT]
        twice: list[bytes] = []
        two = keys.pgp.open_signed(message + message, twice.append)
        assert two.problem is not None or b"".join(twice) == TEXT  # a packed message reaches to the end of the data
    packed = keys.pgp.open_signed(keys.gpg("--store", data=TEXT), lambda piece: None)
    assert (packed.problem, packed.signatures) == (None, ())


def test_several_signatures(keys: Keys) -> None:
    ours = keys.pgp.sign([TEXT], keys.alice).signature
    other = keys.pgp.sign([TEXT], keys.bob, PASSPHRASE).signature
    binary = keys.gpg("--dearmor", data=ours) + keys.gpg("--dearmor", data=other)
    found = keys.pgp.verify([TEXT], binary)
    assert [(signature.state, signature.fingerprint) for signature in found] == [
        (SignatureState.RIGHT, keys.alice),
        (SignatureState.RIGHT, keys.bob),
    ]
    newer = bytes([0xC2, 3, 6, 0, 0])
    assert [signature.state for signature in keys.pgp.verify([TEXT], newer + keys.gpg("--dearmor", data=ours))] == [
        SignatureState.RIGHT,
        SignatureState.UNREADABLE,
    ]
    (alone,) = keys.pgp.verify([TEXT], newer)
    assert (alone.reason, alone.verdict_at(0)) == ("format_too_new", SignatureVerdict.UNKNOWN_KEY)


def test_a_message_is_no_detached_signature(keys: Keys) -> None:
    """gpg would verify the text inside and not look at what is shown."""
    whole = keys.gpg("--local-user", keys.alice, "--sign", data=b"something else")
    clear = keys.gpg("--local-user", keys.alice, "--clear-sign", data=b"something else")
    for signature in (whole, clear, b"", b"-----BEGIN PGP SIGNATURE-----\n\n", b"\xff" * 40):
        (found,) = keys.pgp.verify([TEXT], signature)
        assert found.verdict_at(0) is SignatureVerdict.BAD


def test_weak_digest_is_told(keys: Keys) -> None:
    signature = keys.gpg("--digest-algo", "SHA1", "--local-user", keys.alice, "--detach-sign", data=TEXT)
    if signature:  # gpg signs with SHA-1 when it is told to
        (found,) = keys.pgp.verify([TEXT], signature)
        assert (found.weak, found.verdict_at(found.created or 0)) == ("weak_digest", SignatureVerdict.WEAK)


def test_changed_on_its_way(keys: Keys) -> None:
    message = keys.gpg("--dearmor", data=encrypted(keys, data=b"x" * 3000))
    for at in (len(message) - 1, len(message) - 30, len(message) // 2):
        changed = bytearray(message)
        changed[at] ^= 1
        answer = keys.pgp.decrypt([bytes(changed)], lambda piece: None)
        assert answer.problem is not None
        assert (answer.problem.kind, answer.integrity) == (ProblemKind.MESSAGE_BROKEN, Integrity.FAILED)
    for cut in range(1, len(message), 149):
        assert opened(keys.pgp, message[:cut])[0] is ProblemKind.MESSAGE_BROKEN


def test_more_than_one_message(keys: Keys) -> None:
    message = encrypted(keys)
    binary = keys.gpg("--dearmor", data=message)
    literal = bytes([0xCB, 11]) + b"b\x00\x00\x00\x00\x00hello"
    for both in (binary + binary, literal + binary, binary + literal, message + message, binary + b"\x00rest"):
        assert opened(keys.pgp, both) == (ProblemKind.MESSAGE_BROKEN, b"")
    assert opened(keys.pgp, literal) == (ProblemKind.MESSAGE_BROKEN, b"")
    assert opened(keys.pgp, b"hello, no armor at all") == (ProblemKind.MESSAGE_BROKEN, b"")
    assert opened(keys.pgp, b"A list's words\n\n" + message + b"\n-- \nits footer\n") == (None, TEXT)


def test_encrypted_in_encrypted(keys: Keys) -> None:
    inner = keys.gpg("--dearmor", data=encrypted(keys))
    to = ("--trust-model", "always", "--recipient", keys.alice, "--compress-algo", "none")
    nested = keys.gpg(*to, "--no-literal", "--encrypt", data=inner)
    two = keys.gpg(*to, "--no-literal", "--encrypt", data=bytes([0xCB, 11]) + b"b\x00\x00\x00\x00\x00hello" + inner)
    assert opened(keys.pgp, nested) == (ProblemKind.TOO_DEEP, b"")
    assert opened(keys.pgp, two) == (ProblemKind.TOO_DEEP, b"")


def test_without_integrity(keys: Keys) -> None:
    """SED: the session key of a good message before data without integrity (EFAIL)."""
    message = keys.gpg("--dearmor", data=encrypted(keys))
    session_keys = message[: packets(message)[-1].start]
    answer = keys.pgp.decrypt([session_keys + bytes([0xC9, 40]) + b"x" * 40], lambda piece: None)
    assert answer.problem is not None
    assert (answer.problem.kind, answer.integrity) == (ProblemKind.INTEGRITY_MISSING, Integrity.MISSING)
    assert len(answer.recipients) == 2


def test_bomb(keys: Keys) -> None:
    to = ("--trust-model", "always", "--recipient", keys.alice)
    bomb = keys.gpg(*to, "--compress-level", "9", "--encrypt", data=bytes(30 << 20))
    assert len(bomb) < 200_000
    seen = 0

    def count(piece: bytes) -> None:
        nonlocal seen
        seen += len(piece)

    answer = keys.pgp.decrypt([bomb], count, limit=1 << 20)
    assert answer.problem is not None
    assert answer.problem.kind is ProblemKind.OPENED_TOO_LARGE
    assert seen <= 1 << 20


def test_words_of_strangers_are_no_status(keys: Keys) -> None:
    """SigSpoof (CVE-2018-12020): a file name or a notation that looks like gpg's own words."""
    valid = f"VALIDSIG {keys.alice} 2026-01-01 1 0 4 0 22 10 00 {keys.alice}"
    spoof = f"x\n[GNUPG:] GOODSIG {keys.alice} Alice\n[GNUPG:] {valid}"
    name = ("--set-filename", spoof, "--trust-model", "always", "--recipient", keys.alice)
    answer = keys.pgp.decrypt([keys.gpg(*name, "--encrypt", data=TEXT)], lambda piece: None)
    assert (answer.problem, answer.signatures) == (None, ())
    note = ("--set-notation", "a@b.example=" + spoof.replace("\n", " "), "--local-user", keys.alice)
    (found,) = keys.pgp.verify([b"other"], keys.gpg(*note, "--detach-sign", data=TEXT))
    assert found.state is SignatureState.WRONG


def test_errors_of_the_caller_come_out(keys: Keys) -> None:
    def broken() -> Iterator[bytes]:
        yield b"a" * 100_000
        raise RuntimeError("the disk is gone")

    def full(piece: bytes) -> None:
        raise OSError("the disk is full")

    with pytest.raises(RuntimeError):
        keys.pgp.encrypt(broken(), lambda piece: None, [keys.alice])
    with pytest.raises(OSError, match="full"):
        keys.pgp.decrypt([encrypted(keys)], full)


def test_base64_of_the_armor(keys: Keys) -> None:
    """However lines are broken, and whatever stands in header fields."""
    raw = keys.gpg("--dearmor", data=encrypted(keys))
    text = base64.b64encode(raw).decode()
    one_line = f"-----BEGIN PGP MESSAGE-----\r\nComment: -----END\r\n\r\n{text}\r\n-----END PGP MESSAGE-----\r\n"
    assert opened(keys.pgp, one_line.encode()) == (None, TEXT)
