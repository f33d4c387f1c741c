"""How long it takes from the command to the first paint of a composer, and until its quote is there.

Run: ``python -m tests.speed.composer_open [--contacts 50000] [--opened 12]``. The first one of
the process loads fonts and icons, too. Figures are milliseconds by the clock (on a quiet machine) and of this process's
CPU. ``--profile`` prints where the time goes.
"""

import argparse
import cProfile
import os
import pstats
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from mailclient.gui.composer.editor import BodyEditor
from mailclient.gui.theme import Scheme, theme
from mailclient.mail.body import Body
from mailclient.mail.ids import MessageId
from mailclient.profile import Profile
from mailclient.store.reader import Reader
from mailclient.store.transaction import Transaction
from tests.gui import letters, sample_store
from tests.gui.sample_store import change
from tests.gui.scripted_link import ScriptedLink
from tests.speed.machine import machine

LINE = "<p>The quick <b>brown</b> fox <a href='https://example.org/{n}'>jumps</a> over the lazy dog, time {n}.</p>"


class FirstPaint(QObject):
    """Notes when a widget is painted for the first time."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = False

    def watch(self, widget: QWidget) -> None:
        """Look at this one."""
        self.seen = False
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Let everything pass."""
        self.seen = self.seen or event.type() == QEvent.Type.Paint
        return False


def large_html() -> str:
    """200 KB."""
    lines = [LINE.format(n=number) for number in range(2_000)]
    text = "".join(lines)
    return text[: text.rfind("</p>", 0, 200_000) + 4]


def known_people(tx: Transaction, count: int) -> None:
    """Addresses collected from mail."""
    rows = [(f"person{number}@example.org", f"Person {number}") for number in range(count)]
    tx.db.executemany("INSERT INTO address (address, name, written, seen, last_seen) VALUES (?,?,0,1,0)", rows)


def measure(name: str, begin: Callable[[], QWidget], end: Callable[[], None], opened: int) -> None:
    """Open it so many times; print the first and the median of the others."""
    painted = FirstPaint()
    wall, cpu, whole, whole_cpu = [], [], [], []
    for _ in range(opened):
        clock, burnt = time.perf_counter(), time.process_time()
        widget = begin()
        painted.watch(widget)
        while not painted.seen:
            QCoreApplication.processEvents()
        wall.append((time.perf_counter() - clock) * 1e3)
        cpu.append((time.process_time() - burnt) * 1e3)
        editor = widget.findChild(BodyEditor)
        late = editor.late if editor is not None else None
        while late is not None and late.running:
            QCoreApplication.processEvents()
            time.sleep(0.001)
        whole.append((time.perf_counter() - clock) * 1e3)
        whole_cpu.append((time.process_time() - burnt) * 1e3)
        end()
        for _ in range(5):
            QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    warm, warm_cpu = statistics.median(wall[1:]), statistics.median(cpu[1:])
    ended = f"   whole after {statistics.median(whole[1:]):7.0f} ms ({statistics.median(whole_cpu[1:]):6.0f} CPU)"
    print(f"{name:34} first {wall[0]:7.0f} ms ({cpu[0]:6.0f} CPU)   then {warm:7.0f} ms ({warm_cpu:6.0f} CPU){ended}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=50_000)
    parser.add_argument("--opened", type=int, default=12)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    print(machine())
    app = QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        profile = Profile(Path(folder) / "profile")
        profile.create()
        sample = sample_store.make(profile.store, time.time() - 600)
        change(sample.path, known_people, options.contacts)
        letter = letters.put(sample, Body("", large_html()))
        short = letters.put(sample, Body("Are you free?"))
        theme().choose(Scheme.LIGHT)
        run(profile, letter, short, options)
    del app


def run(profile: Profile, letter: MessageId, short: MessageId, options: argparse.Namespace) -> None:
    """Cold first, then warm."""
    reader, link = Reader(profile.store), ScriptedLink(profile)
    clock, burnt = time.perf_counter(), time.process_time()
    from mailclient.gui.composer.composers import Composers, ReplyKind

    took, cpu = (time.perf_counter() - clock) * 1e3, (time.process_time() - burnt) * 1e3
    print(f"{'import of the composer':34} once  {took:7.0f} ms ({cpu:6.0f} CPU)")
    composers = Composers(reader, link)

    def write() -> QWidget:
        made = composers.write()
        assert made is not None
        return made

    def reply(to: MessageId) -> QWidget:
        composers.reply(to, ReplyKind.REPLY)
        return composers.windows[-1]

    def end() -> None:
        for composer in composers.windows:
            composer.go()

    measured = cProfile.Profile()
    measure("new message", write, end, options.opened)
    if options.profile:
        measured.enable()
    measure("new message, warm", write, end, options.opened)
    measure("answer to a short message", lambda: reply(short), end, options.opened)
    measure("answer to 200 KB of HTML", lambda: reply(letter), end, options.opened)
    if options.profile:
        measured.disable()
        pstats.Stats(measured).sort_stats("cumulative").print_stats(45)


if __name__ == "__main__":
    main()
