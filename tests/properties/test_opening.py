"""However a good message is cut or changed: what is marked good is the text that was signed, and nothing else.

Messages of the corpus, changed at random places, and with parts put around, before and after what is signed.
"""

import asyncio
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailclient.engine.protection.opening import Opening
from mailclient.mail.protection import Covers, SignatureVerdict
from mailclient.mime.display import message_body
from mailclient.mime.reader import read
from tests.engine.protection.corpus_keys import CorpusKeys, corpus_keys

AT = 1_550_300_000.0
CHANGES = 60
GOOD = ("manager-pgp-mime.eml", "manager-pgp-inline.eml", "manager-smime.eml", "eve-smime.eml")
_PIECES = (
    b"Johnny, you are fired!\r\n",
    b"\r\n",
    b"--BOUNDARY\r\nContent-Type: text/html\r\n\r\n<b>fired</b>\r\n",
    b"--BOUNDARY--\r\n",
    b"Content-Type: text/html\r\n",
    b"From: boss@example.org\r\n",
    b"\t",
    b"\r",
    b"- ",
    b"\x00",
)


@pytest.fixture(scope="module")
def keys(corpus: Path) -> Iterator[CorpusKeys]:
    with corpus_keys([corpus / "johnny-fired" / "keys"]) as found:
        yield found


def changed(data: bytes, chance: random.Random) -> bytes:
    """One change: a byte, a cut, a piece put in, a piece moved; or another text wrapped around it."""
    at = chance.randrange(len(data))
    match chance.randrange(5):
        case 0:
            return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
        case 1:
            return data[:at] + data[at + chance.randrange(1, 200) :]
        case 2:
            return data[:at] + chance.choice(_PIECES) + data[at:]
        case 3:
            other = chance.randrange(len(data))
            return data[:at] + data[other : other + 100] + data[at:]
        case _:
            lines = data.split(b"\n")
            place = chance.randrange(len(lines))
            lines[place:place] = [chance.choice(_PIECES).rstrip()]
            return b"\n".join(lines)


@pytest.mark.parametrize("name", GOOD)
def test_a_good_mark_is_for_the_signed_text_alone(corpus: Path, keys: CorpusKeys, name: str) -> None:
    data = (corpus / "johnny-fired" / "keys" / "assets" / "valid-signed" / name).read_bytes()
    chance = random.Random(name)

    async def run() -> None:
        opening = Opening(keys)
        original = await opening.open(data, at=AT)
        assert original.protection.signature is not None
        assert original.protection.signature.verdict is SignatureVerdict.GOOD
        text, sender = shown(data, original.clear)
        for _ in range(CHANGES):
            other = changed(data, chance)
            opened = await opening.open(other, at=AT)
            signature = opened.protection.signature
            if signature is None or signature.verdict is not SignatureVerdict.GOOD:
                continue
            if signature.covers is Covers.ALL:
                assert shown(other, opened.clear) == (text, sender), other

    asyncio.run(run())


def shown(data: bytes, clear: bytes | None) -> tuple[str, tuple[str, ...]]:
    """Text and From; the words alone, for white space between header and text may differ."""
    message = read(clear or data)
    body = message_body(message)
    return " ".join(body.text.split()), tuple(one.address for one in message.envelope.from_)
