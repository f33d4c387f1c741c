"""One run of the command line as a process of its own, with secrets given where they may be given."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 90.0


@dataclass(frozen=True)
class Ran:
    """What came of it."""

    code: int
    out: str
    said: str


def run_command(
    profile: Path,
    *argv: str,
    stdin: str = "",
    passphrase: str = "",
    heard: Callable[[str], None] = lambda _line: None,
    more: dict[str, str] | None = None,
    options: Sequence[str] = (),
) -> Ran:
    """``passphrase``: of the vault, through a descriptor. ``heard`` gets each line of stderr as it comes."""
    environment = {**os.environ, "LANGUAGE": "en", **(more or {})}
    passed: list[int] = []
    if passphrase:
        reading, writing = os.pipe()
        os.write(writing, passphrase.encode() + b"\n")
        os.close(writing)
        environment["MAILCLIENT_VAULT_PASSPHRASE_FD"] = str(reading)
        passed = [reading]
    command = [sys.executable, "-m", "mailclient", "--profile", str(profile), *options, *argv]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environment,
        pass_fds=passed,
    )
    for descriptor in passed:
        os.close(descriptor)
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdin.write(stdin)
    process.stdin.close()
    said = []
    for line in process.stderr:
        said.append(line)
        heard(line)
    out = process.stdout.read()
    process.stdout.close()
    process.stderr.close()
    return Ran(process.wait(PATIENCE_SECONDS), out, "".join(said))
