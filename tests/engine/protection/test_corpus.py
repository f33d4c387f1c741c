"""Messages of the corpus, opened: good ones are good, forged ones never, nothing loads anything, nothing leaks.

Which is which is told by their names and by what their authors say of them.
"""

import re
from pathlib import Path

import pytest

from mailclient.engine.protection.opened import Opened
from mailclient.mail.protection import Covers, Integrity, SignatureVerdict
from mailclient.mime.display import message_body
from mailclient.mime.reader import read
from tests.engine.protection.conftest import Open

IN_2019 = 1_550_300_000.0
IN_2026 = 1_795_000_000.0
"""When the certificates of Thunderbird's tests are valid."""
_LOADS = re.compile(
    r"""<[^>]*(?:src|srcset|background|poster|data)\s*=\s*["']?\s*(?:https?:)?//|url\(\s*["']?\s*(?:https?:)?//"""
)
_SECRETS = ("SECRET-7f3a91", "ENCRYPTED MESSAGE")


def files(folder: Path, *endings: str) -> list[Path]:
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix in endings)
    assert found, folder
    return found


def is_good(opened: Opened) -> bool:
    signature = opened.protection.signature
    return signature is not None and signature.verdict is SignatureVerdict.GOOD


def verdict(opened: Opened) -> SignatureVerdict:
    signature = opened.protection.signature
    return signature.verdict if signature is not None else SignatureVerdict.NONE


def is_decrypted(opened: Opened) -> bool:
    return opened.protection.encryption is not None and opened.protection.encryption.decrypted


def shown(data: bytes, opened: Opened) -> str:
    body = message_body(read(opened.clear or data))
    return f"{body.text}\n{body.html or ''}"


def test_valid_signatures_of_johnny(corpus: Path, opened: Open) -> None:
    for path in files(corpus / "johnny-fired" / "keys" / "assets" / "valid-signed", ".eml"):
        result = opened(path.read_bytes(), IN_2019)
        assert is_good(result), path
        assert result.protection.signature is not None
        assert result.protection.signature.covers is Covers.ALL, path
        assert "BEGIN PGP" not in shown(path.read_bytes(), result), path


def test_forged_signatures_of_johnny(corpus: Path, opened: Open) -> None:
    folder = corpus / "johnny-fired"
    forged = [path for path in files(folder, ".eml") if "keys" not in path.relative_to(folder).parts]
    good = [path for path in forged if is_good(opened(path.read_bytes(), IN_2019))]
    assert good == []


@pytest.mark.parametrize("folder", ["efail-derived", "covert-content", "e2ee-mitigation-ccs20"])
def test_what_is_wrapped_is_not_decrypted_and_loads_nothing(corpus: Path, opened: Open, folder: str) -> None:
    for path in files(corpus / folder, ".eml"):
        if "keys" in path.parts:
            continue
        data = path.read_bytes()
        result = opened(data, IN_2019)
        assert not is_good(result), path
        if "smime-malleability" not in path.parts:
            assert not is_decrypted(result), path
        assert not _LOADS.search(message_body(read(result.clear or data)).html or ""), path
        if not is_decrypted(result):
            assert not any(secret in shown(data, result) for secret in _SECRETS), path


def test_controls_are_decrypted(corpus: Path, opened: Open) -> None:
    originals = [*files(corpus / "covert-content" / "keys" / "01-enc", ".eml")]
    for path in [*files(corpus / "efail-derived" / "keys" / "control", ".eml"), *originals]:
        data = path.read_bytes()
        result = opened(data, IN_2019)
        assert is_decrypted(result), path
        assert any(secret in shown(data, result) for secret in _SECRETS), path


def test_encrypted_without_integrity(corpus: Path, opened: Open) -> None:
    reasons = {}
    for path in files(corpus / "efail-derived" / "pgp-integrity", ".eml"):
        encryption = opened(path.read_bytes(), IN_2019).protection.encryption
        assert encryption is not None
        assert not encryption.decrypted, path
        reasons[path.stem] = (encryption.reason, encryption.integrity)
    assert reasons == {
        "pgp-byte-flip": ("integrity_failed", Integrity.FAILED),
        "pgp-sed-mdc-stripped": ("integrity_missing", Integrity.MISSING),
        "pgp-truncated": ("integrity_failed", Integrity.FAILED),
    }


def test_malleable_smime_says_so(corpus: Path, opened: Open) -> None:
    for path in files(corpus / "efail-derived" / "smime-malleability", ".eml"):
        encryption = opened(path.read_bytes(), IN_2019).protection.encryption
        assert encryption is not None
        assert encryption.integrity is not Integrity.OK, path


