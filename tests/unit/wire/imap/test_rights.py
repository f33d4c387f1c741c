"""MYRIGHTS: the examples of RFC 4314, and the letters of RFC 2086."""

import pytest

from mailclient.wire.imap.commands.my_rights import MyRights
from mailclient.wire.imap.events import MyRightsData, Unparsed
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


@pytest.mark.parametrize("line", [b"MYRIGHTS", b"MYRIGHTS a", b"MYRIGHTS a b c", b"MYRIGHTS a (b)"])
def test_answers_that_are_none(line: bytes) -> None:
    assert isinstance(event(b"* " + line), Unparsed)


def test_commands() -> None:
    assert text(MyRights("a b")) == b' "a b"'
    assert MyRights(b"a").wants(MyRightsData("a", b"a", frozenset()))
    assert not MyRights("a").wants(MyRightsData("b", b"b", frozenset()))
