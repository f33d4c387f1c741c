"""Recipients out of whatever people paste. Pure."""

import pytest

from mailclient.gui.composer.recipients.pasted import recipients_of
from mailclient.gui.composer.recipients.recipient import Recipient
from tests.little_work import little_work

AB = [("", "a@x.org"), ("", "b@x.org")]


def read(text: str) -> list[tuple[str, str]]:
    return [(one.address.name, one.address.address) for one in recipients_of(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a@x.org, b@x.org", AB),
        ("a@x.org;b@x.org;", AB),
        ("a@x.org\r\n\r\nb@x.org\n", AB),
        ("a@x.org\tb@x.org", AB),
        ("a@x.org b@x.org", AB),
        ("a@x.org；b@x.org", AB),
        ("<a@x.org>; <b@x.org>", AB),
        ("To: a@x.org, b@x.org", AB),
        ("mailto:a@x.org?to=b%40x.org&cc=c@x.org&body=hi", AB),
        ("Kim, Minji <a@x.org>; Lee, Jun <b@x.org>", [("Kim, Minji", "a@x.org"), ("Lee, Jun", "b@x.org")]),
        ('"Kim, Minji" <a@x.org>, 이준 <b@x.org>', [("Kim, Minji", "a@x.org"), ("이준", "b@x.org")]),
        ("받는 사람: 김민지 <a@x.org>", [("김민지", "a@x.org")]),
        ("Name\tE-Mail\nKim\ta@x.org\t+82 10\nLee\tb@x.org\t", [("Kim", "a@x.org"), ("Lee", "b@x.org")]),
        ("Minji\tKim\ta@x.org", [("Minji Kim", "a@x.org")]),
        ("Kim,a@x.org\nLee,b@x.org", [("Kim", "a@x.org"), ("Lee", "b@x.org")]),
        ("Kim\n<a@x.org>\nb@x.org", [("Kim", "a@x.org"), ("", "b@x.org")]),
        ("Kim <mailto:a@x.org>", [("Kim", "a@x.org")]),
        ("Name\u202eevil\r\n <a@x.org>", [("Nameevil", "a@x.org")]),
        ("", []),
        (" ,;\n", []),
    ],
)
def test_lists_of_all_kinds(text: str, found: list[tuple[str, str]]) -> None:
    assert read(text) == found


def test_what_is_no_address_is_kept_as_it_is() -> None:
    assert [(one.valid, one.label) for one in recipients_of("kim; a@@x; lee@x.org")] == [
        (False, "kim"),
        (False, "a@@x"),
        (True, "lee@x.org"),
    ]


def test_a_group_comes_back_as_it_went() -> None:
    (group,) = recipients_of('"Garden, all": a@x.org, "Kim, B" <b@x.org>;')
    assert [one.address for one in group.members] == ["a@x.org", "b@x.org"]
    assert recipients_of(group.text()) == [group]


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("kim", "the @ is missing"),
        ("kim@", "nothing stands after"),
        ("@x.org", "nothing stands before"),
        ("a@b@x.org", "more than one @"),
        ("kim lee@x .org", "there is a space"),
        ("kim@x..org", "a full stop is too many"),
    ],
)
def test_faults_have_reasons(typed: str, reason: str) -> None:
    from mailclient.mail.address import Address

    assert reason in Recipient(Address("", typed), typed).fault()


@pytest.mark.parametrize(
    "text", ['"' * 20_000, "<" * 20_000, "a:" * 10_000, ",;" * 20_000, "(" * 20_000, "\\" * 20_001]
)
def test_hostile_text_takes_little_time(text: str) -> None:
    with little_work(2):
        recipients_of(text + "a@x.org")
