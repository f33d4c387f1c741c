"""How far we read as other mailers do: their test data, their expected results, and the number that agrees today.

Each floor is the measured number. Where we differ on purpose ``whole_messages.Reason`` says why; a lower number
than the floor is a step back, a higher one asks for the floor to be raised. Header values: see
``test_header_agreement.py``.
"""

import os
import time
from pathlib import Path

import pytest

from mailclient.mime.display import message_body
from mailclient.mime.plain import preview
from mailclient.mime.reader import read
from tests.unit.mime.whole_messages import COMPARISONS

FLOORS = {
    "chardet": (41, 41),
    "gmime": (5, 5),
    "kde-messagelib": (6, 13),
    "kmime": (2, 2),
    "mailcore2": (51, 56),
    "mime4j": (25, 29),
    "mimekit": (4, 4),
    "stalwart-mail-parser": (48, 70),
    "thunderbird-mail": (6, 6),
}


@pytest.mark.parametrize("name", FLOORS)
def test_whole_messages(corpus: Path, name: str) -> None:
    """What does not agree has a reason."""
    compared = list(COMPARISONS[name](corpus / name))
    assert [one.name for one in compared if one.failed] == []
    assert (sum(one.agrees for one in compared), len(compared)) == FLOORS[name]


def test_every_comparison_has_a_floor() -> None:
    assert FLOORS.keys() == COMPARISONS.keys()


# --- everything -------------------------------------------------------------------------------------------------


def test_every_file_of_the_corpus_opens(corpus: Path) -> None:
    """Whatever it is: as a message it is read and shown without an exception, each in under two seconds."""
    slow = []
    count = 0
    for folder, _, names in os.walk(corpus):
        for name in names:
            data = (Path(folder) / name).read_bytes()
            started = time.thread_time()
            message = read(data)
            for part in message.root.walk():
                message.content(part.path)
            preview(message_body(message).text)
            if time.thread_time() - started > 2:
                slow.append(name)
            count += 1
    assert slow == []
    assert count > 2_000
