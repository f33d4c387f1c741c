"""Autocrypt fields read and written (Autocrypt level 1, 2.1 and 2.4)."""

from pathlib import Path

import pytest

from mailclient.mime.autocrypt.header import field_value, gossip_fields, read_field, sender_field
from mailclient.mime.header import Field, fields_of

KEY = bytes(range(200))


def field(value: str, name: str = "autocrypt") -> Field:
    return Field(name, value.replace("\r\n ", "").encode())


@pytest.mark.parametrize("mutual", [True, False])
def test_what_is_written_is_read(mutual: bool) -> None:
    value = field_value("Anna@X.example", KEY, prefers_encryption=mutual)
    assert max(map(len, value.split("\r\n"))) < 998
    found = sender_field([field(value)], "anna@x.EXAMPLE")
    assert found is not None
    assert (found.address, found.key, found.prefers_encryption) == ("anna@x.example", KEY, mutual)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "addr=a@x.example",
        "keydata=AAAA",
        "addr=a@x.example; keydata=not base64!",
        "addr=a@x.example; critical=1; keydata=AAAA",
        "addr=a@x.example; addr=b@x.example; keydata=AAAA",
        "addr=nobody; keydata=AAAA",
        f"addr=a@x.example; keydata={'A' * 200_000}",
    ],
)
def test_what_is_not_valid(value: str) -> None:
    assert read_field(value.encode()) is None


def test_attributes_that_are_not_critical_and_other_preferences() -> None:
    found = read_field(b"addr=a@x.example; _later=1; prefer-encrypt=nopreference; keydata=AAAA")
    assert found is not None
    assert not found.prefers_encryption


def test_a_field_of_another_address_and_two_of_the_same_tell_nothing() -> None:
    one, other = field(field_value("a@x.example", KEY)), field(field_value("b@x.example", KEY))
    assert sender_field([one], "b@x.example") is None
    assert sender_field([one, one], "a@x.example") is None
    assert sender_field([other, one], "a@x.example") is not None


def test_gossip_is_about_recipients_alone(corpus: Path) -> None:
    data = (corpus / "autocrypt-spec/doc/appendix/example-gossip-cleartext.eml").read_bytes()
    fields = fields_of(data.partition(b"\n\n")[0] + b"\n\n")
    both = ["Bob@autocrypt.example", "carol@autocrypt.example"]
    assert [one.address for one in gossip_fields(fields, both)] == [one.lower() for one in both]
    assert [one.address for one in gossip_fields(fields, both[:1])] == ["bob@autocrypt.example"]
    assert gossip_fields(fields, []) == ()
