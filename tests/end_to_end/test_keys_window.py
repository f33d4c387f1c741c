"""The window of keys over the real engine and the real gpg, in the demonstration's profile."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from mailclient.bridge import events
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.keys.backup import BackupSheet
from mailclient.gui.keys.holding import Section
from mailclient.gui.keys.window import KeysWindow
from mailclient.language import use_language
from mailclient.mail.problem import ProblemKind
from mailclient.mail.protection import System
from mailclient.profile import Profile
from mailclient.store.reader import Reader

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
PATIENCE_MS = 60_000


@pytest.fixture
def profile() -> Iterator[Profile]:
    """Below a short path, as gpg's agent needs one."""
    with tempfile.TemporaryDirectory(prefix="mk", dir="/tmp", ignore_cleanup_errors=True) as directory:
        yield Profile(Path(directory))


@pytest.fixture(autouse=True)
def _english() -> None:
    use_language("en")
    QLocale.setDefault(QLocale("en_GB"))


@pytest.fixture
def link(profile: Profile) -> Iterator[EngineLink]:
    """The demonstration's engine, not started yet."""
    made = EngineLink(profile, demo=True)
    yield made
    made.stop()


def start(qtbot: QtBot, link: EngineLink) -> KeysWindow:
    """Start the engine; the window once it knows all keys."""
    heard: list[object] = []
    link.received.connect(heard.append)
    link.start()
    qtbot.waitUntil(lambda: any(isinstance(one, events.Ready) for one in heard), timeout=PATIENCE_MS)
    reader = Reader(link.profile.store)
    qtbot.waitUntil(lambda: len(reader.accounts()) == 2, timeout=PATIENCE_MS)
    window = KeysWindow(reader, link)
    qtbot.addWidget(window)
    qtbot.waitUntil(lambda: window.holdings.arrived, timeout=PATIENCE_MS)
    return window


def gpg(home: Path, *arguments: str) -> str:
    command = ["gpg", "--homedir", str(home), "--batch", "--with-colons", *arguments]
    return subprocess.run(command, capture_output=True, timeout=60, check=True, text=True).stdout


@pytest.mark.skipif(shutil.which("gpg") is None, reason="gpg is not here")
def test_a_key_is_made_and_what_leaves_the_window_gpg_can_read(
    qtbot: QtBot, profile: Profile, link: EngineLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = start(qtbot, link)
    sheet = window.deeds.make(window.addresses.cards[0].account, window.addresses.cards[0].identity)
    sheet.make()
    qtbot.waitUntil(lambda: bool(sheet.fingerprint), timeout=PATIENCE_MS)
    fingerprint = sheet.fingerprint
    qtbot.waitUntil(lambda: window.holdings.find(fingerprint) is not None, timeout=PATIENCE_MS)
    made = window.holdings.find(fingerprint)
    assert made is not None
    assert made.section is Section.MINE
    sheet.make()  # its button says now: make a backup sheet
    backup = next(one for one in window.findChildren(BackupSheet))
    public, secret, paper = (profile.directory / name for name in ("public.asc", "secret.asc", "backup.pdf"))
    backup._with_backup(lambda one: backup.save_pdf(one, paper))
    qtbot.waitUntil(lambda: paper.exists() and paper.stat().st_size > 1000, timeout=PATIENCE_MS)
    again = BackupSheet(link, made, window)
    again._with_backup(lambda one: again.save_file(one, secret))
    qtbot.waitUntil(secret.exists, timeout=PATIENCE_MS)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(public), ""))
    window.deeds.save_public(made)
    qtbot.waitUntil(public.exists, timeout=PATIENCE_MS)
    kept = Reader(profile.store).accounts()[0].settings.senders[0]
    assert kept.openpgp_key == fingerprint
    assert secret.stat().st_mode & 0o077 == 0

    home = profile.directory / "other"
    home.mkdir(mode=0o700)
    try:
        shown = gpg(home, "--show-keys", str(public))
        assert f":{fingerprint}:" in shown
        assert "ed25519" in shown
        assert "cv25519" in shown
        gpg(home, "--import", str(secret))
        assert f":{fingerprint}:" in gpg(home, "--list-secret-keys")
    finally:
        subprocess.run(["gpgconf", "--homedir", home, "--kill", "all"], check=True, timeout=120)


def test_without_gpg_the_demonstration_works_and_says_what_is_missing(
    qtbot: QtBot, profile: Profile, link: EngineLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(profile.directory))
    window = start(qtbot, link)
    assert window.holdings.problem is not None
    assert window.holdings.problem.kind is ProblemKind.GNUPG_MISSING
    qtbot.waitUntil(lambda: bool(window.holdings.own(System.SMIME)), timeout=PATIENCE_MS)
