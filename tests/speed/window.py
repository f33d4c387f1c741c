"""How soon the window shows a list, and how smoothly it scrolls while mail is being synchronised.

    python -m tests.speed.window [--messages 50000] [--runs 7] [--scroll-messages 1000000] [--seconds 20]
                                 [--scroll-store FILE]

Start: seconds from the start of the process to the first painted list with that many messages in the store, beside a
bare Qt window with an empty table (the limit), in turns. Scrolling: frames asked for at 60 Hz while nothing else
happens, and while another process writes new messages in slices of 50 as a first sync does; late means more than
18 ms after the one before. All of it by conversation and as a flat list; a store with real conversations is made by
``python -m tests.speed.conversations --file FILE``. Opening: from the click to the first rows, and until all ids are
here. Typing into the search field: the longest time between two turns of the event loop.

Set QT_QPA_PLATFORM=xcb under Xvfb, or leave it offscreen.
"""

import argparse
import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.speed.store_scale import SLICE, fill, new_message

FRAME_SECONDS = 1 / 60
LATE_SECONDS = 0.018
STEP_PIXELS = 120

_BARE = """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QTableView
class Table(QTableView):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, lambda: (print(time.time()), sys.stdout.flush(), app.quit()))
app = QApplication([])
table = Table()
table.resize(1440, 900)
table.show()
app.exec()
"""

_OURS = """
import sys, time
from pathlib import Path
from PySide6.QtWidgets import QApplication
from mailclient.gui.main_window.window import MainWindow
from mailclient.gui.window_state import WindowState
from mailclient.profile import Profile
from mailclient.store.reader import Reader
profile = Profile(Path(sys.argv[1]))
app = QApplication([])
window = MainWindow(Reader(profile.store), WindowState(profile))
window.painted.connect(lambda: (print(time.time()), sys.stdout.flush(), app.quit()))
window.resize(1440, 900)
window.show()
app.exec()
"""


def measure_start(profile: Path, runs: int) -> None:
    """Both programs in turns; medians with least and most."""
    spent: dict[str, list[float]] = {"bare Qt window": [], "first painted list": []}
    for _ in range(runs):
        for name, code in (("bare Qt window", _BARE), ("first painted list", _OURS)):
            started = time.time()
            done = subprocess.run(
                [sys.executable, "-c", code, str(profile)], check=True, capture_output=True, text=True
            )
            spent[name].append(float(done.stdout.split()[0]) - started)
    for name, times in spent.items():
        print(f"{name:40}{statistics.median(times):8.2f} s   ({min(times):.2f} to {max(times):.2f})")
    bare, ours = (statistics.median(times) for times in spent.values())
    print(f"{'ratio':40}{ours / bare:8.2f}")


def measure_scrolling(profile: Path, seconds: float) -> None:
    """The real window over the large store, first alone, then beside a writer."""
    from PySide6.QtWidgets import QApplication

    from mailclient.gui.main_window.window import MainWindow
    from mailclient.gui.window_state import WindowState
    from mailclient.profile import Profile
    from mailclient.store.reader import Reader

    app = QApplication.instance() or QApplication([])
    window = MainWindow(Reader(Profile(profile).store), WindowState(Profile(profile)))
    window.resize(1440, 900)
    window.show()
    _wait(app, 1.0)
    for on in (True, False):
        window.group_by_conversation(on)
        kind = "conversations" if on else "flat list"
        _measure_opening(app, window, kind)
        _report(f"scrolling, {kind}", _frames(app, window, seconds))
        with subprocess.Popen([sys.executable, "-m", "tests.speed.window", "--write", str(profile)]) as writer:
            _wait(app, 1.0)
            _report(f"scrolling during a sync, {kind}", _frames(app, window, seconds))
            writer.terminate()
    _measure_typing(app, window)
    window.close()


def _measure_opening(app: object, window: object, kind: str) -> None:
    """The folder is shown anew; what the user waits for, and what goes on in the background."""
    messages = window.list_column.messages  # type: ignore[attr-defined]
    began = time.perf_counter()
    window.show_folder(window.folder)  # type: ignore[attr-defined]
    window.list_column.list.viewport().repaint()  # type: ignore[attr-defined]
    opened = time.perf_counter() - began
    longest = 0.0
    while not messages.complete:
        turn = time.perf_counter()
        app.processEvents()  # type: ignore[attr-defined]
        longest = max(longest, time.perf_counter() - turn)
    whole = time.perf_counter() - began
    rows = messages.rowCount()
    print(f"{f'opening, {kind}':40}{opened * 1000:8.1f} ms first rows, {whole:.2f} s all {rows:,}", end="")
    print(f", longest turn {longest * 1000:.0f} ms")


