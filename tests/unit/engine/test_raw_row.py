"""Raw bytes of messages → rows, and what identifies a message by its header."""

import pytest

from mailclient.engine.sync.pop3_header import identity_of
from mailclient.engine.sync.raw_row import head_of, raw_row

NOW = 1_800_000_000.0
HEAD = (
    b"Received: by mx.test; Fri, 15 Jan 2027 08:00:05 +0000\r\nReceived: by a.test; Fri, 15 Jan 2027 07:00:00 +0000\r\n"
    b"Date: Thu, 14 Jan 2027 08:00:00 +0000\r\nFrom: Bob <bob@mail.test>\r\nTo: alice@mail.test\r\n"
    b"Subject: =?utf-8?q?gr=C3=BC=C3=9Fe?=\r\nMessage-ID: <1@mail.test>\r\n"
    b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
)


def test_a_row() -> None:
    row = raw_row(HEAD, 1234, None, now=NOW)
    assert (row.subject, row.sender_name, row.sender_address) == ("grüße", "Bob", "bob@mail.test")
    assert (row.recipients, row.message_id_header, row.size) == ("alice@mail.test", "1@mail.test", 1234)
    assert row.has_attachment


@pytest.mark.parametrize(
    ("head", "received_at"),
    [
        (
            b"Received: by mx.test; Fri, 15 Jan 2027 07:00:00 +0000\r\nDate: Thu, 14 Jan 2027 08:00:00 +0000\r\n\r\n",
            1_799_996_400,
        ),
        (b"Received: by mx.test; nonsense\r\nDate: Thu, 14 Jan 2027 08:00:00 +0000\r\n\r\n", 1_799_913_600),
        (b"Date: Thu, 14 Jan 2027 08:00:00 +0000\r\n\r\n", 1_799_913_600),
        (b"Date: Thu, 14 Jan 2099 08:00:00 +0000\r\n\r\n", int(NOW)),
        (b"Date: Thu, 1 Jan 1970 00:00:00 +0000\r\n\r\n", int(NOW)),
        (b"Date: yesterday\r\n\r\n", int(NOW)),
        (b"", int(NOW)),
        (b"\xff\x00no header", int(NOW)),
    ],
)
def test_when_it_came(head: bytes, received_at: int) -> None:
    assert raw_row(head, 0, None, now=NOW).received_at == received_at


def test_a_time_that_is_given() -> None:
    assert raw_row(HEAD, 0, 5.5, now=NOW).received_at == 5


@pytest.mark.parametrize(
    ("data", "head"),
    [
        (b"A: b\r\n\r\ntext\r\n\r\n", b"A: b\r\n\r\n"),
        (b"A: b\n\ntext", b"A: b\n\n"),
        (b"\r\ntext", b"\r\n"),
        (b"\ntext", b"\n"),
        (b"A: b\r\n", b"A: b\r\n"),
        (b"", b""),
    ],
)
def test_where_a_header_ends(data: bytes, head: bytes) -> None:
    assert head_of(data) == head


def test_identity() -> None:
    one = identity_of(HEAD)
    assert one.message_id == "1@mail.test"
    assert identity_of(b"Status: RO\r\nX-UIDL: 7\r\n" + HEAD) == one
    assert identity_of(HEAD.replace(b"Subject: ", b"Subject:\r\n ")) == one, "folded otherwise"
    assert identity_of(HEAD.replace(b"gr=", b"Gr=")).digest != one.digest
    assert identity_of(b"").message_id == ""
