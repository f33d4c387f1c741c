"""What is imported at start: nothing slow before the window can read its first page."""

import subprocess
import sys

from tests.architecture.modules import modules

LATE = frozenset(
    f"mailclient.{name}"
    for name in (
        *("mail.body", "mail.criteria", "mail.filter", "mail.invitation", "mail.origin", "mail.query", "mail.special"),
        *("mail.remote_content", "mail.special_action", "mail.verdict"),
        *("store.encoding", "store.filters", "store.search", "store.search_scope", "store.searching", "store.snippet"),
        *("store.origin", "store.special_answers"),
        *("gui.main_window.query_colours", "gui.main_window.suggestion_list", "gui.main_window.suggestions"),
        *("language.delivery", "language.meeting", "language.origin", "language.searching"),
    )
)
"""Large, and of no use before a message is opened or the first letter of a search is typed."""


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
    assert loaded & LATE == set()


def test_the_window_loads_what_is_late_later() -> None:
    assert loaded_after("import mailclient.gui.application") & LATE == set()
    assert modules().keys() >= LATE, "none is known by an old name"


def test_main_loads_no_wing_before_it_knows_which() -> None:
    loaded = loaded_after("import mailclient.__main__")
    wings = {name.split(".")[1] for name in loaded if name.startswith("mailclient.")}
    assert wings & {"gui", "engine", "cli", "store", "wire", "mime", "transport", "bridge"} == set()
    assert roots(loaded) & {"msgspec", "asyncio", "aiosqlite", "PySide6", "sqlite3"} == set()


def test_the_engine_starts_without_cryptography() -> None:
    """Certificates, keys and seals are read when one is met; loading what reads them takes a tenth of the start."""
    loaded = loaded_after("import mailclient.engine.process")
    assert roots(loaded) & {"cryptography", "asn1crypto", "gnupg", "PySide6"} == set()


def test_the_window_starts_without_what_protects_mail() -> None:
    loaded = loaded_after("import mailclient.gui.application")
    assert roots(loaded) & {"cryptography", "asn1crypto", "gnupg"} == set()
    assert not {name for name in loaded if name.startswith("mailclient.gui.keys.")}
