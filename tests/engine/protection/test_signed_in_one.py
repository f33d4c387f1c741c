"""OpenPGP messages that are signed in one with their text, not encrypted, as ``gpg --sign --armor`` makes them."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailclient.crypto.openpgp.open_pgp import OpenPgp
from mailclient.engine.protection.opened import Opened
from mailclient.engine.protection.opening import Opening
from mailclient.mail.protection import Covers, SignatureVerdict
from mailclient.mime.display import message_body
from mailclient.mime.reader import read
from tests.engine.protection.corpus_keys import CorpusKeys

TEXT = b"We meet at noon.\n"


class Home:
    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.gpg("--quick-gen-key", "Ann <ann@mail.test>", "ed25519", "sign")
        self.keys = CorpusKeys(OpenPgp(home=Path(folder)), (), ())

    def gpg(self, *words: str, data: bytes = b"") -> bytes:
        command = ["gpg", "--homedir", self._folder, "--batch", "--quiet", "--passphrase", "", *words]
        return subprocess.run(command, input=data, check=True, capture_output=True, timeout=60).stdout

    async def open(self, body: bytes, sender: bytes = b"ann@mail.test") -> Opened:
        message = b"From: %s\r\nSubject: x\r\n\r\n%s" % (sender, body.replace(b"\n", b"\r\n"))
        return await Opening(self.keys).open(message, at=time.time() + 60)


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    with tempfile.TemporaryDirectory(prefix="k", dir="/tmp") as folder:
        Path(folder).chmod(0o700)
        found = Home(folder)
        yield found
        found.keys.openpgp.close()


@pytest.mark.parametrize("packing", ["none", "zip"])
async def test_the_text_is_shown_with_its_signature(home: Home, packing: str) -> None:
    opened = await home.open(home.gpg("--armor", "--compress-algo", packing, "--sign", data=TEXT))
    signature = opened.protection.signature
    assert signature is not None
    assert (signature.verdict, signature.covers) == (SignatureVerdict.GOOD, Covers.ALL)
    assert opened.protection.encryption is None
    assert opened.clear is not None
    assert message_body(read(opened.clear)).text.strip() == TEXT.decode().strip()


async def test_another_sender_gets_no_good_mark(home: Home) -> None:
    opened = await home.open(home.gpg("--armor", "--sign", data=TEXT), b"boss@mail.test")
    assert opened.protection.signature is not None
    assert opened.protection.signature.verdict is SignatureVerdict.GOOD_OTHER_SENDER


async def test_a_text_that_is_only_packed_is_neither_signed_nor_opened(home: Home) -> None:
    opened = await home.open(home.gpg("--armor", "--store", data=TEXT))
    assert opened.protection.signature is None
    assert opened.protection.encryption is not None
    assert not opened.protection.encryption.decrypted
    assert opened.clear is None


async def test_a_changed_text_is_bad(home: Home) -> None:
    raw = home.gpg("--compress-algo", "none", "--sign", data=TEXT)
    armour = home.gpg("--enarmor", data=raw.replace(b"noon", b"nine")).replace(b"ARMORED FILE", b"MESSAGE")
    opened = await home.open(b"\n".join(line for line in armour.split(b"\n") if not line.startswith(b"Comment")))
    assert opened.protection.signature is not None
    assert opened.protection.signature.verdict is SignatureVerdict.BAD
