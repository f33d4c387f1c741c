"""The part tree of a message is the same whether Dovecot tells it (BODYSTRUCTURE) or we read the bytes ourselves.

What was fetched part by part must be found under the same path in the whole message, and the other way round.
"""

import imaplib
import re
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailclient.engine.sync.structure import part_tree
from mailclient.mail.account import Security
from mailclient.mail.part import Part
from mailclient.mime.display import shown_parts
from mailclient.mime.html.tags import words
from mailclient.mime.reader import read
from mailclient.wire.imap.events import Fetch
from mailclient.wire.imap.fragments import Fragmentizer
from mailclient.wire.imap.parse.response import parse
from tests.servers.dovecot import Dovecot, MailUser

SUITES = words(
    "stalwart-mail-parser mime4j mimekit gmime ruby-mail php-mime-mail-parser mailcore2 cpython-email enmime flanker"
    " kmime thunderbird-mail kde-messagelib chatmail-core nodemailer-mailparser rfc4134"
)
_CRLF = re.compile(rb"\r?\n")
_SIZE_LIMIT = 300_000


def messages_of(corpus: Path) -> Iterator[tuple[str, bytes]]:
    """Files that are messages with header and body, with the line ends they have on a server."""
    for suite in sorted(SUITES):
        for file in sorted((corpus / suite).rglob("*")):
            if not file.is_file() or file.stat().st_size > _SIZE_LIMIT:
                continue
            data = _CRLF.sub(b"\r\n", file.read_bytes())
            if re.match(rb"(?:[\w-]+:[^\r]*\r\n(?:[ \t][^\r]*\r\n)*)+\r\n", data) and b"\0" not in data:
                yield str(file.relative_to(corpus)), data


@pytest.fixture
def imap(dovecot: Dovecot, mail_user: MailUser) -> Iterator[imaplib.IMAP4]:
    server = dovecot.imap(mail_user, Security.NONE)
    with imaplib.IMAP4(server.host, server.port) as client:
        client.starttls(ssl.create_default_context())
        client.login(mail_user.name, mail_user.password)
        yield client


def told(client: imaplib.IMAP4, number: int) -> Part:
    """The tree Dovecot tells, through our own wire."""
    _, answer = client.fetch(str(number), "(BODYSTRUCTURE)")
    pieces = [b"%b\r\n%b" % piece if isinstance(piece, tuple) else piece for piece in answer if piece]
    fragments = Fragmentizer()
    # imaplib leaves the keyword out
    fragments.feed(b"* " + b"".join(pieces).replace(b" (", b" FETCH (", 1) + b"\r\n")
    response = fragments.next()
    assert response is not None
    fetch = parse(response)  # type: ignore[arg-type]
    assert isinstance(fetch, Fetch)
    assert fetch.structure is not None
    return part_tree(fetch.structure)


def outline(root: Part) -> list[tuple[str, str, str]]:
    return [(part.path, part.media_type, part.filename) for part in root.walk()]


def test_the_same_tree(corpus: Path, imap: imaplib.IMAP4) -> None:
    different = {}
    count = 0
    for number, (name, data) in enumerate(messages_of(corpus), start=1):
        imap.append("INBOX", "", "", data)
        imap.select("INBOX", readonly=True)
        ours, theirs = read(data).root, told(imap, number)
        if outline(ours) != outline(theirs) or shown_parts(ours) != shown_parts(theirs):
            different[name] = (outline(ours), outline(theirs))
        count += 1
    # multiparts without parts, empty last parts, boundaries that begin alike, messages in base64
    assert (len(different), count) == (25, 424), different
