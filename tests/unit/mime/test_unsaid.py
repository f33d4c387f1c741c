"""What a message says for its sender alone is taken out of it, and nothing else."""

import pytest

from mailclient.mime.unsaid import without_unsaid


@pytest.mark.parametrize(
    ("field", "line"),
    [
        (b"Bcc: eve@example.org", b"\r\n"),
        (b"BCC :eve@example.org,\r\n dan@example.org", b"\r\n"),
        (b"Resent-Bcc: eve@example.org,\n\tdan@example.org", b"\n"),
        (b"Fcc: imap://me@example.org/Sent", b"\r\n"),
    ],
)
def test_the_field_goes_and_the_rest_stays(field: bytes, line: bytes) -> None:
    before, after = b"From: a@b.example" + line, b"Subject: Bcc: x" + line + line + b"Bcc: in the text\r\nFcc: too"
    assert without_unsaid(before + field + line + after) == before + after
    assert without_unsaid(field + line + after) == after
    assert without_unsaid(before + after) == before + after


def test_a_header_without_a_body() -> None:
    assert without_unsaid(b"From: a@b\r\nBcc: c@d") == b"From: a@b\r\n"
    assert without_unsaid(b"\r\nBcc: c@d") == b"\r\nBcc: c@d"
    assert without_unsaid(b"") == b""
