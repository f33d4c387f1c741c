"""What is imported at start: nothing slow before the window can read its first page."""

import subprocess
import sys


def loaded_after(statement: str) -> set[str]:
    """The modules of a fresh interpreter after ``statement``."""
    code = f"import sys\n{statement}\nprint(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    return set(run.stdout.split())


def roots(names: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in names}


def test_the_reader_loads_nothing_slow() -> None:
    loaded = loaded_after("import mailclient.store.reader")
    assert roots(loaded) & {"msgspec", "asyncio", "aiosqlite", "PySide6", "email", "ssl", "socket", "logging"} == set()
    assert not {name for name in loaded if name.startswith("mailclient.store.writer")}


def test_main_loads_no_wing_before_it_knows_which() -> None:
    loaded = loaded_after("import mailclient.__main__")
    wings = {name.split(".")[1] for name in loaded if name.startswith("mailclient.")}
    assert wings & {"gui", "engine", "cli", "store", "wire", "mime", "transport", "bridge"} == set()
    assert roots(loaded) & {"msgspec", "asyncio", "aiosqlite", "PySide6", "sqlite3"} == set()
