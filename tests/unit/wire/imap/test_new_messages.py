"""APPEND in all its forms, and REPLACE: the examples of RFC 3502, 4469, 3516, 6855, 8508."""

from datetime import UTC, datetime

import pytest

from mailclient.wire.imap.capability import append_limit
from mailclient.wire.imap.codes import AppendUid, Code
from mailclient.wire.imap.commands.append import Append
from mailclient.wire.imap.commands.append_catenated import AppendCatenated, TextPiece, UrlPiece
from mailclient.wire.imap.commands.multi_append import MultiAppend
from mailclient.wire.imap.commands.new_message import Form, NewMessage
from mailclient.wire.imap.commands.uid_replace import UidReplace
from mailclient.wire.imap.errors import LocalProtocolError
from mailclient.wire.imap.events import CommandDone, Condition, Status
from mailclient.wire.imap.number_set import NumberSet
from tests.unit.wire.imap.test_commands import text
from tests.unit.wire.imap.test_connection import logged_in, said, selected, tell
from tests.unit.wire.imap.test_parse import event


def test_several_in_one_command() -> None:
    """RFC 3502 section 4."""
    moment = datetime(1996, 7, 17, 2, 44, 25, tzinfo=UTC)
    command = MultiAppend("saved", (NewMessage(3, (b"abc",), ("\\Seen",)), NewMessage(2, (b"de",), (), moment)))
    connection = logged_in("IMAP4rev1 MULTIAPPEND")
    tag = connection.send(command)
    assert said(connection) == b"A1 APPEND saved (\\Seen) {3}\r\n"
    tell(connection, "+ Ready")
    assert said(connection) == b'abc "17-Jul-1996 02:44:25 +0000" {2}\r\n'
    tell(connection, "+ Ready")
    assert said(connection) == b"de\r\n"
    (done,) = tell(connection, f"{tag} OK [APPENDUID 38505 3955:3956] completed")
    assert isinstance(done, CommandDone)
    assert done.code == AppendUid("APPENDUID", "38505 3955:3956", 38505, NumberSet.span(3955, 3956))


def test_several_in_one_flight() -> None:
    connection = logged_in("IMAP4rev1 MULTIAPPEND LITERAL+")
    connection.send(MultiAppend("a", (NewMessage(3, (b"abc",)), NewMessage(2, (b"de",)))))
    assert said(connection) == b"A1 APPEND a {3+}\r\nabc {2+}\r\nde\r\n"


def test_several_need_the_extension() -> None:
    one = NewMessage(1, (b"x",))
    assert text(MultiAppend("a", (one,))) == b" a {1}x"
    for messages in ((), (one, one)):
        with pytest.raises(LocalProtocolError):
            text(MultiAppend("a", messages))
    with pytest.raises(LocalProtocolError):
        text(MultiAppend("a", (NewMessage(0, ()),)), "MULTIAPPEND")


def test_refused_before_the_second() -> None:
    connection = logged_in("IMAP4rev1 MULTIAPPEND")
    tag = connection.send(MultiAppend("a", (NewMessage(3, (b"abc",)), NewMessage(2, (b"de",)))))
    said(connection)
    tell(connection, "+")
    assert said(connection) == b"abc {2}\r\n"
    tell(connection, f"{tag} NO [TOOBIG] no")
    assert said(connection) == b""


def test_pieces_the_server_has() -> None:
    """RFC 4469 section 5."""
    command = AppendCatenated(
        "Drafts",
        (
            UrlPiece("Drafts", 385759045, 20, "HEADER"),
            TextPiece(42, (b"\r\n--------------030305060306060609050804\r\n",)),
            UrlPiece("한 글/a;b", 7, 30, "1.MIME"),
            UrlPiece("Drafts", 385759045, 30),
        ),
        ("\\Seen", "\\Draft", "$MDNSent"),
    )
    assert text(command) == (
        b" Drafts (\\Seen \\Draft $MDNSent) CATENATE (URL /Drafts;UIDVALIDITY=385759045/;UID=20/;SECTION=HEADER"
        b" TEXT {42}\r\n--------------030305060306060609050804\r\n"
        b' URL "/%ED%95%9C%20%EA%B8%80/a%3Bb;UIDVALIDITY=7/;UID=30/;SECTION=1.MIME"'
        b" URL /Drafts;UIDVALIDITY=385759045/;UID=30)"
    )
    with pytest.raises(LocalProtocolError):
        text(AppendCatenated("a", ()))
    done = event(b'A003 NO [BADURL "/INBOX;UIDVALIDITY=785799047/;UID=113330"] CATENATE append has failed')
    assert isinstance(done, CommandDone)
    assert done.code == Code("BADURL", '"/INBOX;UIDVALIDITY=785799047/;UID=113330"')


def test_binary() -> None:
    """RFC 3516 section 4.4."""
    data = b"Content-Transfer-Encoding: binary\r\n\r\n\0\xff"
    connection = logged_in("IMAP4rev1 BINARY LITERAL+")
    connection.send(Append("a", len(data), (data,), form=Form.BINARY))
    assert said(connection) == b"A1 APPEND a ~{%d+}\r\n" % len(data) + data + b"\r\n"
    with pytest.raises(LocalProtocolError):
        text(Append("a", len(data), (data,), form=Form.BINARY))


@pytest.mark.parametrize(
    ("enabled", "wire"),
    [
        ("UTF8=ACCEPT", "A1 APPEND é UTF8 (~{2}\r\né)\r\n"),
        ("IMAP4rev2", "A1 APPEND é {2}\r\né\r\n"),
        ("IMAP4rev2 UTF8=ACCEPT", "A1 APPEND é UTF8 (~{2}\r\né)\r\n"),
    ],
)
def test_utf8(enabled: str, wire: str) -> None:
    connection = logged_in()
    tell(connection, f"* ENABLED {enabled}")
    command = Append("é", 2, ("é".encode(),), form=Form.UTF8)
    connection.send(command)
    out = said(connection)
    tell(connection, "+")
    out += said(connection)
    tell(connection, "+")
    assert (out + said(connection)).decode().replace('"é"', "é") == wire
    with pytest.raises(LocalProtocolError):
        text(command)


def test_replace() -> None:
    """RFC 8508 section 3.4."""
    connection = selected("IMAP4rev1 REPLACE LITERAL+")
    command = UidReplace(2000, "Drafts", NewMessage(3, (b"abc",), ("\\Seen", "\\Draft")))
    connection.send(command)
    assert said(connection) == b"A2 UID REPLACE 2000 Drafts (\\Seen \\Draft) {3+}\r\nabc\r\n"
    (told,) = tell(connection, "* OK [APPENDUID 1 2001] Replacement Message ready")
    assert isinstance(told, Condition)
    assert command.wants(told)
    assert not command.wants(Condition(Status.OK))
    with pytest.raises(LocalProtocolError):
        text(UidReplace(0, "a", NewMessage(1, (b"x",))))


def test_limits_in_capabilities() -> None:
    assert append_limit(frozenset({"APPENDLIMIT=257890"})) == 257890
    assert append_limit(frozenset({"APPENDLIMIT", "APPENDLIMIT=x", "XAPPENDLIMIT=5"})) is None
    assert append_limit(frozenset({"APPENDLIMIT=" + "9" * 30})) is None
