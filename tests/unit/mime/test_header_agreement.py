"""Header values read as other mailers read them: how many agree today, and what the standard library makes of them.

Each floor is the measured number: a lower one is a step back, a higher one asks for the floor to be raised. Where we
differ on purpose is said in docs/reading.md.
"""

import re
from pathlib import Path

import pytest

from mailclient.mime.reader import read
from tests.unit.mime.header_sets import SETS
from tests.unit.mime.header_vector import measured

FLOORS = {
    # a charset that is missing, unknown or broken: read as well as it can be
    "Thunderbird: parameters": (24, 27),
    # one that asks not to decode; quotes in a comment stay
    "Thunderbird: addresses": (32, 34),
    "Thunderbird: dates": (20, 20),
    # an unknown charset is guessed
    "Thunderbird: encoded and raw words": (25, 27),
    # raw Latin-1 is read, not replaced by U+FFFD
    "stalwart: all fields": (912, 930),
    # a word without "@" is a name; a route without an address; bytes that are no UTF-8 are guessed
    "Dovecot: addresses, words, envelopes": (25, 29),
    # names in comments are read, two digits of a year are of 1950 to 2049, a word without "@" is a name
    "mailcore2: outermost headers": (220, 260),
    # "Re:" stays; no blank is put between an encoded word and text that adjoins it
    "mailcore2: summaries": (16, 18),
    # a line that is no field does not end the header
    "mime4j: cutting into fields": (28, 29),
    # encoded words in parameters are decoded
    "Jakarta Mail: parameters": (8, 9),
    "Jakarta Mail: unfolding": (10, 10),
    "flanker: local parts": (135, 135),
    "isemail: recipients": (54, 54),
}


@pytest.mark.parametrize("name", FLOORS)
def test_agreement(corpus: Path, name: str) -> None:
    agreed, total, _ = measured(SETS[name](corpus))
    assert (agreed, total) == FLOORS[name]


def test_every_set_has_a_floor() -> None:
    assert FLOORS.keys() == SETS.keys()


def test_no_name_is_left_as_it_was_coded(corpus: Path) -> None:
    """Subjects, people and files in test data about them; those that stay coded are broken in the message."""
    coded = re.compile(r"=\?|''|%[0-9A-F]{2}")
    suites = ("ruby-mail", "php-mime-mail-parser", "chatmail-core", "cpython-email", "mimekit", "enmime", "flanker")
    found, left = 0, set()
    for file in sorted(each for suite in suites for each in (corpus / suite).rglob("*") if each.is_file()):
        message = read(file.read_bytes())
        envelope = message.envelope
        people = (*envelope.from_, *envelope.to, *envelope.cc, *envelope.reply_to)
        files = [part.filename for part in message.root.leaves()]
        names = list(filter(None, (envelope.subject, *(each.name for each in people), *files)))
        found += len(names)
        left |= {file.name for name in names if coded.search(name)}
    assert left == {"qp-utf8-header-recursed.raw"}
    assert found > 300


@pytest.mark.parametrize("name", ["Thunderbird: parameters", "Thunderbird: addresses", "stalwart: all fields"])
def test_more_than_the_standard_library(corpus: Path, name: str) -> None:
    agreed, _, by_stdlib = measured(SETS[name](corpus))
    assert by_stdlib is not None
    assert agreed > by_stdlib
