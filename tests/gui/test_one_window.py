"""A second start on the same profile."""

import subprocess
import sys

from pytestqt.qtbot import QtBot

from mailclient.gui.one_window import OneWindow
from mailclient.profile import Profile

_HOLD_AND_DIE = """
import os, sys
from pathlib import Path
from mailclient.gui.one_window import OneWindow
from mailclient.profile import Profile
one = OneWindow(Profile(Path(sys.argv[1])))
assert one.claim()
os._exit(9)
"""


def test_the_first_is_called_and_the_second_gives_way(qtbot: QtBot, profile: Profile) -> None:
    first, second = OneWindow(profile), OneWindow(profile)
    assert first.claim()
    with qtbot.waitSignal(first.called):
        assert not second.claim()
    first.release()
    assert second.claim()
    second.release()


def test_what_later_starts_ask_for_arrives_whole_and_once(qtbot: QtBot, profile: Profile) -> None:
    first = OneWindow(profile)
    assert first.claim()
    heard: list[bytes] = []
    first.asked.connect(heard.append)
    asked = [f"request {number}".encode() for number in range(5)]
    for one in asked:
        assert not OneWindow(profile).claim(one)
    qtbot.waitUntil(lambda: len(heard) == 5)
    assert sorted(heard) == asked
    assert not list(profile.directory.glob("window.call-*"))
    first.release()


def test_a_window_that_was_killed_holds_nothing(qtbot: QtBot, profile: Profile) -> None:
    ended = subprocess.run([sys.executable, "-c", _HOLD_AND_DIE, str(profile.directory)], timeout=60, check=False)
    assert ended.returncode == 9
    assert profile.window_lock.exists()
    one = OneWindow(profile)
    assert one.claim()
    one.release()
