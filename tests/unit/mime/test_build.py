"""Messages built, and read again."""

import email
import email.policy
import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailclient.mail.address import Address
from mailclient.mime.addresses import clean_name
from mailclient.mime.attached import File
from mailclient.mime.build import message_entity
from mailclient.mime.display import body_of
from mailclient.mime.reader import ParsedMessage, read

ANN = Address("Ann", "ann@example.org")
DATE = datetime(2026, 11, 20, 9, 5, 3, tzinfo=timezone(timedelta(hours=9)))


def file_of_message(data: bytes, filename: str = "message.eml") -> File:
    return File(filename, "message/rfc822", data)


def build(**fields: object) -> bytes:
    return bytes(message_entity(**{"from_": ANN, "date": DATE, "message_id": "1@example.org", **fields}))  # type: ignore[arg-type]


def tree(message: ParsedMessage) -> list[tuple[str, str]]:
    return [(part.path, part.media_type) for part in message.root.walk()]


def assert_well_formed(data: bytes) -> None:
    """CRLF everywhere, no NUL, no line over 998 bytes, the header in ASCII and 78 columns where words allow it."""
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)|\0", data)
    assert data.endswith(b"\r\n")
    assert max(map(len, data.split(b"\r\n"))) <= 998
    header = data.partition(b"\r\n\r\n")[0]
    for line in header.split(b"\r\n"):
        assert line.strip()
        assert len(line) <= 78 or b" " not in line.strip()


def without_spaces_at_ends(text: str) -> str:
    """What is left of ``text`` that went out as flowed; quote marks stand together then."""
    lines = []
    for line in text.split("\n"):
        marks = re.match(r">(?: ?>)*", line)
        depth = marks[0].count(">") if marks else 0
        content = line[marks.end() :].removeprefix(" ") if marks else line
        content = content if content == "-- " else content.rstrip(" ")
        lines.append((f"{'>' * depth} {content}" if depth else content) if content else ">" * depth)
    return "\n".join(lines)


def test_plain_ascii() -> None:
    data = build(to=[Address("", "bob@example.org")], subject="Hello", text="Hi Bob\n\n.\nFrom here\n")
    assert data == (
        b"From: Ann <ann@example.org>\r\nTo: bob@example.org\r\nSubject: Hello\r\n"
        b"Date: Fri, 20 Nov 2026 09:05:03 +0900\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: text/plain; charset=us-ascii; format=flowed\r\nContent-Transfer-Encoding: 7bit\r\n\r\n"
        b"Hi Bob\r\n\r\n.\r\n From here\r\n"
    )


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("plain", "7bit"),
        ("한글 메일입니다", "base64"),
        ("Mostly ASCII with an é", "quoted-printable"),
        ("x" * 2_000, "quoted-printable"),
        ("a tab at the end\t\n", "7bit"),
        ("a\x00b", "quoted-printable"),
        ("", "7bit"),
    ],
)
def test_the_encoding_of_text(text: str, encoding: str) -> None:
    data = build(text=text)
    assert_well_formed(data)
    message = read(data)
    assert message.root.encoding == encoding
    decoded = message.content(message.root.path).decode()
    assert decoded.replace("\r\n", "\n").rstrip("\n") == text.rstrip("\n")
    assert data.isascii()


def test_the_whole_tree() -> None:
    data = build(
        text="plain",
        html="<p><img src='cid:pic@x'></p>",
        files=[File("a.pdf", "application/pdf", b"\x00\xff"), File("p.png", "image/png", b"png", "pic@x")],
    )
    assert_well_formed(data)
    message = read(data)
    assert tree(message) == [
        ("", "multipart/mixed"),
        ("1", "multipart/related"),
        ("1.1", "multipart/alternative"),
        ("1.1.1", "text/plain"),
        ("1.1.2", "text/html"),
        ("1.2", "image/png"),
        ("2", "application/pdf"),
    ]
    assert message.warnings == ()
    body = body_of(message.root, message.content)
    assert [(each.filename, each.inline) for each in body.attachments] == [("p.png", True), ("a.pdf", False)]


def test_an_attached_message_stays_as_it_is() -> None:
    inner = build(text="inner 한글", subject="안")
    message = read(build(text="see", files=[file_of_message(inner)]))
    assert message.content(message.root.children[1].path) == inner
    eight_bit = b"Subject: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\xed\x95\x9c\r\n"
    data = build(text="see", files=[file_of_message(eight_bit)])
    assert b"Content-Transfer-Encoding: 8bit" in data.partition(b"\r\n\r\n")[0]
    message = read(data)
    assert message.content(message.root.children[1].path) == eight_bit


def test_an_attached_message_with_endless_lines_becomes_a_file() -> None:
    broken = b"Subject: x\r\n\r\n" + b"x" * 5_000 + b"\r\n"
    data = build(files=[file_of_message(broken, "a.eml")])
    assert_well_formed(data)
    message = read(data)
    part = message.root.children[1]
    assert (part.media_type, part.filename) == ("application/octet-stream", "a.eml")
    assert message.content(part.path) == broken


