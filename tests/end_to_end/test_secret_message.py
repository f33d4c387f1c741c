"""An encrypted message, from the first word to the reader: sealed on the disk, opened again, sent, received, opened."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.secret_window import SUBJECT, WORDS

_ROOT = Path(__file__).parents[2]


@pytest.fixture
def profile() -> Iterator[Path]:
    """With a path that is short enough for the socket of GnuPG's agent; the agent is ended where an engine was not."""
    folder = Path(tempfile.mkdtemp(prefix="mc"))
    made = folder / "p"
    made.mkdir()
    (made / "window.ini").write_text("[General]\nundo_seconds=0\nkeep_drafts=yes\n")
    yield made
    subprocess.run(["gpgconf", "--homedir", str(made / "gnupg"), "--kill", "all"], check=False, timeout=120)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.skipif(shutil.which("gpg") is None, reason="GnuPG is not installed")
def test_a_secret_is_never_readable_on_the_disk_and_arrives(profile: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.end_to_end.secret_window", str(profile)],
        cwd=_ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "LANGUAGE": "en", "TMPDIR": str(profile.parent)},
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    seen = json.loads(ended.stdout.splitlines()[-1])
    assert seen["restored"] == [SUBJECT, f"The words are {WORDS}.", True, True]
    assert seen["outside"] == "[...]"
    assert seen["subject"] == SUBJECT
    assert seen["text"] == f"The words are {WORDS}."
    assert "Encrypted and signed" in seen["mark"]
    assert seen["readable"] == []
