"""The fast way and the general way to a header's row give the same row, or the fast way leaves the line alone.

Over lines as servers write them, over lines of a generated mailbox, over the corpus, and over all of these with bytes
changed at random.
"""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from mailclient.demo.imap_server.body_structure import body_structure
from mailclient.demo.imap_server.envelope import envelope
from mailclient.demo.imap_server.raw_part import read_part
from mailclient.engine.sync.header_reader import HeaderReader
from mailclient.engine.sync.structure import read_bodystructure
from mailclient.store.encoding import envelope_from, structure_from
from mailclient.store.header_row import HeaderRow
from mailclient.wire.imap.errors import RemoteProtocolError
from mailclient.wire.imap.events import Fetch
from mailclient.wire.imap.fragments import Fragmentizer, Response
from mailclient.wire.imap.parse.response import parse
from mailclient.wire.imap.summary import SummaryReader

NOW = 1_600_000_000.0
READER = HeaderReader(NOW)
SUMMARIES = SummaryReader()
"""Kept from line to line: what they remember must not depend on what came before."""

TEXT = b'("text" "plain" ("charset" "utf-8") NIL NIL "base64" 434 5 NIL NIL NIL NIL)'
HTML = b'("TEXT" "HTML" ("CHARSET" "koi8-r") NIL NIL "QUOTED-PRINTABLE" 1150 16 NIL NIL NIL NIL)'
NAMED_TEXT = b'("text" "plain" ("charset" "utf-8" "name" "notes.txt") NIL NIL "7bit" 43 2 NIL NIL NIL NIL)'
BLANK_NAME = b'("text" "plain" ("name" "=?utf-8?q?_?=") NIL NIL "7bit" 43 2 NIL NIL NIL NIL)'
FILE = (
    b'("application" "pdf" ("name" "a (1).pdf") NIL NIL "base64" 434 NIL ("attachment" ("filename" "a.pdf")) NIL NIL)'
)
PICTURE = b'("image" "png" NIL "<2@x>" NIL "base64" 400 NIL NIL NIL NIL)'
IMAGE = b'("image" "png" NIL "<1@x>" NIL "base64" 400 NIL ("inline" NIL) NIL NIL)'
ODD = b'("message" "delivery-status" NIL NIL NIL "7bit" 44 NIL ("strange" NIL) NIL NIL)'
NO_ENVELOPE = b"(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)"
LETTER = b'("message" "rfc822" NIL NIL NIL "7bit" 9 ' + NO_ENVELOPE + b" " + TEXT + b" 4 NIL NIL NIL NIL)"
RELATED = b'("type" "text/html" "start" "<%d@x>" "boundary" "b")'
NOBODY = b'("undisclosed-recipients" NIL NIL NIL)'

leaf = st.sampled_from([TEXT, HTML, NAMED_TEXT, BLANK_NAME, FILE, IMAGE, PICTURE, ODD, LETTER])


