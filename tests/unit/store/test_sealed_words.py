"""What the words of an encrypted message meet, as the search index would have it."""

import pytest

from mailclient.mail.query import parse
from mailclient.store.sealed_words import WordsError, pack, sealed_words, unpack

_WORDS = sealed_words(
    "Budget for the harbour",
    "The crane costs 40,000. 내일 회의에서 보고서를 봅시다. Straße",
    ["estimate.pdf"],
    ["Anna Kowal anna@harbour.example"],
    ["bora@haneul.example"],
)


@pytest.mark.parametrize(
    ("asked", "met"),
    [
        ("crane", True),
        ("cra", True),
        ("rane", False),
        ("*rane*", True),
        ('"crane costs"', True),
        ('"costs crane"', False),
        ("회의", True),
        ("보고서", True),
        ("STRASSE", True),
        ("subject:budget", True),
        ("subject:crane", False),
        ("body:crane budget", True),
        ("body:budget", False),
        ("filename:estimate", True),
        ("from:anna", True),
        ("from:bora", False),
        ("to:bora", True),
        ("crane -budget", False),
        ("crane -boat", True),
        ("boat or crane", True),
        ("boat or is:unread", False),
        ("crane is:unread", True),
        ("boat is:unread", False),
        ("is:unread", None),
        ("crane and (from:bora or to:bora)", True),
    ],
)
def test_meeting(asked: str, met: bool | None) -> None:
    root = parse(asked).root
    assert root is not None
    assert _WORDS.meets(root) is met
    assert unpack(pack(_WORDS)).meets(root) is met


@pytest.mark.parametrize("data", [b"", b"nonsense", pack(_WORDS)[:-9], pack(_WORDS)[:20]])
def test_what_was_not_packed_by_us(data: bytes) -> None:
    with pytest.raises(WordsError):
        unpack(data)
