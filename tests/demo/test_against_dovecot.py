"""The same messages in a real Dovecot and in ours: ENVELOPE, BODYSTRUCTURE and sections must be the same."""

import imaplib
import re
from collections.abc import Iterator
from typing import Any

import pytest

from mailclient.demo.imap_server.dialogue import ImapDialogue
from mailclient.demo.mail_store import MailStore
from mailclient.demo.sample_mail.letter_message import message_bytes
from mailclient.demo.sample_mail.mailbag import all_letters
from mailclient.mail.account import Security
from tests.demo.conftest import ALICE, NOW, Imap
from tests.servers.dovecot import Dovecot

MESSAGES = {placed.letter.message_id: message_bytes(placed.letter) for placed in all_letters(NOW)}
ODD = {
    "group": b'To: Friends: a@b.example, "C, D" <c@d.example>;, e@f.example\r\n'
    b"From: g@h.example (Old Comment)\r\n\r\nx",
    "no header": b"\r\nJust text.\r\n",
    "no body": b"Subject: only this\r\n\r\n",
    "folded": b"Subject: one\r\n two\r\n\tthree\r\nFrom: =?utf-8?Q?M=C3=BC?= <m@x.example>\r\n\r\ntext\r\n",
    "two parts without end": b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n",
    "empty multipart": b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b--\r\n",
    "nested": b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n"
    b"Content-Type: multipart/alternative; boundary=b\r\n\r\n"
    b"--b\r\n\r\none\r\n--b\r\nContent-Type: text/html\r\nContent-Language: en, ko\r\n\r\n<b>\r\n--b--\r\n\r\n--a\r\n"
    b"Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\ninner\r\n--a--\r\n",
    "disposition": b'Content-Type: application/pdf; name="a b.pdf"\r\nContent-ID: <x@y>\r\nContent-MD5: Zm9v\r\n'
    b'Content-Disposition: attachment; filename="a \\"b\\".pdf"; size=12\r\nContent-Description: A page\r\n'
    b"Content-Transfer-Encoding: base64\r\nContent-Location: http://x.example/y\r\n\r\nZm9v\r\n",
    "digest": b"Content-Type: multipart/digest; boundary=d\r\n\r\n--d\r\n\r\nSubject: one\r\n\r\nx\r\n--d--\r\n",
    "eight bits": "Subject: 안녕\r\nFrom: 민지 <m@x.example>\r\n\r\ntext\r\n".encode(),
    "quotes": b'From: "A \\"B\\" C" <a@b.example>\r\nTo: <@relay.example:u@v.example>\r\n\r\nx\r\n',
}
ITEMS = "(RFC822.SIZE ENVELOPE BODYSTRUCTURE)"
SECTIONS = "(BODY.PEEK[HEADER] BODY.PEEK[TEXT] BODY.PEEK[1] BODY.PEEK[1.MIME] BODY.PEEK[2] BODY.PEEK[2.HEADER])"
_TOKEN = re.compile(rb'"((?:[^"\\]|\\.)*)"|\{(\d+)\}\r\n|([()])|([^\s()"]+)|\s+', re.DOTALL)


def flat(answer: list[Any]) -> bytes:
    """What imaplib gave as one piece again, with literals in their place."""
    pieces = [item for item in answer if item is not None]
    return b"".join(b"%b\r\n%b" % piece if isinstance(piece, tuple) else piece for piece in pieces)


def parse(data: bytes) -> list[Any]:
    """Nested lists; strings and atoms are lower-case bytes, whether they came quoted or as literals.

    A part that is not there is "" in Dovecot and NIL in ours; RFC 3501 leaves it open.
    """
    stack: list[list[Any]] = [[]]
    at = 0
    while at < len(data):
        match = _TOKEN.match(data, at)
        assert match is not None, data[at : at + 80]
        at = match.end()
        if match[1] is not None:
            stack[-1].append(re.sub(rb"\\(.)", rb"\1", match[1]).lower())
        elif match[2] is not None:
            stack[-1].append(data[at : at + int(match[2])].lower())
            at += int(match[2])
        elif match[3] == b"(":
            stack.append([])
        elif match[3] == b")":
            done = stack.pop()
            stack[-1].append(done)
        elif match[4] is not None:
            stack[-1].append(b"" if match[4] == b"NIL" else match[4].lower())
    assert len(stack) == 1
    return stack[0]


@pytest.fixture(scope="module")
def both(dovecot_session: Dovecot) -> Iterator[tuple[imaplib.IMAP4, Imap, list[str]]]:
    """Two clients with the same messages under the same numbers, and their names."""
    user = dovecot_session.add_user("sample")
    real = imaplib.IMAP4("127.0.0.1", dovecot_session.imap(user, Security.NONE).port)
    real.login(user.name, user.password)
    ours = Imap(ImapDialogue({ALICE: MailStore(ALICE, 1)}, lambda: NOW, lambda: None))
    ours.login(ALICE, "demo")
    everything = {**MESSAGES, **ODD}
    for data in everything.values():
        for client in (real, ours):
            assert client.append("INBOX", "", imaplib.Time2Internaldate(NOW), data)[0] == "OK"
    real.select()
    ours.select()
    yield real, ours, list(everything)
    real.logout()


@pytest.mark.parametrize("items", [ITEMS, SECTIONS, "(FLAGS BODY)", "(BODY.PEEK[])"])
def test_the_answers_are_the_same(both: tuple[imaplib.IMAP4, Imap, list[str]], items: str) -> None:
    real, ours, names = both
    different = []
    for number, name in enumerate(names, start=1):
        expected, found = (parse(flat(client.fetch(str(number), items)[1])) for client in (real, ours))
        if expected != found:
            different.append(f"{name}\n  Dovecot {expected}\n  ours    {found}")
    assert not different, "\n".join(different)


@pytest.mark.parametrize(
    "keys",
    [
        "SUBJECT aurora",
        "FROM tomas",
        'TEXT "stopwatch"',
        "BODY quinces NOT FROM margaret",
        "OR SUBJECT dark BODY lamp",
        "LARGER 40000",
        "HEADER List-Id domecasters",
        "SENTSINCE 15-Nov-2026 SENTBEFORE 18-Nov-2026",
        "SENTON 19-Nov-2026",
        "CC grace",
        "10:30 SUBJECT re",
    ],
)
def test_searches_find_the_same(both: tuple[imaplib.IMAP4, Imap, list[str]], keys: str) -> None:
    real, ours, _ = both
    assert real.search(None, keys)[1] == ours.search(None, keys)[1]
