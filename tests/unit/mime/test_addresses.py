"""Address lists."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailclient.mail.address import Address
from mailclient.mime.addresses import _AddressReader, _simple_list, format_address, is_address, parse_addresses
from tests.little_work import little_work


def one(raw: bytes | str) -> Address:
    (address,) = parse_addresses(raw)
    return address


@pytest.mark.parametrize(
    ("raw", "name", "address"),
    [
        (b"a@b.c", "", "a@b.c"),
        (b"<a@b.c>", "", "a@b.c"),
        (b"Ann <a@b.c>", "Ann", "a@b.c"),
        (b'"Doe, Ann" <a@b.c>', "Doe, Ann", "a@b.c"),
        (b'"Ann \\"A\\" Doe" <a@b.c>', 'Ann "A" Doe', "a@b.c"),
        (b"a@b.c (Ann)", "Ann", "a@b.c"),
        (b"Ann (sales) <a@b.c>", "Ann (sales)", "a@b.c"),
        (b"=?utf-8?B?7ZmN6ri464+Z?= <hong@example.kr>", "홍길동", "hong@example.kr"),
        ("홍길동 <hong@example.kr>".encode("cp949"), "홍길동", "hong@example.kr"),
        (b'"=?euc-kr?B?yKux5rW/?=" <hong@example.kr>', "홍길동", "hong@example.kr"),
        (b"=?utf-8?Q?Doe,_Ann?= <a@b.c>", "Doe, Ann", "a@b.c"),
        (b"<@relay.example,@other.example:a@b.c>", "", "a@b.c"),
        (b"<mailto:a@b.c>", "", "a@b.c"),
        (b"Ann < a @ b . c >", "Ann", "a@b.c"),
        (b"a @ b.c", "", "a@b.c"),
        (b'"john doe"@b.c', "", '"john doe"@b.c'),
        (b'"john"@b.c', "", "john@b.c"),
        (b"a@[127.0.0.1]", "", "a@[127.0.0.1]"),
        (b"Ann a@b.c", "Ann", "a@b.c"),
        (b"root", "root", ""),
        (b'"unclosed <a@b.c>', '"unclosed', "a@b.c"),
        (b"(unclosed <a@b.c>", "(unclosed", "a@b.c"),
        (b"a@b.c <a@b.c>", "", "a@b.c"),
        ("김\u202e철\u200b수 <k@b.c>".encode(), "김철수", "k@b.c"),
        (b"Ann\r\n\tDoe <a@b.c>", "Ann Doe", "a@b.c"),
        (b"a@b.c (Ann) (sales)", "(Ann) (sales)", "a@b.c"),
        (b"a@b.c (Ann (the elder) Doe)", "Ann (the elder) Doe", "a@b.c"),
        (rb"a@b.c (Ann \) Doe)", "Ann ) Doe", "a@b.c"),
        (b"a=b@c.d", "", "a=b@c.d"),
        (b"=?x <a@b.c>", "=?x", "a@b.c"),
        # variation selectors stay with an ideograph, tags with a flag
        ("Ann \U000e0101 <a@b.c>".encode(), "Ann", "a@b.c"),
        ("葛\U000e0100城 <a@b.c>".encode(), "葛\U000e0100城", "a@b.c"),
        ("\U0001f3f4\U000e0067\U000e007f A\U000e0041 <a@b.c>".encode(), "\U0001f3f4\U000e0067\U000e007f A", "a@b.c"),
        # who shows one address and sends from another: the last counts, the first is shown
        (b"<friend@bank.example> <spy@evil.example>", "<friend@bank.example>", "spy@evil.example"),
        (b"<spy@evil.example>friend@bank.example", "", "spy@evil.example"),
    ],
)
def test_one_address(raw: bytes, name: str, address: str) -> None:
    assert one(raw) == Address(name, address)


@pytest.mark.parametrize(
    ("raw", "addresses"),
    [
        (b"", []),
        (b",,;", []),
        (b"a@b.c, d@e.f", ["a@b.c", "d@e.f"]),
        (b"a@b.c; d@e.f", ["a@b.c", "d@e.f"]),
        (b"undisclosed-recipients:;", []),
        (b"Team: a@b.c, D <d@e.f>;, g@h.i", ["a@b.c", "d@e.f", "g@h.i"]),
        (b'"a, b" <a@b.c>,"c; d" <c@d.e>', ["a@b.c", "c@d.e"]),
        (b"a@b.c (x, y (z)), d@e.f", ["a@b.c", "d@e.f"]),
    ],
)
def test_lists(raw: bytes, addresses: list[str]) -> None:
    assert [address.address for address in parse_addresses(raw)] == addresses


@pytest.mark.parametrize(
    "address",
    [
        Address("", "a@b.c"),
        Address("Ann Doe", "a@b.c"),
        Address("Doe, Ann", "a@b.c"),
        Address('A "B" C', "a@b.c"),
        Address("홍길동 (영업)", "hong@example.kr"),
        Address("back\\slash", "a@b.c"),
    ],
)
def test_what_a_person_reads_can_be_typed_again(address: Address) -> None:
    assert one(format_address(address)) == address


@pytest.mark.parametrize(
    "text",
    ["a@b.c", "a.b+c@example.org", "홍길동@한국.kr", '"a b"@c.d', "a@[127.0.0.1]", "a@[IPv6:::1]", "o'neil@x.ie"],
)
def test_can_be_a_recipient(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    ["", "a", "@b.c", "a@", "a b@c.d", "a@b c", "a@b.c\n", "a\r\nb@c.d", "a@b..c", ".a@b.c", "a.@b.c", "a@b@c.d",
     "<a@b.c>", "a@[300.1.1.1]", "a@-b.c", "a" * 65 + "@b.c", "a@" + "b" * 64 + ".c", "a,b@c.d"],
)  # fmt: skip
def test_cannot_be_a_recipient(text: str) -> None:
    assert not is_address(text)


@pytest.mark.parametrize(
    "unit", [b'"\\', b'"', b"(", b"()", b"<", b"<>", b"[", b"=", b"=?a?q?", b"a@", b"a @ ", b":", b"\\", b'"(<[', b"(("]
)
def test_hostile_repetition_takes_no_time(unit: bytes) -> None:
    with little_work(2):
        parse_addresses(unit * 30_000 + b")>]")


_PIECES = (
    "kim",
    "B",
    "@",
    "x.org",
    "<",
    ">",
    '"',
    " ",
    ",",
    "\t",
    "=?utf-8?q?=41?=",
    ".",
    "+",
    "(c)",
    ";",
    ":",
    "\\",
    "김",
)


@given(st.lists(st.sampled_from(_PIECES), max_size=12).map("".join))
@example('Kim <kim@x.org>, "Lee, Jun" <jun@x.org>, bob@x.org')
@example("=?utf-8?b?6rmA?= <kim@x.org>,")
@example("kim@x.org <kim@x.org>")
def test_the_short_way_finds_what_the_reader_finds(text: str) -> None:
    short = _simple_list(text)
    assert not short or short == _AddressReader(text).read()


def test_the_short_way_is_taken_for_usual_lists() -> None:
    assert len(_simple_list('Kim Minji <kim@x.org>, "Lee, Jun" <jun@x.org>, bob@x.org, =?utf-8?q?A?= <a@x.org>')) == 4
    assert _simple_list("Kim (at home) <kim@x.org>") == ()
