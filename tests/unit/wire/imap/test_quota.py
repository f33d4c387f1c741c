"""QUOTA: the examples of RFC 9208."""

from mailclient.wire.imap.commands.get_quota_root import GetQuotaRoot
from mailclient.wire.imap.events import QuotaData, QuotaResource, QuotaRootData, Unparsed
from tests.unit.wire.imap.test_commands import text
from tests.unit.wire.imap.test_parse import event


def test_quota() -> None:
    assert event(b'* QUOTA "" (STORAGE 10 512)') == QuotaData("", (QuotaResource("STORAGE", 10, 512),))
    two = event(b'* QUOTA "#user/alice" (MESSAGE 42 1000 storage 54 111)')
    assert two == QuotaData("#user/alice", (QuotaResource("MESSAGE", 42, 1000), QuotaResource("STORAGE", 54, 111)))
    assert event(b'* QUOTA "User quota" ()') == QuotaData("User quota", ())


def test_odd_resources_are_left_out() -> None:
    huge = b"9" * 40
    told = event(b"* QUOTA a (STORAGE x 5 MESSAGE 1 2 MAILBOX " + huge + b" 1 Y (1) 2 Z 3)")
    assert told == QuotaData("a", (QuotaResource("MESSAGE", 1, 2),))
    assert isinstance(event(b"* QUOTA"), Unparsed)
    assert isinstance(event(b"* QUOTA a b"), Unparsed)
    assert isinstance(event(b"* QUOTA (a) (b)"), Unparsed)


def test_roots() -> None:
    assert event(b'* QUOTAROOT INBOX ""') == QuotaRootData("INBOX", b"INBOX", ("",))
    assert event(b"* QUOTAROOT comp.mail.mime") == QuotaRootData("comp.mail.mime", b"comp.mail.mime", ())
    assert event(b'* QUOTAROOT nil "a" b') == QuotaRootData("NIL", b"NIL", ("a", "b"))
    assert isinstance(event(b"* QUOTAROOT"), Unparsed)


def test_commands() -> None:
    assert text(GetQuotaRoot("한")) == b" &1Vw-"
    command = GetQuotaRoot("inbox")
    assert command.wants(QuotaRootData("INBOX", b"INBOX", ()))
    assert command.wants(QuotaData("a", ()))
    assert not command.wants(QuotaRootData("x", b"x", ()))
