"""The wheel holds the program with its resources, the command, the desktop entry and the icon."""

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    directory = tmp_path_factory.mktemp("wheel")
    build = "import sys, hatchling.build; hatchling.build.build_wheel(sys.argv[1])"
    subprocess.run([sys.executable, "-c", build, str(directory)], cwd=ROOT, check=True, capture_output=True)
    (path,) = directory.glob("mailclient-*.whl")
    with zipfile.ZipFile(path) as archive:
        yield archive


def test_wheel_holds_program_and_resources(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    tracked = subprocess.run(
        ["git", "ls-files", "mailclient", "resources"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split("\n")
    wanted = {f"mailclient/{name}" if name.startswith("resources/") else name for name in tracked if name}
    assert {name for name in wanted if name.isascii()} - names == set()
    assert not any(name.startswith("tests/") for name in names)


def test_wheel_installs_command_and_desktop_entry(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    (entry_points,) = (name for name in names if name.endswith("entry_points.txt"))
    assert "mailclient = mailclient.__main__:main" in wheel.read(entry_points).decode()
    (desktop,) = (name for name in names if name.endswith("share/applications/mailclient.desktop"))
    assert {"Exec=mailclient %u", "MimeType=x-scheme-handler/mailto;"} <= set(wheel.read(desktop).decode().splitlines())
    assert any(name.endswith("share/icons/hicolor/scalable/apps/mailclient.svg") for name in names)
