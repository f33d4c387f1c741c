"""Modified UTF-7 and its oddities."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailclient.wire.imap.mailbox_name import decode_name, encode_name


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("~peter/mail/台北/日本語", b"~peter/mail/&U,BTFw-/&ZeVnLIqe-"),
        ("Entwürfe", b"Entw&APw-rfe"),
        ("a&b", b"a&-b"),
        ("&&", b"&-&-"),
        ("☺!", b"&Jjo-!"),
        ("😀", b"&2D3eAA-"),
        ("INBOX", b"INBOX"),
    ],
)
def test_both_ways(name: str, raw: bytes) -> None:
    assert encode_name(name) == raw
    assert decode_name(raw) == name


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_decode_is_the_opposite_of_encode(name: str) -> None:
    wanted = "INBOX" if name.upper() == "INBOX" else name
    assert decode_name(encode_name(name)) == wanted
    assert encode_name(name).isascii()


@given(st.binary())
def test_decoding_never_fails(raw: bytes) -> None:
    decode_name(raw)
    decode_name(raw, utf8=True)


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"Inbox", "INBOX"),
        (b"a&b", "a&b"),
        (b"&Jjo!", "&Jjo!"),
        (b"&2D0-", "&2D0-"),
        (b"&AB-", "&AB-"),
        ("Größe".encode(), "Größe"),
        (b"Gr\xf6\xdfe", "Größe"),
    ],
)
def test_what_is_no_modified_utf7_is_shown_as_it_is(raw: bytes, name: str) -> None:
    assert decode_name(raw) == name


def test_utf8_mode_knows_no_escape() -> None:
    assert encode_name("R&D 한글", utf8=True) == "R&D 한글".encode()
    assert decode_name("R&D 한글".encode(), utf8=True) == "R&D 한글"
    assert decode_name(b"R&-D", utf8=True) == "R&-D"


def test_corpus_of_dovecot(corpus: Path) -> None:
    cases = json.loads((corpus / "dovecot-imap" / "cases.json").read_text())
    mutf7 = [case["mutf7"]["text"].encode() for case in cases if case["kind"] == "mutf7" and case["mutf7"]]
    assert mutf7
    for raw in mutf7:
        assert decode_name(raw) == raw.decode(), "Dovecot refuses it, so it stays as it is"
