"""What messages make of what is known of their sender (Autocrypt level 1, 2.3 and 2.5)."""

import pytest

from mailclient.mail.peer import Peer
from mailclient.mime.autocrypt.header import field_value
from mailclient.mime.autocrypt.peer_state import Recommendation, arrival, gossiped, recommendation, updated
from mailclient.mime.header import fields_of

DAY = 86_400.0
NOW = 1_700_000_000.0
HEADER = (
    "From: Anna <Anna@x.example>\r\nDate: Tue, 14 Nov 2023 22:13:10 +0000\r\n"
    f"Autocrypt: {field_value('anna@x.example', bytes(40), prefers_encryption=True)}\r\n"
)


def came(header: str = HEADER, at: float = NOW) -> object:
    return arrival(fields_of(f"{header}\r\n".encode()), at)


def test_the_date_counts_but_never_later_than_it_came() -> None:
    told = arrival(fields_of(f"{HEADER}\r\n".encode()), NOW)
    assert told is not None
    assert (told.address, told.at) == ("anna@x.example", NOW - 10)
    early = arrival(fields_of(f"{HEADER}\r\n".encode()), NOW - DAY)
    assert early is not None
    assert early.at == NOW - DAY


@pytest.mark.parametrize(
    "header",
    [
        HEADER + "From: Eve <eve@x.example>\r\n",
        HEADER.replace("<Anna@x.example>", "<Anna@x.example>, eve@x.example"),
        HEADER.replace("From: Anna <Anna@x.example>\r\n", ""),
        HEADER + "Content-Type: multipart/report; report-type=delivery-status\r\n",
    ],
)
def test_messages_that_tell_nothing(header: str) -> None:
    assert came(header) is None


def test_the_newest_word_counts() -> None:
    told = arrival(fields_of(f"{HEADER}\r\n".encode()), NOW)
    assert told is not None
    first = updated(Peer("anna@x.example"), told, "A" * 40)
    assert (first.fingerprint, first.key_seen, first.prefers_encryption) == ("A" * 40, NOW - 10, True)
    older = arrival(fields_of(f"{HEADER}\r\n".encode()), NOW - DAY)
    assert older is not None
    assert updated(first, older, "B" * 40) == first
    assert updated(first, told, "B" * 40).fingerprint == "B" * 40


def test_recommendations() -> None:
    told = arrival(fields_of(f"{HEADER}\r\n".encode()), NOW)
    assert told is not None
    peer = updated(Peer("anna@x.example"), told, "A")
    assert recommendation(None, ["A"]) == (Recommendation.DISABLE, "")
    assert recommendation(peer, []) == (Recommendation.DISABLE, "")
    assert recommendation(peer, ["A"]) == (Recommendation.ENCRYPT, "A")
    plain = arrival(fields_of(b"From: anna@x.example\r\n\r\n"), NOW + 36 * DAY)
    assert plain is not None
    late = updated(peer, plain, None)
    assert (late.fingerprint, late.last_seen) == ("A", NOW + 36 * DAY)
    assert recommendation(late, ["A"]) == (Recommendation.DISCOURAGE, "A")
    heard = gossiped(Peer("bob@x.example"), NOW, "C")
    assert recommendation(heard, ["C"]) == (Recommendation.DISCOURAGE, "C")
    assert gossiped(heard, NOW - 1, "D") == heard
