"""A value that is filled in is a value: in a list of recipients no further one, in HTML no tag and no attribute."""

import pytest

from mailclient.mail.text_fields import filled, filled_recipients
from mailclient.mime.addresses import parse_addresses

KIM = "kim@x.test"


@pytest.mark.parametrize(
    ("template", "name"),
    [
        ("{name} <{email}>", "Lee, Min"),
        ("{name} <{email}>", "evil@y.test, Kim"),
        ("{name} <{email}>", "evil@y.test> , <z@z.test"),
        ("{name} <{email}>", 'Kim "the" (evil@y.test), a@b.test'),
        ("{name} <{email}>", "Kim\\"),
        ("{name} <{email}>", '", evil@y.test, "'),
        ('"{name}" <{email}>', 'x" <evil@y.test>, "z'),
        ("Dr {name} {email} <{email}>", "evil@y.test,"),
        ("{name} <{email}>", "{email}, evil@y.test"),
    ],
)
def test_a_name_is_no_recipient(template: str, name: str) -> None:
    text = filled_recipients(template, {"name": name, "email": KIM})
    assert [one.address for one in parse_addresses(text)] == [KIM]


@pytest.mark.parametrize("value", ["kim@x.test>, <evil@y.test", "kim@x.test, evil@y.test", 'a"b@x.test'])
def test_within_brackets_is_one_address(value: str) -> None:
    found = parse_addresses(filled_recipients("Kim <{email}>", {"email": value}))
    assert "evil@y.test" not in [one.address for one in found]


def test_beside_a_domain_is_a_part_of_an_address() -> None:
    assert filled_recipients("{user}@x.test", {"user": "kim.lee"}) == "kim.lee@x.test"
    found = parse_addresses(filled_recipients("{user}@x.test", {"user": "evil@y.test, kim"}))
    assert "evil@y.test" not in [one.address for one in found]


def test_alone_it_may_be_several_recipients() -> None:
    assert filled_recipients("{all}, {one}", {"all": "a@x.test, B <b@x.test>", "one": KIM}) == (
        "a@x.test, B <b@x.test>, kim@x.test"
    )
    assert filled_recipients("{unknown} <{email}>", {"email": KIM}) == "{unknown} <kim@x.test>"


def test_in_html_it_stays_within_its_attribute() -> None:
    said = filled('<a href="https://x.test/{code}">{code}</a>', {"code": '" onclick="x"><b>'}, html=True)
    assert said.count('"') == 2
    assert "<b>" not in said
