"""MYRIGHTS, ACL, LISTRIGHTS: the examples of RFC 4314, and the letters of RFC 2086."""

import pytest

from mailclient.wire.imap.commands.get_acl import GetAcl
from mailclient.wire.imap.commands.list_rights import ListRights
from mailclient.wire.imap.commands.my_rights import MyRights
from mailclient.wire.imap.events import AclData, ListRightsData, MyRightsData, Unparsed
from tests.unit.wire.imap.test_commands import text
from tests.unit.wire.imap.test_parse import event


def test_my_rights() -> None:
    assert event(b"* MYRIGHTS INBOX rwiptsldaex") == MyRightsData("INBOX", b"INBOX", frozenset("rwiptslaex"))
    assert event(b'* MYRIGHTS "a b" ""') == MyRightsData("a b", b"a b", frozenset())


@pytest.mark.parametrize(
    ("told", "meant"), [(b"lrd", "lretx"), (b"lrc", "lrkx"), (b"lrcd", "lrkxet"), (b"lrdt", "lrt")]
)
def test_old_letters(told: bytes, meant: str) -> None:
    """RFC 4314 section 2.1.1: c and d beside new letters say nothing more than these."""
    found = event(b"* MYRIGHTS a " + told)
    assert isinstance(found, MyRightsData)
    assert found.rights == frozenset(meant)


def test_acl() -> None:
    found = event(b"* ACL INBOX Fred rwipsldexta David lr -anyone w")
    assert isinstance(found, AclData)
    assert found.rights == {
        "Fred": frozenset("rwipslexta"),
        "David": frozenset("lr"),
        "-anyone": frozenset("w"),
    }
    assert event(b"* ACL a") == AclData("a", b"a", {})


def test_list_rights() -> None:
    found = event(b'* LISTRIGHTS archive/imap anyone "" l r s w i p k x t e c d a 0 1')
    assert isinstance(found, ListRightsData)
    assert (found.identifier, found.required) == ("anyone", frozenset())
    assert found.optional[:3] == (frozenset("l"), frozenset("r"), frozenset("s"))


@pytest.mark.parametrize(
    "line", [b"MYRIGHTS a", b"MYRIGHTS a b c", b"ACL", b"ACL a b", b"LISTRIGHTS a b", b"ACL a (b) c"]
)
def test_answers_that_are_none(line: bytes) -> None:
    assert isinstance(event(b"* " + line), Unparsed)


def test_commands() -> None:
    assert text(MyRights("a b")) == b' "a b"'
    assert text(GetAcl("a")) == b" a"
    assert text(ListRights("a", "smith smith")) == b' a "smith smith"'
    assert MyRights(b"a").wants(MyRightsData("a", b"a", frozenset()))
    assert not MyRights("a").wants(MyRightsData("b", b"b", frozenset()))
    assert GetAcl("a").wants(AclData("a", b"a", {}))
    assert ListRights("a", "x").wants(ListRightsData("a", b"a", "x", frozenset(), ()))
