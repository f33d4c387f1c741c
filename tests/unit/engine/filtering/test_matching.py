"""Which messages meet which conditions."""

import pytest

from mailclient.engine.filtering.matching import Subject, matches
from mailclient.mail.address import Address
from mailclient.mail.filter import Action, ActionKind, Comparison, Condition, Field, Filter
from mailclient.mail.flag import Flags
from mailclient.mail.ids import AccountId, FolderId, MessageId, Uid
from mailclient.mail.message import Envelope
from mailclient.store.rows import MessageRow, StoredMessage

NOW = 1_795_000_000.0
DAY = 86_400
ENVELOPE = Envelope(
    subject="Re: Straße gesperrt",
    from_=(Address("Alice Example", "alice@mail.test"),),
    to=(Address("", "bob@mail.test"), Address("Team", "team@mail.test")),
    cc=(Address("Carol", "carol@other.test"),),
)
ROW = MessageRow(
    id=MessageId(1),
    account_id=AccountId(1),
    folder_id=FolderId(1),
    uid=Uid(1),
    flags=Flags(keywords=("$label1", "&yADHpQ-")),
    received_at=int(NOW) - 10 * DAY,
    size=5_000,
    has_attachment=True,
    has_body=True,
    sender=ENVELOPE.from_[0],
    recipients="bob@mail.test, Team",
    subject=ENVELOPE.subject,
    preview="",
)
HEADER = (
    b"List-Id: =?utf-8?q?The_list?= <news.lists.test>\r\nX-Spam:\r\n YES, 7.5\r\n"
    b"Received: from a\r\nReceived: from b\r\n\r\n"
)
SUBJECT = Subject(StoredMessage(ROW, ENVELOPE, None, has_whole=False), "You have\n won  a prize", HEADER)
TEXTLESS = Subject(SUBJECT.message)


def fits(*conditions: Condition, any_: bool = False, subject: Subject = SUBJECT) -> bool | None:
    return matches(Filter("one", (Action(ActionKind.READ),), conditions, any=any_), subject, NOW)


def condition(text: str) -> Condition:
    field, comparison, value = text.split(" ", 2)
    name, _, header = field.partition(":")
    return Condition(Field(name), Comparison(comparison), value, header)


@pytest.mark.parametrize(
    "said",
    [
        "from contains ALICE",
        "from contains Example <alice",
        "from is alice@mail.test",
        "from is alice example",
        "from begins alice@",
        "from ends @mail.test",
        "from not-contains bob",
        "from is-not bob@mail.test",
        "to is team@mail.test",
        "to not-contains carol",
        "cc contains carol",
        "to-or-cc ends @other.test",
        "to-or-cc begins bob",
        "subject contains STRASSE",
        "subject begins re:",
        "subject is-not other",
        "body contains you have won a prize",
        "header:X-Spam begins yes",
        "header:received contains from b",
        "list-id is news.lists.test",
        "list-id contains the list",
        "size above 4999",
        "size below 5001",
        "age above 9",
        "age below 11",
        "attachment is yes",
        "attachment is-not no",
        "tag is $Label1",
        "tag is 저장",
        "tag is-not other",
    ],
)
def test_is_met(said: str) -> None:
    assert fits(condition(said)) is True


@pytest.mark.parametrize(
    "said",
    [
        "from contains bob",
        "to is tea",
        "subject contains  ",
        "body not-contains  ",
        "size above 5000",
        "size above many",
        "size contains 5000",
        "age below 10",
        "subject above 3",
        "attachment is no",
        "tag contains other",
        "list-id is the list",
        "from not-contains alice",
        "header:x-none is ",
        "header:x-none contains a",
    ],
)
def test_is_not_met(said: str) -> None:
    assert fits(condition(said)) is False


def test_all_any_and_none_at_all() -> None:
    yes, no = condition("from contains alice"), condition("from contains bob")
    assert fits(yes, no) is False
    assert fits(yes, no, any_=True) is True
    assert fits(no, any_=True) is False
    assert fits() is True
    assert fits(any_=True) is True


def test_what_needs_the_text_is_open_only_where_it_decides() -> None:
    by_text = condition("body contains prize")
    yes, no = condition("from contains alice"), condition("from contains bob")
    assert fits(by_text, subject=TEXTLESS) is None
    assert fits(by_text, yes, subject=TEXTLESS) is None
    assert fits(by_text, no, subject=TEXTLESS) is False
    assert fits(by_text, yes, any_=True, subject=TEXTLESS) is True
    assert fits(by_text, no, any_=True, subject=TEXTLESS) is None
    assert fits(condition("header:to contains bob"), subject=TEXTLESS) is None
