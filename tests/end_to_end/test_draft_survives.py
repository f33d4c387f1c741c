"""Window and engine killed (SIGKILL) while a message is written: it is open again, with files, and the cursor there."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.end_to_end.writing_window import CURSOR, TEXT

_ROOT = Path(__file__).parents[2]


def window(profile: Path, what: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.end_to_end.writing_window", str(profile), what],
        cwd=_ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "LANGUAGE": "en"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_draft_survives_both_processes(tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    profile.mkdir()
    died = window(profile, "write")
    assert died.returncode == -signal.SIGKILL, died.stderr
    found = window(profile, "find")
    assert found.returncode == 0, found.stderr
    (draft,) = json.loads(found.stdout)
    assert draft == {
        "to": "jun@example.org",
        "subject": "Lost and found",
        "text": TEXT,
        "cursor": CURSOR,
        "files": [["a.png", True]],
    }
