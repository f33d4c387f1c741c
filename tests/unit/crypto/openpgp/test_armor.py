"""Armor and packet headers, whole, byte by byte and cut anywhere."""

import base64
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis.strategies import binary, booleans

from mailclient.crypto.openpgp.armor import dearmored, dearmored_keys
from mailclient.crypto.openpgp.checking import detached_signature, encrypted_message, encrypted_to, signed_message
from mailclient.crypto.openpgp.importing import key_file
from mailclient.crypto.openpgp.packets import PacketReader, Tag, packets
from mailclient.mail.problem import MailError, ProblemKind

MARKER = bytes([0xCA, 3]) + b"PGP"
LITERAL = bytes([0xCB, 11]) + b"b\x00\x00\x00\x00\x00hello"
IN_PARTS = bytes([0xD2, 0xE3]) + b"\x01" + b"x" * 7 + bytes([0xE1]) + b"yy" + bytes([1]) + b"z"
OLD_FORM = bytes([0xA3]) + b"\x00 to the end"


def armor(data: bytes, *, head: str = "", width: int = 64, tail: str = "=abcd\n") -> bytes:
    text = base64.b64encode(data).decode()
    lines = "\n".join(text[at : at + width] for at in range(0, len(text), width))
    return f"-----BEGIN PGP MESSAGE-----\n{head}\n{lines}\n{tail}-----END PGP MESSAGE-----\n".encode()


CASES = {
    "as gpg writes it": armor(MARKER + LITERAL),
    "without a checksum": armor(MARKER + LITERAL, tail=""),
    "with header fields": armor(MARKER + LITERAL, head="Version: 1\nComment: -----BEGIN PGP\n"),
    "one line": armor(MARKER + LITERAL, width=9999),
    "lines of three": armor(MARKER + LITERAL, width=3),
    "CRLF": armor(MARKER + LITERAL).replace(b"\n", b"\r\n"),
    "white space at the ends": armor(MARKER + LITERAL).replace(b"\n", b" \t\n"),
    "text around it": b"Hello,\n\n" + armor(MARKER + LITERAL) + b"--\na list\n",
    "the blank line is lost": armor(MARKER + LITERAL).replace(b"-----\n\n", b"-----\n", 1),
    "no line end": armor(MARKER + LITERAL).rstrip(),
    "binary": MARKER + LITERAL,
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("width", [1, 7, 10_000])
def test_the_bytes_inside(case: str, width: int) -> None:
    data = CASES[case]
    pieces = [data[at : at + width] for at in range(0, len(data), width)]
    assert b"".join(dearmored(pieces)) == MARKER + LITERAL


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"plain text\n",
        armor(LITERAL) + armor(LITERAL),
        armor(LITERAL)[:-40],
        armor(LITERAL).replace(b"y", b"*", 1),
        armor(LITERAL).replace(b"MESSAGE", b"MESSAGE, PART 1/2"),
        b"-----BEGIN PGP SIGNED MESSAGE-----\n\nx\n" + armor(LITERAL),
    ],
)
@pytest.mark.parametrize("width", [1, 10_000])
def test_what_is_no_armor(data: bytes, width: int) -> None:
    with pytest.raises(MailError):
        list(dearmored([data[at : at + width] for at in range(0, len(data), width)]))


def test_several_blocks_of_keys() -> None:
    block = armor(b"\x99one").replace(b"MESSAGE", b"PUBLIC KEY BLOCK")
    other = armor(b"\x99two").replace(b"MESSAGE", b"PRIVATE KEY BLOCK")
    assert dearmored_keys(b"hello\n" + block + b"and\n" + armor(LITERAL) + other) == b"\x99one\x99two"
    assert dearmored_keys(b"nothing") == b""


