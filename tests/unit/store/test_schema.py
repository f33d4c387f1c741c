import sqlite3
from pathlib import Path

import pytest

from mailclient.store import schema


@pytest.fixture
def steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Two steps, the second on top of the first."""
    texts = (
        "CREATE TABLE a (x INTEGER) STRICT;",
        "ALTER TABLE a ADD y INTEGER; INSERT INTO a VALUES (1, 2);",
    )
    made = [tmp_path / f"{number:04}.sql" for number in (1, 2)]
    for path, text in zip(made, texts, strict=True):
        path.write_text(text)
    monkeypatch.setattr(schema, "STEPS", made)
    monkeypatch.setattr(schema, "VERSION", 2)
    return made


def upgraded(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None)
    schema.upgrade(db, path)
    return db


def test_a_new_file_gets_all_steps(steps: list[Path], tmp_path: Path) -> None:
    db = upgraded(tmp_path / "mail.sqlite3")
    assert db.execute("SELECT * FROM a").fetchall() == [(1, 2)]
    assert db.execute("PRAGMA user_version").fetchone() == (2,)
    db.close()


def test_an_older_file_gets_the_rest_once(steps: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "mail.sqlite3"
    monkeypatch.setattr(schema, "STEPS", steps[:1])
    upgraded(path).close()
    monkeypatch.setattr(schema, "STEPS", steps)
    upgraded(path).close()
    db = upgraded(path)
    assert db.execute("SELECT * FROM a").fetchall() == [(1, 2)]
    db.close()


def test_a_step_that_fails_leaves_the_step_before(steps: list[Path], tmp_path: Path) -> None:
    path = tmp_path / "mail.sqlite3"
    steps[1].write_text("INSERT INTO a VALUES (1); INSERT INTO nowhere VALUES (2);")
    db = sqlite3.connect(path, isolation_level=None)
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        schema.upgrade(db, path)
    assert not db.in_transaction
    assert db.execute("SELECT * FROM a").fetchall() == []
    assert db.execute("PRAGMA user_version").fetchone() == (1,)
    db.close()


def test_the_steps_are_numbered_without_a_gap() -> None:
    assert [step.name for step in schema.STEPS] == [f"{number:04}.sql" for number in range(1, schema.VERSION + 1)]


def test_a_draft_from_before_has_its_text_as_the_first_of_the_earlier_ones(tmp_path: Path) -> None:
    """A store as 0020 left it: the next save must not be the end of what was written before."""
    path = tmp_path / "mail.sqlite3"
    db = sqlite3.connect(path, isolation_level=None)
    for number, step in enumerate(schema.STEPS[:20], 1):
        db.executescript(step.read_text())
        db.execute(f"PRAGMA user_version = {number}")
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute(
        "INSERT INTO draft (id, account_id, content, subject, recipients, saved_at) VALUES ('d', 1, x'80', '', '', 7)"
    )
    schema.upgrade(db, path)
    assert db.execute("SELECT draft_id, saved_at, content FROM draft_revision").fetchall() == [("d", 7.0, b"\x80")]
    db.close()
