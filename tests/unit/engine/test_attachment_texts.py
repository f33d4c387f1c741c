"""What is in attachments, by format; bombs and broken files come to nothing, in time."""

import io
import zipfile
from collections.abc import Mapping

import pytest

from mailclient.engine.attachment_texts.extraction import SIZE_LIMIT, extract
from mailclient.engine.attachment_texts.extractor import Extractor
from mailclient.engine.attachment_texts.outcome import Outcome

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


def docx(text: str) -> bytes:
    return zipped(
        {"word/document.xml": f'<w:document xmlns:w="w"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:document>'}
    )


def pdf(text: str) -> bytes:
    """A page with one line."""
    content = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >> stream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj %s endobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(data)
    return data + b"xref\n0 6\n0000000000 65535 f \n" + table + end


SHEET = {
    "xl/workbook.xml": '<workbook><sheets><sheet name="예산"/></sheets></workbook>',
    "xl/sharedStrings.xml": "<sst><si><t>travel</t></si><si><t>costs</t></si></sst>",
    "xl/worksheets/sheet1.xml": "<worksheet><c><v>0</v></c><c><is><t>inline</t></is></c></worksheet>",
}


@pytest.mark.parametrize(
    ("data", "media_type", "filename", "words"),
    [
        (b"plain words", "text/plain", "a.txt", ["plain words"]),
        ("회의 자료".encode("cp949"), "text/csv", "a.csv", ["회의 자료"]),
        (b"<style>p{}</style><p>shown &amp; said</p><script>no()</script>", "text/html", "a.html", ["shown & said"]),
        (docx("안녕 word"), WORD, "a.docx", ["안녕 word"]),
        (zipped(SHEET), "application/octet-stream", "a.XLSX", ["예산", "travel\ncosts", "inline"]),
        (zipped({"ppt/slides/slide1.xml": "<s><a:p xmlns:a='a'><a:t>slide</a:t></a:p></s>"}), "", "a.pptx", ["slide"]),
        (zipped({"content.xml": "<o><p>open <s/>document</p><h>head</h></o>"}), "", "a.odt", ["open document\nhead"]),
        (rb"{\rtf1\ansi{\fonttbl Arial;}{\*\generator x;}caf\'e9 \u54924?\par next}", "", "a.rtf", ["café 회\nnext"]),
        (rb"{\rtf1\ansi\ansicpg949 \'c8\'b8\'c0\'c7}", "", "a.rtf", ["회의"]),
        (pdf("Quarterly figures"), "application/pdf", "a.pdf", ["Quarterly figures"]),
        (b"From: a@b\r\nSubject: inner\r\n\r\nletter", "message/rfc822", "a.eml", ["inner", "letter"]),
    ],
)
def test_text(data: bytes, media_type: str, filename: str, words: list[str]) -> None:
    found = extract(data, media_type, filename)
    assert found.outcome is Outcome.READ
    assert [word for word in words if word not in found.text] == []
    assert not {"Arial", "generator", "no()", "p{}"} & set(found.text.split())


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><w:t>&b;</w:t>'
FETCHING = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><t>&a;</t>'


@pytest.mark.parametrize(
    ("data", "filename", "outcome"),
    [
        pytest.param(b"\x89PNG", "a.png", Outcome.NO_TEXT, id="a picture"),
        pytest.param(b"", "a.txt", Outcome.NO_TEXT, id="empty"),
        pytest.param(b"x" * (SIZE_LIMIT + 1), "a.txt", Outcome.TOO_LARGE, id="too large"),
        pytest.param(b"PK\x03\x04 broken", "a.docx", Outcome.UNREADABLE, id="a broken archive"),
        pytest.param(zipped({"other.txt": "x"}), "a.docx", Outcome.UNREADABLE, id="no document in it"),
        pytest.param(zipped({"word/document.xml": "<w:p><w:t>cut"}), "a.docx", Outcome.READ, id="cut off"),
        pytest.param(zipped({"word/document.xml": LAUGHS}), "a.docx", Outcome.UNREADABLE, id="entities in entities"),
        pytest.param(zipped({"word/document.xml": FETCHING}), "a.docx", Outcome.UNREADABLE, id="an entity from a file"),
        pytest.param(zipped({"word/document.xml": "<a>" * 10_000}), "a.docx", Outcome.UNREADABLE, id="deep"),
        pytest.param(
            zipped({"word/document.xml": b"<a>" + b" " * 70_000_000}),
            "a.docx",
            Outcome.TOO_LARGE,
            id="an archive that swells",
        ),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.docx", Outcome.LOCKED, id="with a password"),
        pytest.param(b"%PDF-1.7 nothing", "a.pdf", Outcome.UNREADABLE, id="no PDF"),
        pytest.param(b"{\\rtf1" + b"{" * 100_000, "a.rtf", Outcome.NO_TEXT, id="open braces"),
    ],
)
def test_nothing_to_be_had(data: bytes, filename: str, outcome: Outcome) -> None:
    found = extract(data, "", filename)
    assert found.outcome is outcome


async def test_in_a_process_of_its_own() -> None:
    extractor = Extractor()
    try:
        assert "word" in (await extractor.text_of(docx("word"), WORD, "a.docx")).text
        assert (await extractor.text_of(b"PK", WORD, "a.docx")).outcome is Outcome.UNREADABLE
        assert (await extractor.text_of(b"again", "text/plain", "")).text == "again"
    finally:
        await extractor.close()


async def test_what_takes_too_long_is_given_up_and_the_next_is_read() -> None:
    extractor = Extractor(time_limit_seconds=0.0)
    assert (await extractor.text_of(b"word", "text/plain", "a.txt")).outcome is Outcome.TOO_LONG
    patient = Extractor()
    assert (await patient.text_of(b"word", "text/plain", "a.txt")).text == "word"
    await patient.close()
