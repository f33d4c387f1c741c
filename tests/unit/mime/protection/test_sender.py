"""Who a message says that it is from, where that is beyond doubt."""

import pytest

from mailclient.mime.header import fields_of
from mailclient.mime.protection.sender import claimed_sender


@pytest.mark.parametrize(
    "header",
    [
        "From: anna@example.org",
        "From: <Anna@Example.org>",
        "From: Anna Example <anna@example.org>",
        'From: "Example, Anna" <anna@example.org>',
        "From: =?utf-8?q?Ann=C3=A1?= <anna@example.org>",
        "From: Anna (Sales) <anna@example.org>",
        "From: anna@example.org (Anna)",
        'From: "anna@example.org" <anna@example.org>',
        "From: 안나 <anna@example.org>",
        "From: anna@example.org\r\nSender: <anna@example.org>",
        "From: anna@example.org\r\nSender: list-bounces@example.net",
        "From: anna@example.org\r\nSender: l@example.net\r\nReply-To: l@example.net\r\nList-Id: <l.example.net>",
        "From: anna@example.org\r\nReply-To: Anna <anna@example.org>",
        "From: Anna <anna@example.org>\r\nReply-To: team@example.org",
        "From: Anna <anna@example.org>\r\nReply-To: Anna <anna@home.example>",
    ],
)
def test_plain(header: str) -> None:
    found = claimed_sender(fields_of(header.encode()))
    assert (found.address, found.doubt) == ("anna@example.org", "")


@pytest.mark.parametrize(
    ("header", "doubt"),
    [
        ("To: anna@example.org", "no_sender"),
        ("From: ", "no_sender"),
        ("From: Anna", "no_sender"),
        ("From: anna@example.org\r\nFrom: eve@example.org", "several_senders"),
        ("From: anna@example.org, eve@example.org", "several_senders"),
        ("From: anna@example.org\r\nSender: a@example.org\r\nSender: b@example.org", "several_senders"),
        ("From: friends: anna@example.org;", "sender_unclear"),
        ("From: <@eve.org,@any.org:anna@example.org>", "sender_unclear"),
        ("From: anna@example.org <eve@example.org>", "sender_unclear"),
        ("From: <anna@example.org> <eve@example.org>", "sender_unclear"),
        ("From: =?utf-8?q?=3Canna=40example.org=3E?= <eve@example.org>", "name_is_an_address"),
        ('From: "anna@example.org" <eve@example.org>', "name_is_an_address"),
        ('From: "anna\uff20example.org" <eve@example.org>', "name_is_an_address"),
        ("From: Anna\u202e <eve@example.org>", "sender_unclear"),
        ("From: Anna <=?utf-8?q?anna?=@example.org>", "sender_unclear"),
        ("From: anna@example.org\r\nSender: boss@example.org", "other_sender_field"),
        ("From: The Boss <anna@example.org>\r\nReply-To: boss@example.org", "answers_elsewhere"),
        ("From: eve@example.org (anna@example.org)", "name_is_an_address"),
    ],
)
def test_doubtful(header: str, doubt: str) -> None:
    assert claimed_sender(fields_of(header.encode())).doubt == doubt
