"""winmail.dat: files, attached messages, the formatted text; broken ones give what can be read."""

import pytest

from mailclient.mail.ids import PartPath
from mailclient.mime.container.container import take_out
from mailclient.mime.container.tnef import unpack_tnef
from mailclient.mime.display import message_body
from mailclient.mime.reader import read
from tests.unit.mime import tnef_sample as sample


def message(tnef: bytes, text: bytes = b"See the file.") -> bytes:
    return (
        b'Subject: x\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/plain\r\n\r\n" + text + b"\r\n"
        b"--b\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: binary\r\n\r\n"
        + tnef
        + b"\r\n--b--\r\n"
    )


def test_its_files_are_listed_instead_of_it() -> None:
    packed = sample.tnef(
        sample.file("a.pdf", b"%PDF-1", (sample.LONG_NAME, sample.STRING, b"the long name.pdf\0")),
        sample.file(
            "b", b"GIF89a", (sample.LONG_NAME, sample.UNICODE, "그림.gif\0".encode("utf-16-le")),
            (sample.MEDIA_TYPE, sample.STRING, b"image/gif\0"), (sample.CONTENT_ID, sample.STRING, b"pic@x\0"),
        ),
    )  # fmt: skip
    parsed = read(message(packed))
    body = message_body(parsed)
    assert [(one.path, one.filename, one.media_type, one.size) for one in body.attachments] == [
        ("2!1", "the long name.pdf", "application/pdf", 6),
        ("2!2", "그림.gif", "image/gif", 6),
    ]
    assert body.attachments[1].content_id == "pic@x"
    assert body.text == "See the file."
    assert body.warnings == ()
    assert parsed.content(PartPath("2!2")) == b"GIF89a"


def test_what_is_formatted_is_shown() -> None:
    page = '<html><head><meta charset="utf-8"></head><body><b>안녕</b> <img src="cid:pic@x"></body></html>'.encode()
    packed = sample.tnef(
        sample.message_properties((sample.HTML, sample.BINARY, page)),
        sample.file("p.gif", b"GIF89a", (sample.CONTENT_ID, sample.STRING, b"pic@x\0")),
    )
    body = message_body(read(message(packed)))
    assert body.text == "See the file."
    assert body.html is not None
    assert "<b>안녕</b>" in body.html
    assert [one.inline for one in body.attachments] == [True]
    assert message_body(read(message(packed, b""))).text == "안녕"


def test_html_wrapped_in_rtf() -> None:
    rtf = (
        rb"{\rtf1\ansi\ansicpg949\fromhtml1 \deff0{\fonttbl{\f0\fcharset129 Gulim;}}"
        rb"{\*\htmltag19 <html>}{\*\htmltag64 <p>}\htmlrtf \par\htmlrtf0 \'be\'c8\'b3\'e7 \u44032?\{x\}"
        rb"{\*\htmltag72 </p>}{\*\htmltag27 </html>}}"
    )
    packed = sample.tnef(sample.message_properties((sample.PACKED_RTF, sample.BINARY, sample.plain_rtf(rtf))))
    found = unpack_tnef(packed)
    assert found is not None
    assert found.html.decode() == "<html><p>안녕 가{x}</p></html>"
    assert found.files == ()


def test_rtf_of_its_own_gives_its_words_and_stays_as_a_file() -> None:
    rtf = rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\*\generator x;}\f0 One\par\b two\b0\u-10179?\u-8704?\'e9}"
    packed = sample.tnef(sample.message_properties((sample.PACKED_RTF, sample.BINARY, sample.plain_rtf(rtf))))
    found = unpack_tnef(packed)
    assert found is not None
    assert found.text == "One\ntwo😀é"
    assert [(one.filename, one.data) for one in found.files] == [("message.rtf", rtf)]


def test_a_message_inside_is_a_message() -> None:
    inner = sample.tnef(
        sample.attribute(1, 0x00018004, b"Inner subject\0"),
        sample.message_properties((sample.TEXT, sample.STRING, b"inner text\0")),
        sample.file("deep.bin", b"\0\1"),
    )
    packed = sample.tnef(
        sample.file("", b"", (sample.ATTACHED, sample.OBJECT, sample.MESSAGE_OBJECT + inner)),
    )
    parsed = read(message(packed))
    (attachment,) = message_body(parsed).attachments
    assert (attachment.filename, attachment.media_type) == ("Inner subject.eml", "message/rfc822")
    inside = read(parsed.content(attachment.path))
    assert inside.envelope.subject == "Inner subject"
    assert message_body(inside).text == "inner text"
    assert [one.filename for one in message_body(inside).attachments] == ["deep.bin"]


def test_messages_in_messages_come_to_an_end() -> None:
    packed = sample.tnef(sample.file("x", b"1"))
    for _ in range(30):
        packed = sample.tnef(sample.file("", b"", (sample.ATTACHED, sample.OBJECT, sample.MESSAGE_OBJECT + packed)))
    found = unpack_tnef(packed)
    assert found is not None
    assert found.damaged


def test_names_are_in_its_code_page() -> None:
    name = sample.attribute(2, 0x00018010, "첨부.txt".encode("cp949") + b"\0")
    data = sample.tnef(
        sample.code_page(949), sample.attribute(2, 0x00069002, bytes(14)), name, sample.attribute(2, 0x0006800F, b"hi")
    )
    found = unpack_tnef(data)
    assert found is not None
    assert [one.filename for one in found.files] == ["첨부.txt"]


@pytest.mark.parametrize("cut", range(6, 140, 7))
def test_cut_off_it_gives_what_came_before(cut: int) -> None:
    packed = sample.tnef(sample.file("a.txt", b"one" * 20), sample.file("b.txt", b"two"))
    body = message_body(read(message(packed[:cut])))
    assert body.text == "See the file."
    assert all(one.path.startswith("2") for one in body.attachments)


def test_broken_it_is_listed_with_what_could_be_read() -> None:
    packed = sample.tnef(sample.file("a.txt", b"one"), sample.file("b.txt", b"two" * 9))
    body = message_body(read(message(packed[:-10])))
    assert [one.filename for one in body.attachments] == ["winmail.dat", "a.txt", "b.txt"]
    assert "container_damaged" in body.warnings
    assert [one.filename for one in message_body(read(message(b"no TNEF"))).attachments] == ["winmail.dat"]


def test_checksums_do_not_matter_nor_does_rubbish_behind() -> None:
    packed = bytearray(sample.tnef(sample.file("a.txt", b"one")))
    packed[-1] ^= 255
    found = unpack_tnef(bytes(packed) + bytes(8))
    assert found is not None
    assert [one.data for one in found.files] == [b"one"]


def test_there_is_nothing_at_other_numbers() -> None:
    packed = sample.tnef(sample.file("a.txt", b"one"))
    for path in ("2!0", "2!2", "2!x", "2!", "2!1!1", "2!1!1!1!1!1!1!1"):
        with pytest.raises(KeyError):
            take_out(packed, PartPath(path))
