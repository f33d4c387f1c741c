"""Messages, signatures and keys that other programs made: what is good opens, what is forged is never good.

One GnuPG home for each set, with all keys of the set. ``OPENED`` and ``GOOD`` are all files of the sets that may be
opened, or whose signature may be right; of every other file the test says that it is neither, whatever it is.
"""

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailclient.crypto.openpgp.armor import dearmored_keys
from mailclient.crypto.openpgp.open_pgp import OpenPgp
from mailclient.crypto.openpgp.packets import Tag, packets
from mailclient.crypto.openpgp.words import PgpSignature
from mailclient.mail.account import Secret
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.mail.protection import SignatureVerdict
from mailclient.mime.protection.inline import signed_text

SETS = {"rnp": "password", "rpgp": "test", "pgpy": "QwertyUiop", "gnupg2": "abc", "thunderbird-openpgp": ""}
"""The folders, with the passphrase of their messages and secret keys."""
GOOD = {
    "rnp/test_messages/message.txt.enc-sign-25519",
    "rnp/test_messages/message.txt.signed-expired-sub",
    "rpgp/openpgp-interop/testcases/messages/e2e-002.asc",
    "pgpy/blocks/message.encrypted.signed.asc",
    "pgpy/messages/cleartext.empty.signed.asc",
    "gnupg2/openpgp/samplemsgs/clearsig-2-keys-2.asc",
    "gnupg2/openpgp/samplemsgs/signed-1-key-1.asc",
}
"""The signature is right and strong, as of when it was made."""
OPENED = {
    "rnp/test_messages/message.txt.enc-aead-ocb",
    "rnp/test_messages/message.txt.enc-sign-25519",
    "rnp/test_messages/message.txt.pkesk-skesk-v10",
    "rpgp/openpgp-interop/testcases/messages/camellia128-001.asc",
    "rpgp/openpgp-interop/testcases/messages/e2e-002.asc",
    "rpgp/rfc9580/v4-ed25519-x25519/enc-seipdv1.msg",
    "rpgp/sigs/unknown_hash.sig.asc",
    "rpgp/unit-tests/hsm/msg-to-alice4096.enc",
    "pgpy/blocks/message.encrypted.asc",
    "pgpy/blocks/message.encrypted.signed.asc",
    "pgpy/messages/message.rsa.cast5.asc",
    "pgpy/messages/message.rsa.dsa.3des.asc",
    "pgpy/messages/message.rsa.dsa.cam128.asc",
}
"""The secret key or passphrase is there, and the message has its integrity. Not: SED, SEIPD of version 2, Argon2."""
REFUSED_KEYS = {
    "rnp": {ProblemKind.NO_KEYS: 11},
    "rpgp": {ProblemKind.FORMAT_TOO_NEW: 10},
    "pgpy": {ProblemKind.NO_KEYS: 4},
    "thunderbird-openpgp": {ProblemKind.NO_KEYS: 1, ProblemKind.FORMAT_TOO_NEW: 4},
}
"""Forged, damaged, without a user id, or of version 5 or 6."""
_KEYS = {Tag.PUBLIC_KEY, Tag.SECRET_KEY}
_ENCRYPTED = {Tag.PUBLIC_SESSION_KEY, Tag.SYMMETRIC_SESSION_KEY, Tag.ENCRYPTED, Tag.OLD_ENCRYPTED, Tag.OCB_ENCRYPTED}


def outcome(pgp: OpenPgp, data: bytes, signed: bytes, passphrase: str) -> str:
    """What becomes of one file, in a word or two."""
    text = signed_text(data)
    if text is not None:
        return f"signed: {verdict(pgp.verify([text.text], text.signature))}"
    try:
        tags = [packet.tag for packet in packets(data) if packet.tag not in (Tag.MARKER, Tag.PADDING)]
    except MailError as error:
        return error.problem.kind.value
    first = tags[0] if tags else 0
    if first in _ENCRYPTED:
        answer = pgp.decrypt([data], lambda piece: None, Secret(passphrase) if passphrase else None, quietly=True)
        if answer.problem is not None:
            return answer.problem.kind.value
        return f"opened: {verdict(answer.signatures)}"
    if first == Tag.SIGNATURE and Tag.LITERAL not in tags and Tag.COMPRESSED not in tags:
        return f"signed: {verdict(pgp.verify([signed], data))}"
    opened = pgp.open_signed(data, lambda piece: None)
    return opened.problem.kind.value if opened.problem else f"packed: {verdict(opened.signatures)}"


def verdict(signatures: tuple[PgpSignature, ...]) -> str:
    """The best of all signatures, as of the time when each was made."""
    found = [signature.verdict_at(signature.created or 0) for signature in signatures]
    if not found:
        return SignatureVerdict.NONE.value
    return min(found, key=list(SignatureVerdict).index).value


def files(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and path.name != "NOTICE"
        and path.suffix not in (".json", ".eml", ".p12", ".der")
        and "gpgsm" not in path.parts
    )


def is_keys(data: bytes) -> bool:
    try:
        return bool(_KEYS & {packet.tag for packet in packets(dearmored_keys(data))})
    except MailError:
        return False


@pytest.fixture(scope="module", params=SETS)
def corpus_set(request: pytest.FixtureRequest, corpus: Path, short_folder: Path) -> Iterator[tuple[str, OpenPgp]]:
    if shutil.which("gpg") is None:
        pytest.skip("gpg is not here")
    name: str = request.param
    pgp = OpenPgp(short_folder / name[:3])
    yield name, pgp
    pgp.close()


def test_every_file(corpus_set: tuple[str, OpenPgp], corpus: Path) -> None:
    name, pgp = corpus_set
    paths = files(corpus / name)
    of_keys = [path for path in paths if is_keys(path.read_bytes())]
    refused: Counter[ProblemKind] = Counter()
    for path in of_keys:
        try:
            pgp.import_keys(path.read_bytes())
        except MailError as error:
            refused[error.problem.kind] += 1
    found = {}
    for path in paths:
        if path not in of_keys:
            beside = [path.with_suffix(""), path.parent / "source.txt", corpus / "rnp/keys/test_messages/message.txt"]
            signed = next(other for other in beside if other.is_file()).read_bytes()
            found[str(path.relative_to(corpus))] = outcome(pgp, path.read_bytes(), signed, SETS[name])
    assert {path for path, said in found.items() if said.endswith(": good")} == {
        path for path in GOOD if path.startswith(f"{name}/")
    }
    assert {path for path, said in found.items() if said.startswith("opened")} == {
        path for path in OPENED if path.startswith(f"{name}/")
    }
    assert dict(refused) == REFUSED_KEYS.get(name, {})
