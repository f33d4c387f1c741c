"""The schema, as numbered steps that are never changed once released; ``0001.sql`` is the first."""

import sqlite3
from pathlib import Path

from mailclient.mail.problem import MailError, Problem, ProblemKind

STEPS = sorted(Path(__file__).parent.glob("[0-9][0-9][0-9][0-9].sql"))
VERSION = len(STEPS)
"""The schema this program reads and writes; kept in the file as ``user_version``."""


def version_of(db: sqlite3.Connection, path: Path) -> int:
    """The file's schema version; ``MailError`` STORE_TOO_NEW when it is from the future."""
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    if version > VERSION:
        raise MailError(
            Problem(ProblemKind.STORE_TOO_NEW, str(path), f"schema {version}, this program knows {VERSION}")
        )
    return version


def upgrade(db: sqlite3.Connection, path: Path) -> None:
    """Bring the file to ``VERSION``, one transaction per step, so that a crash leaves a whole step."""
    for number, step in enumerate(STEPS[version_of(db, path) :], start=version_of(db, path) + 1):
        script = step.read_text(encoding="utf-8")
        try:
            db.executescript(f"BEGIN IMMEDIATE; {script}; PRAGMA user_version = {number}; COMMIT;")
        except sqlite3.Error:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
