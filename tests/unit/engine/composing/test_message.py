"""Drafts made into messages: what goes out, and what is said of files that are not what they were."""

import os
import re
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from mailclient.bridge.draft import DraftContent, DraftFile, Importance
from mailclient.engine.composing.message import Composed, message_of
from mailclient.engine.composing.stamp import Stamp, stamp_of
from mailclient.mail.account import NO_SERVER, AccountSettings
from mailclient.mail.identity import Identity
from mailclient.mail.ids import PartPath
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.mail.submission import Report
from mailclient.mime.addresses import format_address
from mailclient.mime.reader import ParsedMessage, read
from tests.little_work import little_work

STAMP = Stamp(datetime(2026, 11, 20, 9, 5, 3, tzinfo=UTC), "1@example.org")
ANN = Identity("Ann", "ann@example.org", reply_to="Desk <desk@example.org>", bcc="archive@example.org")
SETTINGS = AccountSettings("ann@example.org", "Ann", NO_SERVER, NO_SERVER, identities=(ANN,))
DRAFT = DraftContent(
    from_="Ann <ann@example.org>",
    to="Bob <bob@example.com>",
    cc="carol@example.com",
    bcc="dora@example.com",
    subject="Hello",
    text="Hi",
)


def composed(draft: DraftContent, *, as_draft: bool = False) -> Composed:
    return message_of(draft, SETTINGS, STAMP, as_draft=as_draft)


def written(draft: DraftContent, *, as_draft: bool = False) -> bytes:
    message = composed(draft, as_draft=as_draft)
    data = b"".join(message.pieces)
    assert len(data) == message.size
    return data


def parsed(draft: DraftContent) -> ParsedMessage:
    return read(written(draft))


def with_files(*files: DraftFile) -> DraftContent:
    return msgspec.structs.replace(DRAFT, files=files)


def attached(path: Path) -> DraftFile:
    now = path.stat()
    return DraftFile(path.name, "application/pdf", str(path), size=now.st_size, modified_ns=now.st_mtime_ns)


def problem_of(draft: DraftContent) -> ProblemKind:
    with pytest.raises(MailError) as caught:
        written(draft)
    return caught.value.problem.kind


def test_who_gets_it() -> None:
    message = composed(DRAFT)
    assert message.mail_from == "ann@example.org"
    assert message.recipients == ("bob@example.com", "carol@example.com", "dora@example.com", "archive@example.org")
    assert b"dora" not in b"".join(message.pieces)
    assert b"archive" not in b"".join(message.pieces)


def test_what_is_no_address_is_told_not_left_out() -> None:
    draft = msgspec.structs.replace(DRAFT, cc="carol@example.com, Bob the builder")
    with pytest.raises(MailError) as caught:
        composed(draft)
    assert (caught.value.problem.kind, caught.value.problem.subject) == (
        ProblemKind.ADDRESS_UNUSABLE,
        "Bob the builder",
    )
    with pytest.raises(MailError):
        composed(DraftContent(from_=DRAFT.from_, text="to nobody"))
    assert composed(draft, as_draft=True).recipients[0] == "bob@example.com"


def test_the_envelope_has_everybody_once_and_domains_in_ascii() -> None:
    to = "bob@EXAMPLE.com, 이@한국.example, ann@straße.example, 김@example.com, x@i❤.example"
    message = composed(msgspec.structs.replace(DRAFT, to=to, cc="bob@example.com, Bob@example.com", bcc=""))
    assert message.recipients == (
        "bob@EXAMPLE.com", "이@xn--3e0b707e.example", "ann@xn--strae-oqa.example", "김@example.com",
        "x@xn--i-7iq.example", "Bob@example.com", "archive@example.org",
    )  # fmt: skip
    data = b"".join(message.pieces)
    assert "이@xn--3e0b707e.example".encode() in data


