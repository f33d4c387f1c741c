"""Documents opened in a process of its own, in a network of its own where everything leads to listeners."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pytest

SECONDS = 900
EACH_MS = 20_000
"""The longest wait for a document that is expected to load."""


class Browser(StrEnum):
    """Through what the documents are looked at."""

    READER = "reader"
    """The view of the program, its page around each document."""
    OPEN = "open"
    """Chromium with scripts, without policy, interceptor or any limit."""


@dataclass(frozen=True)
class Seen:
    """What came to the listeners, and how often a script made itself felt."""

    dns: int
    http: int
    https: int
    scripts: int
    loaded: int

    @property
    def requests(self) -> int:
        return self.dns + self.http + self.https


def watch(
    documents: list[str],
    browser: Browser,
    directory: Path,
    *,
    each_ms: int = EACH_MS,
    expected: Mapping[str, int] | None = None,
) -> Seen:
    """Open each after the other, waiting at most ``each_ms`` for it; then wait until what is ``expected`` has come."""
    if shutil.which("unshare") is None or not _may_unshare():
        pytest.skip("a network namespace (unshare, root or user namespaces) is needed")
    given, resolver = directory / f"{browser}.json", directory / "resolv.conf"
    asked = {"documents": documents, "each_ms": each_ms, "expected": dict(expected or {})}
    given.write_text(json.dumps(asked), "utf-8")
    resolver.write_text("nameserver 127.0.0.1\n", "utf-8")
    inside = (
        f"ip link set lo up && mount --bind {resolver} /etc/resolv.conf && exec {sys.executable} -m {_INSIDE} $0 $1"
    )
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    if browser is Browser.OPEN:  # the reader sets its own
        environment |= {"QTWEBENGINE_DISABLE_SANDBOX": "1", "QTWEBENGINE_CHROMIUM_FLAGS": "--disable-gpu"}
    run = subprocess.run(
        ["unshare", "--map-root-user", "--net", "--mount", "sh", "-c", inside, browser, str(given)],
        capture_output=True, text=True, timeout=SECONDS, check=False, env=environment,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-2000:]
    return Seen(**json.loads(run.stdout.splitlines()[-1]))


_INSIDE = "tests.gui.leaks.browsing"


def _may_unshare() -> bool:
    probe = ["unshare", "--map-root-user", "--net", "--mount", "ip", "link", "set", "lo", "up"]
    return subprocess.run(probe, capture_output=True, timeout=60, check=False).returncode == 0
