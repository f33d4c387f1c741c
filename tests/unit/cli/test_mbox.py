import mailbox
import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from mailclient.cli.mbox import entries, entry

LINES = st.lists(st.sampled_from([b"From x", b">From x", b">>From ", b"from x", b"Fromage", b"", b"a", b" From"]))


def test_an_entry() -> None:
    data = b"Subject: x\r\n\r\nFrom here\r\n>From there\r\n"
    assert entry(data, "kim@example.org", 0) == (
        b"From kim@example.org Thu Jan  1 00:00:00 1970\nSubject: x\n\n>From here\n>>From there\n\n"
    )


def test_a_sender_that_does_not_fit() -> None:
    for sender in ("", "a b@example.org", "a\nb", "한@example.org"):
        assert entry(b"x\r\n", sender, 0).startswith(b"From MAILER-DAEMON Thu Jan  1 00:00:00 1970\n")


@given(LINES)
def test_the_quoting_can_be_undone(lines: list[bytes]) -> None:
    data = b"Subject: x\r\n\r\n" + b"".join(line + b"\r\n" for line in lines)
    _, _, quoted = entry(data, "", 0).partition(b"\n")
    assert re.search(rb"^From ", quoted, re.MULTILINE) is None
    assert re.sub(rb"^>(>*From )", rb"\1", quoted, flags=re.MULTILINE)[:-1].replace(b"\n", b"\r\n") == data


def test_others_can_read_it(tmp_path: Path) -> None:
    messages = [f"Subject: {number}\r\n\r\nFrom me\r\n".encode() for number in range(3)]
    file = tmp_path / "mail.mbox"
    file.write_bytes(b"".join(entry(data, "kim@example.org", 1_700_000_000) for data in messages))
    box = mailbox.mbox(file)
    assert [message["subject"] for message in box] == ["0", "1", "2"]
    box.close()


@given(st.lists(LINES, max_size=4))
def test_what_was_written_is_read(bodies: list[list[bytes]]) -> None:
    messages = [b"Subject: x\n\n" + b"".join(line + b"\n" for line in lines) for lines in bodies]
    data = b"".join(entry(message, "kim@example.org", 0) for message in messages)
    assert list(entries(data.splitlines(keepends=True))) == messages


def test_read_with_crlf_and_without_an_end() -> None:
    lines = [b"From a\r\n", b"Subject: 1\r\n", b"\r\n", b"From b\r\n", b"Subject: 2"]
    # An unquoted "From " after an empty line cannot be told from the start of a message.
    assert list(entries(lines)) == [b"Subject: 1\r\n", b"Subject: 2"]