def test_smime_of_thunderbird(corpus: Path, opened: Open) -> None:
    folders = [corpus / "thunderbird-smime" / name for name in ("smime", "smime-manual")]
    for path in [path for folder in folders for path in files(folder, ".eml")]:
        found = verdict(opened(path.read_bytes(), IN_2026))
        assert found in _expected_of_smime(path.name), (path, found)


def _expected_of_smime(name: str) -> tuple[SignatureVerdict, ...]:
    if ".bad." in name or "mismatch" in name or ".env.mixed." in name:
        return (SignatureVerdict.BAD,)
    if name.startswith("alice.env."):  # signed around the encryption
        return (SignatureVerdict.NONE, SignatureVerdict.BAD)
    return (SignatureVerdict.WEAK,) if "SHA1" in name else (SignatureVerdict.GOOD,)


def test_smime_of_thunderbird_is_decrypted(corpus: Path, opened: Open) -> None:
    smime = corpus / "thunderbird-smime"
    for path in [*files(smime / "smime", ".eml"), *files(smime / "smime-interop", ".env")]:
        data = path.read_bytes()
        result = opened(data, IN_2026)
        if ".env" in path.name:
            assert is_decrypted(result), path
        assert re.search(r"This is a (test|FAKE) message", shown(data, result)), path


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("alice-signed.eml", SignatureVerdict.GOOD),
        ("alice-utf.eml", SignatureVerdict.GOOD),
        ("enc-to-carol@pgp.icu-revoked.eml", SignatureVerdict.UNKNOWN_KEY),
        ("inline-signed-latin1.eml", SignatureVerdict.UNKNOWN_KEY),
        ("outer-pgp-sig-inner-pgp-enc-sig.eml", SignatureVerdict.GOOD),
        ("outer-pgp-sig-inner-pgp-enc.eml", SignatureVerdict.NONE),
        ("outer-smime-bad-sig-inner-pgp-enc-sig-with-mixed.eml", SignatureVerdict.BAD),
        (
            "signed-by-0xfbfcc82a015e7330-encrypted-to-0xf231550c4f47e38e-multi-from.eml",
            SignatureVerdict.GOOD_OTHER_SENDER,
        ),
        ("signed-by-0xfbfcc82a015e7330-to-0xf231550c4f47e38e-unencrypted.eml", SignatureVerdict.GOOD),
        ("unsigned-encrypted-to-0xf231550c4f47e38e-from-0x3099ff1238852b9f.eml", SignatureVerdict.NONE),
        ("partial-encrypt-for-carol-html.eml", SignatureVerdict.NONE),
    ],
)
def test_openpgp_of_thunderbird(corpus: Path, opened: Open, name: str, expected: SignatureVerdict) -> None:
    data = (corpus / "thunderbird-openpgp" / "openpgp" / "data" / "eml" / name).read_bytes()
    result = opened(data, IN_2026)
    assert verdict(result) is expected
    root_encrypted = "enc" in name and "mixed" not in name and "partial" not in name and "unencrypted" not in name
    assert is_decrypted(result) is root_encrypted


@pytest.mark.parametrize(
    "name", ["pgpmime-layered.eml", "pgpmime-layered+legacy-disp.eml", "smime-enc+legacy-disp.eml"]
)
def test_hidden_subjects(corpus: Path, opened: Open, name: str) -> None:
    result = opened((corpus / "autocrypt-protected-headers" / name).read_bytes(), IN_2019 + 3e7)
    assert is_decrypted(result)
    assert result.clear is not None
    message = read(result.clear)
    assert message.envelope.subject == "BarCorp contract signed, let's go!"
    assert message_body(message).text.startswith("Hi Bob!")
    assert "subject" in result.protection.hidden_fields


def test_a_list_footer_is_looked_through(corpus: Path, opened: Open) -> None:
    folder = corpus / "kde-messagelib" / "mimetreeparser" / "autotests" / "data"
    for name in ("openpgp-signed-base64-mailman-footer.mbox", "openpgp-signed-mailinglist.mbox"):
        signature = opened((folder / name).read_bytes(), IN_2019).protection.signature
        assert signature is not None
        assert (signature.verdict, signature.covers) == (SignatureVerdict.UNKNOWN_KEY, Covers.PART)


@pytest.mark.parametrize("folder", ["notmuch", "kde-messagelib", "espoofer", "autocrypt-spec"])
def test_nothing_without_its_key_is_good_or_open(corpus: Path, opened: Open, folder: str) -> None:
    for path in files(corpus / folder, ".eml", ".mbox", ""):
        if "keys" in path.parts or path.name == "NOTICE" or "smime-enc" in path.name:
            continue
        result = opened(path.read_bytes(), IN_2019)
        assert not is_good(result), path
        assert not is_decrypted(result), path
