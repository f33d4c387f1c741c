"""What the part tree promises is what the message is: else a text is hidden that nobody opens, or shown unopened."""

from pathlib import Path

import pytest

from mailclient.mail.protection import Cover, System
from mailclient.mime.display import message_body
from mailclient.mime.protection.cover import cover_of
from mailclient.mime.protection.layer import Layer, layer_of
from mailclient.mime.reader import read
from mailclient.mime.scanner import scan

SETS = (
    *("covert-content", "johnny-fired", "efail-derived", "e2ee-mitigation-ccs20", "thunderbird-smime"),
    *("thunderbird-openpgp", "autocrypt-protected-headers", "notmuch", "kde-messagelib", "mailcore2"),
)
_MOST_BYTES = 500_000
BLOCK = b"-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA1234567890AAQf/\r\n=abcd\r\n-----END PGP MESSAGE-----\r\n"
FOOTER = b"Content-Type: text/plain\r\n\r\n_____\r\nA list of friends\r\n"
FILE = b"Content-Type: image/png\r\nContent-Disposition: attachment\r\n\r\nx\r\n"
TEXT = b"Content-Type: text/plain\r\n\r\n" + BLOCK


def mixed(*parts: bytes) -> bytes:
    body = b"".join(b"--b\r\n" + part for part in parts)
    return b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + body + b"--b--\r\n"


def of_tree(data: bytes) -> Cover | None:
    parsed = read(data)
    return cover_of(parsed.root, parsed.content)


@pytest.mark.parametrize(
    ("message", "encrypted"),
    [(TEXT, True), (mixed(TEXT, FILE), True), (mixed(TEXT, FOOTER), False), (mixed(TEXT, TEXT), False)],
    ids=["alone", "with a file", "with a list's footer", "two of them"],
)
def test_a_block_in_the_text(message: bytes, encrypted: bool) -> None:
    cover = of_tree(message)
    assert (cover is not None, layer_of(scan(message).root) is not None) == (encrypted, encrypted)
    assert ("BEGIN PGP" in message_body(read(message)).text) is not encrypted


def is_promised(layer: Layer | None, cover: Cover | None) -> bool:
    """Of CMS that does not say what it is, nobody knows by its structure whether it is encrypted."""
    if layer is None or cover is None:
        return layer is None and cover is None
    told = (cover.system, cover.signed, cover.encrypted)
    found = (layer.system, layer.signed, layer.encrypted)
    return told in (found, (System.SMIME, False, True)) if layer.system is System.SMIME else told == found


def test_each_message_is_what_its_tree_promises(corpus: Path) -> None:
    seen, otherwise = 0, []
    for path in sorted(path for name in SETS for path in (corpus / name).rglob("*") if path.is_file()):
        data = path.read_bytes() if path.stat().st_size <= _MOST_BYTES else b""
        if any(word in data.lower() for word in (b"pgp", b"pkcs7", b".p7m")) and b"content-type" in data.lower():
            seen += 1
            if not is_promised(layer_of(scan(data).root), of_tree(data)):
                otherwise.append(path.name)
    assert (otherwise, seen > 150) == ([], True)
