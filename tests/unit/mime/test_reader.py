"""Whole messages: structure, ranges, and what is broken."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailclient.mail.ids import PartPath
from mailclient.mime.reader import ParsedMessage, read
from mailclient.mime.warning import MimeWarning

MIXED = (
    b"Subject: files\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=outer\r\n\r\npreamble\r\n"
    b'--outer\r\nContent-Type: multipart/alternative; boundary="in ner"\r\n\r\n'
    b"--in ner\r\n\r\nplain\r\n--in ner\r\nContent-Type: text/html; charset=UTF-8\r\n"
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\n<p>=ED=95=9C</p>\r\n--in ner--\r\n"
    b"--outer\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n"
    b"Content-Disposition: attachment\r\nContent-ID: <x@y>\r\n\r\naGVs\r\nbG8=\r\n--outer--\r\nepilogue\r\n"
)


def tree(message: ParsedMessage) -> list[tuple[str, str]]:
    return [(part.path, part.media_type) for part in message.root.walk()]


def content(message: ParsedMessage, path: str) -> bytes:
    return message.content(PartPath(path))


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
def test_a_usual_message(end: bytes) -> None:
    message = read(MIXED.replace(b"\r\n", end))
    assert tree(message) == [
        ("", "multipart/mixed"),
        ("1", "multipart/alternative"),
        ("1.1", "text/plain"),
        ("1.2", "text/html"),
        ("2", "application/pdf"),
    ]
    assert message.warnings == ()
    assert content(message, "1.1") == b"plain"
    assert content(message, "1.2") == "<p>한</p>".encode()
    assert content(message, "2") == b"hello"
    assert message.raw(PartPath("2")) == b"aGVs" + end + b"bG8="
    assert message.entity(PartPath("1.1")) == end + b"plain"
    assert message.header_block.startswith(b"Subject: files")
    assert message.header_block.endswith(b"outer" + end + end)
    pdf = list(message.root.leaves())[2]
    assert (pdf.filename, pdf.disposition, pdf.encoding, pdf.content_id) == ("a.pdf", "attachment", "base64", "x@y")
    assert pdf.size == len(b"aGVs" + end + b"bG8=")


def test_line_ends_of_an_old_macintosh() -> None:
    message = read(MIXED.replace(b"\r\n", b"\r"))
    assert len(tree(message)) == 5
    assert content(message, "2") == b"hello"
    assert message.envelope.subject == "files"


def test_one_part() -> None:
    message = read(b"Subject: x\r\n\r\nbody\r\n")
    assert tree(message) == [("1", "text/plain")]
    assert content(message, "1") == b"body\r\n"
    assert message.raw(PartPath("")) == b"body\r\n"
    with pytest.raises(KeyError):
        message.content(PartPath("2"))


def test_an_attached_message() -> None:
    inner = b"Subject: inner\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    inner += b"--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--\r\n"
    outer = b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: message/rfc822\r\n\r\n"
    message = read(outer + inner + b"--a\r\nContent-Type: message/rfc822\r\n\r\nSubject: y\r\n\r\nhi\r\n--a--\r\n")
    assert tree(message) == [
        ("", "multipart/mixed"),
        ("1", "message/rfc822"),
        ("1.TEXT", "multipart/mixed"),
        ("1.1", "text/plain"),
        ("1.2", "text/plain"),
        ("2", "message/rfc822"),
        ("2.1", "text/plain"),
    ]
    assert content(message, "1") == inner.removesuffix(b"\r\n")
    assert content(message, "1.2") == b"two"
    assert content(message, "2.1") == b"hi"


def test_a_message_in_a_message_in_a_message() -> None:
    message = read(
        b"Content-Type: message/rfc822\r\n\r\nContent-Type: message/rfc822\r\n\r\nSubject: z\r\n\r\ndeep\r\n"
    )
    assert tree(message) == [("1", "message/rfc822"), ("1.1", "message/rfc822"), ("1.1.1", "text/plain")]
    assert content(message, "1.1.1") == b"deep\r\n"


def test_an_attached_message_in_base64() -> None:
    inner = b"Subject: inner\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\none\r\n--b--\r\n"
    header = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    message = read(header + base64.encodebytes(inner))
    assert tree(message) == [("1", "message/rfc822"), ("1.TEXT", "multipart/mixed"), ("1.1", "text/plain")]
    assert content(message, "1") == inner
    assert content(message, "1.1") == b"one"


def test_a_digest_holds_messages() -> None:
    message = read(b"Content-Type: multipart/digest; boundary=d\r\n\r\n--d\r\n\r\nSubject: x\r\n\r\nhi\r\n--d--\r\n")
    assert tree(message) == [("", "multipart/digest"), ("1", "message/rfc822"), ("1.1", "text/plain")]


def test_the_outer_boundary_ends_what_is_inside() -> None:
    data = MIXED.replace(b"--in ner--\r\n", b"")
    message = read(data)
    assert len(tree(message)) == 5
    assert message.warnings == (MimeWarning.END_MISSING,)
    assert content(message, "1.2") == "<p>한</p>".encode()


def test_a_message_cut_off() -> None:
    message = read(MIXED[: MIXED.index(b"bG8=")])
    assert content(message, "2") == b"hel"
    assert MimeWarning.END_MISSING in message.warnings


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Type: multipart/mixed",
        b"Content-Type: multipart/mixed; boundary=wrong",
        b'Content-Type: multipart/mixed; boundary=""',
    ],
)
def test_a_boundary_that_must_be_found(header: bytes) -> None:
    message = read(
        header + b"\r\n\r\n--real\r\nContent-Type: text/plain\r\n\r\none\r\n--real\r\n\r\ntwo\r\n--real--\r\n"
    )
    assert [content(message, part.path) for part in message.root.leaves()] == [b"one", b"two"]
    assert message.warnings == (MimeWarning.BOUNDARY_MISSING,)


def test_a_multipart_without_parts_is_text() -> None:
    message = read(b"Content-Type: multipart/mixed; boundary=x\r\n\r\njust text\r\n")
    assert tree(message) == [("1", "text/plain")]
    assert content(message, "1") == b"just text\r\n"


def test_a_boundary_that_begins_like_another() -> None:
    data = (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: multipart/mixed; boundary=bb\r\n\r\n"
        b"--bb\r\n\r\n--bbb\r\n--bb--\r\n--b--\r\n"
    )
    message = read(data)
    assert tree(message) == [("", "multipart/mixed"), ("1", "multipart/mixed"), ("1.1", "text/plain")]
    assert content(message, "1.1") == b"--bbb"


def test_spaces_after_a_boundary_and_a_missing_empty_line() -> None:
    header = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    message = read(header + b"--b  \r\nContent-Type: text/html\r\n--b\t\r\n\r\nx\r\n--b-- \r\n")
    assert tree(message) == [("", "multipart/mixed"), ("1", "text/html"), ("2", "text/plain")]
    assert content(message, "1") == b""
    assert content(message, "2") == b"x"


def test_an_end_line_without_its_dashes() -> None:
    message = read(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b\r\n")
    assert tree(message) == [("", "multipart/mixed"), ("1", "text/plain")]


@pytest.mark.parametrize(
    "first_line", [b"From ann@b.c Fri Nov 20 09:05:03 2026\r\n", b">From x\r\n", b"\r\n\r\n", b"\xef\xbb\xbf"]
)
def test_what_comes_before_a_header(first_line: bytes) -> None:
    message = read(first_line + b"Subject: x\r\n\r\nbody")
    assert message.envelope.subject == "x"
    assert content(message, "1") == b"body"


@pytest.mark.parametrize(
    ("content_type", "media_type"),
    [
        (b"", "text/plain"),
        (b"text", "text/plain"),
        (b"TEXT/Html", "text/html"),
        (b"a b/c", "text/plain"),
        (b"\xff/\xff", "text/plain"),
    ],
)
def test_types_that_are_none(content_type: bytes, media_type: str) -> None:
    assert read(b"Content-Type: " + content_type + b"\r\n\r\nx").root.media_type == media_type


@pytest.mark.parametrize("data", [b"", b"\r\n", b"\n", b"\r", b":", b"\x00", b"no header at all", b"--", b"\n--\n"])
def test_what_is_no_message(data: bytes) -> None:
    message = read(data)
    assert [part.media_type for part in message.root.walk()] == ["text/plain"]
    message.content(message.root.path)


def test_text_without_a_header_is_all_body() -> None:
    assert content(read(b"hello there\r\n\r\nyou\r\n"), "1") == b"hello there\r\n\r\nyou\r\n"


PIECES = st.sampled_from(
    [b"Content-Type: multipart/mixed; boundary=a", b"Content-Type: multipart/alternative; boundary=ab", b"--a", b"--ab",
     b"--a--", b"--ab--", b"Content-Type: message/rfc822", b"Content-Transfer-Encoding: base64", b"", b"text", b" x",
     b"Content-Type: text/html; charset=\xff", b"\x00", b"From x", b"Subject: =?utf-8?b?"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30), st.sampled_from([b"\r\n", b"\n", b"\r"]))
def test_any_lines_give_a_tree_whose_ranges_lie_in_the_message(lines: list[bytes], end: bytes) -> None:
    data = end.join(lines)
    message = read(data)
    for part in message.root.walk():
        raw = message.raw(part.path)
        assert len(raw) == part.size
        message.content(part.path)
        message.entity(part.path)
    assert len({part.path for part in message.root.walk()}) == len(list(message.root.walk()))


@given(st.binary(max_size=300))
def test_any_bytes_are_read(data: bytes) -> None:
    message = read(data)
    for part in message.root.leaves():
        message.content(part.path)


def test_a_header_that_runs_into_the_first_part() -> None:
    message = read(
        b'Subject: s\r\nContent-Type: multipart/alternative;\r\n boundary="x"\r\nThis is a multi-part message.\r\n'
        b"--x\r\nContent-Type: text/plain\r\n\r\nplain\r\n--x\r\nContent-Type: text/html\r\n\r\nhtml\r\n--x--\r\n"
    )
    assert [message.content(part.path) for part in message.root.leaves()] == [b"plain", b"html"]
    assert message.envelope.subject == "s"


def test_a_part_without_the_line_between_header_and_text() -> None:
    message = read(
        b"Content-Type: multipart/mixed; boundary=x\n\n"
        b"--x\nContent-Type: text/plain\nhello\n\nyou\n\n--x\nContent-Type: text/html\n<p>hi</p>\n--x--"
    )
    assert [message.content(part.path) for part in message.root.leaves()] == [b"hello\n\nyou\n", b"<p>hi</p>"]


def test_a_line_between_fields_is_left_out() -> None:
    message = read(b"From: a@b\nnot a field\nSubject: s\nwrapped without a space\n\nhello")
    assert (message.envelope.subject, message.content(PartPath("1"))) == ("s", b"hello")


@pytest.mark.parametrize("before", [b"\r\n", b"   \r\n", b"\xef\xbb\xbf\n \t\nFrom a Mon\n", b">From a b\r\n"])
def test_what_stands_before_the_header(before: bytes) -> None:
    message = read(before + b"Subject: s\r\n\r\nhello")
    assert (message.envelope.subject, message.content(PartPath("1"))) == ("s", b"hello")