def multipart(parts: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    kind = st.sampled_from([b"alternative", b"mixed", b"related", b"MIXED", b"digest"])
    parameters = st.sampled_from([b'("boundary" "=_0_8f 12")', RELATED % 1, RELATED % 2, b"NIL"])
    end = st.sampled_from([b"NIL NIL NIL", b"NIL NIL", b'("attachment" NIL) NIL NIL'])
    return st.builds(
        lambda inside, word, given, rest: b'(%b "%b" %b %b)' % (b"".join(inside), word, given, rest),
        st.lists(parts, min_size=1, max_size=3),
        kind,
        parameters,
        end,
    )


structures = st.recursive(leaf, multipart, max_leaves=6)
words = st.sampled_from(
    [
        *(b"NIL", b'""', b'" "', b'"Ann Lee"', b'"=?utf-8?b?7ZWc6riA?="', b'"=?euc-kr?q?=C7=D1?= x"'),
        *(b'"a \\"b\\" c"', b"{9}\r\nAnn\tLee x", b"{3}\r\nAnn Lee", b'"=?utf-8?b?7ZWc6ri?= =?utf-8?b?gA==?="'),
        *(b'"\x1b$B"', b'"Gr\xc3\xbc\xc3\x9fe"'),
    ]
)
mailboxes = st.sampled_from([b'"ann"', b'"ann lee"', b'"=?utf-8?q?x?="', b"NIL", b'"a,b"', b'""', b'"ann.lee+x"'])
hosts = st.sampled_from(
    [b'"example.org"', b"NIL", b'""', b'"MISSING_DOMAIN"', b'"unspecified-domain"', b'"[127.0.0.1]"']
)
address = st.builds(lambda *parts: b"(%b NIL %b %b)" % parts, words, mailboxes, hosts)
addresses = st.lists(address | st.just(NOBODY), max_size=3).map(
    lambda some: b"(%b)" % b"".join(some) if some else b"NIL"
)
dates = st.sampled_from(
    [
        *(b'"Fri, 14 Jul 2017 02:52:23 -0000"', b'"14 Jul 2017 02:52:23 +0900 (KST)"', b"NIL"),
        *(b'"30 Feb 2017 02:52:23 +0900"', b'"Fri, 14 Jul 2017 24:52:23 +0900"', b'"Fri, 14 Jul 17 02:52 EST"'),
        b'"1 Jan 2017 00:00:60 +9900"',
    ]
)
arrivals = st.sampled_from(
    [
        *(b"14-Jul-2017 02:52:23 +0000", b" 1-Jan-2020 23:59:59 -0330", b"31-Feb-2020 10:00:00 +0000"),
        *(b"1-Jan-2020 10:00:00 +0000", b""),
    ]
)
flags = st.sampled_from([b"()", b"(\\Seen)", b"(\\SEEN $Forwarded b a NIL)", b"(\\Deleted \\Recent NIL)"])
ids = st.sampled_from([b'"<a@b>"', b'"<a@b> <c@d>"', b'"a@b"', b"NIL", b'"< a@b >"', b'"<a\\\\@b>"'])
extras = st.sampled_from(
    [
        *(b"", b"MODSEQ (12) ", b"EMAILID (M1) ", b"X-GM-MSGID 1278 ", b"EMAILID () X-GM-MSGID 5 "),
        *(b"THREADID (T9) ", b"EMAILID (M1) THREADID NIL ", b"X-GM-THRID 78 ", b"THREADID NIL X-GM-THRID 0 "),
        b'X-GM-LABELS ("\\\\Inbox" foo "a b") ',
    ]
)
USUAL = (
    b'* 1 FETCH (UID 1 FLAGS (\\Seen) INTERNALDATE "14-Jul-2017 02:52:23 +0000" RFC822.SIZE 3665 ENVELOPE '
    b'("Fri, 14 Jul 2017 02:52:23 -0000" "=?utf-8?b?0LfQsNCy?=" (("Ann" NIL "ann" "example.net")) '
    b'(("Ann" NIL "ann" "example.net")) (("Ann" NIL "ann" "example.net")) ((NIL NIL "me" "example.com")) '
    b'NIL NIL NIL "<1@example.net>") BODYSTRUCTURE %b)\r\n'
)


@st.composite
def lines(draw: st.DrawFn) -> bytes:
    """A FETCH answer as it may come to a first sync."""
    from_ = draw(addresses)
    sender, reply_to = (draw(st.just(from_) | addresses) for _ in range(2))
    head = [b"UID %d" % draw(st.integers(1, 2**32)), b"FLAGS " + draw(flags), b'INTERNALDATE "%b"' % draw(arrivals)]
    head.append(b"RFC822.SIZE %d" % draw(st.integers(0, 10**9)))
    told = b" ".join(
        [draw(dates), draw(words), from_, sender, reply_to, *(draw(addresses) for _ in range(3)), draw(ids), draw(ids)]
    )
    head = draw(st.permutations(head[draw(st.integers(0, 1)) :]))
    return b"* 7 %b (%b %bENVELOPE (%b) BODYSTRUCTURE %b)\r\n" % (
        draw(st.sampled_from([b"FETCH", b"UIDFETCH"])),
        b" ".join(head),
        draw(extras),
        told,
        draw(structures),
    )


def seen(row: HeaderRow) -> dict[str, Any]:
    """What the store and its readers have of it."""
    told = row._asdict()
    told["envelope"] = asdict(envelope_from(row.envelope))
    bodystructure = told.pop("bodystructure")
    root = structure_from(row.structure) if bodystructure is None else read_bodystructure(bodystructure)
    told["structure"] = None if root is None else asdict(root)
    return told


def general(line: bytes) -> HeaderRow | None:
    """The row by the way that reads every answer; None when there is none."""
    fragments = Fragmentizer()
    fragments.feed(line)
    try:
        response = fragments.next()
    except RemoteProtocolError:
        return None
    if not isinstance(response, Response) or not fragments.empty:
        return None
    event = parse(response)
    return READER.of_fetch(event) if isinstance(event, Fetch) and event.envelope is not None else None


def check(line: bytes) -> bool:
    """Both ways agree; whether the fast one took the line."""
    found, end = SUMMARIES.read(line, 0)
    if not found:
        return False
    assert end == len(line)
    row = general(line)
    assert row is not None
    assert seen(READER.of_summary(found[0])) == seen(row)
    return True


@given(lines())
@settings(max_examples=400, deadline=None)
def test_usual_lines(line: bytes) -> None:
    check(line)


@given(lines(), st.integers(0, 2000), st.binary(max_size=2), st.integers(0, 2))
@settings(max_examples=600, deadline=None)
@example(USUAL % (TEXT + b" MODSEQ (5)"), 0, b"", 0)
def test_mutated_lines(line: bytes, place: int, put: bytes, taken: int) -> None:
    place %= len(line)
    changed = line[:place] + put + line[place + taken :]
    if changed.endswith(b"\r\n") and changed.count(b"\r\n") == line.count(b"\r\n"):
        check(changed)


def test_the_usual_line_is_taken() -> None:
    line = USUAL % (b"(" + TEXT + HTML + b' "alternative" ("boundary" "x") NIL NIL NIL)')
    assert check(line)
    row = READER.of_summary(SUMMARIES.read(line, 0)[0][0])
    assert (row.subject, row.sender_name, row.message_id_header) == ("зав", "Ann", "1@example.net")
    assert not row.has_attachment


def test_a_line_without_message_number_is_taken() -> None:
    line = (USUAL % TEXT).replace(b"* 1 FETCH (UID 1 ", b"* 4000 UIDFETCH (")
    assert check(line)
    assert READER.of_summary(SUMMARIES.read(line, 0)[0][0]).uid == 4000


def test_ids_of_conversations() -> None:
    for told, thread in ((b"THREADID (T-4_9)", "T-4_9"), (b"THREADID NIL", ""), (b"X-GM-THRID 1278", "1278")):
        line = (USUAL % TEXT).replace(b"RFC822.SIZE 3665", b"RFC822.SIZE 3665 " + told)
        assert check(line)
        assert READER.of_summary(SUMMARIES.read(line, 0)[0][0]).thread_id == thread


def test_the_messages_of_the_corpus(corpus: Path) -> None:
    taken = 0
    paths = sorted(path for path in corpus.rglob("*.eml") if path.stat().st_size < 200_000)
    assert len(paths) > 300
    for path in paths:
        message = read_part(path.read_bytes())
        facts = (envelope(message), body_structure(message, extended=True))
        line = b'* 7 FETCH (UID 9 FLAGS () INTERNALDATE "" RFC822.SIZE 1 ENVELOPE %b BODYSTRUCTURE %b)\r\n' % facts
        taken += check(line)
    assert taken > len(paths) // 2


def test_summaries_however_the_stream_is_cut() -> None:
    line = (
        b'* %d FETCH (UID %d FLAGS () INTERNALDATE "" RFC822.SIZE 1 ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) '
    )
    line += b"BODYSTRUCTURE " + TEXT + b")\r\n"
    stream = b"".join(line % (number, number) for number in range(1, 5)) + b"* 5 EXISTS\r\n"
    for size in (1, 7, 100, 5000):
        fragments = Fragmentizer()
        uids: list[int] = []
        rest = []
        for start in range(0, len(stream), size):
            fragments.feed(stream[start : start + size])
            while (fragment := fragments.next(summaries=True)) is not None:
                if isinstance(fragment, Response):
                    event = parse(fragment)
                    (uids.append(event.uid or 0) if isinstance(event, Fetch) else rest.append(fragment.text))
                else:
                    uids += [int(one.uid) for one in fragment.found]  # type: ignore[union-attr]
        assert uids == [1, 2, 3, 4]
        assert rest == [b"* 5 EXISTS"]