def test_ten_thousand_recipients_and_more() -> None:
    people = [f"Person {number} <p{number}@example.org>" for number in range(12_000)]
    draft = msgspec.structs.replace(DRAFT, to=", ".join(people), cc="", bcc="")
    with little_work(5):
        message = composed(draft)
        data = b"".join(message.pieces)
    assert len(message.recipients) == 12_001
    assert max(map(len, data.split(b"\r\n"))) <= 78
    assert data.count(b"@example.org>") == 12_000 + 3


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("한글 파일.hwp", "한글 파일.hwp"),
        ("\u1112\u1161\u11ab\u1100\u1173\u11af.txt", "한글.txt"),
        ("ملف مهم.pdf", "ملف مهم.pdf"),
        ("party 🎉👩‍👩‍👧.png", "party 🎉👩‍👩‍👧.png"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("가" * 85 + ".a", "가" * 85 + ".a"),
        ('say "hi" \\o/ .txt', " .txt"),
        ("C:\\Users\\ann\\plan.doc", "plan.doc"),
        ("back\\slash.txt", "back\\slash.txt"),
        ('quo"te.txt', 'quo"te.txt'),
        ("../../etc/passwd", "passwd"),
        ("a\r\nContent-Type: text/html.txt", "a Content-Type: text/html.txt".rpartition("/")[2]),
        ("", "attachment"),
        ("x/", "attachment"),
    ],
)
def test_names_of_files(given: str, sent: str) -> None:
    message = parsed(with_files(DraftFile(given, "application/x-thing", data=b"x")))
    part = message.root.children[1]
    assert (part.filename or "").strip() == sent.strip()
    assert (part.parameters["name"]).strip() == sent.strip()
    assert message.warnings == ()


EVIL = "\r\nBcc: spy@evil.example\r\n\r\n<script>"


def test_line_breaks_in_any_field_change_nothing() -> None:
    identity = Identity(f"Ann{EVIL}", "ann@example.org", f"Desk{EVIL} <desk@example.org>", f"Firm{EVIL}")
    settings = AccountSettings("ann@example.org", "Ann", NO_SERVER, NO_SERVER, identities=(identity,))
    file = DraftFile(f"a{EVIL}", f"text/plain{EVIL}", data=b"x", content_id=f"c{EVIL}")
    draft = DraftContent(
        from_=f"Ann{EVIL} <ann@example.org>",
        to=f'"Bob{EVIL}" <bob@example.com>',
        subject=f"s{EVIL}",
        html="<p>x</p>",
        files=(file,),
        in_reply_to=f"1@x{EVIL}",
        references=(f"0@x{EVIL}",),
        receipt=True,
    )
    data = b"".join(message_of(draft, settings, STAMP).pieces)
    message = read(data)
    assert not re.search(rb"^bcc:", data, re.IGNORECASE | re.MULTILINE)
    assert message.envelope.bcc == ()
    assert [part.media_type for part in message.root.walk()].count("text/html") == 1


def test_what_is_wished_for() -> None:
    assert composed(DRAFT).wishes.reports is None
    draft = msgspec.structs.replace(DRAFT, receipt=True, reports=True, importance=Importance.HIGH)
    data = written(draft)
    assert b"\r\nDisposition-Notification-To: Ann <ann@example.org>\r\n" in data
    assert b"\r\nImportance: high\r\nX-Priority: 1 (Highest)\r\n" in data
    reports = composed(draft).wishes.reports
    assert reports is not None
    assert Report.SUCCESS in reports.occasions


def test_a_copy_for_the_drafts_folder_has_bcc() -> None:
    data = written(DRAFT, as_draft=True)
    assert b"\r\nBcc: dora@example.com\r\n" in data
    assert b"Mailclient" not in data


@pytest.mark.parametrize("typed", ["half typ", "김민", "kim@", "Bob <bob@example.com>, half typ, 김민"])
def test_a_half_typed_recipient_is_not_lost_in_the_copy(typed: str) -> None:
    for field in ("to", "cc", "bcc"):
        draft = msgspec.structs.replace(DRAFT, **{field: typed})
        envelope = read(written(draft, as_draft=True)).envelope
        assert ", ".join(format_address(one) for one in getattr(envelope, field)) == typed


def test_nothing_in_the_header_tells_of_the_computer() -> None:
    names = [line.partition(b":")[0] for line in written(DRAFT).partition(b"\r\n\r\n")[0].split(b"\r\n")]
    assert names == [
        b"From", b"To", b"Cc", b"Reply-To", b"Subject", b"Date", b"Message-ID", b"MIME-Version", b"Content-Type",
        b"Content-Transfer-Encoding",
    ]  # fmt: skip


def test_the_stamp_is_in_the_domain_of_the_sender() -> None:
    stamp = stamp_of("ann@example.org", 1_795_165_503.9, "u-u")
    assert stamp.message_id == "u-u@example.org"
    assert stamp.date.timestamp() == 1_795_165_503
    assert stamp.date.utcoffset() is not None


def test_html_goes_out_with_its_text() -> None:
    draft = msgspec.structs.replace(DRAFT, text="old", html="<p>Hi <a href='https://example.org/x'>there</a></p>")
    message = parsed(draft)
    plain, html = (message.content(part.path).decode() for part in message.root.children)
    assert plain == "Hi there <https://example.org/x>\r\n"
    assert html.startswith("<!DOCTYPE html>\r\n<html><head>")
    assert "<p>Hi <a href=" in html
    assert html.count("<html") == 1


