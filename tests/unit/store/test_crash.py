"""The writing process is killed at random moments; what it was told is stored is there, and the counts are right."""

import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

from mailclient.store.reader import Reader

ROUNDS = 12


def test_killed_while_writing(tmp_path: Path) -> None:
    path = tmp_path / "mail.sqlite3"
    chance = random.Random(20261121)
    acknowledged: set[str] = set()
    for round_ in range(ROUNDS):
        acknowledged |= _write_and_kill(path, round_ * 1000, chance)
        db = sqlite3.connect(path)
        stored = {id_ for (id_,) in db.execute("SELECT id FROM operation")}
        kept = db.execute("SELECT id, total, unread FROM folder ORDER BY id").fetchall()
        counted = db.execute(
            "SELECT folder.id, count(message.id), coalesce(sum(bits & 1 = 0), 0)"
            " FROM folder LEFT JOIN message ON folder_id = folder.id GROUP BY folder.id ORDER BY folder.id"
        ).fetchall()
        integrity = db.execute("PRAGMA integrity_check").fetchall()
        db.close()
        assert acknowledged <= stored
        assert kept == counted
        assert integrity == [("ok",)]
    reader = Reader(path)
    assert len(reader.accounts()) >= ROUNDS - 1
    reader.close()
    assert acknowledged


def _write_and_kill(path: Path, start: int, chance: random.Random) -> set[str]:
    """Let it acknowledge a random number of operations, then kill it in the middle of whatever it does next."""
    command = [sys.executable, "-m", "tests.unit.store.crashing_writer", str(path), str(start)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        told = [process.stdout.readline() for _ in range(chance.randrange(1, 25))]
        for _ in range(chance.randrange(20_000)):
            pass  # a random part of a transaction's time
        process.send_signal(signal.SIGKILL)
        told += process.stdout.readlines()
    assert process.returncode == -signal.SIGKILL, "it ended by itself"
    return {line.strip() for line in told if line.endswith("\n")}
