"""Every file of the corpus opened as ``show --json`` opens it: ``python -m tests.speed.mime_corpus``.

For each set: files, how many failed (an exception, 2 s of processor time, 300 MB of memory in the child process that
opens the set), the slowest; and where there is an expected result how many agree. Which deviations are meant is said in
docs/reading.md.
"""

import multiprocessing
import re
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from mailclient.cli.message_json import message_json
from mailclient.mime.container.tnef import unpack_tnef
from mailclient.mime.reader import read
from tests.unit.mime.test_agreement import _lines, _mailcore_types, _same_leaves, _stalwart_leaves, load

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
SECONDS, MEGABYTES = 2.0, 300


@dataclass
class Opened:
    """What came of one set."""

    files: int = 0
    failed: tuple[str, ...] = ()
    slowest_seconds: float = 0.0
    peak_megabytes: float = 0.0


class TooSlowError(Exception):
    """It was stopped."""


def opened(folder: Path) -> Opened:
    """In a process of its own."""
    result = Opened()
    signal.signal(signal.SIGPROF, _stop)
    for file in sorted(folder.rglob("*")):
        if not file.is_file() or file.name == "NOTICE":
            continue
        started = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, SECONDS * 2)
        try:
            message_json(file.read_bytes())
        except Exception as error:  # noqa: BLE001  whatever it is, it is a finding
            result.failed += (f"{file.name}: {type(error).__name__}",)
        signal.setitimer(signal.ITIMER_PROF, 0)
        taken = time.process_time() - started
        if SECONDS < taken < SECONDS * 2:
            result.failed += (f"{file.name}: {taken:.1f} s",)
        result.files += 1
        result.slowest_seconds = max(result.slowest_seconds, taken)
    result.peak_megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if result.peak_megabytes > MEGABYTES:
        result.failed += (f"{result.peak_megabytes:.0f} MB",)
    return result


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise TooSlowError


# --- expected results -----------------------------------------------------------------------------------------------


def stalwart(folder: Path) -> Iterator[bool]:
    """Bodies of all leaves."""
    for file in sorted(folder.rglob("*.json")):
        data = file.with_name(file.name.split(".")[0] + ".eml").read_bytes()
        data = re.sub(rb"\r?\n", b"\r\n", data) if ".crlf." in file.name else data
        yield _same_leaves(read(data), _stalwart_leaves(load(file)))


def mime4j(folder: Path) -> Iterator[bool]:
    """Bodies of all leaves."""
    for file in sorted(folder.rglob("*.msg")):
        names = re.findall(r'body name="([^"]+)"', file.with_name(f"{file.stem}_decoded.xml").read_text("latin-1"))
        bodies = [file.with_name(name).read_bytes() if file.with_name(name).exists() else b"" for name in names]
        yield _same_leaves(read(file.read_bytes()), list(bodies))


def mailcore(folder: Path) -> Iterator[bool]:
    """Media types of all leaves."""
    for file in sorted((folder / "parser/output/mbox/jwz").iterdir()):
        message = folder / "parser/input/mbox/jwz" / file.name
        if message.exists():
            types = [part.media_type for part in read(message.read_bytes()).root.leaves()]
            yield types == _mailcore_types(load(file)["mainPart"])


def thunderbird_mail(folder: Path) -> Iterator[bool]:
    """Every non-empty line of the expected bodies is among the decoded ones."""
    for file in sorted(folder.rglob("*.out")):
        message = read(file.with_suffix("").read_bytes())
        decoded = b"\n".join(_lines(message.content(part.path)) for part in message.root.leaves())
        yield all(line in decoded for line in _lines(file.read_bytes()).split(b"\n") if line.strip())


def mimekit(folder: Path) -> Iterator[bool]:
    """The files named in the lists of the TNEF samples; RTF and HTML bodies count as found where there is one."""
    for file in sorted((folder / "tnef").glob("*.list")):
        sample = file.with_suffix(".tnef")
        if not sample.exists():
            continue
        found = unpack_tnef(sample.read_bytes())
        names = {one.filename for one in found.files} if found else set()
        bodies = {"body.html"} if found and found.html else {"body.rtf"} if found and found.text else set()
        yield set(file.read_text().split("\n")) - {""} <= names | bodies


EXPECTED: dict[str, Callable[[Path], Iterator[bool]]] = {
    "stalwart-mail-parser": stalwart,
    "mime4j": mime4j,
    "mailcore2": mailcore,
    "thunderbird-mail": thunderbird_mail,
    "mimekit": mimekit,
}


def main() -> int:
    """The exit code: whether all opened."""
    failures = 0
    print(f"{'set':32} {'files':>6} {'failed':>6} {'slowest':>8} {'memory':>8}   agreed")
    for folder in sorted(path for path in CORPUS.iterdir() if path.is_dir()):
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            result = pool.apply(opened, (folder,))
        agreed = list(EXPECTED[folder.name](folder)) if folder.name in EXPECTED else []
        said = f"{sum(agreed)} of {len(agreed)}" if agreed else ""
        print(
            f"{folder.name:32} {result.files:6} {len(result.failed):6} {result.slowest_seconds:6.2f} s"
            f" {result.peak_megabytes:5.0f} MB   {said}",
            *result.failed,
            sep="\n      " if result.failed else " ",
        )
        failures += len(result.failed)
    return int(failures > 0)


if __name__ == "__main__":
    sys.exit(main())