@pytest.mark.parametrize(
    "evil", ["\r\nBcc: spy@evil.example", "\nBcc: spy@evil.example", "\rBcc: spy@evil.example", "\x00\r\n\r\n"]
)
def test_nothing_is_injected_into_the_header(evil: str) -> None:
    data = build(
        from_=Address(f"Ann{evil}", f"ann@example.org{evil}"),
        to=[Address(f"B{evil}", f"b@c.d>{evil}")],
        subject=f"s{evil}",
        message_id=f"1@x{evil}",
        in_reply_to=[f"0@x>{evil}"],
        references=[f"0@x{evil}"],
        text="body",
        files=[File(f"a{evil}.txt", f"text/plain{evil}", b"x", f"c{evil}")],
    )
    assert_well_formed(data)
    message = read(data)
    assert message.envelope.bcc == ()
    assert not re.search(rb"^bcc:", data, re.IGNORECASE | re.MULTILINE)
    assert body_of(message.root, message.content).text == "body"


def test_bcc_is_only_there_when_asked_for() -> None:
    assert b"Bcc:" not in build()
    assert read(build(bcc=[ANN])).envelope.bcc == (ANN,)


@pytest.mark.parametrize(
    "name",
    [
        "a.txt",
        'quo"te\\.txt',
        "한글 파일.hwp",
        "가" * 60 + ".pdf",
        "a" * 150 + ".txt",
        "ü'*%.txt",
        "日本語 (1).doc",
        "a;b=c.txt",
    ],
)
def test_names_of_files(name: str) -> None:
    data = build(text="x", files=[File(name, "application/pdf", b"x")])
    assert_well_formed(data)
    part = read(data).root.children[1]
    assert part.filename == name
    assert part.parameters["name"] == name
    header = data.partition(b"application/pdf")[2].partition(b"\r\n\r\n")[0]
    assert max(map(len, header.split(b"\r\n"))) <= 78


def test_the_standard_library_reads_it_too() -> None:
    data = build(
        to=[Address("김, 철수", "kim@example.kr")] * 20,
        subject="회의록 " * 20,
        text="안녕",
        html="<p>안녕</p>",
        files=[File("한글 파일.hwp", "application/x-hwp", bytes(range(256)))],
    )
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert message["subject"] == ("회의록 " * 20).strip()
    assert [address.display_name for address in message["to"].addresses] == ["김, 철수"] * 20
    (file,) = message.iter_attachments()
    assert file.get_filename() == "한글 파일.hwp"
    assert file.get_content() == bytes(range(256))
    assert not message.defects


def test_domains_in_other_letters_are_sent_in_ascii() -> None:
    assert b"<kim@xn--3e0b707e.kr>" in build(to=[Address("K", "kim@한국.kr")])


def test_a_date_needs_its_offset() -> None:
    with pytest.raises(ValueError, match="offset"):
        build(date=datetime(2026, 1, 1))  # noqa: DTZ001


# Text that a header can carry: no controls, no lone surrogates, no spaces at the ends.
characters = st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp", "Co", "Cn"])
header_text = st.text(characters, max_size=120).map(lambda text: " ".join(text.split()))
body_text = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"), max_size=300)
domains = st.from_regex(r"[a-z][a-z0-9]{0,20}\.[a-z]{2,8}", fullmatch=True)
addresses = st.builds(
    lambda name, local, domain: Address(name, f"{local}@{domain}"),
    # A name that only seems to be one, or holds what nobody sees, is not read as it was written.
    header_text.filter(lambda text: "=?" not in text and clean_name(text) == text),
    st.from_regex(r"[a-z0-9+_-]{1,30}(\.[a-z0-9]{1,10})?", fullmatch=True),
    domains,
)
files = st.builds(
    File,
    header_text.filter(lambda text: bool(text) and "=?" not in text),
    st.sampled_from(["application/pdf", "text/plain", "image/png"]),
    st.binary(max_size=400),
)
moments = st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(2100, 1, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)


@given(
    st.lists(addresses, max_size=8),
    st.lists(addresses, max_size=3),
    header_text.filter(lambda text: "=?" not in text),
    body_text,
    st.lists(files, max_size=3),
    moments,
)
def test_building_and_reading_is_identity(
    to: list[Address], cc: list[Address], subject: str, text: str, attached: list[File], date: datetime
) -> None:
    data = build(to=to, cc=cc, subject=subject, text=text, files=attached, date=date, references=["a@b", "c@d"])
    assert_well_formed(data)
    message = read(data)
    envelope = message.envelope
    assert (envelope.subject, envelope.date, envelope.message_id) == (subject, date, "1@example.org")
    assert envelope.from_ == (ANN,)
    assert envelope.to == tuple(to)
    assert envelope.cc == tuple(cc)
    assert envelope.references == ("a@b", "c@d")
    found = body_of(message.root, message.content).text
    assert found.strip("\n") == without_spaces_at_ends(text).strip("\n") or not text.strip()
    parts = message.root.children[1:] if attached else ()
    assert [(part.filename, message.content(part.path)) for part in parts] == [
        (file.filename, file.data) for file in attached
    ]
    assert message.warnings == ()


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        ("안녕하세요".encode(), "utf-8"),
        ("안녕하세요".encode("euc-kr"), None),
        ("안녕하세요".encode()[:-1], None),
        ("a한".encode("utf-16"), None),
        (b"plain", None),
        (b"", None),
    ],
)
def test_attached_text_says_that_it_is_utf_8(data: bytes, charset: str | None) -> None:
    message = read(build(text="x", files=[File("a.txt", "text/plain", data), File("b.bin", "a/b", data)]))
    text, other = message.root.children[1:]
    assert text.parameters.get("charset") == charset
    assert "charset" not in other.parameters
    assert message.content(text.path) == data