@pytest.mark.parametrize("width", [1, 2, 5, 10_000])
def test_headers_of_packets(width: int) -> None:
    data = MARKER + IN_PARTS + LITERAL + OLD_FORM
    reader = PacketReader()
    for at in range(0, len(data), width):
        reader.read(data[at : at + width])
    reader.finish()
    assert [(packet.tag, packet.size) for packet in reader.packets] == [
        (Tag.MARKER, 3),
        (Tag.ENCRYPTED, 11),
        (Tag.LITERAL, 11),
        (Tag.COMPRESSED, 11 + 1),
    ]
    assert [data[packet.start : packet.end] for packet in reader.packets] == [MARKER, IN_PARTS, LITERAL, OLD_FORM]
    assert reader.packets[1].head == b"\x01" + b"x" * 7 + b"yyz"


@pytest.mark.parametrize(
    "data",
    [
        LITERAL[:-1],
        IN_PARTS[:-1],
        IN_PARTS[:-2],
        b"\xcb",
        b"\xcb\xff\x00\x00",
        b"\x7fabc",
        bytes([0xC1, 0xE3]) + b"x" * 8 + b"\x00",
        b"\xc0\x01x",
        MARKER * 30_000,
    ],
)
def test_what_is_no_packet(data: bytes) -> None:
    with pytest.raises(MailError):
        packets(data)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (bytes([0xC9, 9]) + b"x" * 9, ProblemKind.INTEGRITY_MISSING),
        (bytes([0xD2, 9, 2]) + b"x" * 8, ProblemKind.FORMAT_TOO_NEW),
        (bytes([0xD4, 9, 1, 9, 1]) + b"x" * 6, ProblemKind.FORMAT_TOO_NEW),
        (bytes([0xD2, 1, 1]), ProblemKind.MESSAGE_BROKEN),
        (bytes([0xD2, 9, 1]) + b"x" * 8 + LITERAL, ProblemKind.MESSAGE_BROKEN),
        (LITERAL + bytes([0xD2, 9, 1]) + b"x" * 8, ProblemKind.MESSAGE_BROKEN),
        (bytes([0xCA, 3]) + b"PGQ" + bytes([0xD2, 9, 1]) + b"x" * 8, ProblemKind.MESSAGE_BROKEN),
    ],
)
@pytest.mark.parametrize("width", [1, 10_000])
def test_what_gpg_is_not_asked(body: bytes, kind: ProblemKind, width: int) -> None:
    data = MARKER + bytes([0xC1, 12, 3]) + bytes(8) + bytes([1, 0, 0]) + body
    with pytest.raises(MailError) as refused:
        list(encrypted_message([data[at : at + width] for at in range(0, len(data), width)], PacketReader()))
    assert refused.value.problem.kind is kind


def test_what_gpg_is_given() -> None:
    """Session keys of versions it does not know would stop it, and markers say nothing."""
    known = bytes([0xC1, 12, 3]) + bytes(8) + bytes([1, 0, 0])
    newer = bytes([0xC1, 12, 10]) + bytes(8) + bytes([1, 0, 0])
    encrypted = bytes([0xD2, 9, 1]) + b"x" * 8
    assert b"".join(encrypted_message([MARKER + newer + known + encrypted], PacketReader())) == known + encrypted


@given(binary(max_size=200), booleans())
def test_chance_is_a_problem_and_no_crash(data: bytes, armored: bool) -> None:
    data = armor(data) if armored else b"\xc1" + data
    for reads in (packets, detached_signature, signed_message, key_file):
        with suppress(MailError):
            reads(data)


def test_who_can_open_it() -> None:
    for_one = bytes([0xC1, 12, 3]) + bytes.fromhex("0123456789ABCDEF") + bytes([18, 0, 0])
    hidden = bytes([0xC1, 12, 3]) + bytes(8) + bytes([1, 0, 0])
    newer = bytes([0xC1, 36, 6, 33, 6]) + bytes(range(32)) + bytes([25])
    argon = bytes([0xC3, 4, 4, 9, 4, 0])
    known = bytes([0xC3, 4, 4, 9, 3, 8])
    assert encrypted_to(packets(for_one + hidden)).key_ids == ("0123456789ABCDEF", "")
    assert encrypted_to(packets(newer)).key_ids == ("0001020304050607",)
    assert [encrypted_to(packets(data)).too_new for data in (for_one, newer, newer + for_one, argon, known)] == [
        False,
        True,
        False,
        True,
        False,
    ]
