"""Who answers a message: an identity's address, one behind a plus, one that a pattern covers."""

import pytest

from mailclient.mail.account import AccountSettings, Security, Server
from mailclient.mail.address import Address
from mailclient.mail.answering import answering_sender, own_among, sender_called
from mailclient.mail.identity import Identity
from mailclient.mail.message import Envelope
from mailclient.mime.delivered_to import delivered_to

SERVER = Server("localhost", 1, Security.TLS, "u")
ALICE = Identity("Alice", "alice@example.org")
SHOP = Identity("Shop", "shop@example.org", aliases=("*@shop.example.org", "sales-*@example.org"), plus_addresses=False)
SETTINGS = AccountSettings("alice@example.org", "Alice", SERVER, SERVER, identities=(ALICE, SHOP))


def to(*addresses: str, cc: str = "", from_: str = "bob@example.net") -> Envelope:
    copies = (Address("", cc),) if cc else ()
    return Envelope(to=tuple(Address("", one) for one in addresses), cc=copies, from_=(Address("", from_),))


@pytest.mark.parametrize(
    ("envelope", "delivered", "name", "address"),
    [
        (to("alice@example.org"), (), "Alice", "alice@example.org"),
        (to("ALICE@Example.org"), (), "Alice", "alice@example.org"),
        (to("alice+shop@example.org"), (), "Alice", "alice+shop@example.org"),
        (to("anything@shop.example.org"), (), "Shop", "anything@shop.example.org"),
        (to("sales-eu@example.org"), (), "Shop", "sales-eu@example.org"),
        (to("shop+x@example.org"), (), "Alice", "alice@example.org"),  # it wants none behind a plus
        (to("list@lists.example.net"), ("alice+lists@example.org",), "Alice", "alice+lists@example.org"),
        (to("list@lists.example.net"), ("stranger@example.net",), "Alice", "alice@example.org"),
        (to("alice+x@example.org", "shop@example.org"), (), "Shop", "shop@example.org"),
        (to("list@lists.example.net", cc="shop@example.org"), ("alice@example.org",), "Shop", "shop@example.org"),
        (to("bob@example.net", from_="shop@example.org"), (), "Shop", "shop@example.org"),
        (to("alice@example.org.evil.net"), (), "Alice", "alice@example.org"),
        (to("x@y@shop.example.org"), (), "Alice", "alice@example.org"),
    ],
)
def test_the_answer_is_from_where_it_was_written_to(
    envelope: Envelope, delivered: tuple[str, ...], name: str, address: str
) -> None:
    found = answering_sender(SETTINGS, envelope, delivered)
    assert (found.name, found.address) == (name, address)


def test_from_is_understood_again() -> None:
    assert sender_called(SETTINGS, Address("Alice", "alice+shop@example.org")).address == "alice+shop@example.org"
    assert sender_called(SETTINGS, Address("", "who@shop.example.org")).name == "Shop"
    assert sender_called(SETTINGS, Address("", "stranger@example.net")) == ALICE


@pytest.mark.parametrize("pattern", ["*", "*@*", "*@*.*", "@", "", "a@", "*" * 40 + "@example.net"])
def test_a_pattern_that_would_fit_everybody_fits_nobody(pattern: str) -> None:
    wide = AccountSettings(
        "a@b.example", "A", SERVER, SERVER, identities=(Identity("A", "a@b.example", aliases=(pattern,)),)
    )
    assert own_among([wide], ["eve@example.net"]) == set()


def test_own_addresses_are_known() -> None:
    asked = ["alice+1@example.org", "bob@example.net", "q@shop.example.org"]
    assert own_among([SETTINGS], asked) == {"alice+1@example.org", "q@shop.example.org"}


def test_the_first_server_address_is_nearest() -> None:
    head = b"Delivered-To: alice@example.org\r\nX-Original-To: alice+shop@example.org\r\nReceived: x\r\n\r\n"
    assert delivered_to(head) == ("alice+shop@example.org", "alice@example.org")
