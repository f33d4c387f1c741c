"""The engine's process: how it begins and ends."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from mailclient.bridge.events import Failed, Ready
from mailclient.engine.process import EXIT_CANNOT_START, EXIT_IN_USE
from mailclient.mail.problem import ProblemKind
from mailclient.profile import Profile
from tests.engine.child_engine import ChildEngine


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profile(tmp_path / "profile")


@pytest_asyncio.fixture
async def child(profile: Profile) -> AsyncIterator[ChildEngine]:
    engine = ChildEngine(profile, "")
    await engine.start()
    await engine.wait_for(lambda event: isinstance(event, Ready))
    yield engine
    await engine.end()


async def test_asked_to_end(child: ChildEngine) -> None:
    assert await child.stop() == 0
    assert not child.profile.socket.exists()


async def test_an_orphan_ends(child: ChildEngine) -> None:
    child.hang_up()
    assert await child.died() == 0


async def test_a_signal_ends_it_in_order(child: ChildEngine) -> None:
    assert child._process is not None
    child._process.send_signal(signal.SIGTERM)
    assert await child.died() == 0


async def test_the_profile_is_private(child: ChildEngine) -> None:
    assert stat.S_IMODE(os.stat(child.profile.directory).st_mode) == 0o700
    for name in os.listdir(child.profile.directory):
        mode = os.stat(child.profile.directory / name).st_mode
        assert stat.S_IMODE(mode) & 0o077 == 0, name


async def test_a_second_engine_says_that_the_profile_is_in_use(child: ChildEngine) -> None:
    second = ChildEngine(child.profile, "")
    await second.start()
    failed = await second.wait_for(lambda event: isinstance(event, Failed))
    assert isinstance(failed, Failed)
    assert failed.problem.kind is ProblemKind.PROFILE_IN_USE
    assert await second.died() == EXIT_IN_USE


async def test_a_killed_engine_leaves_the_profile_free(child: ChildEngine) -> None:
    child.kill()
    await child.died()
    await child.start()
    await child.wait_for(lambda event: isinstance(event, Ready))


async def test_a_damaged_store_is_told(profile: Profile) -> None:
    profile.create()
    profile.store.write_bytes(b"this is no database" * 1000)
    engine = ChildEngine(profile, "")
    await engine.start()
    failed = await engine.wait_for(lambda event: isinstance(event, Failed))
    assert isinstance(failed, Failed)
    assert failed.problem.kind is ProblemKind.STORE_DAMAGED
    assert await engine.died() == EXIT_CANNOT_START


@pytest.mark.parametrize("name", ["profile", "profile/engine.log", "profile/mail.sqlite3"])
async def test_a_profile_that_cannot_be_written_is_told(profile: Profile, name: str) -> None:
    """A file where the folder should be, or a folder where a file should be: holds for root too."""
    in_the_way = profile.directory.parent / name
    if in_the_way == profile.directory:
        in_the_way.touch()
    else:
        in_the_way.mkdir(parents=True)
    engine = ChildEngine(profile, "")
    await engine.start()
    failed = await engine.wait_for(lambda event: isinstance(event, Failed))
    assert isinstance(failed, Failed)
    assert failed.problem.kind in {ProblemKind.FILE_UNWRITABLE, ProblemKind.FILE_UNREADABLE}
    assert failed.problem.subject == str(in_the_way)
    assert await engine.died() == EXIT_CANNOT_START


async def test_a_stray_print_does_not_reach_the_pipe(profile: Profile) -> None:
    engine = ChildEngine(profile, "")
    stray = (
        "import os, sys\n"
        "from mailclient.engine import process\n"
        "from mailclient.engine.engine import Engine\n"
        "live = Engine.open\n"
        "async def noisy(self):\n"
        "    print('stray'); sys.stdout.flush(); os.write(1, b'stray'); os.system('echo stray')\n"
        "    await live(self)\n"
        "Engine.open = noisy\n"
        "from tests.engine.mortal_process import main\n"
        "sys.exit(main())\n"
    )
    await engine.start(command=("-c", stray, str(profile.directory)))
    await engine.wait_for(lambda event: isinstance(event, Ready))
    assert await engine.stop() == 0


def test_the_engine_imports_no_qt() -> None:
    code = "import mailclient.engine.process, sys; assert not [m for m in sys.modules if 'PySide' in m]"
    subprocess.run([sys.executable, "-c", code], check=True)
