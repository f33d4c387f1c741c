"""Signed and encrypted letters in the real window, with the real engine and GnuPG; nothing of them on the disk."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.canaries import contents

_ROOT = Path(__file__).parents[2]
CANARY = "we can raise everybody in the studio"
SUBJECT = "Salaries, before Thursday"
MARKS = {
    "Encrypted and signed by Grace Okafor · key accepted by you",
    "Signed by Oskar Lindqvist · key accepted by you",
    "Signed by a key nobody has vouched for",
    "Signed, but by somebody else: grace@harbour.example",
    "The signature does not belong to this text",
    "Signed with a key that is not here",
    "Signed by Registry of Port Ellery · confirmed by Harbour Towns Mail Authority",
    "Encrypted and signed by Registry of Port Ellery · confirmed by Harbour Towns Mail Authority",
}


@pytest.fixture
def place() -> Iterator[Path]:
    """A short path: GnuPG's agent listens below it."""
    if shutil.which("gpg") is None:
        pytest.skip("gpg is needed")
    with tempfile.TemporaryDirectory(prefix="w", dir="/tmp", ignore_cleanup_errors=True) as made:
        yield Path(made)


def test_each_letter_has_its_mark_and_no_text_is_on_the_disk(place: Path) -> None:
    temporary = place / "t"
    temporary.mkdir()
    run = subprocess.run(
        [sys.executable, "-m", "tests.end_to_end.reading_window", str(place / "p")],
        cwd=_ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "LANGUAGE": "en", "TMPDIR": str(temporary)},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    told = json.loads(run.stdout.splitlines()[-1])
    assert {one["mark"] for one in told["letters"]} >= MARKS
    (hidden,) = [one for one in told["letters"] if one["subject"] == SUBJECT]
    assert CANARY in hidden["text"]
    assert told["answer"]["secret"]
    where = [file for file, data in contents(place) if _holds(data)]
    assert where == []


def _holds(data: bytes) -> bool:
    return any(words.encode(code) in data for words in (CANARY, SUBJECT) for code in ("utf-8", "utf-16-le"))