def _measure_typing(app: object, window: object) -> None:
    """Letter by letter; nothing the user does may wait for an answer."""
    from PySide6.QtTest import QTest

    field = window.list_column.search  # type: ignore[attr-defined]
    window.actions_["search"].trigger()  # type: ignore[attr-defined]
    turns: list[float] = []
    first: list[float] = []
    for words in ("report", "the meeting", "from:person1", "subject:a is:unread"):
        field.clear()
        began = time.perf_counter()
        for letter in words:
            turn = time.perf_counter()
            QTest.keyClicks(field, letter)
            turns.append(time.perf_counter() - turn)
            turns += _turns(app, 0.12)
        question = window.searching.question  # type: ignore[attr-defined]
        while (question is None or question.words != words) and time.perf_counter() - began < 30:
            turns += _turns(app, 0.01)
            question = window.searching.question  # type: ignore[attr-defined]
        first.append(time.perf_counter() - began - 0.12 * len(words))
        turns += _turns(app, 1.5)
    late = sum(1 for turn in turns if turn > LATE_SECONDS)
    print(f"{'typing a search':40}{max(turns) * 1000:8.1f} ms longest turn, {late} of {len(turns)} late", end="")
    print(f", first hits {1000 * statistics.median(first):.0f} ms after the last letter (90 of them a pause)")


def _turns(app: object, seconds: float) -> list[float]:
    """Run the event loop for a while; how long each turn took."""
    turns = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        turn = time.perf_counter()
        app.processEvents()  # type: ignore[attr-defined]
        turns.append(time.perf_counter() - turn)
        time.sleep(0.001)
    return turns


def _wait(app: object, seconds: float) -> None:
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        app.processEvents()  # type: ignore[attr-defined]
        time.sleep(0.002)


def _frames(app: object, window: object, seconds: float) -> list[float]:
    """Scroll at 60 Hz for a while; the time from each frame to the next."""
    table = window.list_column.list  # type: ignore[attr-defined]
    bar = table.verticalScrollBar()
    frames: list[float] = []
    last = due = time.perf_counter()
    end = due + seconds
    position = 0
    while last < end:
        position = (position + STEP_PIXELS) % max(1, bar.maximum())
        bar.setValue(position)
        app.processEvents()  # type: ignore[attr-defined]
        due += FRAME_SECONDS
        while (left := due - time.perf_counter()) > 0:
            time.sleep(max(0.0, left - 0.0005))
        now = time.perf_counter()
        due = max(due, now - FRAME_SECONDS)
        frames.append(now - last)
        last = now
    return frames


def _report(name: str, frames: list[float]) -> None:
    late = 100 * sum(1 for frame in frames if frame > LATE_SECONDS) / len(frames)
    print(
        f"{name:40}{100 * late / len(frames):8.1f} % late   worst {max(frames) * 1000:.0f} ms   ({len(frames)} frames)"
    )


async def _write(profile: Path) -> None:
    """New messages without end, fifty to a transaction, at the engine's priority."""
    import random

    from mailclient.mail.folder import FolderRole
    from mailclient.profile import Profile
    from mailclient.store import folders, messages
    from mailclient.store.reader import Reader
    from mailclient.store.writer import Writer

    os.nice(5)
    writer = await Writer.open(Profile(profile).store)
    chance = random.Random(3)
    account = Reader(Profile(profile).store).accounts()[0].id
    folder = await writer.transaction(
        "folder",
        lambda tx: folders.upsert(
            tx, account, f"new {time.time()}", delimiter="/", role=FolderRole.NONE, selectable=True
        ),
    )
    first = 1
    while True:
        batch = [new_message(uid, chance) for uid in range(first, first + SLICE)]
        await writer.transaction("headers", messages.insert, folder, batch)
        first += SLICE


async def _bring_up_to_date(path: Path) -> None:
    """The store's own steps to the schema of today."""
    from mailclient.store.writer import Writer

    await (await Writer.open(path)).close()


def main() -> None:
    """Run it; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=50_000)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--scroll-messages", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--scroll-store", type=Path, help="scroll in a copy of this store instead")
    parser.add_argument("--keep", type=Path, help="folder in which the two stores are made, or found again")
    parser.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.write:
        asyncio.run(_write(options.write))
        return
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as temporary:
        base = options.keep or Path(temporary)
        scrolled = base / ("given" if options.scroll_store else str(options.scroll_messages))
        if options.scroll_store and not scrolled.exists():
            scrolled.mkdir(parents=True)
            shutil.copy(options.scroll_store, scrolled / "mail.sqlite3")
            asyncio.run(_bring_up_to_date(scrolled / "mail.sqlite3"))
        for profile, count in ((base / str(options.messages), options.messages), (scrolled, options.scroll_messages)):
            if not profile.exists():
                profile.mkdir(parents=True)
                asyncio.run(fill(profile / "mail.sqlite3", count, 0))
        if options.runs:
            measure_start(base / str(options.messages), options.runs)
        measure_scrolling(scrolled, options.seconds)


if __name__ == "__main__":
    main()
