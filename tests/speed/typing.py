"""How long a key takes until it is painted: in a short and in a long text, while an engine fetches a large folder.

Run: ``python -m tests.speed.typing [--directory KEPT]``. Beside it ``typing_beside`` fetches 10,000 messages from a
Dovecot, headers and texts, with the real engine; ``--quiet`` leaves it out. Figures are milliseconds by the clock (on a
quiet machine) and of this process's CPU, for one key at the top of the text, from its event to the end of the paint it
causes.
"""

import argparse
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mailclient.gui.composer.editing.html_reading import passages_of_html
from mailclient.gui.composer.editor import BodyEditor
from mailclient.gui.spelling import spelling
from mailclient.gui.theme import Scheme, theme
from mailclient.gui.window_state import WindowState
from mailclient.mime.quoting import quotable
from mailclient.profile import Profile
from tests.speed.machine import machine

KEYS = 300
SENTENCE = "The quick brown fox jumps over the lazzy dog and writes a mesage about it "


@dataclass
class Case:
    name: str
    html: str


def cases() -> list[Case]:
    short = "<br>".join(SENTENCE for _ in range(200))
    own = "".join(f"<p>{SENTENCE}</p>" for _ in range(250))
    quote = "<br>".join(SENTENCE for _ in range(4_500))
    huge = "<br>".join(f"{SENTENCE} <b>{n}</b> <a href='https://example.org/{n}'>link</a>" for n in range(14_000))
    return [
        Case("200 lines", f"<p>{short}</p>"),
        Case("5,000 lines, 4,500 of them quoted", f"<p></p>{own}<blockquote>{quote}</blockquote>"),
        Case("2 MB quoted (14,000 lines)", f"<p>Hello</p><blockquote>{huge}</blockquote>"),
    ]


class Painted(QObject):
    """Counts the paint events of a viewport."""

    def __init__(self, watched: QObject) -> None:
        super().__init__(watched)
        self.count = 0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        self.count += event.type() == QEvent.Type.Paint
        return False


def measure(case: Case) -> None:
    editor = BodyEditor()
    editor.resize(720, 500)
    editor.show()
    start = time.process_time()
    editor.fill_html(case.html)
    filled = time.process_time() - start
    editor.moveCursor(QTextCursor.MoveOperation.Start)
    editor.setFocus()
    QApplication.processEvents()
    deadline = time.monotonic() + 30
    while (editor.spelling._waiting or editor._pause.isActive()) and time.monotonic() < deadline:
        QApplication.processEvents()
    painted = Painted(editor.viewport())
    wall, cpu = [], []
    for number in range(KEYS):
        letter = "teh wrogn words "[number % 16]
        before, seen, began = time.process_time(), painted.count, time.perf_counter()
        QTest.keyClicks(editor, letter)
        while painted.count == seen:
            QApplication.processEvents()
        wall.append((time.perf_counter() - began) * 1e3)
        cpu.append((time.process_time() - before) * 1e3)
        QApplication.processEvents()
    saves = [_save(editor) for _ in range(5)]
    editor.moveCursor(QTextCursor.MoveOperation.End)
    within = [_save(editor) for _ in range(5)]
    wall.sort()
    print(
        f"{case.name:36} key to paint: median {statistics.median(wall):5.1f}  99 % {wall[-3]:5.1f}  "
        f"worst {wall[-1]:5.1f} ms (CPU {statistics.median(cpu):4.1f});  html+text+images for a save: "
        f"first {saves[0]:5.1f}, then {statistics.median(saves[1:]):5.1f}, "
        f"amid the quote {statistics.median(within):5.1f} ms;  filled in {filled * 1e3:6.0f} ms"
    )
    editor.close()


def measure_arriving() -> None:
    """Keys while a quote of 200 KB is read on its thread and put in."""
    wall, cpu = [], []
    words = "".join(f"<p>{SENTENCE}<b>{n}</b> <a href='https://example.org/{n}'>link</a></p>" for n in range(1_500))
    for _ in range(3):
        editor = BodyEditor()
        editor.resize(720, 500)
        editor.show()
        editor.fill_html("<p></p><p></p><p>Kim wrote:</p><blockquote><p><br></p></blockquote>")
        editor.moveCursor(QTextCursor.MoveOperation.Start)
        editor.setFocus()
        QApplication.processEvents()
        painted = Painted(editor.viewport())
        late = editor.write_late(lambda: (quotable(words), passages_of_html(words, level=1))[1])
        while late.running:
            before, seen, began = time.process_time(), painted.count, time.perf_counter()
            QTest.keyClicks(editor, "x")
            while painted.count == seen:
                QApplication.processEvents()
            wall.append((time.perf_counter() - began) * 1e3)
            cpu.append((time.process_time() - before) * 1e3)
            QApplication.processEvents()
        editor.close()
    wall.sort()
    print(
        f"{'while a quote of 200 KB comes':36} key to paint: median {statistics.median(wall):5.1f}  "
        f"99 % {wall[-len(wall) // 100 - 1]:5.1f}  worst {wall[-1]:5.1f} ms (CPU of both threads "
        f"{statistics.median(cpu):4.1f});  {len(wall)} keys"
    )


def _save(editor: BodyEditor) -> float:
    """CPU milliseconds of what the draft keeper asks for after a key."""
    QTest.keyClicks(editor, "x")
    before = time.process_time()
    _ = editor.html(), editor.text(), editor.images()
    return (time.process_time() - before) * 1e3


def main() -> None:
    """Print one line for each case."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quiet", action="store_true", help="no engine beside it")
    parser.add_argument("--directory", type=Path, help="keep mailbox and server here")
    given = parser.parse_args()
    application = QApplication(sys.argv[:1])
    theme().choose(Scheme.LIGHT)
    profile = Profile(Path(tempfile.mkdtemp()))
    profile.create()
    spelling().open(profile, WindowState(profile))
    print(machine())
    with contextlib.nullcontext() if given.quiet else beside(given.directory):
        for case in cases():
            measure(case)
        measure_arriving()
    application.quit()


@contextlib.contextmanager
def beside(directory: Path | None) -> Iterator[None]:
    """A sync without end; begun."""
    command = [sys.executable, "-m", "tests.speed.typing_beside"]
    command += ["--directory", str(directory)] if directory is not None else []
    syncing = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert syncing.stdin is not None
    assert syncing.stdout is not None
    try:
        assert syncing.stdout.readline() == "syncing\n"
        yield
    finally:
        syncing.stdin.close()
        told = syncing.stdout.read().split("\n")
        syncing.wait(30)
    print("beside it:", ", ".join(line for line in told if line.startswith("fetched")) or "the first pass did not end")


if __name__ == "__main__":
    main()
