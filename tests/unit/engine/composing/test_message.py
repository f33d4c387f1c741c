"""Drafts made into messages: what goes out, and what is said of files that are not what they were."""

import os
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
from mailclient.mail.ids import DraftId
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.mail.submission import Report
from mailclient.mime.reader import ParsedMessage, read

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


def composed(draft: DraftContent, draft_id: str | None = None) -> Composed:
    return message_of(draft, SETTINGS, STAMP, draft_id=None if draft_id is None else DraftId(draft_id))


def written(draft: DraftContent, draft_id: str | None = None) -> bytes:
    message = composed(draft, draft_id)
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


def test_what_is_wished_for() -> None:
    assert composed(DRAFT).wishes.reports is None
    draft = msgspec.structs.replace(DRAFT, receipt=True, reports=True, importance=Importance.HIGH)
    data = written(draft)
    assert b"\r\nDisposition-Notification-To: Ann <ann@example.org>\r\n" in data
    assert b"\r\nImportance: high\r\nX-Priority: 1 (Highest)\r\n" in data
    reports = composed(draft).wishes.reports
    assert reports is not None
    assert Report.SUCCESS in reports.occasions


def test_a_copy_for_the_drafts_folder_names_the_draft_and_bcc() -> None:
    data = written(DRAFT, "a-draft")
    assert b"\r\nX-Mailclient-Draft: a-draft\r\n" in data
    assert b"\r\nBcc: dora@example.com\r\n" in data


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
