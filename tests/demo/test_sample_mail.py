"""The sample mail: every letter can be made and read, and there is something of everything."""

import email
import email.policy
from collections import Counter
from datetime import timedelta

import pytest

from mailclient.demo.sample_mail.day_text import sent_at, with_days
from mailclient.demo.sample_mail.letter_file import LetterFileError, read_letters
from mailclient.demo.sample_mail.letter_message import RAW_HEADER, message_bytes
from mailclient.demo.sample_mail.mailbag import Placed, all_letters
from mailclient.mail.part import Part
from mailclient.mime.display import body_of
from mailclient.mime.reader import read
from mailclient.resource import resource_path
from tests.demo.conftest import NOW

PLACED = tuple(all_letters(NOW))
SIZE_LIMIT = 2_000_000


@pytest.fixture(params=PLACED, ids=lambda placed: placed.letter.message_id)
def placed(request: pytest.FixtureRequest) -> Placed:
    value = request.param
    assert isinstance(value, Placed)
    return value


def _is_broken_on_purpose(placed: Placed) -> bool:
    return b"never-closed" in placed.letter.raw or placed.letter.header_charset == RAW_HEADER


def _is_encrypted(placed: Placed) -> bool:
    return b"application/pgp-encrypted" in placed.letter.raw or b"authEnveloped-data" in placed.letter.raw


def test_our_reader_sees_what_was_written(placed: Placed) -> None:
    letter = placed.letter
    data = message_bytes(letter)
    message = read(data)
    envelope = message.envelope
    assert envelope.subject == letter.subject
    assert envelope.date == letter.sent.replace(microsecond=0)
    assert envelope.from_[0] == letter.from_
    assert envelope.message_id == letter.message_id
    assert envelope.references == letter.references
    body = body_of(message.root, message.content)
    if not letter.raw:
        assert " ".join(body.text.split()) == " ".join(letter.text.split())
        assert (body.html is not None) == bool(letter.html)
        shown = {attachment.filename for attachment in body.attachments}
        assert {enclosure.filename for enclosure in letter.enclosures} <= shown
        assert not message.warnings
    assert body.text.strip() or _is_encrypted(placed)


@pytest.mark.parametrize(
    "placed", [one for one in PLACED if not _is_broken_on_purpose(one)], ids=lambda placed: placed.letter.message_id
)
def test_the_standard_library_reads_it_without_defects(placed: Placed) -> None:
    message = email.message_from_bytes(message_bytes(placed.letter), policy=email.policy.default)
    assert [defect for part in message.walk() for defect in part.defects] == []
    assert message["Subject"] == placed.letter.subject or len(placed.letter.subject) > 60
    for part in message.walk():
        if part.get_content_maintype() == "text":
            part.get_content()


def test_lines_are_proper(placed: Placed) -> None:
    data = message_bytes(placed.letter)
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert b"\r" not in data.replace(b"\r\n", b"")
    assert max(len(line) for line in data.split(b"\r\n")) <= 998
    header = data.partition(b"\r\n\r\n")[0]
    assert header.isascii() or placed.letter.header_charset == RAW_HEADER


def test_nothing_is_left_unfilled_and_no_outside_domain_is_named(placed: Placed) -> None:
    letter = placed.letter
    assert "{{" not in letter.text + letter.html + letter.subject + letter.calendar
    for address in (letter.from_, *letter.to, *letter.cc):
        domain = address.address.rpartition("@")[2]
        assert domain.endswith((".example", "example.org")) or address.address == "undisclosed-recipients:;"
    for piece in (letter.html + letter.text).replace("https://", "http://").split("http://")[1:]:
        host = piece.split("/")[0].split('"')[0].split()[0].rstrip(".)?")
        assert host.endswith((".example", "example.org")), host
    assert letter.sent <= NOW


def test_images_of_the_html_are_there(placed: Placed) -> None:
    html = placed.letter.html
    inside = {enclosure.content_id for enclosure in placed.letter.enclosures if enclosure.content_id}
    named = {piece.split('"')[0] for piece in html.split('src="cid:')[1:]}
    assert named == (inside if named else set())


def test_there_is_something_of_everything() -> None:
    letters = [placed.letter for placed in PLACED]
    types: Counter[str] = Counter()
    charsets: Counter[str] = Counter()
    for letter in letters:
        for part in read(message_bytes(letter)).root.walk():
            _count(part, types, charsets)
    assert len(letters) > 130
    assert len({letter.message_id for letter in letters}) == len(letters)
    wanted_types = {
        "text/calendar", "text/vcard", "text/csv", "application/pdf", "application/zip", "image/png", "image/jpeg",
        "multipart/signed", "multipart/report", "multipart/related", "multipart/alternative", "message/rfc822",
        "application/pgp-signature", "application/pkcs7-signature", "message/delivery-status",
    }  # fmt: skip
    assert wanted_types <= set(types)
    wanted_charsets = {
        "utf-8", "us-ascii", "euc-kr", "iso-2022-kr", "iso-2022-jp", "gb18030", "koi8-r", "iso-8859-1", "iso-8859-2",
        "windows-1252",
    }  # fmt: skip
    assert wanted_charsets <= set(charsets)
    assert max(len(letter.references) for letter in letters) >= 4
    flags = Counter(flag for placed in PLACED for flag in placed.flags)
    assert {"\\Seen", "\\Answered", "\\Flagged", "\\Draft"} <= set(flags)
    assert 10 < sum("\\Seen" not in placed.flags for placed in PLACED) < len(PLACED) / 2


def _count(part: Part, types: Counter[str], charsets: Counter[str]) -> None:
    types[part.media_type] += 1
    charsets[part.charset] += 1


def test_answers_come_after_what_they_answer() -> None:
    sent = {placed.letter.message_id: placed.letter.sent for placed in PLACED}
    for placed in PLACED:
        assert all(sent[reference] < placed.letter.sent for reference in placed.letter.references)


def test_resources_are_small() -> None:
    assert sum(path.stat().st_size for path in resource_path("demo").rglob("*") if path.is_file()) < SIZE_LIMIT


def test_days_are_counted_from_now() -> None:
    assert with_days("{{+3d %A, %-d %B}} / {{-20d %-m월 %-d일}}", NOW) == "Tuesday, 24 November / 11월 1일"
    assert sent_at("35m", NOW) == NOW - timedelta(minutes=35)
    assert sent_at("2d 09:14", NOW).strftime("%d %H:%M") == "19 09:14"
    assert sent_at("0d 23:59", NOW) == NOW


@pytest.mark.parametrize("content", ["=====\nno colon\n\ntext", "=====\ncolour: red\n\n", "=====\nto: a\nto: b\n\n"])
def test_a_mistake_in_a_letter_file_is_named(content: str) -> None:
    with pytest.raises(LetterFileError, match=r"file\.1"):
        read_letters("file", content)