def test_images_of_the_html_stand_beside_it() -> None:
    files = (DraftFile("p.png", "image/png", data=b"png", content_id="p@x"), DraftFile("a.pdf", "a/b", data=b"pdf"))
    message = parsed(msgspec.structs.replace(DRAFT, html="<p><img src='cid:p@x' alt='Us'></p>", files=files))
    assert [(part.path, part.media_type) for part in message.root.walk()] == [
        ("", "multipart/mixed"), ("1", "multipart/related"), ("1.1", "multipart/alternative"),
        ("1.1.1", "text/plain"), ("1.1.2", "text/html"), ("1.2", "image/png"), ("2", "a/b"),
    ]  # fmt: skip
    assert message.content(PartPath("1.1.1")) == b"[Us]\r\n"


def test_files_from_the_disk_and_from_messages(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(bytes(range(256)) * 9_000)
    message = parsed(with_files(attached(path), DraftFile("b.bin", "application/x-b", data=b"\0\1")))
    parts = message.root.children[1:]
    assert [message.content(part.path) for part in parts] == [path.read_bytes(), b"\0\1"]


def test_a_file_that_is_gone_changed_or_none(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"before")
    file = attached(path)
    path.write_bytes(b"after, and longer")
    assert problem_of(with_files(file)) is ProblemKind.FILE_CHANGED
    path.write_bytes(b"before")
    os.utime(path, ns=(file.modified_ns, file.modified_ns + 1_000_000_000))
    assert problem_of(with_files(file)) is ProblemKind.FILE_CHANGED
    path.unlink()
    assert problem_of(with_files(file)) is ProblemKind.FILE_GONE
    assert problem_of(with_files(DraftFile("x", "a/b", str(tmp_path)))) is ProblemKind.FILE_UNREADABLE
    os.mkfifo(path)
    assert problem_of(with_files(DraftFile("x", "a/b", str(path)))) is ProblemKind.FILE_UNREADABLE
    assert problem_of(with_files(DraftFile("x", "a/b", "/dev/zero"))) is ProblemKind.FILE_UNREADABLE
    assert problem_of(with_files(DraftFile("x", "a/b", "a\0b"))) is ProblemKind.FILE_UNREADABLE
    assert problem_of(with_files(DraftFile("x", "a/b", str(tmp_path / ("n" * 300))))) is ProblemKind.FILE_UNREADABLE


def test_a_file_that_cannot_be_read() -> None:
    assert problem_of(with_files(DraftFile("x", "a/b", "/proc/self/mem"))) is ProblemKind.FILE_UNREADABLE


@pytest.mark.parametrize("change", ["grows", "shrinks", "is written", "goes"])
def test_a_file_that_is_written_while_it_is_read(tmp_path: Path, change: str) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"x" * 3_000_000)
    message = composed(with_files(attached(path)))
    pieces = iter(message.pieces)
    taken = sum(len(next(pieces)) for _ in range(8))
    match change:
        case "grows":
            with path.open("ab") as file:
                file.write(b"more")
        case "shrinks":
            os.truncate(path, 1_000_000)
        case "is written":
            with path.open("r+b") as file:
                file.write(b"y")
            os.utime(path)
        case _:
            path.unlink()  # what is open can be read to its end
    if change == "goes":
        assert taken + sum(map(len, pieces)) == message.size
        return
    with pytest.raises(MailError) as caught:
        list(pieces)
    assert caught.value.problem.kind is ProblemKind.FILE_CHANGED


def test_memory_stays_flat(tmp_path: Path) -> None:
    path = tmp_path / "big.iso"
    with path.open("wb") as file:
        file.truncate(60_000_000)
    message = composed(with_files(attached(path)))
    tracemalloc.start()
    try:
        longest = max(map(len, message.pieces))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert longest < 1_000_000
    assert peak < 8_000_000


@pytest.mark.parametrize(("wish", "as_draft"), [("encrypt", False), ("sign", False), ("encrypt", True)])
def test_what_is_to_be_protected_never_goes_out_without(wish: str, as_draft: bool) -> None:
    with pytest.raises(MailError) as caught:
        composed(msgspec.structs.replace(DRAFT, **{wish: True}), as_draft=as_draft)
    assert caught.value.problem.kind is ProblemKind.PROTECTION_MISSING
