"""List fields (RFC 2369, RFC 2919, RFC 8058)."""

import pytest

from mailclient.mail.mailing_list import MailingList, UnsubscribeWay
from mailclient.mime.header import fields_of
from mailclient.mime.special.list_headers import is_bulk, mailing_list_of, unsubscribe_of

ONE_CLICK = (
    b"List-Unsubscribe: <https://l.example/u?x=1>, <mailto:leave@l.example>\n"
    b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\n"
)
SIGNED = b"DKIM-Signature: v=1; d=l.example; h=From : List-Unsubscribe:\n List-Unsubscribe-Post; b=x\n"


def test_the_name_and_the_links() -> None:
    header = (
        b"List-Id: =?utf-8?b?6rCc67Cc7J6Q?= <dev.l.example>\nList-Post: <mailto:dev@l.example>\n"
        b"List-Archive: <http://l.example/a> (Web)\nArchived-At: <https://l.example/a/1>\n"
        b"List-Help: <ftp://l.example/help>, <mailto:help@l.example>\n"
    )
    assert mailing_list_of(fields_of(header)) == MailingList(
        "개발자", "dev.l.example", "mailto:dev@l.example", "http://l.example/a", "https://l.example/a/1",
        "mailto:help@l.example",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (b"List-Id: <dev.l.example>\n", "dev"),
        (b"List-Id: dev.l.example\n", "dev"),
        (b'List-Id: "Developers, all" <dev.l.example>\n', "Developers, all"),
    ],
)
def test_a_list_without_a_name_is_called_by_its_id(header: bytes, name: str) -> None:
    found = mailing_list_of(fields_of(header))
    assert found is not None
    assert (found.name, found.id) == (name, "dev.l.example")


def test_a_list_that_takes_no_mail() -> None:
    found = mailing_list_of(fields_of(b"List-Id: <news.l.example>\nList-Post: NO\n"))
    assert found is not None
    assert found.post == ""


def test_the_ways_out_the_easiest_first() -> None:
    found = unsubscribe_of(fields_of(ONE_CLICK + SIGNED))
    assert found is not None
    assert found.ways == (UnsubscribeWay.ONE_CLICK, UnsubscribeWay.MAIL, UnsubscribeWay.WEB)
    assert found.one_click_signed


def test_one_click_that_is_not_signed() -> None:
    found = unsubscribe_of(fields_of(ONE_CLICK + b"DKIM-Signature: v=1; h=From:List-Unsubscribe; b=x\n"))
    assert found is not None
    assert not found.one_click_signed


@pytest.mark.parametrize(
    "header",
    [
        b"List-Unsubscribe: <http://l.example/u>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n",
        b"List-Unsubscribe: <https://l.example/u>\n",
        b"List-Unsubscribe: <https://l.example/u>\nList-Unsubscribe-Post: List-Unsubscribe=Two-Clicks\n",
    ],
)
def test_no_one_click(header: bytes) -> None:
    found = unsubscribe_of(fields_of(header))
    assert found is not None
    assert found.ways == (UnsubscribeWay.WEB,)


@pytest.mark.parametrize("host", ["192.168.0.1", "printer", "[::1]", "fritz.box.lan", "0x7f000001"])
def test_no_request_goes_to_the_own_network_by_itself(host: str) -> None:
    found = unsubscribe_of(fields_of(ONE_CLICK.replace(b"https://l.example", f"https://{host}".encode()) + SIGNED))
    assert found is not None
    assert host in found.https
    assert UnsubscribeWay.ONE_CLICK not in found.ways


@pytest.mark.parametrize(
    "value",
    [b"<javascript:alert(1)>", b"<file:///etc/passwd>", b"<https://me:secret@l.example/>", b"<mailto:>", b"<https://[::1/>",
     b""],
)  # fmt: skip
def test_addresses_that_are_dropped(value: bytes) -> None:
    assert unsubscribe_of(fields_of(b"List-Unsubscribe: " + value + b"\n")) is None


def test_addresses_without_brackets_are_found() -> None:
    found = unsubscribe_of(fields_of(b"List-Unsubscribe: https://l.example/u, mailto:leave@l.example\n"))
    assert found is not None
    assert (found.https, found.mailto) == ("https://l.example/u", "mailto:leave@l.example")


@pytest.mark.parametrize("header", [b"Precedence: Bulk\n", b"List-Unsubscribe: <x>\n", b"Feedback-ID: 1\n"])
def test_mail_to_many(header: bytes) -> None:
    assert is_bulk(fields_of(header))
    assert not is_bulk(fields_of(b"Precedence: normal\n"))
