r"""The transcript tells everything but secrets, however the bytes are cut."""

import base64
import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mailclient.mail.problem import MailError
from mailclient.transport.memory import memory_pipe
from mailclient.transport.transcript import Transcript

PASSWORD = "s3cret"
TOKEN = base64.b64encode(b"\0alice\0s3cret").decode()


async def _record(dialogue: list[str], cut: int = 10**9) -> list[str]:
    """Send the "S: " and "C: " lines through a transcript in pieces of ``cut`` bytes; what it wrote."""
    written: list[str] = []
    near, far = memory_pipe()
    stream = Transcript(near, written.append)
    for line in dialogue:
        data = line[3:].encode() + b"\r\n"
        for start in range(0, len(data), cut):
            piece = data[start : start + cut]
            if line.startswith("C: "):
                await stream.write(piece)
                assert await far.read() == piece
            else:
                await far.write(piece)
                assert await stream.read() == piece
    return written


IMAP = [
    ("S: * OK ready", None),
    (f"C: A1 LOGIN alice {PASSWORD}", "C: A1 LOGIN alice …"),
    ("S: A1 NO [AUTHENTICATIONFAILED] wrong", None),
    (f'C: A2 login "al ice" "{PASSWORD} \\" x"', 'C: A2 LOGIN "al ice" …'),
    ("S: A2 NO no", None),
    ("C: A3 LOGIN {5}", "C: A3 LOGIN …"),
    ("S: + go on", "S: + …"),
    ("C: alice {6}", "C: …"),
    ("S: + ", None),
    (f"C: {PASSWORD}", "C: …"),
    ("S: A3 NO no", None),
    (f"C: A4 AUTHENTICATE PLAIN {TOKEN}", "C: A4 AUTHENTICATE PLAIN …"),
    ("S: A4 NO no", None),
    ("C: A5 AUTHENTICATE CRAM-MD5", None),
    ("S: + PDE4OTYuNjk3MTcw", "S: + …"),
    (f"C: {TOKEN}", "C: …"),
    ("S: * CAPABILITY IMAP4rev1", None),
    ("S: A5 OK [CAPABILITY IMAP4rev1] logged in", None),
    ("C: A6 APPEND Sent (\\Seen) {45+}", None),
    ("C: Subject: A7 LOGIN is no command here", None),
    ("C: A8 LOGIN bob", None),
    ("C: A8 APPEND {10}", None),
    ("S: A6 OK done", None),
    ("C: A9 LOGIN x", None),
    ("C: A10 NOOP", None),
    ("S: * 1 FETCH (BODY[] {9}", None),
    ("S: 354 odd", None),
    ("S: )", None),
    ("S: A10 OK 한국", None),
    (f"C: A11 LOGIN bob {PASSWORD}", "C: A11 LOGIN bob …"),
]
SMTP = [
    ("S: 220 ready", None),
    ("C: EHLO [127.0.0.1]", None),
    ("S: 250 AUTH PLAIN LOGIN", None),
    (f"C: AUTH PLAIN {TOKEN}", "C: AUTH PLAIN …"),
    ("S: 535 wrong", None),
    ("C: AUTH LOGIN", None),
    ("S: 334 VXNlcm5hbWU6", "S: 334 …"),
    ("C: YWxpY2U=", "C: …"),
    ("S: 334 UGFzc3dvcmQ6", "S: 334 …"),
    ("C: czNjcmV0", "C: …"),
    ("S: 235 welcome", None),
    ("C: MAIL FROM:<alice@mail.test>", None),
    ("S: 250 fine", None),
    ("C: DATA", None),
    ("S: 354 go", None),
    ("C: AUTH is a word here {99}", None),
    ("C: ..", None),
    ("C: .", None),
    ("S: 250 taken", None),
    (f"C: auth plain {TOKEN}", "C: AUTH plain …"),
]


