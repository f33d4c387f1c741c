"""What is imported when the first page is painted, and that the engine is started only then."""

import json
import subprocess
import sys

from mailclient.profile import Profile
from tests.architecture.test_start import LATE
from tests.gui.sample_store import Sample

_LIST_MODULES_AT_FIRST_PAINT = """
import json, os, sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from mailclient.gui import application
from mailclient.profile import Profile

class Observed(application.Application):
    def _begin(self):
        rows = self.window.list_column.messages.rowCount()
        print(json.dumps({"modules": sorted(sys.modules), "rows": rows}), flush=True)
        os._exit(0)

qt = QApplication([])
observed = Observed(Profile(Path(sys.argv[1])), demo=False)
qt.exec()
"""
_PACKAGES_ALLOWED = {
    "theme",
    "controls",
    "folder_list",
    "message_list",
    "tags",
    "main_window",
    "window_state",
    "reading_beside",
    "application",
    "one_window",
}
_TOO_EARLY = ("bridge", "engine", "mime", "wire", "transport", "store.writer")
_FOREIGN_TOO_EARLY = ("msgspec", "asyncio", "aiosqlite", "email", "ssl", "socket", "nh3", "keyring", "chardet")


def test_before_the_first_paint_only_what_paints_is_imported(profile: Profile, sample: Sample) -> None:
    run = subprocess.run(
        [sys.executable, "-c", _LIST_MODULES_AT_FIRST_PAINT, str(profile.directory)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    seen = json.loads(run.stdout)
    assert seen["rows"] == len(sample.inbox), "the first page is there when it is painted"
    modules = set(seen["modules"])
    assert {name for name in modules if name.startswith("PySide6.Qt")} == {
        "PySide6.QtCore",
        "PySide6.QtGui",
        "PySide6.QtWidgets",
    }
    early = {name for name in modules for wing in _TOO_EARLY if name.startswith(f"mailclient.{wing}")}
    assert early == set()
    assert modules & LATE == set()
    assert modules & set(_FOREIGN_TOO_EARLY) == set()
    gui = {name.split(".")[2] for name in modules if name.startswith("mailclient.gui.")}
    assert gui <= _PACKAGES_ALLOWED
    main_window = {name.rsplit(".", 1)[1] for name in modules if name.startswith("mailclient.gui.main_window.")}
    assert "session" not in main_window