POP3 = [
    ("S: +OK ready <1896.697170952@example.org>", None),
    ("C: CAPA", None),
    ("S: +OK", None),
    ("S: USER", None),
    ("S: .", None),
    ("C: USER alice", None),
    ("S: +OK", None),
    (f"C: PASS {PASSWORD} with spaces", "C: PASS …"),
    ("S: -ERR no", None),
    ("C: APOP alice c4c9334bac560ecc979e58001b3e22fb", "C: APOP alice …"),
    ("S: -ERR no", None),
    (f"C: auth PLAIN {TOKEN}", "C: auth PLAIN …"),
    ("S: -ERR no", None),
    ("C: UTF8", None),
    ("C: AUTH CRAM-MD5", None),
    ("S: +OK utf8", None),
    ("S: + PDE4OTYuNjk3MTcw", "S: + …"),
    (f"C: {TOKEN}", "C: …"),
    ("S: +OK in", None),
    ("C: LIST", None),
    ("S: +OK", None),
    ("S: 1 120", None),
    ("S: .", None),
    ("C: QUIT", None),
]


HTTP = [
    (f"C: REPORT /book/?token={PASSWORD} HTTP/1.1", "C: REPORT /book/?… HTTP/1.1"),
    ("C: Host: dav.example.org", None),
    ("C: Content-Type: application/xml; charset=utf-8", None),
    (f"C: authorization: Basic {TOKEN}", "C: authorization: …"),
    ("C: ", None),
    ("C: <sync-collection/>", None),
    ("S: HTTP/1.1 401 Unauthorized", None),
    (f"S: Set-Cookie: {PASSWORD}", "S: Set-Cookie: …"),
    (f"S: Location: https://x.example/?{PASSWORD}", "S: Location: https://x.example/?…"),
    ("S: Content-Type: application/json", None),
    ("S: ", None),
    (f'S: {{"access_token": "{PASSWORD}"}}', "S: …"),
]


@pytest.mark.parametrize("dialogue", [IMAP, HTTP, SMTP, POP3], ids=["imap", "http", "smtp", "pop3"])
@pytest.mark.parametrize("cut", [10**9, 1, 7])
async def test_secrets_are_taken_out_and_nothing_else(dialogue: list[tuple[str, str | None]], cut: int) -> None:
    written = await _record([said for said, _ in dialogue], cut)
    assert written == [said if expected is None else expected for said, expected in dialogue]
    assert not any(secret in line for line in written for secret in (PASSWORD, TOKEN, "czNjcmV0"))


async def test_tls_and_the_end() -> None:
    written: list[str] = []
    near, far = memory_pipe()
    stream = Transcript(near, written.append)
    await far.write(b"* OK ready\r\n* half a li")
    assert len(await stream.read(12)) == 12
    with pytest.raises(MailError):
        await stream.start_tls()
    near, far = memory_pipe()
    stream = Transcript(near, written.append)
    await stream.start_tls()
    await far.write(b"* OK ready\r\n* half a li")
    await far.close()
    await stream.read()
    assert await stream.read() == b""
    await stream.close()
    assert written == [
        "S: * OK ready",
        "# TLS",
        "S: * OK ready",
        "S: * half a li",
        "# end of the server's side",
        "# closed",
    ]


@given(line=st.binary(max_size=60))
@settings(deadline=None, max_examples=200)
async def test_a_line_can_be_read_back(line: bytes) -> None:
    written: list[str] = []
    near, far = memory_pipe()
    stream = Transcript(near, written.append)
    assume(b"\r\n" not in line)
    await far.write(b"* " + line + b"\r\n")
    await stream.read()
    [text] = written
    assert "\n" not in text
    back = re.sub(rb"\\x([0-9a-f]{2})", lambda hit: bytes([int(hit[1], 16)]), text.encode())
    assert back == b"S: * " + line


async def test_an_endless_line_is_written_in_pieces() -> None:
    written: list[str] = []
    near, far = memory_pipe()
    stream = Transcript(near, written.append)
    for _ in range(40):
        await far.write(b"x" * 60_000)
        await stream.read()
    assert len(written) == 2
